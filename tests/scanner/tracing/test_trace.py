import base64
import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from scanner.model import Form, Skipped, State
from tests.repositories import GitRepo, mcp_json, new_repository
from tests.scanner.tracing.tracing import KEY, SETTINGS, results, told, traced
from tests.tokens import opaque

_SECRET = opaque(1)
_LIVE, _HISTORY, _LOST = State.LIVE, State.HISTORY, State.UNREACHABLE


@pytest.fixture
def repo(git_repo: GitRepo) -> GitRepo:
    """A repository whose configuration had a literal, and has a reference now."""
    git_repo.commit({".mcp.json": mcp_json(API_KEY=_SECRET)})
    git_repo.commit({".mcp.json": mcp_json(API_KEY="${API_KEY}")})
    return git_repo


def _url_in_python(secret: str) -> str:
    return f'import os\nURL = "postgres://u:{secret}@db/x"\n'


def _kubernetes(secret: str) -> str:
    return f"kind: Secret\ndata:\n  key: {base64.b64encode(secret.encode()).decode()}\n"


def _json_in_a_string(secret: str) -> str:
    return json.dumps({"body": json.dumps({"token": secret})})


@pytest.mark.parametrize(
    ("path", "write", "form", "place"),
    [
        (".env", "A=1\nKEY={}\n".format, Form.RAW, (2, 5)),
        ("Dockerfile", "FROM x\nARG B\nENV KEY={}\n".format, Form.RAW, (3, 9)),
        ("src/db.py", _url_in_python, Form.RAW, (2, 21)),
        ("k8s/secret.yaml", _kubernetes, Form.BASE64, (3, 8)),
        ("fixture.json", _json_in_a_string, Form.RAW, (1, 25)),
        ("image.bin", "\0\1\2\n{}\0".format, Form.RAW, (2, 1)),
    ],
)
def test_the_value_is_found_wherever_else_it_stands(
    repo: GitRepo, path: str, write: Callable[[str], str], form: Form, place: tuple[int, int]
) -> None:
    brought = repo.commit({path: write(_SECRET)})

    (found,) = traced(repo.path)

    assert (found.path, found.form, (found.line, found.column)) == (path, form, place)
    assert found.fingerprint == KEY.fingerprint(_SECRET)
    assert (found.server, found.client, found.pointer, found.slot) == ("", "", "", "other")
    assert found.lifetime.first
    assert (found.lifetime.state, found.lifetime.first.commit) == (_LIVE, brought)
    assert (found.lifetime.refs, found.lifetime.worktree) == (("refs/heads/main",), True)


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("p%40ss%2Fw0rd+%221%22", Form.URL),
        ("p%40ss%2fw0rd%20%221%22", Form.URL),
        ('p@ss\\/w0rd \\"1\\"', Form.JSON),
        ("p@ss/w0rd \\u00221\\u0022", Form.JSON),
    ],
)
def test_a_password_is_found_in_its_escaped_forms(
    git_repo: GitRepo, written: str, form: Form
) -> None:
    git_repo.commit({".mcp.json": mcp_json(DB_PASSWORD='p@ss/w0rd "1"')})
    git_repo.commit({"other.txt": f"a\n{written}\n"})

    assert told(git_repo.path) == [("other.txt", form, _LIVE)]


def test_the_password_of_a_connection_string_is_looked_for_decoded(git_repo: GitRepo) -> None:
    git_repo.commit({".mcp.json": mcp_json(DB_URL="postgres://u:Zx9%40k2%2FQw7@db.example/x")})
    git_repo.commit({".env": "PGPASSWORD='Zx9@k2/Qw7'\n"})

    assert told(git_repo.path) == [(".env", Form.RAW, _LIVE)]


def test_a_life_is_told_as_that_of_any_value(repo: GitRepo) -> None:
    came = repo.commit({".env": f"KEY={_SECRET}\n"})
    repo.commit({".env": f"MORE=1\nKEY={_SECRET}\n"})
    went = repo.commit({".env": "KEY=\n"})

    (found,) = traced(repo.path)

    life = found.lifetime
    assert (found.line, found.column, life.state) == (2, 5, _HISTORY)
    assert life.first
    assert life.removed
    assert (life.first.commit, life.removed.commit) == (came, went)


