"""A literal of no known format: its slot, its name and its looks decide."""

import re
from dataclasses import dataclass

from detectors.model import Confidence, Outcome, Slot
from detectors.names import Role, role
from detectors.randomness import UUID, looks_random
from detectors.secret import Field


@dataclass(frozen=True, slots=True)
class Opinion:
    """Whether a text is a credential, how surely, and why in words."""

    outcome: Outcome
    confidence: Confidence
    reason: str


# `green-small-tree-4Kq_b2`: three words and six characters of base64url, capitals and digits too.
_SLUG = re.compile(r"(?:[a-z]{3,20}-){3}(?=[\w-]*[A-Z])(?=[\w-]*[0-9])[\w-]{6}", re.ASCII)
_FILE = re.compile(
    r"[^/]{1,200}\.(?:svg|png|jpe?g|gif|webp|avif|ico|mp4|webm|pdf|html?|css|m?js|zip|woff2?)",
    re.IGNORECASE,
)
_REASONS = {
    Role.IDENTIFIER: "the name is that of an identifier or a setting",
    Role.ADDRESS: "an address without credentials",
}
_SHORTEST_KEY = 6
_SHORT = 8
_LONG = 20
_POSITIONAL = 32
_LONGEST_SECRET = 4096

_HARMLESS = (
    (
        "a boolean or a number",
        re.compile(r"(?i:true|false|yes|no|on|off)|[-+]?[0-9][0-9.,_:%]{0,11}"),
    ),
    ("a setting", re.compile(r"(?i:allow|deny|ask|always|never|enabled|disabled)")),
    (
        "a file path",
        re.compile(
            r"(?:~|\.{1,2}|[A-Za-z]:|/)?[/\\][^:\n]{0,400}\.[A-Za-z0-9]{1,5}"
            r"|(?:~|\.{1,2})[/\\]\S{0,400}|[A-Za-z]:\\.{0,400}"
            r"|/(?:usr|home|etc|var|opt|tmp|app|run|Users|mnt|data|root|workspace|secrets)/\S{0,400}"
            r"|[\w.-]{1,80}\.(?:json|ya?ml|toml|pem|key|p8|p12|env|txt|md|js|ts|py|sh)"
        ),
    ),
    ("an address without credentials", re.compile(r"[A-Za-z][A-Za-z0-9+.-]{1,20}://\S{0,2000}")),
    ("an e-mail address", re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")),
    (
        "a host name",
        re.compile(
            r"(?:[a-z0-9-]{1,63}\.){1,5}(?:com|org|net|io|dev|ai|app|local|internal)(?::\d{1,5})?"
        ),
    ),
    ("an ARN", re.compile(r"arn:aws[\w-]{0,12}:\S{1,400}")),
    (
        "a version",
        re.compile(r"v?\d{1,4}(?:\.\d{1,5}){1,3}(?:[-+][\w.]{1,20})?|\d{4}-\d\d-\d\d"),
    ),
    ("a digest", re.compile(r"sha(?:1|256|384|512)[:-][A-Za-z0-9+/=]{20,128}")),
)
_SCHEME = re.compile(
    r"(?i:basic|bearer|digest|oauth2?|oidc|saml2?|sso|jwt|mtls|hmac|kerberos|ntlm|negotiate|apikey)"
)
_EXPRESSION = re.compile(
    r"(?:await |new )?[A-Za-z_$][\w$.]{0,80}\([^()\n]{0,120}\)"
    r"|(?:Optional|Union|List|Literal|Annotated)\[[^\[\]\n]{0,80}\]"
    r"|(?:self|this|ctx|context|req|request|config|settings|args|options|opts|params|props|event"
    r"|session|state|secrets|process|os|env|data)(?:\.[A-Za-z_]\w{0,40}){1,6}"
    r"|(?:[a-z][a-z0-9_]{1,30}\.){2,8}[A-Za-z_]{1,40}\d{0,2}[A-Za-z_]{0,30}"
    r"|[fF]?(?P<quote>[\"'`])[^\"'`\n]{0,80}\{[\w.]{1,60}\}[^\"'`\n]{0,80}(?P=quote)"
)
# What follows `name:` in a program, up to the comma: a type or a variable.
_DECLARED = re.compile(r"[A-Za-z_$][A-Za-z_$]{0,80}[,;]")
_DRIVE = re.compile(r"1[A-Za-z0-9_-]{43}")
# As people write words: capitals begin them, and none is of two letters within another.
_WORD = r"(?:[a-z]{1,20}|[A-Z]{1,20}|[A-Z]?[a-z]{2,20}(?:[A-Z][a-z]{2,20}){0,6})"
_WORDS = re.compile(rf"{_WORD}(?:[-_ ./:]{_WORD}){{0,11}}")
_SECRET_NAME = re.compile(r"[a-z]{2,20}(?:[-_./][a-z]{2,20}){1,8}")
_CREDENTIAL_WORD = re.compile(
    r"(?:^|[-_./])(?:key|token|secret|password|pass|credentials?)(?:$|[-_./])"
)


def assess(field: Field, *, credential: bool = False) -> Opinion:
    """Return what a literal that no format knows is; `credential` if its place proves it one.

    Such a place is behind `Bearer` or before the `@` of a URL.
    """
    text = field.text.strip()
    meaning = Role.CREDENTIAL if credential else role(field.name)
    if why := _harmless(text, meaning):
        return Opinion(Outcome.HARMLESS, Confidence.LOW, why)
    if field.slot is Slot.URL_PATH and not credential:
        return _segment(text)
    if meaning is Role.PASSWORD:
        return _secret(text, "a literal in a slot named like a password")
    if meaning is Role.CREDENTIAL:
        return _credential(text, field.slot)
    if meaning is Role.HINT and looks_random(text):
        return _secret(text, "a random literal in a slot that may hold a credential")
    return _unnamed(field, text, meaning)


def _harmless(text: str, meaning: Role) -> str | None:
    if len(text) > _LONGEST_SECRET:
        return "longer than any credential of unknown format"
    for why, pattern in _HARMLESS:
        if pattern.fullmatch(text) and not (meaning is Role.PASSWORD and "number" in why):
            return why
    if meaning is Role.PASSWORD:
        return None
    return _program(text) if text.isascii() else "no token has such letters"


def _program(text: str) -> str | None:
    """Say what a text from a program is, where no password is expected."""
    if _SCHEME.fullmatch(text):
        return "the name of a way to authenticate"
    if _DECLARED.fullmatch(text) or _EXPRESSION.fullmatch(text.rstrip(",;")):
        return "an expression of a program"
    if _SECRET_NAME.fullmatch(text) and _CREDENTIAL_WORD.search(text):
        return "the name of a secret, not its value"
    return None


def _credential(text: str, slot: Slot) -> Opinion:
    if any(c.isspace() for c in text):
        return Opinion(Outcome.HARMLESS, Confidence.LOW, "prose, not a credential")
    if slot in {Slot.COMMENT, Slot.OTHER, Slot.COMMAND, Slot.FILE} and not looks_random(text):
        return Opinion(Outcome.HARMLESS, Confidence.LOW, "no credential by its looks")
    if len(text) < _SHORTEST_KEY and text.isalpha():
        return Opinion(Outcome.HARMLESS, Confidence.LOW, "a word too short to be a key")
    return _secret(text, "a literal in a slot named like a credential")


def _secret(text: str, why: str) -> Opinion:
    if looks_random(text) and len(text) >= _LONG:
        return Opinion(Outcome.SECRET, Confidence.HIGH, f"{why}; it looks random")
    if len(text) < _SHORT or _WORDS.fullmatch(text):
        return Opinion(Outcome.SECRET, Confidence.LOW, f"{why}; it is short or reads like a word")
    return Opinion(Outcome.SECRET, Confidence.MEDIUM, why)


def _unnamed(field: Field, text: str, meaning: Role) -> Opinion:
    positional = field.slot is Slot.ARGUMENT and not field.name
    if positional and len(text) >= _POSITIONAL and _is_drawn(text):
        why = "a random literal among the arguments"
        return Opinion(Outcome.SECRET, Confidence.MEDIUM, why)
    why = _REASONS.get(meaning, "no credential by name or by format")
    return Opinion(Outcome.HARMLESS, Confidence.LOW, why)


def _is_drawn(text: str) -> bool:
    mixed = any(c.isupper() for c in text) and any(c.islower() for c in text)
    # What Google Drive numbers its documents by looks drawn as well.
    return mixed and text.isalnum() and looks_random(text) and not _DRIVE.fullmatch(text)


def _segment(text: str) -> Opinion:
    if _FILE.fullmatch(text):
        return Opinion(Outcome.HARMLESS, Confidence.LOW, "the name of a file")
    # A path may hold another one, encoded, or a name with dots.
    text = max(text.replace("/", ".").split("."), key=len)
    if len(text) >= _LONG and not UUID.fullmatch(text) and looks_random(text):
        why = "a random segment of a URL's path"
        return Opinion(Outcome.SECRET, Confidence.MEDIUM, why)
    if _SLUG.fullmatch(text):
        why = "words and a drawn id, as hosts of servers give each customer"
        return Opinion(Outcome.SECRET, Confidence.MEDIUM, why)
    return Opinion(Outcome.HARMLESS, Confidence.LOW, "an ordinary segment of a URL's path")
