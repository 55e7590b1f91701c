"""Clones of yours: their names, and what makes one whole that is not."""

import shutil
import subprocess
import zlib
from pathlib import Path


def named(argument: str) -> tuple[str, Path]:
    """Return the name and the directory of `NAME=DIRECTORY` or `DIRECTORY`."""
    name, _, directory = argument.rpartition("=")
    path = Path(directory).resolve()
    return name or path.name.removesuffix(".git"), path


def whole(bare: Path, directory: Path) -> tuple[Path, int]:
    """Return a clone that misses nothing, and how many contents that took.

    Some peers stop at the first content that is missing, and would be measured on a part. So in
    `directory` a clone is made that borrows the objects of `bare`, with an empty file in the
    place of each missing content. git does not compare a content with its name when it reads it.
    """
    missing = _missing(bare)
    if not missing:
        return bare, 0
    made = directory / "whole.git"
    subprocess.run(["git", "init", "--quiet", "--bare", str(made)], check=True)
    shutil.copy2(bare / "HEAD", made)
    if (bare / "packed-refs").is_file():
        shutil.copy2(bare / "packed-refs", made)
    shutil.copytree(bare / "refs", made / "refs", dirs_exist_ok=True)
    (made / "objects" / "info" / "alternates").write_text(f"{bare / 'objects'}\n", "utf-8")
    for name in missing:
        place = made / "objects" / name[:2] / name[2:]
        place.parent.mkdir(exist_ok=True)
        place.write_bytes(zlib.compress(b"blob 0\0"))
    return made, len(missing)


def _missing(bare: Path) -> list[str]:
    command = ["git", "-C", str(bare), "rev-list", "--objects", "--all", "--missing=print"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return [line[1:] for line in done.stdout.splitlines() if line.startswith("?")]
