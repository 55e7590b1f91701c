"""Command lines that start or call an MCP server themselves."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from scanner.configs import Scalar, part
from scanner.content.commands import vocabulary
from scanner.content.model import Stated
from scanner.content.shell_servers import Draft, Pair, bare_name, stated
from scanner.servers.launchers import Launch, launch

_CLIENT = "shell"
_UNDER = ("mcpServers",)
_TOLD = re.compile(r"mcp|modelcontextprotocol|smithery|supergateway", re.IGNORECASE)
_PROGRAM = re.compile(r"(?:.*[-_.])?mcp(?:[-_.].*)?|.*mcp-?server.*|supergateway", re.IGNORECASE)
_LONGEST_NAME = 255
"""Characters that the name of a file has on any system."""
_FILE = re.compile(
    r".*\.(?:md|json[c5]?|ya?ml|toml|txt|log|lock|png|svg|zip|tgz|tar\.gz|html?|css|env|git)\Z",
    re.IGNORECASE,
)
_CHORE = re.compile(
    r"(?:test|build|check|lint|install|setup|verify|deploy|publish|validate|release|generate|bench|clean|format|add|ensure|register"
    r"|configure|remove|list|get|show|print|update|init|create|run|start|stop|restart|kill|wait|log|is|has|have|need)(?:[-_.]|\Z)",
    re.IGNORECASE,
)
_VERB = re.compile(r"(?:mcp|mcp-server|--mcp|serve-mcp|start-mcp|mcp:start|mcp:serve)\Z")
_START = frozenset({"serve", "start", "run", "stdio", "server", "http", "sse"})
_ADDRESS = re.compile(
    r"https?://(?:[^\s/]*@)?(?:mcp\.|[^\s/?]*?[-.]mcp\.|[^\s?]*?/(?:mcp|sse)(?:[/?\s\"']|\Z))",
    re.IGNORECASE,
)
_URL = re.compile(r"https?://", re.IGNORECASE)
_HEADER = re.compile(r"\s*+([A-Za-z0-9][\w-]*+)\s*+:\s*+(?!//)", re.DOTALL)


def server(words: Sequence[Scalar], env: Sequence[Pair]) -> Stated | None:
    """Return the server that `words` start or call with the variables `env`, if that is one."""
    if words[0].text.rpartition("/")[2].lower() in vocabulary("callers"):
        return _called(words)
    if not any(_TOLD.search(word.text) for word in words):
        return None
    texts = [word.text for word in words]
    started = launch(texts)
    if not _is_server(texts, started, bool(env)):
        return None
    draft = Draft(command=list(words), env=list(env))
    named = _value_of("--name", words) if started.kind == "image" else None
    at = named or _word(words, started.target)
    draft.name = Scalar(bare_name(named.text if named else started.target), at.anchors[:1])
    return stated(draft, words[0], _CLIENT, _UNDER)


def target(words: Sequence[Scalar]) -> Scalar:
    """Return the word of a command line, not empty, that names what it runs in the end."""
    return _word(words, launch([word.text for word in words]).target)


def _word(words: Sequence[Scalar], text: str) -> Scalar:
    known = (word for word in words if word.text == text)
    held = (word for word in words if text and text in word.text)
    found = next(known, None) or next(held, words[0])
    return Scalar(text or found.text, found.anchors[:1])


def _value_of(flag: str, words: Sequence[Scalar]) -> Scalar | None:
    for word, following in pairwise(words):
        if word.text == flag:
            return following
        if word.text.startswith(f"{flag}="):
            return part(word, len(flag) + 1, len(word.text))
    return None


def _is_server(texts: Sequence[str], started: Launch, is_given_variables: bool) -> bool:  # noqa: FBT001
    first = started.arguments[0] if started.arguments else ""
    name = started.target.replace("\\", "/").rstrip("/").rpartition("/")[2]
    match started.kind:
        case "npm" | "pypi" | "image" | "container":
            named = "".join(_names(texts)) if started.kind == "image" else ""
            return _TOLD.search(started.target + named) is not None or bool(_VERB.match(first))
        case "module":
            return _TOLD.search(started.target) is not None
        case _ if started.target == texts[0]:
            if first == "mcp" and len(started.arguments) > 1:
                return started.arguments[1] in _START
            given = bool(started.arguments) or is_given_variables
            fits = (
                len(name) <= _LONGEST_NAME
                and _PROGRAM.fullmatch(name)
                and not _FILE.match(name)
                and name not in vocabulary("no-servers")
            )
            return given and bool(fits) and not _CHORE.match(name)
        case _:
            script = _TOLD.search(started.target) is not None or bool(_VERB.match(first))
            return script and not _CHORE.match(name) and not _FILE.match(name)


def _names(texts: Sequence[str]) -> Iterator[str]:
    for text, following in pairwise(texts):
        if text == "--name":
            yield f" {following}"
        elif text.startswith("--name="):
            yield text[6:]


def _called(words: Sequence[Scalar]) -> Stated | None:
    """Return the server that a program such as curl sends a request to."""
    draft = Draft()
    flag = ""
    for word in words[1:]:
        text = word.text
        if flag in vocabulary("caller-headers") or (not flag and _URL.match(text) is None):
            draft.headers += _header(word)
        elif flag == "--oauth2-bearer":
            draft.others.append(("bearer_token", word))
        elif flag in {"-u", "--user"}:
            draft.others.append(("password", word))
        if draft.url is None and flag in {"", "--url"} and _ADDRESS.match(text):
            draft.url = word
        flag = (
            text if text.startswith("-") and not flag and text in vocabulary("caller-flags") else ""
        )
    if draft.url is None:
        return None
    draft.name = Scalar(bare_name(draft.url.text), draft.url.anchors[:1])
    return stated(draft, words[0], _CLIENT, _UNDER)


def _header(word: Scalar) -> Iterator[Pair]:
    if found := _HEADER.match(word.text):
        yield part(word, *found.span(1)), part(word, found.end(), len(word.text))
