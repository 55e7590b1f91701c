import random

from scanner.git import history
from scanner.git.ancestry import Ancestry
from tests.repositories import GitRepo
from tests.scanner.git.conftest import OpenView

_YEAR = 31_536_000
_NOW = 54 * _YEAR


def _ancestry(*commits: tuple[str, int, tuple[str, ...]]) -> Ancestry:
    found = Ancestry()
    for commit, time, parents in commits:
        found.tell(commit, time, parents)
    return found


def _order(ancestry: Ancestry) -> list[str]:
    names = [name.decode() for name in ancestry.told]
    return sorted(names, key=ancestry.rank)


def test_parents_come_first_whatever_the_clocks_say() -> None:
    ancestry = _ancestry(
        ("d", _NOW, ("c",)), ("c", 0, ("b",)), ("b", 129 * _YEAR, ("a",)), ("a", _NOW, ())
    )

    assert _order(ancestry) == ["a", "b", "c", "d"]


def test_where_the_graph_leaves_it_open_time_decides_then_the_id() -> None:
    root = ("root", _NOW, ())
    branches = [(name, _NOW + days, ("root",)) for name, days in (("b", 5), ("z", 3), ("a", 5))]

    assert _order(_ancestry(*branches, root)) == ["root", "z", "a", "b"]


def _history(size: int, seed: int) -> list[tuple[str, int, tuple[str, ...]]]:
    chance = random.Random(seed)
    made: list[tuple[str, int, tuple[str, ...]]] = []
    for number in range(size):
        before = [name for name, *_ in made]
        parents = tuple(chance.sample(before, min(len(before), chance.choice([0, 1, 1, 1, 2, 3]))))
        made.append((f"c{chance.randrange(1 << 40):x}-{number}", chance.randrange(99), parents))
    return made


def test_the_order_does_not_depend_on_that_in_which_commits_are_met() -> None:
    for seed in range(50):
        commits = _history(40, seed)
        shuffled = random.Random(seed).sample(commits, len(commits))

        order = _order(_ancestry(*commits))

        assert _order(_ancestry(*shuffled)) == order
        places = {name: place for place, name in enumerate(order)}
        assert all(places[one] < places[name] for name, _, parents in commits for one in parents)


def test_later_commits_leave_the_order_of_the_earlier_ones_alone() -> None:
    for seed in range(50):
        commits = _history(40, seed)
        ancestry = _ancestry(*commits[:25])
        before = _order(ancestry)
        for commit in commits[25:]:
            ancestry.tell(*commit)

        known = set(before)
        assert [name for name in _order(ancestry) if name in known] == before


def test_a_commit_whose_parents_are_not_known_is_a_beginning_and_an_unknown_one_has_no_rank() -> (
    None
):
    ancestry = _ancestry(("a", _NOW, ("pruned",)), ("b", _NOW, ("a",)))

    assert (ancestry.rank("a"), ancestry.rank("b"), ancestry.rank("other")) == (0, 1, -1)
    assert (ancestry.parents("a"), ancestry.time("a")) == (("pruned",), _NOW)
    assert (ancestry.parents("other"), ancestry.time("other")) == ((), None)


def test_times_that_contradict_the_order_are_doubtful() -> None:
    ancestry = _ancestry(
        ("a", _NOW, ()),
        ("b", _NOW + _YEAR, ("a",)),
        ("c", _NOW, ("b",)),
        ("skewed", _NOW - 60, ("c",)),
        ("epoch", 0, ("skewed",)),
    )

    assert [one for one in ("a", "b", "c", "skewed", "epoch") if ancestry.doubtful(one)] == [
        "b",
        "c",
        "epoch",
    ]


def test_git_tells_the_parents_of_all_commits(git_repo: GitRepo, open_view: OpenView) -> None:
    root = git_repo.commit({"a": "1"})
    sides = []
    for name in ("one", "two", "three"):
        git_repo.git("checkout", "--quiet", "-b", name, root)
        sides.append(git_repo.commit({name: name}))
    git_repo.git("checkout", "--quiet", "main")
    git_repo.git("merge", "--quiet", "--no-ff", "-m", "octopus", "one", "two", "three")
    merge = git_repo.head()
    git_repo.git("checkout", "--quiet", "--orphan", "other")
    other = git_repo.commit({"b": "1"})

    walk = history.Walk()
    list(history.changes(open_view(git_repo), lambda _path: True, walk))

    assert len(walk.ancestry.told) == 6
    assert walk.ancestry.parents(merge) in {tuple(sides), (root, *sides)}
    assert walk.ancestry.parents(root) == walk.ancestry.parents(other) == ()
    assert all(walk.ancestry.rank(root) < walk.ancestry.rank(side) for side in sides)


def test_a_commit_of_no_time_has_its_parents_all_the_same(
    git_repo: GitRepo, open_view: OpenView
) -> None:
    root = git_repo.commit({"a": "1"})
    tree = git_repo.git("rev-parse", "HEAD^{tree}")
    text = f"tree {tree}\nparent {root}\nauthor A <a@b.c>\ncommitter A <a@b.c>\n\nno time\n"
    made = git_repo.git(
        "hash-object", "-t", "commit", "-w", "--literally", "--stdin", stdin=text.encode()
    )
    git_repo.git("update-ref", "refs/heads/odd", made)

    walk = history.Walk()
    list(history.changes(open_view(git_repo), lambda _path: True, walk))

    assert walk.ancestry.parents(made) == (root,)
    assert walk.ancestry.time(made) == 0
    assert [walk.ancestry.rank(one) for one in (root, made)] == [0, 1]
