"""Damaged texts against every parser and reader: none may raise, hang, or misplace a value.

`python benchmarks/fuzz.py --seconds N [--seed N] [--only NAME]` prints each input that does, cut
down and as a literal of bytes, and ends with 1 if there was one. The bounds: 0.5 s and 5 s a
megabyte of CPU time; no more than 20 s for anything.
"""

import argparse
import random
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.fuzz_mutations import damaged, seeds  # noqa: E402 - needs the root
from detectors.secret import FingerprintKey  # noqa: E402 - the same
from scanner.configs import Mapping, Node, Scalar, Sequence, Tree  # noqa: E402 - the same
from scanner.content import (  # noqa: E402 - the same
    code,
    dockerfile,
    document,
    encoded,
    links,
    literal,
    notebook,
    settings,
    shell,
)
from scanner.content.bundles import Unread, members  # noqa: E402 - the same
from scanner.content.model import Content, Notation, Reader  # noqa: E402 - the same
from scanner.discovery.catalogue import clients  # noqa: E402 - the same
from scanner.examine import Route, examine  # noqa: E402 - the same
from scanner.examiner import Examiner  # noqa: E402 - the same
from scanner.redaction import Redactor  # noqa: E402 - the same
from scanner.syntax import Format, decode, parse  # noqa: E402 - the same

_KEY = FingerprintKey(b"f" * 32, ephemeral=False)
_BASE, _RATE, _LIMIT = 0.5, 5e-6, 20
_ROOMS = (ROOT / "scanner", ROOT / "detectors")
_AGAIN = 3
"""Times that a slow input is tried before it counts as slow."""
_SOME = 3
"""So many targets are fed with each input."""
_CUTS = 400
"""Attempts at making a failing input smaller."""

Target = Callable[[bytes], Iterator[tuple[bytes, Scalar]]]
"""Reads a text; yields what it made of it, each scalar with the text that it leads to."""


class Hung(BaseException):
    """The alarm went off; no `except Exception` may swallow it."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong on an input."""

    what: str
    """The same for the same defect, so that it is reported once."""
    detail: str = ""


def targets() -> dict[str, Target]:
    """Return all that is fed, by name."""
    readers: dict[str, Reader] = {
        "code": code.read,
        "dockerfile": dockerfile.read,
        "document": document.read,
        "literal": literal.read,
        "notebook": notebook.read,
        "settings": settings.read,
        "shell": shell.read,
        "links": lambda source: Content(pieces=links.pieces(source)),
        "encoded": lambda source: Content(pieces=encoded.pieces(source)),
    }
    return {
        **{f"parse-{form}": partial(_parsed, form) for form in Format},
        **{f"read-{name}": partial(_read, reader) for name, reader in readers.items()},
        **{f"examine-{notation}": partial(_examined, notation) for notation in Notation},
        "examine-clients": _examined_as_files,
        "members": _unpacked,
    }


def _parsed(form: Format, raw: bytes) -> Iterator[tuple[bytes, Scalar]]:
    source, _ = decode(raw)
    return ((source, scalar) for scalar in _scalars(parse(source, form)))


def _read(reader: Reader, raw: bytes) -> Iterator[tuple[bytes, Scalar]]:
    source, _ = decode(raw)
    content = reader(source)
    for stated in content.stated:
        yield from ((source, scalar) for scalar in _scalars(stated.tree))
    yield from ((source, piece.text) for piece in content.pieces)
    yield from ((source, value.scalar) for value in content.loose)


def _examined(notation: Notation, raw: bytes) -> Iterator[tuple[bytes, Scalar]]:
    examine(raw, Route((), by_content=True, notation=notation), _examiner())
    return iter(())


def _examined_as_files(raw: bytes) -> Iterator[tuple[bytes, Scalar]]:
    """Read `raw` as the file of a client, another for each length."""
    known = clients()
    examine(raw, Route((known[len(raw) % len(known)],)), _examiner())
    return iter(())


def _unpacked(raw: bytes) -> Iterator[tuple[bytes, Scalar]]:
    for found in members(b"PK\x03\x04" + raw):
        if not isinstance(found, Unread):
            decode(found.content)
    return iter(())


def _examiner() -> Examiner:
    return Examiner("fuzz", _KEY, Redactor())


