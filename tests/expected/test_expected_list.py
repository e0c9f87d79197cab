"""Each list of expected findings is about the portal it names: its clients, its rows, its sums."""

import json
import re
from collections import defaultdict
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from b24sandbox import seeds

ASSISTANTS = {"forgotten_clients", "client_release", "lapsed_buyers", "unpaid_orders", "debtors"}
NAMED = re.compile(
    r"\b(activity|activities|call|letter|meeting|comment|note|deal|task|invoice|order|contact|taskhistory)s? "
    r"(\d{3,}(?:(?:, | and |-)\d{3,}(?!\d|,\d))*)"  # a sum such as 118,000 is no id
)
ENTITIES = {
    "activities": "activity",
    "call": "activity",
    "letter": "activity",
    "meeting": "activity",
    "note": "comment",
}


@pytest.fixture(scope="module", params=["demo", "services"])
def expected(request: pytest.FixtureRequest) -> dict[str, Any]:
    return yaml.safe_load((Path(__file__).parent / f"{request.param}.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def ids(expected: dict[str, Any]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for line in (Path(seeds.__file__).parent / f"{expected['portal']}.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        found[row["entity"]].add(str(row["fields"].get("ID", row["fields"].get("id"))))
    return found


def _rows(expected: dict[str, Any], *sections: str) -> list[dict[str, Any]]:
    return [row for section in sections for row in expected[section]]


def test_every_client_is_in_the_portal(expected: dict[str, Any], ids: dict[str, set[str]]) -> None:
    """CO_12 is a company of the portal file, C_3001 a person of it."""
    clients = [row["client"] for row in _rows(expected, "everywhere", "findings", "tricky", "transitions")]
    for client in (*clients, *expected["first_night"]["clients"]):
        kind, number = client.split("_")
        assert number in ids[{"CO": "company", "C": "contact"}[kind]], client


def test_every_row_named_as_evidence_is_in_the_portal(expected: dict[str, Any], ids: dict[str, set[str]]) -> None:
    """An id in a reason leads to the row that proves it."""
    for row in _rows(expected, "everywhere", "findings", "tricky"):
        for word, numbers in NAMED.findall(row["because"]):
            for number in re.findall(r"\d+", numbers):
                assert number in ids[ENTITIES.get(word, word)], (row["client"], word, number)


def test_no_client_is_judged_twice(expected: dict[str, Any]) -> None:
    """A client has one state per assistant."""
    pairs = [(row["client"], row["assistant"]) for row in _rows(expected, "findings", "tricky")]
    pairs += [(row["client"], assistant) for row in expected["everywhere"] for assistant in ASSISTANTS]
    pairs += [(client, expected["first_night"]["assistant"]) for client in expected["first_night"]["clients"]]
    assert {assistant for _, assistant in pairs} == ASSISTANTS
    assert len(pairs) == len(set(pairs))


def test_forgotten_begins_the_day_after_protection_ends(expected: dict[str, Any]) -> None:
    """`since` is the first day of being forgotten, today at the latest; whoever is warned is protected today."""
    for row in _rows(expected, "findings"):
        if row["state"] == "FORGOTTEN":
            assert row["since"] == row["until"] + timedelta(days=1) <= expected["on"], row["client"]
            assert row["owner"], row["client"]
        if row["state"] == "WARNED":
            assert timedelta(0) <= row["until"] - expected["on"] < timedelta(days=7), row["client"]


def test_release_says_of_every_forgotten_client_where_it_stands(expected: dict[str, Any]) -> None:
    """A forgotten client is blocked, or is one for whom no countdown has begun on the first night."""
    forgotten = {row["client"] for row in expected["findings"] if row["state"] == "FORGOTTEN"}
    blocked = {row["client"] for row in expected["findings"] if row["state"] == "BLOCKED"}
    assert forgotten == blocked | set(expected["first_night"]["clients"])
