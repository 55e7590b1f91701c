from dataclasses import replace

from detectors.model import Confidence, Life, Slot
from reports.build import build
from reports.grouping import OUTSIDE, place
from reports.merging import merge
from reports.model import Assignment
from scanner.model import Coverage, Occurrence, Signal, Skipped, Transport
from tests.reports.facts import (
    HISTORY,
    POSTGRES,
    SCAN,
    claim,
    classic_pat,
    credential,
    declaration,
    default_pair,
    host,
    occurrence,
    result,
    setting,
    variable,
)


def environment_of(item: Occurrence) -> Assignment:
    return place(merge([result(credential(), item)]))[0][0].environment


def test_one_secret_of_two_results_is_one_credential() -> None:
    sure = classic_pat(evidence=("a",), claims=(("sub", "x"),))
    vague = credential(confidence=Confidence.LOW, evidence=("b",), claims=(("iss", "y"),))

    merged = merge([result(vague), result(sure, repository="acme/b")])

    (found,) = merged.credentials
    assert (found.kind, found.confidence, found.privileged) == ("github-pat", "high", True)
    assert found.life is Life.STATIC
    assert found.evidence == ("a", "b")
    assert found.claims == (("iss", "y"), ("sub", "x"))


def test_what_is_a_default_in_one_place_and_a_secret_in_another_is_a_secret() -> None:
    merged = merge([result(default_pair("x")), result(credential("x"))])

    assert [item.default for item in merged.credentials] == [False]


def test_an_occurrence_of_an_undescribed_credential_is_not_lost() -> None:
    built = build([result(occurrence())], SCAN)

    assert [item.credential.kind for item in built.credentials] == ["unknown"]
    assert built.verdict == "exposed"


def test_coverage_is_added_up_and_nothing_is_listed_twice() -> None:
    gone = Skipped("x", "too large", "not read")
    part = Coverage(repositories=1, commits=4, shallow=("b",), submodules=("m",))

    merged = merge(
        [
            result(coverage=part, skipped=(gone,)),
            result(coverage=replace(part, shallow=("a", "b")), skipped=(gone,)),
        ]
    )

    assert merged.coverage == Coverage(
        repositories=2, commits=8, shallow=("a", "b"), submodules=("m",)
    )
    assert merged.skipped == (gone,)


def test_a_value_is_placed_by_its_own_name_not_by_its_neighbours() -> None:
    both = (variable("PROD_KEY"), variable("STAGING_KEY"))

    assert environment_of(occurrence(name="PROD_KEY", signals=both)).value == "prod"
    assert environment_of(occurrence(name="STAGING_KEY", signals=both)).value == "staging"
    assert environment_of(occurrence(name="API_KEY", signals=both)).conflict != ""


def test_a_silent_value_is_placed_by_its_neighbours() -> None:
    found = environment_of(occurrence(name="API_KEY", signals=(variable("PROD_URL"),)))

    assert (found.value, found.rule) == ("prod", "E7")


def test_a_setting_of_the_server_holds_for_all_its_values() -> None:
    signals = (setting("APP_ENV", "staging"), variable("API_KEY"))

    assert environment_of(occurrence(slot=Slot.HEADER, signals=signals)).value == "staging"


def test_a_host_of_the_value_itself_comes_before_other_hosts() -> None:
    signals: tuple[Signal, ...] = (host("dev.x.com", "OTHER"), host("prod.x.com", "DSN"))

    assert environment_of(occurrence(name="DSN", signals=signals)).value == "prod"


def test_the_address_of_a_server_is_a_host_unless_it_is_a_variable() -> None:
    assert environment_of(occurrence(server="https://prod.x.com/mcp")).value == "prod"
    assert environment_of(occurrence(server="https://${prod}.x.com/mcp")).rule == ""


def test_what_a_credential_claims_places_it() -> None:
    live = credential(claims=(("environment", "live"),))

    built = build([result(live, occurrence())], SCAN)

    assert built.exposures[0].environment.rule == "E2"


def test_a_declaration_stands_where_its_credentials_stand() -> None:
    stands = occurrence(signals=(claim("environment", "live"),))
    bare = declaration(signals=(setting("APP_ENV", "dev"),), server=POSTGRES, name="db")

    built = build([result(credential(), stands, bare)], SCAN)

    rows = [(item.server, item.environment.value) for item in built.exposures]
    assert rows == [("pkg:npm/@modelcontextprotocol/server-github", "prod"), (POSTGRES, "dev")]


def test_places_outside_any_server_are_a_group_of_their_own() -> None:
    built = build([result(credential(), occurrence(server="", server_name=""))], SCAN)

    assert [group.name for group in built.by_server] == [OUTSIDE]
    assert built.by_server[0].servers == built.credentials[0].servers == ()
    assert built.servers == ()


def test_the_unassigned_group_comes_first_then_the_worst() -> None:
    built = build(
        [
            result(
                credential(),
                occurrence(path="staging/a.json"),
                declaration(path="dev/b.json", server=POSTGRES),
                declaration(path="c.json", server=POSTGRES),
            )
        ],
        SCAN,
    )

    assert [group.name for group in built.by_environment] == ["unassigned", "staging", "dev"]
    staging = built.by_environment[1]
    assert (staging.exposures, staging.live, len(staging.credentials)) == (1, 1, 1)


def test_a_disputed_member_shows_in_its_row() -> None:
    clear = occurrence(path="prod/a.json")
    disputed = occurrence(
        path="prod/b.json", signals=(setting("APP_ENV", "prod"), host("dev.x.com"))
    )

    (row,) = build([result(credential(), clear, disputed)], SCAN).exposures

    assert (row.environment.value, row.environment.confidence) == ("prod", "medium")
    assert row.environment.conflict.startswith("E3 says dev")


def test_servers_with_two_transports_say_so() -> None:
    built = build([result(declaration(), declaration(name="b", transport=Transport.HTTP))], SCAN)

    assert built.servers[0].transport is Transport.UNKNOWN


def test_first_and_last_are_over_all_places() -> None:
    later = replace(HISTORY, first=HISTORY.last)

    (found,) = build(
        [result(credential(), occurrence(lifetime=later), occurrence())], SCAN
    ).credentials

    assert found.first_seen == HISTORY.first
    assert found.last_seen == HISTORY.last
    assert found.state == "live"
