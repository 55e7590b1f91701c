from scanner.git.history import Change
from scanner.git.ledger import Ledger
from scanner.git.lives import Holding, lifetime, lines
from scanner.git.refs import Ref
from scanner.model import Lifetime, Stamp, State

_DAY = 86_400
_START = 946_684_800


def _change(day: int, old: str, new: str, path: str = "p") -> Change:
    return Change(f"commit{day}", _START + day * _DAY, path, (old,), new)


def _at(day: int) -> Stamp:
    return Stamp(f"commit{day}", f"2000-01-0{day + 1}T00:00:00Z")


def _life(ledger: Ledger, blobs: set[str]) -> Lifetime:
    (line,) = lines([Holding(("value",), "p", "/x", "", frozenset(blobs))], ledger)
    return lifetime(line, ledger)


def _ledger(*changes: Change, tip: str = "") -> Ledger:
    main = Ref("refs/heads/main", "tip")
    tips = {"p": {tip: [main]}} if tip else {}
    ledger = Ledger({"p": list(changes)}, tips)
    made = [f"commit{day}" for day in range(8)]
    for day, commit in enumerate(made):
        ledger.ancestry.tell(commit, _START + day * _DAY, tuple(made[max(day - 1, 0) : day]))
    ledger.ancestry.tell("tip", _START + 8 * _DAY, ("commit7",))
    return ledger


def test_a_value_at_a_tip_is_live_from_its_first_commit_to_the_tip() -> None:
    ledger = _ledger(_change(2, "b", "c"), _change(1, "a", "b"), _change(0, "", "a"), tip="c")

    life = _life(ledger, {"b", "c"})

    assert life.state is State.LIVE
    assert life.first == _at(1)
    assert life.last == Stamp("tip", "2000-01-09T00:00:00Z")
    assert life.removed is None
    assert life.refs == ("refs/heads/main",)


def test_a_value_that_no_tip_holds_has_gone_with_the_commit_that_dropped_it() -> None:
    ledger = _ledger(_change(0, "", "a"), _change(3, "a", "b"), tip="b")

    life = _life(ledger, {"a"})

    assert (life.state, life.first, life.last, life.removed) == (
        State.HISTORY,
        _at(0),
        _at(0),
        _at(3),
    )


def test_a_change_between_two_blobs_that_hold_the_value_is_no_event() -> None:
    ledger = _ledger(_change(0, "", "a"), _change(1, "a", "b"), _change(2, "b", ""))

    life = _life(ledger, {"a", "b"})

    assert (life.first, life.last, life.removed) == (_at(0), _at(1), _at(2))


def test_a_value_that_came_back_has_its_first_coming_and_its_last_going() -> None:
    ledger = _ledger(
        _change(0, "", "a"), _change(1, "a", "b"), _change(2, "b", "a"), _change(3, "a", "b")
    )

    life = _life(ledger, {"a"})

    assert (life.first, life.removed) == (_at(0), _at(3))


def test_the_work_tree_keeps_a_value_live() -> None:
    ledger = Ledger(worktree={"p": "a"})

    life = _life(ledger, {"a"})

    assert life.state is State.LIVE
    assert life.worktree
    assert life.first is None


def test_the_newest_content_is_the_checked_out_one_then_a_tip_then_the_latest() -> None:
    ledger = _ledger(_change(0, "", "a"), _change(1, "a", "b"), tip="a")

    assert ledger.newest("p", {"a", "b"}) == "a"
    ledger.worktree["p"] = "b"
    assert ledger.newest("p", {"a", "b"}) == "b"
    assert _ledger(_change(0, "", "a"), _change(1, "a", "b")).newest("p", {"a", "b"}) == "b"


def test_what_only_unreachable_commits_held_is_unreachable_with_their_times() -> None:
    ledger = _ledger(_change(0, "", "a"), _change(1, "a", "b"), _change(2, "b", "a"), tip="a")
    ledger.unreachable |= {"commit1", "commit2"}

    life = _life(ledger, {"b"})

    assert (life.state, life.first, life.last, life.removed) == (
        State.UNREACHABLE,
        _at(1),
        _at(1),
        _at(2),
    )


def test_unreachable_commits_say_nothing_of_a_value_that_a_ref_reached() -> None:
    ledger = _ledger(_change(0, "", "a"), _change(1, "", "a"), _change(2, "a", ""))
    ledger.unreachable |= {"commit0"}

    life = _life(ledger, {"a"})

    assert (life.state, life.first, life.removed) == (State.HISTORY, _at(1), _at(2))


def test_a_value_that_a_reachable_commit_removed_was_in_history() -> None:
    ledger = _ledger(_change(3, "a", "b"))

    assert _life(ledger, {"a"}).state is State.HISTORY


def test_a_content_that_nothing_is_known_of_is_unreachable() -> None:
    ledger = Ledger()
    ledger.stand("p", "a")

    life = _life(ledger, {"a"})

    assert (life.state, life.first, life.last) == (State.UNREACHABLE, None, None)


def test_what_is_staged_is_live() -> None:
    ledger = _ledger(_change(0, "", "a"))
    ledger.stage("p", "b")

    life = _life(ledger, {"b"})

    assert (life.state, life.worktree) == (State.LIVE, True)
    assert ledger.newest("p", {"a", "b"}) == "b"


def test_a_reachable_content_shows_better_than_a_newer_one_that_is_not() -> None:
    ledger = _ledger(_change(0, "", "a"), _change(1, "", "b"))
    ledger.unreachable |= {"commit1"}

    assert ledger.newest("p", {"a", "b"}) == "a"


def test_what_came_first_is_told_by_the_order_of_the_commits_not_by_their_clocks() -> None:
    forged = [
        Change("commit1", 99 * 365 * _DAY, "p", ("",), "a"),
        Change("commit2", 5 * _DAY, "p", ("a",), "b"),
        Change("commit3", 0, "p", ("b",), "a"),
        Change("commit4", 2 * _DAY, "p", ("a",), ""),
    ]

    for changes in (forged, forged[::-1]):
        ledger = _ledger(*changes)
        life = _life(ledger, {"a"})

        assert life.first == Stamp("commit1", "2068-12-07T00:00:00Z")
        assert life.last == Stamp("commit3", "1970-01-01T00:00:00Z")
        assert life.removed == Stamp("commit4", "1970-01-03T00:00:00Z")
        assert life.returned == (Stamp("commit3", "1970-01-01T00:00:00Z"),)
        assert ledger.newest("p", {"a", "b"}) == "a"
