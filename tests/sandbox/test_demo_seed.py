"""The demo portal's file: how large it is, and that its people and notes are as its cases need them."""

import json
import re
from collections import defaultdict
from datetime import datetime
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import pytest

from b24sandbox import seeds

Rows = dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="module")
def text() -> str:
    return (Path(seeds.__file__).parent / "demo.jsonl").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def rows(text: str) -> Rows:
    found: Rows = defaultdict(list)
    for line in text.splitlines():
        row = json.loads(line)
        assert set(row) == {"entity", "fields"}
        found[row["entity"]].append(row["fields"])
    return found


def test_portal_comes_first(rows: Rows, text: str) -> None:
    """The first line is the portal, a Monday morning in Moscow."""
    assert json.loads(text.splitlines()[0])["entity"] == "portal"
    portal = rows["portal"][0]
    now = datetime.fromisoformat(portal["now"])
    assert (portal["time_zone"], portal["currency"], now.isoweekday()) == ("Europe/Moscow", "RUB", 1)


@pytest.mark.parametrize(("entity", "count"), [("company", 120), ("user", 8), ("department", 2), ("portal", 1)])
def test_counts(rows: Rows, entity: str, count: int) -> None:
    """A wholesaler of 120 companies with eight employees in two departments."""
    assert len(rows[entity]) == count


def test_people_are_as_the_cases_need_them(rows: Rows) -> None:
    """Each department has a head, one head is absent today, one employee is dismissed and still owns clients."""
    absent = {row["userId"] for row in rows["absence"] if row["from"].startswith("@-") and row["to"].startswith("@+")}
    heads = {int(row["UF_HEAD"]) for row in rows["department"]}
    dismissed = {int(row["ID"]) for row in rows["user"] if not row["ACTIVE"]}
    assert len(heads) == 2
    assert len(heads & absent) == 1
    assert len(dismissed) == 1
    assert dismissed <= {row["assignedById"] for row in rows["company"]}


def test_notes_that_decide_are_alike_only_on_purpose(rows: Rows) -> None:
    """No two comments of one person are similar, but for the two pairs that are cases of their own."""
    authors: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in rows["comment"]:
        words = " ".join(re.findall(r"[^\W\d_]+", row["COMMENT"].casefold()))
        authors[row["AUTHOR_ID"]].append((row["ID"], words))
    alike = {
        (first, second)
        for notes in authors.values()
        for place, (first, one) in enumerate(notes)
        for second, other in notes[place + 1 :]
        if SequenceMatcher(None, one, other).ratio() >= 0.8
    }
    assert alike == {("2101", "2102"), ("2201", "10701")}
