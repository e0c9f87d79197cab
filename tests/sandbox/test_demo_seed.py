"""The demo portal's file: written by its generator, whole in itself, and about nobody real."""

import json
import re
from collections import defaultdict
from datetime import UTC, datetime
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from b24sandbox import moments, seeds
from b24sandbox.seeds.demo.portal import demo

Rows = dict[str, list[dict[str, Any]]]
MAIL = re.compile(r"[\w.-]+@([\w.-]+)")
HOST = re.compile(r"\b(?:[a-z0-9-]+\.)+[a-z]{2,}\b")
PHONE = re.compile(r"\+?\d{11,}")
LINKS = {  # entity: field -> entity it points to; a user of 0 is nobody
    "company": {"assignedById": "user"},
    "contact": {"assignedById": "user", "companyIds": "company"},
    "deal": {"assignedById": "user", "companyId": "company", "contactIds": "contact", "categoryId": "category"},
    "invoice": {"assignedById": "user", "companyId": "company", "contactIds": "contact", "mycompanyId": "company"},
    "order": {"responsibleId": "user"},
    "shipment": {"orderId": "order"},
    "absence": {"userId": "user"},
    "department": {"PARENT": "department", "UF_HEAD": "user"},
    "user": {"UF_DEPARTMENT": "department"},
    "activity": {"RESPONSIBLE_ID": "user", "AUTHOR_ID": "user"},
    "call": {"PORTAL_USER_ID": "user", "CRM_ACTIVITY_ID": "activity"},
    "comment": {"AUTHOR_ID": "user"},
    "task": {"responsibleId": "user", "createdBy": "user"},
    "taskhistory": {"taskId": "task"},
}
TYPES = {"1": "lead", "2": "deal", "3": "contact", "4": "company", "14": "order", "31": "invoice"}
PREFIXES = {"CO": "company", "C": "contact", "D": "deal", "L": "lead"}
PLANNED = {"deadline", "closedate", "to", "ufCrmB24bHoldUntil", "datePayBefore"}


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


def _ids(rows: Rows, entity: str) -> set[str]:
    return {str(row.get("ID", row.get("id"))) for row in rows[entity]}


def _strings(value: Any, key: str = "") -> list[tuple[str, str]]:
    if isinstance(value, dict):
        return [found for name, part in value.items() for found in _strings(part, name)]
    if isinstance(value, list):
        return [found for part in value for found in _strings(part, key)]
    return [(key, value)] if isinstance(value, str) else []


def test_file_is_what_its_generator_writes(text: str) -> None:
    """The portal file in the tree and the cases it was generated from cannot drift apart."""
    assert text == demo(), "run: python -m b24sandbox.seeds.demo"


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


def test_ids_are_unique(rows: Rows) -> None:
    """No id is given twice within one kind of row; categories are numbered per entity type."""
    for entity, found in rows.items():
        if entity not in {"portal", "currency"}:
            numbers = [str(row.get("ID", row.get("id"))) for row in found]
            assert len(numbers) == len(set(numbers)), entity


def test_every_company_has_one_to_three_contacts(rows: Rows) -> None:
    """A company knows its people and they know it; three only where one is shared with another company."""
    companies = {contact["id"]: contact["companyIds"] for contact in rows["contact"]}
    for company in rows["company"]:
        people = company["contactIds"]
        assert 1 <= len(people) <= 3
        assert all(company["id"] in companies[contact] for contact in people)


def test_every_reference_leads_somewhere(rows: Rows) -> None:
    """Owners, clients, contacts, tasks and documents that a row names are rows of the file."""
    known = {entity: _ids(rows, entity) for entity in rows}
    for entity, links in LINKS.items():
        for row in rows[entity]:
            for field, target in links.items():
                values = row.get(field)
                for value in values if isinstance(values, list) else [values]:
                    assert value in {None, 0, "0"} or str(value) in known[target], (entity, row, field)


def test_every_binding_leads_somewhere(rows: Rows) -> None:
    """What activities, comments, tasks, payments, moves and orders hang on is in the file."""
    known = {entity: _ids(rows, entity) for entity in rows}
    named = [(TYPES[bound["OWNER_TYPE_ID"]], bound["OWNER_ID"]) for row in rows["activity"] for bound in row["BINDINGS"]]
    named += [(row["ENTITY_TYPE"], row["ENTITY_ID"]) for row in rows["comment"]]
    named += [(TYPES[str(row["entityTypeId"])], row["entityId"]) for row in rows["payment"]]
    named += [(TYPES[str(row["entityTypeId"])], row["OWNER_ID"]) for row in rows["stagehistory"]]
    named += [(TYPES[str(buyer["entityTypeId"])], buyer["entityId"]) for row in rows["order"] for buyer in row["clients"]]
    for row in rows["task"]:
        named += [(PREFIXES[prefix], number) for prefix, number in (bound.split("_") for bound in row["ufCrmTask"])]
    assert named
    assert [pair for pair in named if str(pair[1]) not in known[pair[0]]] == []


def test_stages_are_in_the_dictionary_with_their_semantics(rows: Rows) -> None:
    """A stage that a deal, invoice, lead or move bears is one the portal has, and says the same of its outcome."""
    semantics = {row["STATUS_ID"]: row["SEMANTICS"] or "P" for row in rows["status"]}
    for row in (*rows["deal"], *rows["lead"]):
        assert semantics[row["stageId"]] == row["stageSemanticId"]
    for row in rows["invoice"]:
        assert row["stageId"] in semantics
    for row in rows["stagehistory"]:
        stage, outcome = row.get("STAGE_ID", row.get("STATUS_ID")), row.get("STAGE_SEMANTIC_ID", row.get("STATUS_SEMANTIC_ID"))
        assert semantics[stage] == outcome


def test_last_move_is_the_item_s_present_stage(rows: Rows) -> None:
    """The newest row of stage history agrees with the deal's or invoice's own stage and time of moving."""
    last = {(row["entityTypeId"], row["OWNER_ID"]): row for row in rows["stagehistory"]}
    for entity_type, entity in ((2, "deal"), (31, "invoice")):
        for row in rows[entity]:
            move = last[entity_type, row["id"]]
            assert (move["STAGE_ID"], move["CREATED_TIME"]) == (row["stageId"], row["movedTime"])


def test_nothing_real_is_named(rows: Rows) -> None:
    """Phones begin with +7 000, mail and hosts end in .example: nobody can be called or written to."""
    for entity, found in rows.items():
        for key, value in _strings(found):
            for host in (*MAIL.findall(value), *HOST.findall(value)):
                assert host.endswith((".example", ".test")), (entity, key, value)
            for phone in PHONE.findall(value):
                assert phone.startswith("+7000"), (entity, key, value)


def test_times_are_past_or_planned(rows: Rows) -> None:
    """Every moment resolves against the portal's clock, and only plans lie ahead of it."""
    portal = rows["portal"][0]
    zone, now = ZoneInfo(portal["time_zone"]), datetime.fromisoformat(portal["now"]).astimezone(UTC)
    for entity, found in rows.items():
        for row in found:
            ahead = row.get("START_TIME", "").startswith("@+")
            for key, value in _strings(row):
                if value.startswith("@"):
                    moment = moments.resolve(value, now, zone)
                    planned = key in PLANNED or (ahead and key in {"START_TIME", "END_TIME", "DEADLINE"})
                    assert planned or moment <= now, (entity, key, value)


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
