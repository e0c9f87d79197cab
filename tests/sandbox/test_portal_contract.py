"""Every method beside the vendor's specification of it: parameters, which are required, scope, and fields that are written."""

import json
from typing import Any

import pytest

from b24sandbox import batch, methods
from b24sandbox.entities import CRM_TYPES, ENTITIES
from b24sandbox.fields.activities import ACTIVITY
from b24sandbox.method import METHODS, Method
from b24sandbox.methods.crm_userfield import WRITABLE
from b24sandbox.methods.userfieldconfig import BY_CAMEL
from b24sandbox.user_fields import CHANGEABLE
from tests.reference import reference

ANSWER_PARTS = {"result", "time"}  # the specification took the answer's table for parameters where there are none
EXPLAINED = {
    "calendar.accessibility.get": "the same: its three parameters are only on the page",
    "crm.company.fields": "the answer's table again",
    "crm.lead.list": "`order` is on the page (crm/leads/crm-lead-list.md), its row is broken there",
    "event.offline.get": "the page's second table (events/event-offline-get.md) was not taken over",
    "task.elapseditem.isactionallowed": "TASKID comes first in every example of its page",
    "user.get": "fields of the filter may stand among the parameters (user/user-get.md, old samples)",
}
BASIC = {None, "", "базовый"}


def specification(name: str) -> dict[str, Any] | None:
    path = reference("bitrix24", "methods") / f"{name}.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None


def specified() -> list[Method]:
    assert methods
    assert batch
    return sorted(METHODS.values(), key=lambda method: method.name)


@pytest.mark.parametrize("method", specified(), ids=lambda method: method.name)
def test_a_method_takes_the_specified_parameters(method: Method) -> None:
    """No parameter more and none less than the specification has, required where it says so, under its scope."""
    spec = specification(method.name)
    if spec is None:
        assert set(method.params) <= {"full", "scope", "SCOPE", "FULL", "*", "cmd", "halt"} or method.scopes
        return
    wanted = {param["name"] for param in spec["params"] if param["name"].isidentifier()} - ANSWER_PARTS
    if method.name not in EXPLAINED:
        assert set(method.params) == wanted
    needed = {param["name"] for param in spec["params"] if param["required"] is True and param["name"].isidentifier()}
    marked = {name for name, kind in method.params.items() if kind.endswith("!")}
    assert method.name == "event.unbind" or needed <= marked
    assert spec["scope"] in BASIC or spec["scope"] in method.scopes


@pytest.mark.parametrize(
    ("name", "part", "known"),
    [
        ("crm.activity.add", "fieldsFields", set(ACTIVITY)),
        ("crm.activity.update", "fieldsFields", set(ACTIVITY)),
        ("crm.company.userfield.add", "fieldsFields", set(WRITABLE)),
        ("crm.company.userfield.update", "fieldsFields", set(CHANGEABLE)),
        ("userfieldconfig.add", "fieldFields", set(BY_CAMEL)),
        ("userfieldconfig.update", "fieldFields", set(BY_CAMEL)),
    ],
)
def test_written_fields_are_the_specified_ones(name: str, part: str, known: set[str]) -> None:
    """Every field that the specification lets a method write is known to it."""
    spec = specification(name)
    assert spec is not None
    assert {field["name"] for field in spec["defs"][part]["fields"]} <= known


@pytest.mark.parametrize(("number", "sample"), [(1, "crm.item.get"), (2, "crm.item.add"), (31, "crm.item.fields")])
def test_crm_items_have_the_fields_of_the_samples(number: int, sample: str) -> None:
    """Fields that the vendor's samples show are fields of the sandbox's types; links to SPAs are the sample portal's own."""
    spec = specification(sample)
    assert spec is not None
    result = spec["resultExample"]["result"]
    names = set(result.get("item") or result["fields"]) - {"entityTypeId", "contacts"}
    own = {name for name in names if not name.startswith(("parentId", "ufCrm"))}
    assert own <= set(ENTITIES[CRM_TYPES[number].entity].fields)
