"""The portal files that come with the sandbox: each written by its generator, whole in itself, and about nobody real."""

import json
import re
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from b24sandbox import moments, seeds
from b24sandbox.portal import Portal
from b24sandbox.seeding import read_seed, seed
from b24sandbox.seeds.demo.portal import demo
from b24sandbox.seeds.services.portal import services

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
PLANNED = {"deadline", "closedate", "from", "to", "ufCrmB24bHoldUntil", "datePayBefore"}
GENERATORS = {"demo": demo, "services": services}


@pytest.fixture(scope="module", params=sorted(GENERATORS))
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def text(name: str) -> str:
    return (Path(seeds.__file__).parent / f"{name}.jsonl").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def rows(text: str) -> Rows:
    found: Rows = defaultdict(list)
    for line in text.splitlines():
        row = json.loads(line)
        assert set(row) == {"entity", "fields"}
        found[row["entity"]].append(row["fields"])
    return found


def test_file_is_what_its_generator_writes(name: str, text: str) -> None:
    """The portal file in the tree and the cases it was generated from cannot drift apart."""
    assert text == GENERATORS[name](), f"run: python -m b24sandbox.seeds.{name}"


def test_portal_takes_the_file(name: str, rows: Rows) -> None:
    """The sandbox fills a portal from the seed's name; every row of it is there."""
    portal = Portal()
    seed(portal, read_seed(name))
    assert len(portal.table("company")) == len(rows["company"])


def _ids(rows: Rows, entity: str) -> set[str]:
    return {str(row.get("ID", row.get("id"))) for row in rows[entity]}


def _strings(value: Any, key: str = "") -> list[tuple[str, str]]:
    if isinstance(value, dict):
        return [found for name, part in value.items() for found in _strings(part, name)]
    if isinstance(value, list):
        return [found for part in value for found in _strings(part, key)]
    return [(key, value)] if isinstance(value, str) else []


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
