"""What was found and what was reported wrongly, counted by line."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from benchmarks.detection_corpus import Corpus, Label
from benchmarks.detection_tools import Answer
from benchmarks.detection_values import Truth


@dataclass(frozen=True, slots=True)
class Score:
    """Secrets that are there and found, and lines reported rightly and wrongly."""

    secrets: int
    found: int
    right: int
    wrong: int

    @property
    def recall(self) -> float:
        """Return the part of the secrets that was found."""
        return self.found / self.secrets if self.secrets else 1.0

    @property
    def precision(self) -> float:
        """Return the part of the reported lines that hold a secret; 1 if none was reported."""
        reported = self.right + self.wrong
        return self.right / reported if reported else 1.0

    @property
    def f1(self) -> float:
        """Return the harmonic mean of recall and precision."""
        both = self.recall + self.precision
        return 2 * self.recall * self.precision / both if both else 0.0


def score(answer: Answer, corpus: Corpus) -> Score:
    """Score an answer on the whole corpus.

    A secret is found if its line is reported. A reported line counts as wrong if it holds no
    secret, labelled or not; lines with a neutral value count neither way.
    """
    files = frozenset(corpus.files)
    secret = corpus.places(Truth.SECRET)
    reported = {place for place in answer.places if place[0] in files}
    reported -= corpus.places(Truth.NEUTRAL) - secret
    labels = [label for label in corpus.labels if label.truth is Truth.SECRET]
    found = [label for label in labels if (label.file, label.line) in reported]
    right = reported & secret
    return Score(len(labels), len(found), len(right), len(reported - right))


def part(answer: Answer, corpus: Corpus, labels: Sequence[Label]) -> Score:
    """Score an answer on some of the labels; what is reported elsewhere does not count."""
    secret = corpus.places(Truth.SECRET)
    neutral = corpus.places(Truth.NEUTRAL)
    lines = {(label.file, label.line) for label in labels} - (neutral - secret)
    wanted = [label for label in labels if label.truth is Truth.SECRET]
    found = [label for label in wanted if (label.file, label.line) in answer.places]
    reported = answer.places & lines
    # A line may hold a secret of another slot beside a safe value of this one.
    return Score(len(wanted), len(found), len(reported & secret), len(reported - secret))


def groups(corpus: Corpus, by: str) -> Iterator[tuple[str, list[Label]]]:
    """Yield the labels by one of their properties, in the order of its values."""
    for value in sorted({getattr(label, by) for label in corpus.labels}):
        yield value, [label for label in corpus.labels if getattr(label, by) == value]


def missed(answer: Answer, corpus: Corpus) -> Iterable[Label]:
    """Return the labels of the secrets that were not reported."""
    return (
        label
        for label in corpus.labels
        if label.truth is Truth.SECRET and (label.file, label.line) not in answer.places
    )


def wrong(answer: Answer, corpus: Corpus) -> Iterable[Label]:
    """Return the labels of safe values on lines that were reported and hold no secret."""
    excused = corpus.places(Truth.SECRET) | corpus.places(Truth.NEUTRAL)
    return (
        label
        for label in corpus.labels
        if (label.file, label.line) in answer.places and (label.file, label.line) not in excused
    )


def unlabelled(answer: Answer, corpus: Corpus) -> int:
    """Return how many reported lines nothing was planted in."""
    labelled = {(label.file, label.line) for label in corpus.labels}
    return sum(place not in labelled and place[0] in corpus.files for place in answer.places)
