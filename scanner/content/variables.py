"""Where a file of variables is that a configuration names."""

import posixpath
import re
from collections.abc import Iterator

_FOLDER = re.compile(
    r"\$\{(?:workspaceFolder|workspaceRoot|PWD|CLAUDE_PROJECT_DIR|CLAUDE_PLUGIN_ROOT|__dirname)[^}]*\}"
    r"|\$PWD|\$\(pwd\)|%CD%"
)
_PLACED = re.compile(r"[$%~{<`*?]|\A[A-Za-z]:|\A/")


def locations(path: str, written: str) -> Iterator[str]:
    """Yield the repository paths that `written` can mean in the configuration at `path`.

    A folder of the client's own (`.vscode`, `.cursor`) lies in the workspace; what is outside the
    repository, or told by a variable, is nowhere.
    """
    name, anchored = _FOLDER.subn("", written.strip().strip("\"'").replace("\\", "/"), count=1)
    name = name.removeprefix("file://")
    name = name.lstrip("/") if anchored else name
    if not name or "\n" in name or _PLACED.search(name):
        return
    folder = posixpath.dirname(path)
    starts = [folder]
    while posixpath.basename(folder).startswith("."):
        folder = posixpath.dirname(folder)
        starts.append(folder)
    for start in dict.fromkeys((*reversed(starts), "")):
        place = posixpath.normpath(posixpath.join(start, name))
        if not place.startswith(".."):
            yield place
