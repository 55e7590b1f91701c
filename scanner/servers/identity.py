"""What a server is, whatever it is called: a package, an image, a URL, or a local program.

Packages and images are named as the purl specification does
(https://github.com/package-url/purl-spec), without versions: one server under three names in
three clients has one identity.
"""

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from packageurl import PackageURL

from scanner.servers.launchers import Launch, launch

# Programs that pass everything on to a remote server: the server is the URL, not the program.
_PROXIES = frozenset({"mcp-remote", "supergateway", "mcp-proxy", "mcp-streamablehttp-proxy"})
_GIT = re.compile(
    r"(?:git\+)?(?:https?|ssh)://(?:[^@/]*@)?github\.com/([\w.-]+)/([\w.-]+)|github:([\w.-]+)/([\w.-]+)"
)
_NPM = re.compile(r"(?:@(?P<scope>[\w.-]+)/)?(?P<name>[\w.-]+)(?:@.*)?\Z")
_PYPI = re.compile(r"(?P<name>[A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?(?:\s*(?:@|[=<>!~]=?).*)?\Z")
_NUGET = re.compile(r"(?P<name>[\w.-]+)(?:@.*)?\Z")
_URL = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)


def identify(
    words: Sequence[str], urls: Sequence[str], name: str, repository: str, image: str = ""
) -> str:
    """Return the canonical identity of a server.

    `words` is its command line, program first; `urls` are its remote addresses; `repository`
    tells relative scripts of one repository from those of another; `image` is what a container
    engine runs if the configuration names it instead of a command.
    """
    for url in urls:
        if url.strip():
            return of_url(url.strip())
    if image:
        return _of_image(image)
    if not words or not words[0].strip():
        return f"name:{name}"
    found = launch(words)
    if found.target.rpartition("/")[2].partition("@")[0] in _PROXIES:
        for word in found.arguments:
            if _URL.match(word):
                return of_url(word)
    return _of_launch(found, repository)


def of_url(url: str) -> str:
    """Return origin and path of `url`: no user, no query, no fragment, no default port."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "url:unreadable"
    host = parts.netloc.rpartition("@")[2]
    if "$" not in host and "{" not in host:
        host = host.lower()
    for scheme, port in (("http", ":80"), ("https", ":443")):
        if parts.scheme.lower() == scheme:
            host = host.removesuffix(port)
    prefix = f"{parts.scheme.lower()}://" if parts.scheme else ""
    return f"{prefix}{host}{parts.path.rstrip('/')}"


def _of_launch(found: Launch, repository: str) -> str:
    if package := _of_package(found):
        return package.to_string()
    match found.kind:
        case "image":
            return _of_image(found.target)
        case "module" | "container":
            return f"{found.kind}:{found.target}"
        case _:
            return _of_program(found.target, repository)


def _of_package(found: Launch) -> PackageURL | None:
    target = found.target
    if git := _GIT.match(target):
        owner, repo = (part for part in git.groups() if part)
        return PackageURL("github", owner, repo.removesuffix(".git"))
    match found.kind:
        case "npm" if npm := _NPM.match(target.removeprefix("npm:")):
            return PackageURL("npm", f"@{npm['scope']}" if npm["scope"] else None, npm["name"])
        case "pypi" if pypi := _PYPI.match(target):
            return PackageURL("pypi", None, pypi["name"])
        case "nuget" if nuget := _NUGET.match(target):
            return PackageURL("nuget", None, nuget["name"])
        case _:
            return None


def _of_image(image: str) -> str:
    """Return the purl of an image; its registry is a qualifier unless it is the default one."""
    path = image.partition("@")[0]
    head, _, last = path.rpartition("/")
    path = f"{head}/{last.partition(':')[0]}" if head else last.partition(":")[0]
    first, _, rest = path.partition("/")
    registry = first if rest and ("." in first or ":" in first or first == "localhost") else ""
    namespace, _, name = (rest if registry else path).rpartition("/")
    qualifiers = {"repository_url": registry} if registry and registry != "docker.io" else None
    return PackageURL("docker", namespace or None, name or "image", None, qualifiers).to_string()


def _of_program(target: str, repository: str) -> str:
    if _URL.match(target):
        return of_url(target)
    path = target.replace("\\", "/")
    rooted = path.startswith(("/", "~", "$", "%", "{")) or path[1:2] == ":"
    if "/" not in path.removeprefix("./") and not re.search(r"\.\w+\Z", path):
        return f"local:{path}"
    return f"local:{path}" if rooted else f"local:{repository}/{path.removeprefix('./')}"
