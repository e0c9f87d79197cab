"""Every `*.fields` method beside its specification: the fields that the page lists, with their types."""

import json
from typing import Any

import pytest

from b24sandbox import methods
from b24sandbox.method import METHODS
from tests.reference import reference
from tests.sandbox.client import Caller

PARAMS: dict[str, dict[str, Any]] = {
    "crm.item.fields": {"entityTypeId": 31},
    "crm.category.fields": {"entityTypeId": 2},
    "crm.userfield.settings.fields": {"type": "double"},
}
PORTAL_OWN = ("UF_", "ufCrm", "PARENT_ID_", "parentId")


def field_lists() -> list[str]:
    assert methods
    names = [method.name for method in METHODS.values() if method.name.lower().endswith("fields")]
    return sorted(name for name in names if (reference("bitrix24", "methods") / f"{name}.json").exists())


def described(result: dict[str, Any]) -> dict[str, Any]:
    inner = next(iter(result.values()))
    return inner if len(result) == 1 and isinstance(inner, dict) and "type" not in inner else result


@pytest.mark.parametrize("name", field_lists())
def test_a_method_gives_the_fields_of_its_page(caller: Caller, name: str) -> None:
    """No field of the documented answer is missing, and none is of another type or differs in its flags."""
    path = reference("bitrix24", "methods") / f"{name}.json"
    example = json.loads(path.read_text(encoding="utf-8")).get("resultExample")
    if example is None:
        pytest.skip("its page shows no answer")
    wanted = {key: text for key, text in described(example["result"]).items() if not key.startswith(PORTAL_OWN)}
    given = described(caller.call(name, **PARAMS.get(name, {})))
    assert set(wanted) <= set(given)
    properties = ("type", "isRequired", "isReadOnly", "isImmutable", "isMultiple", "isDynamic", "statusType")
    for key, text in wanted.items():
        documented = {part: text[part] for part in properties if part in text and "DYNAMIC_" not in str(text[part])}
        assert {part: given[key].get(part) for part in documented} == documented, key
