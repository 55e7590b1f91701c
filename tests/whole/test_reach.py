"""What a scan says of what it cannot reach, and of what it reaches twice."""

import json
from pathlib import Path
from typing import Any

from tests.conftest import Run
from tests.repositories import GitRepo, mcp_json, new_repository
from tests.tokens import opaque

Json = dict[str, Any]
CONFIG = ".mcp.json"


def _report(run_cli: Run, *arguments: object) -> Json:
    ran = run_cli("scan", *arguments, "--report", "json=-", "--fail-on", "none")
    assert "Traceback" not in ran.err
    report: Json = json.loads(ran.out)
    return report


def _skipped(report: Json) -> list[tuple[str, str]]:
    return [(one["subject"], one["reason"]) for one in report["skipped"]]


def _secret(seed: int = 0) -> str:
    return mcp_json(API_TOKEN=opaque(seed))


def _lose(repo: GitRepo) -> str:
    """Commit a secret and force it away; return the commit."""
    lost = repo.commit({CONFIG: _secret()})
    repo.git("reset", "--quiet", "--hard", "HEAD~1")
    return lost


def test_what_no_ref_reaches_is_told_with_its_commit_and_what_that_means(
    git_repo: GitRepo, run_cli: Run
) -> None:
    git_repo.commit({"a": "1"})
    lost = _lose(git_repo)

    run_cli("scan", git_repo.path, "--report", "json=report.json", "--report", "html")
    report = json.loads((git_repo.path.parent / "where-it-runs" / "report.json").read_text())

    (credential,) = report["credentials"]
    (place,) = credential["occurrences"]
    assert (credential["state"], place["state"]) == ("unreachable", "unreachable")
    assert credential["first_seen"]["commit"] == place["last_commit"] == lost
    assert (place["refs"], place["removed_at"]) == ([], None)
    assert report["coverage"]["unreachable_commits"] == 1
    assert [one["id"] for one in report["exposures"][0]["checks"] if one["state"] == "FAIL"]


def test_the_terminal_says_that_removal_is_not_revocation(git_repo: GitRepo, run_cli: Run) -> None:
    git_repo.commit({"a": "1"})
    _lose(git_repo)

    ran = run_cli("scan", git_repo.path)

    assert ran.code == 1
    assert "only in objects that no ref reaches, 15 Nov 2023; still stored: removal is not" in (
        ran.out
    )
    assert "1 object that no ref reaches" in ran.out


def test_a_message_that_only_describes_a_server_declares_none(
    git_repo: GitRepo, run_cli: Run
) -> None:
    git_repo.git("commit", "--quiet", "--allow-empty", "--message", mcp_json())

    assert _report(run_cli, git_repo.path)["servers"] == []


def test_a_secret_that_a_ref_reaches_as_well_is_not_unreachable(
    git_repo: GitRepo, run_cli: Run
) -> None:
    git_repo.commit({"a": "1"})
    _lose(git_repo)
    kept = git_repo.commit({CONFIG: _secret(), "b": "2"})

    (credential,) = _report(run_cli, git_repo.path)["credentials"]

    (place,) = credential["occurrences"]
    assert place["state"] == "live"
    assert place["first_commit"] == kept


def test_paths_alone_find_what_no_ref_reaches_too(git_repo: GitRepo, run_cli: Run) -> None:
    git_repo.commit({"a": "1"})
    _lose(git_repo)

    (credential,) = _report(run_cli, git_repo.path, "--discover", "paths")["credentials"]

    assert credential["state"] == "unreachable"


def test_history_none_reads_the_index_and_tags_but_nothing_that_is_gone(
    git_repo: GitRepo, run_cli: Run
) -> None:
    git_repo.commit({"a": "1"})
    _lose(git_repo)
    git_repo.write(CONFIG, _secret(1))
    git_repo.git("add", CONFIG)
    (git_repo.path / CONFIG).unlink()
    tagged = git_repo.git("hash-object", "-w", "--stdin", stdin=_secret(2).encode())
    git_repo.git("tag", "key", tagged)

    report = _report(run_cli, git_repo.path, "--history", "none")

    states = {c["occurrences"][0]["path"]: c["state"] for c in report["credentials"]}
    assert states == {CONFIG: "live", "(object at refs/tags/key)": "live"}


def test_a_damaged_object_that_no_ref_reaches_is_named(git_repo: GitRepo, run_cli: Run) -> None:
    git_repo.commit({"a": "1"})
    blob = git_repo.git("hash-object", "-w", "--stdin", stdin=_secret().encode())
    git_repo.object_file(blob).write_bytes(b"garbage")

    report = _report(run_cli, git_repo.path)

    assert report["verdict"] == "incomplete"
    assert (f"repo: object {blob[:12]}", "corrupt") in _skipped(report)