def _scalars(tree: Tree) -> Iterator[Scalar]:
    yield from tree.comments
    waiting: list[Node] = [tree.root]
    seen: set[int] = set()
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        match node:
            case Scalar():
                yield node
            case Mapping(entries):
                for key, value in entries:
                    yield key
                    waiting.append(value)
            case Sequence(items):
                waiting += items


def misplaced(source: bytes, scalar: Scalar) -> str:
    """Return what is wrong with the anchors of a scalar, or nothing."""
    if not scalar.anchors:
        return "no anchor"
    indices = [index for index, _ in scalar.anchors]
    if indices != sorted(indices) or indices[0] < 0 or indices[-1] > len(scalar.text):
        return "indices that do not ascend within the text"
    if any(not 0 <= offset <= len(source) for _, offset in scalar.anchors):
        return "an offset outside the source"
    return ""


def attempt(target: Target, raw: bytes) -> Problem | None:
    """Return what goes wrong when `raw` is fed to `target`."""
    slow = _BASE + _RATE * len(raw)
    taken = []
    for _ in range(_AGAIN):
        start = time.process_time()
        if problem := _once(target, raw):
            return problem
        taken.append(time.process_time() - start)
        if taken[-1] <= slow:
            return None
    return Problem("slow", f"{min(taken):.1f} s for {len(raw):,} bytes")


def _once(target: Target, raw: bytes) -> Problem | None:
    signal.setitimer(signal.ITIMER_REAL, _LIMIT)
    try:
        for source, scalar in target(raw):
            if wrong := misplaced(source, scalar):
                return Problem(wrong)
    except Hung:
        return Problem("hung", f"more than {_LIMIT} s for {len(raw):,} bytes")
    except (Exception, RecursionError) as error:  # noqa: BLE001 - it is what is looked for
        return Problem(f"{type(error).__name__} at {_origin(error)}")
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return None


def _origin(error: BaseException) -> str:
    """Return file and line of the innermost frame of ours."""
    found, step = "?", error.__traceback__
    while step:
        file = Path(step.tb_frame.f_code.co_filename)
        if any(room in file.parents for room in _ROOMS):
            found = f"{file.relative_to(ROOT)}:{step.tb_lineno}"
        step = step.tb_next
    return found


def smaller(target: Target, raw: bytes, problem: Problem) -> bytes:
    """Return a part of `raw` with the same problem, as small as some hundred attempts make it."""
    if problem.what in ("slow", "hung"):
        return raw
    width, left = len(raw) // 2, _CUTS
    while width and left > 0:
        at = 0
        while at < len(raw) and left > 0:
            left -= 1
            shorter = raw[:at] + raw[at + width :]
            found = attempt(target, shorter)
            if found and found.what == problem.what:
                raw = shorter
            else:
                at += width
        width //= 2
    return raw


def _alarm(_number: int, _frame: FrameType | None) -> None:
    raise Hung


def fuzz(seconds: float, seed: int, only: str) -> int:
    """Feed damaged texts for so long; return how many defects were seen."""
    signal.signal(signal.SIGALRM, _alarm)
    chance = random.Random(seed)  # noqa: S311 - the same inputs for the same seed
    fed = {name: target for name, target in targets().items() if only in name}
    texts = seeds()
    seen: set[tuple[str, str]] = set()
    inputs, end = 0, time.monotonic() + seconds
    while time.monotonic() < end:
        raw = damaged(chance, texts)
        inputs += 1
        for name in chance.sample(sorted(fed), min(_SOME, len(fed))):
            target = fed[name]
            problem = attempt(target, raw)
            if problem and (name, problem.what) not in seen:
                seen.add((name, problem.what))
                shown = smaller(target, raw, problem)
                print(f"{name}: {problem.what} {problem.detail}\n  {_literal(shown)}", flush=True)
    print(f"{inputs:,} inputs, {len(fed)} targets, {len(seen)} defects")
    return len(seen)


def _literal(raw: bytes) -> str:
    """Return `raw` as a literal, or where it can be found again if it is long."""
    if len(raw) <= 3_000:  # noqa: PLR2004 - some lines of a terminal
        return repr(raw)
    file = Path(f"fuzz-{abs(hash(raw)):x}.bin")
    file.write_bytes(raw)
    return f"{raw[:200]!r} … in {file}"


def main() -> None:
    """Fuzz for the time that is asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--only", default="", metavar="NAME", help="targets with this in their name"
    )
    options = parser.parse_args()
    sys.exit(1 if fuzz(options.seconds, options.seed, options.only) else 0)


if __name__ == "__main__":
    main()
