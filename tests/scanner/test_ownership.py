import os
from pathlib import Path

from detectors.secret import FingerprintKey
from reports.build import build
from reports.model import Exposure, Report
from scanner.model import PathOwner, UnitResult
from scanner.settings import Settings
from scanner.sources.local import Unit, units
from scanner.worker import scan
from tests.conftest import KEY
from tests.reports.facts import SCAN, check
from tests.repositories import GitRepo, mcp_json
from tests.tokens import opaque


def scanned(path: Path) -> UnitResult:
    (unit,) = (unit for unit in units([str(path)]) if isinstance(unit, Unit))
    return scan(unit, Settings(FingerprintKey(KEY.encode(), ephemeral=False)))


def named(path: Path) -> dict[str, tuple[str, str]]:
    return {item.path: (item.name, item.basis) for item in scanned(path).owners}


def row(path: Path) -> Exposure:
    built: Report = build([scanned(path)], SCAN)
    assert len(built.exposures) == 1
    return built.exposures[0]


# Golden case 20.
def test_codeowners_names_the_owner_of_a_row_and_no_match_is_mx_22(git_repo: GitRepo) -> None:
    git_repo.commit({".mcp.json": mcp_json(API_TOKEN=opaque())})
    assert check(row(git_repo.path), "MX-22").state == "FAIL"

    git_repo.commit({".github/CODEOWNERS": "* @all\n.mcp.json @tools\n"})
    owned = row(git_repo.path)
    assert (owned.owner.name, owned.owner.basis) == ("@tools", ".github/CODEOWNERS:2")
    assert check(owned, "MX-22").state == "PASS"

    git_repo.commit({".github/CODEOWNERS": "/docs/ @all\n"})
    failed = check(row(git_repo.path), "MX-22")
    assert (failed.state, failed.reason) == ("FAIL", "nobody is named for .mcp.json")


def test_what_is_not_committed_names_nobody(git_repo: GitRepo) -> None:
    git_repo.commit({".mcp.json": mcp_json(API_TOKEN=opaque())})
    git_repo.write("CODEOWNERS", "* @me\n")

    assert named(git_repo.path) == {}


def test_a_repository_without_a_commit_names_nobody(git_repo: GitRepo) -> None:
    git_repo.write(".mcp.json", mcp_json(API_TOKEN=opaque()))

    assert named(git_repo.path) == {}


def test_the_nearest_catalogue_names_who_no_line_does(git_repo: GitRepo) -> None:
    catalogue = "kind: Component\nspec:\n  type: service\n  owner: group:{}\n"
    git_repo.commit(
        {
            ".mcp.json": mcp_json(API_TOKEN=opaque()),
            "a/b/.mcp.json": mcp_json(API_TOKEN=opaque(1)),
            "catalog-info.yaml": catalogue.format("root"),
            "a/catalog-info.yaml": "kind: Location\n---\n" + catalogue.format("team-a"),
        }
    )

    found = named(git_repo.path)

    assert found[".mcp.json"] == ("group:root", "catalog-info.yaml")
    assert found["a/b/.mcp.json"] == ("group:team-a", "a/catalog-info.yaml")


def test_a_file_of_owners_that_is_too_large_makes_mx_22_unknown(git_repo: GitRepo) -> None:
    git_repo.commit(
        {
            ".mcp.json": mcp_json(API_TOKEN=opaque()),
            "CODEOWNERS": b"* @all\n" + b"#" * (3 << 20),
        }
    )

    told = check(row(git_repo.path), "MX-22")
    assert (told.state, told.reason) == ("UNKNOWN", "CODEOWNERS cannot be read")


def test_plain_files_name_owners_but_nothing_is_followed_out(tmp_path: Path) -> None:
    plain, outside = tmp_path / "plain", tmp_path / "outside"
    plain.mkdir()
    outside.mkdir()
    (plain / ".mcp.json").write_text(mcp_json(API_TOKEN=opaque()))
    (outside / "CODEOWNERS").write_text("* @outside\n")
    (plain / "docs").symlink_to(outside)
    assert named(plain) == {}

    (plain / "CODEOWNERS").write_text("* @inside\n")
    assert named(plain) == {".mcp.json": ("@inside", "CODEOWNERS:1")}

    (plain / "CODEOWNERS").unlink()
    os.mkfifo(plain / "CODEOWNERS")
    assert [item.unread for item in scanned(plain).owners] == ["CODEOWNERS cannot be read"]


def test_a_secret_among_the_owners_does_not_leave_the_worker(git_repo: GitRepo) -> None:
    secret = opaque()
    git_repo.commit({".mcp.json": mcp_json(API_TOKEN=secret), "CODEOWNERS": f"* @{secret}\n"})

    (owner,) = scanned(git_repo.path).owners

    assert isinstance(owner, PathOwner)
    assert secret not in repr(owner)
    assert owner.name.startswith("@")