def test_a_value_that_moves_to_another_file_keeps_its_life(repo: GitRepo) -> None:
    came = repo.commit({".env": f"KEY={_SECRET}\n"})
    repo.commit({".env": None, "deploy/prod.env": f"KEY={_SECRET}\n"})

    (found,) = traced(repo.path)

    assert (found.path, found.lifetime.moved_from) == ("deploy/prod.env", (".env",))
    assert found.lifetime.first
    assert found.lifetime.first.commit == came
    assert found.lifetime.first.author


def test_each_place_in_a_file_is_told_with_a_life_of_its_own(repo: GitRepo) -> None:
    repo.commit({".env": f"A={_SECRET}\n"})
    again = repo.commit({".env": f"A={_SECRET}\nB={_SECRET}\nC={_kubernetes(_SECRET)}"})

    found = traced(repo.path)

    assert [(item.line, item.form) for item in found] == [
        (5, Form.BASE64),
        (1, Form.RAW),
        (2, Form.RAW),
    ]
    firsts = [item.lifetime.first.commit == again for item in found if item.lifetime.first]
    assert firsts == [True, False, True]


def test_a_log_over_the_limit_is_searched_in_git_and_on_disk(repo: GitRepo) -> None:
    log = "".join(f"step {number} é\n" for number in range(200_000)) + f"  curl u:{_SECRET}@h\n"
    repo.commit({"ci/build.log": log})
    repo.write("local.log", log + "\n")
    settings = replace(SETTINGS, max_bytes=1 << 20)

    (result,) = results(repo.path, settings=settings)
    found = [item for item in result.occurrences if item.form]

    assert {(item.path, item.line, item.column) for item in found} == {
        ("ci/build.log", 200_001, 10),
        ("local.log", 200_001, 10),
    }
    assert [item.lifetime.refs for item in found] == [("refs/heads/main",), ()]
    assert not result.skipped


def _amended(repo: GitRepo) -> None:
    repo.commit({".env": f"KEY={_SECRET}\n"})
    repo.write(".env", "KEY=\n")
    repo.git("commit", "--quiet", "--all", "--amend", "--message", "again")


def _deleted_branch(repo: GitRepo) -> None:
    repo.git("checkout", "--quiet", "-b", "side")
    repo.commit({".env": f"KEY={_SECRET}\n"})
    repo.git("checkout", "--quiet", "main")
    repo.git("branch", "--quiet", "--delete", "--force", "side")


def _staged(repo: GitRepo) -> None:
    repo.write(".env", f"KEY={_SECRET}\n")
    repo.git("add", ".env")
    (repo.path / ".env").unlink()


def _untracked(repo: GitRepo) -> None:
    repo.write(".env", f"KEY={_SECRET}\n")


def _tagged_content(repo: GitRepo) -> None:
    blob = repo.git("hash-object", "-w", "--stdin", stdin=_SECRET.encode())
    repo.git("tag", "kept", blob)


def _link(repo: GitRepo) -> None:
    (repo.path / ".env").symlink_to(f"/run/{_SECRET}")
    repo.commit()
    (repo.path / ".env").unlink()


@pytest.mark.parametrize(
    ("hide", "path", "state"),
    [
        (_amended, ".env", _LOST),
        (_deleted_branch, ".env", _LOST),
        (_staged, ".env", _LIVE),
        (_untracked, ".env", _LIVE),
        (_tagged_content, "(object at refs/tags/kept)", _LIVE),
        (_link, ".env (symbolic link)", _LIVE),
    ],
)
def test_places_beside_the_history_are_searched(
    repo: GitRepo, hide: Callable[[GitRepo], None], path: str, state: State
) -> None:
    hide(repo)

    assert told(repo.path) == [(path, Form.RAW, state)]


