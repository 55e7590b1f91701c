"""The JSON report keeps its contract, whatever is in it and in whatever order it came."""

import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from detectors.model import Confidence, Life, Slot
from reports.build import build
from reports.formats.json import render
from scanner.model import (
    Coverage,
    Credential,
    Declaration,
    Lifetime,
    Occurrence,
    Origin,
    Signal,
    Skipped,
    SlotLife,
    SlotValue,
    Span,
    Stamp,
    State,
    Transport,
    UnitResult,
)
from tests.reports.facts import (
    COMPLETE,
    SCAN,
    classic_pat,
    credential,
    declaration,
    fingerprint,
    occurrence,
    result,
)

SCHEMA = Path(__file__).resolve().parents[3] / "reports" / "report.schema.json"


@cache
def validator() -> Draft202012Validator:
    schema = json.loads(SCHEMA.read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def rendered(*results: UnitResult) -> Any:
    text = render(build(results, SCAN)).decode("utf-8")
    document = json.loads(text)
    validator().validate(document)
    return document


texts = st.text(max_size=12)
stamps = st.builds(
    Stamp,
    st.sampled_from(["a" * 40, "b" * 40]),
    st.sampled_from(["2025-01-10T08:00:00Z", "1970-01-01T00:00:00Z", "9999-12-31T23:59:59Z"]),
    st.sampled_from(["", "0123456789ab", "Ann\x1b[31m \udcff\u202e<a@b.c>"]),
    st.booleans(),
)
lifetimes = st.builds(
    Lifetime,
    st.sampled_from(State),
    st.none() | stamps,
    st.none() | stamps,
    st.none() | stamps,
    st.lists(st.sampled_from(["refs/heads/main", "refs/heads/x"]), max_size=2, unique=True).map(
        tuple
    ),
    st.booleans(),
    st.lists(st.builds(Span, st.none() | stamps, st.none() | stamps), max_size=3).map(tuple),
    st.lists(st.sampled_from(["old.json", "x\udcff.json"]), max_size=2, unique=True).map(tuple),
    st.none() | st.integers(0, 9),
)
signals = st.lists(
    st.builds(
        Signal,
        st.sampled_from(Origin),
        st.sampled_from(["APP_ENV", "TENANT_ID", "tid", "PROD_KEY"]),
        st.sampled_from(["prod", "dev", "acme", "globex", "acme.okta.com", "localhost", "\ud800"]),
    ),
    max_size=3,
).map(tuple)
paths = (
    st.sampled_from(["a.json", "prod/a.json", "tenants/acme/dev/a.json", "x\udcff.json"]) | texts
)
servers = st.sampled_from(["pkg:npm/a", "https://x.com/mcp", "http://y.com"])
names = st.sampled_from(["one", "two", "three"])
credentials = st.builds(
    Credential,
    fingerprint=names.map(fingerprint),
    kind=st.sampled_from(["opaque", "github-pat"]),
    kind_name=texts,
    issuer=texts,
    life=st.sampled_from(Life),
    confidence=st.sampled_from(Confidence),
    privileged=st.booleans(),
    default=st.booleans(),
    preview=texts,
    rotate=texts,
    evidence=st.lists(texts, max_size=2).map(tuple),
    claims=st.lists(
        st.tuples(st.sampled_from(["exp", "environment", "tid"]), texts), max_size=2
    ).map(tuple),
)
occurrences = st.builds(
    Occurrence,
    fingerprint=names.map(fingerprint),
    repository=st.sampled_from(["r1", "r2"]),
    path=paths,
    pointer=texts,
    line=st.integers(1, 9),
    column=st.integers(1, 9),
    slot=st.sampled_from(Slot),
    name=texts,
    client=texts,
    server=servers | st.just(""),
    server_name=texts,
    lifetime=lifetimes,
    signals=signals,
)
declarations = st.builds(
    Declaration,
    repository=st.sampled_from(["r1", "r2"]),
    path=paths,
    pointer=texts,
    client=texts,
    server=servers,
    name=texts,
    transport=st.sampled_from(Transport),
    lifetime=lifetimes,
    signals=signals,
    references=st.integers(0, 3),
)
skipped = st.builds(Skipped, texts, texts, texts)
slots = st.builds(
    SlotLife,
    repository=st.sampled_from(["r1", "r2"]),
    path=paths,
    moved_from=st.lists(paths, max_size=2).map(tuple),
    pointer=texts,
    client=texts,
    slot=st.sampled_from(Slot),
    name=texts,
    server=texts,
    server_name=texts,
    values=st.lists(
        st.builds(
            SlotValue,
            names.map(fingerprint),
            st.sampled_from(State),
            st.none() | stamps,
            st.none() | stamps,
            st.none() | stamps,
        ),
        max_size=3,
    ).map(tuple),
    rotations=st.integers(0, 3),
)
results = st.lists(
    st.builds(
        UnitResult,
        st.sampled_from(["r1", "r2"]),
        st.sampled_from([COMPLETE, Coverage(), Coverage(shallow=("s",), submodules=("m",))]),
        st.lists(declarations, max_size=3).map(tuple),
        st.lists(credentials, max_size=3).map(tuple),
        st.lists(occurrences, max_size=4).map(tuple),
        st.lists(skipped, max_size=2).map(tuple),
        st.just(()),
        st.lists(slots, max_size=3).map(tuple),
    ),
    max_size=3,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(results=results, order=st.randoms(use_true_random=False))
def test_any_facts_in_any_order_make_the_same_valid_report(
    results: list[UnitResult], order: Any
) -> None:
    text = render(build(results, SCAN)).decode("utf-8")
    validator().validate(json.loads(text))

    shuffled = [
        replace(
            item,
            declarations=tuple(order.sample(item.declarations, len(item.declarations))),
            credentials=tuple(order.sample(item.credentials, len(item.credentials))),
            occurrences=tuple(order.sample(item.occurrences, len(item.occurrences))),
            skipped=tuple(order.sample(item.skipped, len(item.skipped))),
            slots=tuple(order.sample(item.slots, len(item.slots))),
        )
        for item in order.sample(results, len(results))
    ]
    assert render(build(shuffled, SCAN)).decode() == text


def test_an_empty_report_is_valid() -> None:
    assert rendered()["verdict"] == "incomplete"


def test_a_report_reads_as_the_contract_says() -> None:
    document = rendered(result(classic_pat(), occurrence(path="tenants/acme/prod/.mcp.json")))

    assert document["schema"] == "mcp-exposure/report/1"
    assert document["verdict"] == "exposed"
    (found,) = document["credentials"]
    assert found["first_seen"] == {
        "commit": "a" * 40,
        "at": "2025-01-10T08:00:00Z",
        "author": "",
        "doubtful": False,
    }
    assert (found["kind"], found["life"], found["state"]) == ("github-pat", "static", "live")
    assert found["severity"] == "critical"
    (place,) = found["occurrences"]
    assert (place["tenant"], place["environment"]) == ("acme", "prod")
    assert place["environment_basis"] == {
        "confidence": "medium",
        "rule": "E5",
        "matched": "prod/",
        "conflict": "",
    }
    assert place["first_commit"] == "a" * 40
    assert (place["removed_commit"], place["removed_at"]) == (None, None)
    (row,) = document["exposures"]
    assert row["credentials"] == [found["fingerprint"]]
    assert row["readiness"] == {
        "scoped": "UNKNOWN",
        "logged": "UNKNOWN",
        "rotated": "UNKNOWN",
        "revoked": "UNKNOWN",
    }
    assert [group["name"] for group in document["groups"]["tenant"]] == ["acme"]


def test_text_is_written_as_it_is_and_ends_in_a_newline() -> None:
    text = render(build([result(declaration(name="données"))], SCAN)).decode()

    assert '"données"' in text
    assert text.endswith("}\n")


def test_every_item_is_a_line_and_every_check_of_a_row_another() -> None:
    text = render(build([result(credential(), occurrence())], SCAN)).decode()

    (row,) = json.loads(text)["exposures"]
    lines = [line.strip().rstrip(",") for line in text.splitlines()]
    told = [json.loads(line) for line in lines if line.startswith('{"id":"MX-')]
    assert told[:24] == row["checks"][:24]
    assert len(lines) < 200


def test_a_check_tells_nothing_that_there_is_not_and_its_title_once() -> None:
    document = rendered(result(credential(), occurrence()))

    (row,) = document["exposures"]
    assert sorted(document["checks"]) == [check["id"] for check in row["checks"]]
    keys = {check["state"]: sorted(check) for check in row["checks"]}
    assert keys["N/A"] == ["id", "reason", "state"]
    assert keys["FAIL"] == ["grade", "id", "reason", "severity", "state"]


def test_equal_results_of_checks_are_one_object_however_many_rows_share_them() -> None:
    facts = [occurrence(path=f"tenants/t{number}/dev/.mcp.json") for number in range(30)]

    rows = build([result(credential(), *facts)], SCAN).exposures

    assert len(rows) == 30
    assert len({id(check) for row in rows for check in row.checks}) < 100


def test_half_a_surrogate_pair_becomes_a_replacement_character() -> None:
    document = rendered(result(credential(), occurrence(path="x\udcff.json")))

    assert document["credentials"][0]["occurrences"][0]["path"] == "x\ufffd.json"


@pytest.mark.parametrize(
    "break_it",
    [
        lambda document: document.pop("coverage"),
        lambda document: document.update(extra=1),
        lambda document: document.update(verdict="fine"),
        lambda document: document["credentials"][0].update(secret="x"),
        lambda document: document["credentials"][0]["occurrences"][0].update(slot="pocket"),
        lambda document: document["exposures"][0]["checks"][0].update(state="OK"),
        lambda document: document["exposures"][0]["readiness"].update(scoped="MAYBE"),
    ],
)
def test_the_schema_refuses_what_the_contract_does_not_know(break_it: Any) -> None:
    document = rendered(result(credential(), occurrence()))

    break_it(document)

    assert not validator().is_valid(document)
