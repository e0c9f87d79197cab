"""Commands of a batch in PHP's query form."""

from decimal import Decimal
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from b24bridge.bitrix.query import Reference, command, reference


def pairs(text: str) -> dict[str, str]:
    """Read a command's query as PHP does before it nests the names."""
    return dict(parse_qsl(text.partition("?")[2], keep_blank_values=True, strict_parsing=True))


def test_names_are_nested_in_brackets_and_values_encoded_once():
    """Characters that mean something in a query string arrive as they were."""
    params = {"entityTypeId": 4, "filter": {">id": 100, "%title": "Ю & К° = 50% #1 +?"}, "select": ["id", "title"]}
    assert command("crm.item.list", params).startswith("crm.item.list?entityTypeId=4&filter%5B%3Eid%5D=100&")
    assert pairs(command("crm.item.list", params)) == {
        "entityTypeId": "4",
        "filter[>id]": "100",
        "filter[%title]": "Ю & К° = 50% #1 +?",
        "select[0]": "id",
        "select[1]": "title",
    }


def test_a_command_without_parameters_is_its_method():
    """There is no lonely question mark."""
    assert command("user.current", {}) == "user.current"


def test_values_are_written_as_php_writes_them():
    """True is 1, false 0, null nothing; a sum keeps its digits."""
    params = {"a": True, "b": False, "c": None, "d": Decimal("100.10"), "e": 1.5}
    assert command("x", params) == "x?a=1&b=0&c=&d=100.10&e=1.5"


def test_a_reference_is_left_as_it_is():
    """The portal fills it in after it has parsed the query."""
    last = reference("p1", "items", 49, "id")
    assert command("x", {"filter": {">id": last}}) == "x?filter%5B%3Eid%5D=$result[p1][items][49][id]"


@pytest.mark.parametrize(
    ("params", "error", "place"),
    [
        ({"filter": {"@id": []}}, ValueError, r"filter\[@id\]"),
        ({"fields": {"fm": {}}}, ValueError, r"fields\[fm\]"),
        ({"fields": {"TITLE": "see $result[p1]"}}, ValueError, r"fields\[TITLE\]"),
        ({"at": object()}, TypeError, "at"),
    ],
)
def test_what_a_query_cannot_say_is_refused(params, error, place):
    """The error names the place; nothing is left out without a word, and no text of people becomes a reference."""
    with pytest.raises(error, match=place):
        command("x", params)


@given(st.dictionaries(st.text(min_size=1).filter(lambda name: "[" not in name), st.text(), min_size=1))
def test_any_text_arrives_as_it_was(params: dict[str, str]):
    """No text changes its meaning on the way, whatever it holds."""
    if any("$result[" in value for value in params.values()):
        return
    try:
        assert pairs(command("x", params)) == params
    except UnicodeEncodeError:
        assert any("\ud800" <= char <= "\udfff" for text in [*params, *params.values()] for char in text)


def test_a_reference_is_text():
    """It may stand wherever a value stands."""
    assert isinstance(reference("a"), str)
    assert Reference("$result[a]") == reference("a")