def test_the_message_of_a_commit_is_searched(repo: GitRepo) -> None:
    repo.git("commit", "--quiet", "--allow-empty", "--message", f"Rotate\n\nwas {_SECRET}")

    (found,) = traced(repo.path)

    assert found.path == f"(message of commit {repo.head()[:12]})"
    assert (found.line, found.column, found.lifetime.state) == (3, 5, _LIVE)


def test_what_a_message_holds_is_looked_for_elsewhere(git_repo: GitRepo) -> None:
    git_repo.commit({".env": f"KEY={_SECRET}\n"})
    git_repo.git(
        "commit", "--quiet", "--allow-empty", "--message", "Set up", "--message",
        mcp_json(API_KEY=_SECRET),
    )  # fmt: skip

    assert told(git_repo.path) == [(".env", Form.RAW, _LIVE)]


def test_what_a_file_of_variables_holds_is_looked_for_elsewhere(git_repo: GitRepo) -> None:
    server = {"command": "npx", "args": ["-y", "x"], "envFile": "server.vars"}
    git_repo.commit({".mcp.json": json.dumps({"mcpServers": {"x": server}})})
    git_repo.commit({"server.vars": f"API_KEY={_SECRET}\n", "notes": f"it is {_SECRET}\n"})

    assert told(git_repo.path) == [("notes", Form.RAW, _LIVE)]


def test_a_bare_repository_and_a_bundle_are_searched(repo: GitRepo, tmp_path: Path) -> None:
    repo.commit({".env": f"KEY={_SECRET}\n"})
    repo.git("bundle", "create", str(tmp_path / "all.bundle"), "--all")

    for target in (repo.bare(), tmp_path / "all.bundle"):
        assert told(target) == [(".env", Form.RAW, _LIVE)]


def test_a_directory_without_git_is_searched(tmp_path: Path) -> None:
    (tmp_path / "plain" / "é").mkdir(parents=True)
    (tmp_path / "plain" / "é" / ".mcp.json").write_text(mcp_json(API_KEY=_SECRET))
    (tmp_path / "plain" / ".env").write_text(f"KEY={_SECRET}\n")

    assert told(tmp_path / "plain") == [(".env", Form.RAW, _LIVE)]


def test_a_sha256_repository_is_searched(tmp_path: Path) -> None:
    wide = new_repository(tmp_path / "wide", "--object-format=sha256")
    wide.write(".mcp.json", mcp_json(API_KEY=_SECRET))
    wide.write(".env", f"KEY={_SECRET}\n")

    assert told(wide.path) == [(".env", Form.RAW, _LIVE)]


def test_what_one_repository_holds_is_looked_for_in_the_others(
    repo: GitRepo, tmp_path: Path
) -> None:
    other = new_repository(tmp_path / "other")
    other.commit({"deploy/.env": f"KEY={_SECRET}\n"})
    other.commit({"deploy/.env": None})

    (found,) = traced(repo.path, other.path)

    assert (found.repository, found.path) == ("other", "deploy/.env")
    assert found.lifetime.state is _HISTORY


def test_a_secret_of_one_repository_is_taken_out_of_the_names_in_another(
    repo: GitRepo, tmp_path: Path
) -> None:
    other = new_repository(tmp_path / f"of-{_SECRET}")
    encoded = base64.b64encode(b"x" + _SECRET.encode()).decode()
    other.commit({f"{_SECRET}/{encoded}/.env": f"KEY={_SECRET}\n"})
    other.git("branch", f"fix-{_SECRET}")

    found = results(repo.path, other.path)

    text = repr(found)
    assert "fix-•••" in text
    assert _SECRET not in text.replace(f"of-{_SECRET}", "")
    assert encoded[4:-4] not in text


def test_a_common_word_of_one_repository_stays_in_the_names_in_another(
    repo: GitRepo, tmp_path: Path
) -> None:
    repo.commit({"garden/.mcp.json": mcp_json(DB_PASSWORD="garden")})
    for target in (repo, new_repository(tmp_path / "other")):
        target.commit({"garden/.env": f"KEY={_SECRET}\n"})

    paths = {(item.repository, item.path) for item in traced(repo.path, tmp_path / "other")}

    assert paths == {("repo", "•••/.env"), ("other", "garden/.env")}


