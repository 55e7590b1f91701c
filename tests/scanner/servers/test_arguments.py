import pytest

from detectors.model import Slot
from scanner.configs import Scalar
from scanner.servers.arguments import Word, split, unfold, values

Told = tuple[str, str, Slot]


def _words(*texts: str) -> tuple[Word, ...]:
    return tuple(Word(f"/{n}", Scalar(text, ((0, 0),))) for n, text in enumerate(texts))


def _told(*texts: str) -> list[Told]:
    return [
        (value.name, value.scalar.text, value.reads_as or value.slot)
        for value in values(_words(*texts))
    ]


@pytest.mark.parametrize(
    ("texts", "told"),
    [
        (("--api-key", "x"), [("--api-key", "x", Slot.ARGUMENT)]),
        (("--api-key=x=y",), [("--api-key", "x=y", Slot.ARGUMENT)]),
        (("-e", "K=v"), [("K", "v", Slot.ENV)]),
        (("-eK=v",), [("K", "v", Slot.ENV)]),
        (("--env=K=v",), [("K", "v", Slot.ENV)]),
        (("-e", "K", "image"), [("-e", "K", Slot.ARGUMENT), ("", "image", Slot.ARGUMENT)]),
        (("--header", "X-Key: v"), [("X-Key", "v", Slot.HEADER)]),
        (("-H", "Authorization: Bearer v"), [("Authorization", "Bearer v", Slot.HEADER)]),
        (("--header", "Authorization=Bearer v"), [("Authorization", "Bearer v", Slot.HEADER)]),
        (("K=v", "run"), [("K", "v", Slot.ENV), ("", "run", Slot.ARGUMENT)]),
        (("--yes", "--token", "x"), [("--token", "x", Slot.ARGUMENT)]),
        (("postgres://u:p@h/d",), [("", "postgres://u:p@h/d", Slot.ARGUMENT)]),
    ],
)
def test_words_are_told_apart(texts: tuple[str, ...], told: list[Told]) -> None:
    assert _told(*texts) == told


def test_a_value_that_begins_with_a_dash_is_not_lost() -> None:
    assert ("--token", "-x/yz+", Slot.ARGUMENT) in _told("--token", "-x/yz+")


def test_one_text_is_split_as_a_shell_would_and_keeps_its_places() -> None:
    line = Scalar("npx -y pkg --key 'a b' \"c\"", ((0, 10),))

    words = split("/command", line)

    assert [word.scalar.text for word in words] == ["npx", "-y", "pkg", "--key", "a b", "c"]
    assert [word.scalar.anchors[0] for word in words][4] == (0, 10 + line.text.index("a b"))


def test_the_script_of_a_shell_takes_the_place_of_the_shell() -> None:
    words = unfold(_words("/bin/bash", "-lc", "API_KEY=x npx -y pkg"))

    assert [word.scalar.text for word in words] == ["API_KEY=x", "npx", "-y", "pkg"]
