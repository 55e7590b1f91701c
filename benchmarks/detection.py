"""How much of what is planted in MCP configurations we find, beside other scanners.

`python benchmarks/detection.py` generates a labelled corpus and scores us on it. With
`--peers DIR` (or PEERS=DIR; several as in PATH) it also runs gitleaks, betterleaks, kingfisher,
CredSweeper and detect-secrets where they are in one of these directories or beside Python.
`--write` puts the tables into docs/benchmarks.md, `--misses` lists what we got wrong, `--corpus
DIR` scores a labelled corpus of your own as well.
"""

import argparse
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.detection_corpus import Corpus, Label, generate  # noqa: E402 - needs the root
from benchmarks.detection_labelled import load  # noqa: E402 - the same
from benchmarks.detection_page import page, parts_table, tools_table  # noqa: E402 - the same
from benchmarks.detection_scores import missed, unlabelled, wrong  # noqa: E402 - the same
from benchmarks.detection_tools import PEERS, Answer, ask, find, ours  # noqa: E402 - the same

SEED = 20
EACH = 8
PAGE = ROOT / "docs" / "benchmarks.md"


def answers(root: Path, peers: str) -> list[Answer]:
    """Return what we and every peer that is installed report; name those that are not."""
    found = [ours(root)]
    directories = os.pathsep.join((peers, str(Path(sys.executable).parent)))
    for peer in PEERS:
        program = find(peer, directories)
        if program is None:
            print(f"{peer.name} is missing: install {peer.package}, name its directory by --peers")
            continue
        answer = ask(peer, program, root)
        if answer.failure:
            print(f"{peer.name} gave no answer that could be read: {answer.failure}")
        else:
            found.append(answer)
    return found


def explain(answer: Answer, corpus: Corpus) -> None:
    """Print what an answer got wrong by kind and slot, without any value."""
    _counted("missed", missed(answer, corpus))
    _counted("wrongly reported", wrong(answer, corpus))
    print(f"reported where nothing was planted: {unlabelled(answer, corpus)} lines\n")


def _counted(title: str, labels: Iterable[Label]) -> None:
    places: dict[tuple[str, str], list[str]] = {}
    for label in labels:
        where = f"{label.file}:{label.line}"
        places.setdefault((label.slot, label.kind), []).append(where)
    print(f"{title}: {sum(map(len, places.values()))}")
    for (slot, kind), found in sorted(places.items(), key=lambda item: (-len(item[1]), item[0])):
        print(f"{len(found):5} {slot:24} {kind:44} {found[0]}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--peers", default=os.environ.get("PEERS", ""), metavar="DIR")
    parser.add_argument("--corpus", type=Path, metavar="DIR")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--each", type=int, default=EACH, help="configurations for each client")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="leave the corpus in DIR")
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--write", action="store_true", help=f"write docs/{PAGE.name}")
    return parser.parse_args()


def measure(options: argparse.Namespace, root: Path) -> None:
    """Generate the corpus below `root`, run every tool on it, print the tables."""
    corpus = generate(root, options.seed, options.each)
    generated = corpus, answers(root, options.peers)
    print("\n" + tools_table(*generated))
    print(parts_table(*generated, "slot") + "\n" + parts_table(*generated, "format"))
    if options.misses:
        explain(generated[1][0], corpus)
    real = None
    if options.corpus:
        labelled = load(options.corpus)
        real = labelled, answers(labelled.root, options.peers)
        print(f"{len(labelled.files)} labelled configurations of your own\n")
        print(tools_table(*real))
        if options.misses:
            explain(real[1][0], labelled)
    if options.write:
        PAGE.write_text(page(generated, real, options.seed, Counter(_formats(corpus))), "utf-8")


def _formats(corpus: Corpus) -> Iterable[str]:
    return {label.file: label.format for label in corpus.labels}.values()


def main() -> None:
    """Measure in a temporary directory, or in the one to keep."""
    options = _arguments()
    if options.keep:
        measure(options, options.keep)
        return
    with tempfile.TemporaryDirectory() as directory:
        measure(options, Path(directory))


if __name__ == "__main__":
    main()