def test_what_detection_found_is_not_told_again(repo: GitRepo) -> None:
    (result,) = results(repo.path)

    assert [item.form for item in result.occurrences] == [Form.READ]
    assert result.sightings == ()
    assert result.coverage.traced == 2


def test_guessable_values_are_named_and_not_looked_for(git_repo: GitRepo) -> None:
    values = {"A_PASSWORD": "hunter2", "B_PASSWORD": "developer"}
    url = "postgres://postgres:postgres@localhost/x"
    git_repo.commit({".mcp.json": mcp_json(**values, DB_URL=url)})
    git_repo.commit({"notes": "hunter2 developer postgres\n"})

    (result,) = results(git_repo.path)

    named = {(why.split(": ")[0][-12:], why.split(": ")[1]) for why in result.coverage.untraced}
    assert named == {
        (KEY.fingerprint("hunter2")[:12], "it has fewer than 8 characters"),
        (KEY.fingerprint("developer")[:12], "it is a word or a number"),
        (KEY.fingerprint("postgres")[:12], "a well-known default"),
    }
    assert not [item for item in result.occurrences if item.form]
    assert (result.skipped, result.coverage.traced) == ((), 0)


def test_paths_only_still_means_that_all_is_searched(repo: GitRepo) -> None:
    repo.commit({"notes/any": f"{_SECRET}\n"})
    settings = replace(SETTINGS, by_content=False)

    assert told(repo.path, settings=settings) == [("notes/any", Form.RAW, _LIVE)]


def test_without_history_only_the_tips_are_searched(git_repo: GitRepo) -> None:
    git_repo.commit({".env": f"KEY={_SECRET}\n"})
    git_repo.commit({".env": None, "b.env": _SECRET, ".mcp.json": mcp_json(API_KEY=_SECRET)})

    assert told(git_repo.path, settings=replace(SETTINGS, history=False)) == [
        ("b.env", Form.RAW, _LIVE)
    ]


def test_an_archive_in_a_history_is_not_opened(repo: GitRepo) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(".env", f"KEY={_SECRET}\n" * 2)
    repo.commit({"backup.zip": packed.getvalue()})

    assert traced(repo.path) == []


def test_a_gap_is_named_once(repo: GitRepo) -> None:
    commit = repo.commit({".env": f"KEY={_SECRET}\n", "a": "1", "sub/.mcp.json": mcp_json(A="b")})
    for name in (f"{commit}:a", f"{commit}:sub/.mcp.json"):
        repo.object_file(name).unlink()
    for path in ("a", "sub/.mcp.json"):
        (repo.path / path).unlink()

    (result,) = results(repo.path)

    assert len(result.skipped) == 2
    assert [item.path for item in result.occurrences if item.form] == [".env"]


def test_what_cannot_be_read_again_is_named(tmp_path: Path) -> None:
    # Its name holds the secret, so that no report can name the file.
    plain = tmp_path / "plain"
    plain.mkdir()
    (plain / f"{_SECRET}.mcp.json").write_text(mcp_json(API_KEY=_SECRET))
    (plain / ".env").write_text(f"KEY={_SECRET}\n")

    (result,) = results(plain)

    assert [skipped.reason for skipped in result.skipped] == [
        "it could not be read again where it was found"
    ]
    assert isinstance(result.skipped[0], Skipped)
    assert _SECRET not in repr(result)


def test_another_place_is_read_if_the_first_cannot_be(git_repo: GitRepo) -> None:
    git_repo.write(f"{_SECRET}/.mcp.json", mcp_json(API_KEY=_SECRET) + "\n")
    git_repo.write("z/.mcp.json", mcp_json(API_KEY=_SECRET))
    git_repo.write(".env", f"KEY={_SECRET}\n")

    assert told(git_repo.path) == [(".env", Form.RAW, _LIVE)]