def test_what_was_pruned_behind_a_lost_commit_is_no_gap(git_repo: GitRepo, run_cli: Run) -> None:
    git_repo.commit({"a": "1"})
    pruned = git_repo.commit({"b": "2"})
    git_repo.commit({CONFIG: _secret()})
    file = git_repo.object_file(pruned)
    git_repo.git("reset", "--quiet", "--hard", "HEAD~2")
    file.unlink()

    report = _report(run_cli, git_repo.path)

    assert [c["state"] for c in report["credentials"]] == ["unreachable"]
    assert report["skipped"] == []


def test_a_shallow_boundary_is_named_and_lost_commits_beside_it_are_read(
    git_repo: GitRepo, run_cli: Run, tmp_path: Path
) -> None:
    git_repo.commit({CONFIG: _secret(1)})
    git_repo.commit({CONFIG: mcp_json()})
    shallow = GitRepo(tmp_path / "shallow", commits=2)
    git_repo.git("clone", "--quiet", "--depth=1", f"file://{git_repo.path}", str(shallow.path))
    _lose(shallow)

    report = _report(run_cli, shallow.path)

    assert report["coverage"]["shallow"] == ["shallow"]
    assert [c["state"] for c in report["credentials"]] == ["unreachable"]


def test_a_pointer_of_git_lfs_at_a_path_of_a_client_is_named(
    git_repo: GitRepo, run_cli: Run
) -> None:
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{'1' * 64}\nsize 12\n"
    git_repo.commit({CONFIG: pointer, "image.png": pointer.replace("12", "13")})

    report = _report(run_cli, git_repo.bare())

    (skipped,) = _skipped(report)
    assert skipped[0].startswith(f"repo.git: {CONFIG} (blob ")
    assert skipped[1] == "it is a pointer of Git LFS; the content is not in the repository"
    assert report["coverage"]["lfs_pointers"] == 2
    assert report["verdict"] == "incomplete"


def test_what_begins_like_a_pointer_is_read_all_the_same(git_repo: GitRepo, run_cli: Run) -> None:
    git_repo.commit({"notes.md": f"version https://git-lfs.github.com/spec/v1\n\n{_secret()}"})

    assert len(_report(run_cli, git_repo.path)["credentials"]) == 1


def test_a_submodule_that_is_not_there_is_named(git_repo: GitRepo, run_cli: Run) -> None:
    git_repo.commit({"a": "1"})
    git_repo.git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},vendored/lib")
    git_repo.git("commit", "--quiet", "--message", "a submodule")

    report = _report(run_cli, git_repo.path)

    assert report["coverage"]["submodules"] == ["repo: vendored/lib"]


def test_a_link_to_a_configuration_is_neither_followed_nor_a_fault(
    git_repo: GitRepo, run_cli: Run, tmp_path: Path
) -> None:
    (tmp_path / "outside.json").write_text(_secret())
    (git_repo.path / CONFIG).symlink_to(tmp_path / "outside.json")
    (git_repo.path / ".cursor").mkdir()
    (git_repo.path / ".cursor" / "mcp.json").symlink_to("../.mcp.json")
    git_repo.commit()

    report = _report(run_cli, git_repo.path)

    assert (report["credentials"], report["skipped"]) == ([], [])


def test_a_bundle_on_top_of_another_is_incomplete_and_what_it_brings_is_found(
    git_repo: GitRepo, run_cli: Run, tmp_path: Path
) -> None:
    git_repo.commit({"a": "1"})
    git_repo.commit({CONFIG: _secret()})
    bundle = tmp_path / "more.bundle"
    git_repo.git("bundle", "create", "--quiet", str(bundle), "main", "^main~1")

    report = _report(run_cli, bundle)

    assert len(report["credentials"]) == 1
    assert any("it builds on commit" in reason for _, reason in _skipped(report))


def test_refs_in_a_reftable_are_named_and_all_commits_are_read(
    git_repo: GitRepo, run_cli: Run
) -> None:
    git_repo.commit({CONFIG: _secret()})
    (git_repo.path / CONFIG).unlink()
    git = git_repo.path / ".git"
    with (git / "config").open("a") as file:
        file.write("[extensions]\n\trefstorage = reftable\n")
    (git / "index").unlink()
    (git / "refs" / "heads" / "main").unlink()
    (git / "HEAD").write_text("ref: refs/heads/.invalid\n")

    report = _report(run_cli, git_repo.path)

    assert [c["state"] for c in report["credentials"]] == ["unreachable"]
    assert _skipped(report) == [
        ("repo: refs", "they are kept in a reftable, which is not read yet")
    ]


def test_a_sound_repository_with_lost_objects_is_complete(git_repo: GitRepo, run_cli: Run) -> None:
    fresh = new_repository(git_repo.path.with_name("fresh"))
    fresh.commit({"a": "1"})
    fresh.commit({"a": "2"})
    fresh.git("reset", "--quiet", "--hard", "HEAD~1")

    report = _report(run_cli, fresh.path)

    assert (report["verdict"], report["coverage"]["unreachable_commits"]) == ("clean", 1)
