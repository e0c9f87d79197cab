"""Lists: pages, counting, filters of both generations, order, select, visibility."""

import json
from typing import Any

import pytest

from b24sandbox.portal import Portal
from b24sandbox.serve import Server
from tests.reference import reference
from tests.sandbox.client import Caller, company, hire, stock


def titles(caller: Caller, **params: Any) -> list[str]:
    return [row["title"] for row in caller.call("crm.item.list", entityTypeId=4, start=-1, **params)["items"]]


@pytest.fixture
def three(caller: Caller) -> list[int]:
    return [
        company(caller, title="Alpha", revenue=10, industry="IT"),
        company(caller, title="beta", revenue=20.5),
        company(caller, title="Gamma 100%", revenue=30, opened="N"),
    ]


def test_a_counted_list_tells_total_and_next(caller: Caller, portal: Portal) -> None:
    """Page one of 51 rows has total and next; page two has no next."""
    stock(portal, 51)
    first = caller.ask("crm.item.list", entityTypeId=4).json()
    second = caller.ask("crm.item.list", entityTypeId=4, start=first["next"]).json()
    assert (first["total"], first["next"], len(first["result"]["items"])) == (51, 50, 50)
    assert second["total"] == 51
    assert "next" not in second
    assert len(second["result"]["items"]) == 1


def test_start_minus_one_does_not_count(caller: Caller, portal: Portal) -> None:
    """With start=-1 there is neither total nor next; a switch makes the total 0."""
    company(caller)
    answer = caller.ask("crm.item.list", entityTypeId=4, start=-1).json()
    assert not {"total", "next"} & set(answer)
    portal.switches.uncounted_total_is_zero = True
    assert caller.ask("crm.item.list", entityTypeId=4, start=-1).json()["total"] == 0


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ({"title": "ALPHA"}, ["Alpha"]),
        ({"=title": "beta"}, ["beta"]),
        ({"!title": "beta"}, ["Alpha", "Gamma 100%"]),
        ({"!=title": "beta"}, ["Alpha", "Gamma 100%"]),
        ({"%title": "MM"}, ["Gamma 100%"]),
        ({"!%title": "a 1"}, ["Alpha", "beta"]),
        ({"=%title": "a%"}, ["Alpha"]),
        ({"%=title": "%a"}, ["Alpha", "beta"]),
        ({"!%=title": "%a"}, ["Gamma 100%"]),
        ({"@title": ["alpha", "beta"]}, ["Alpha", "beta"]),
        ({"!@title": ["alpha", "beta"]}, ["Gamma 100%"]),
        ({">revenue": 20.5}, ["Gamma 100%"]),
        ({">=revenue": "20.5"}, ["beta", "Gamma 100%"]),
        ({"<revenue": 20.5}, ["Alpha"]),
        ({"<=revenue": 20.5}, ["Alpha", "beta"]),
        ({"opened": "N"}, ["Gamma 100%"]),
        ({"industry": ""}, ["beta", "Gamma 100%"]),
        ({"!industry": ""}, ["Alpha"]),
        ({"0": {"logic": "OR", "0": {"title": "alpha"}, "1": {">revenue": 25}}}, ["Alpha", "Gamma 100%"]),
        ({"logic": "OR", "0": {"title": "alpha"}, "1": {"title": "beta"}}, ["Alpha", "beta"]),
        ({"0": {"logic": "OR", "0": {"title": "alpha"}, "1": {"title": "beta"}}, "opened": "N"}, []),
    ],
)
def test_a_filter_means_what_its_prefix_says(caller: Caller, condition: dict[str, Any], found: list[str]) -> None:
    """Every documented prefix of crm.item.list selects its rows."""
    assert titles(caller, filter=condition) == found


def test_a_date_in_a_filter_is_in_the_zone_it_names(caller: Caller, portal: Portal) -> None:
    """Moments compare as moments, and one without an offset is the portal's."""
    company(caller, title="old")
    portal.clock.advance(3600)
    company(caller, title="new")
    assert titles(caller, filter={">createdTime": "2026-11-23T06:30:00+00:00"}) == ["new"]
    assert titles(caller, filter={"<=createdTime": "2026-11-23T09:30:00"}) == ["old"]
    assert titles(caller, filter={">=createdTime": "2026-11-23"}) == ["old", "new"]


def test_an_unknown_field_in_a_filter_is_an_error(caller: Caller) -> None:
    """crm.item.list refuses a field that it does not know, in the documented words."""
    sample = json.loads(reference("bitrix24", "samples", "errors", "v2_item_invalid_filter.json").read_text(encoding="utf-8"))
    status, code, text = caller.refused("crm.item.list", entityTypeId=4, filter={">=FIELD": 1})
    assert (status, {"error": code, "error_description": text}) == (sample["status"], sample["body"])


def test_an_old_method_drops_an_unknown_field(caller: Caller, portal: Portal) -> None:
    """A misspelt filter of an old method selects everything, and is a breach."""
    everything = caller.call("crm.status.list")
    assert caller.call("crm.status.list", filter={"ENTITY": "SOURCE"}) == everything
    assert portal.calls.breaches() == {"crm.status.list: unknown field 'ENTITY' in filter": 1}


@pytest.mark.usefixtures("three")
def test_order_is_by_any_field_and_refuses_odd_directions(caller: Caller) -> None:
    """Rows come in the order asked for; only ASC and DESC are directions."""
    assert titles(caller, order={"revenue": "DESC"}) == ["Gamma 100%", "beta", "Alpha"]
    assert titles(caller, order={"id": "desc"}) == ["Gamma 100%", "beta", "Alpha"]
    assert caller.refused("crm.item.list", entityTypeId=4, order={"id": "up"})[1] == "INVALID_ARG_VALUE"
    assert caller.refused("crm.item.list", entityTypeId=4, order={"nothing": "ASC"})[1] == "INVALID_ARG_VALUE"


def test_select_names_exactly_what_comes(caller: Caller) -> None:
    """Named fields come and no others; fm comes only with everything."""
    company(caller, fm={"n0": {"typeId": "PHONE", "valueType": "WORK", "value": "+70000000001"}})
    row = caller.call("crm.item.list", entityTypeId=4, select=["id", "title", "fm"])["items"][0]
    assert set(row) == {"id", "title"}
    whole = caller.call("crm.item.list", entityTypeId=4, select=["*"])["items"][0]
    assert whole["fm"][0]["value"] == whole["phone"] == "+70000000001"


def test_keyed_pages_touch_only_their_rows(caller: Caller, portal: Portal) -> None:
    """A page behind an id looks at its own rows, whatever the size of the table."""
    ids = stock(portal, 120)
    seen: list[int] = []
    looked = portal.table("company").rows
    portal.table("company").rows = Counting(looked, seen)
    last = caller.call("crm.item.list", entityTypeId=4, start=-1, filter={">id": ids[9]}, order={"id": "ASC"})
    assert [row["id"] for row in last["items"]] == ids[10:60]
    assert len(seen) <= 60


class Counting(dict[int, Any]):
    """Rows that note which of them were looked at."""

    def __init__(self, rows: dict[int, Any], seen: list[int]) -> None:
        super().__init__(rows)
        self.seen = seen

    def get(self, key: int, default: Any = None) -> Any:
        self.seen.append(key)
        return super().get(key, default)


def test_rows_of_others_are_silently_absent(server: Server, portal: Portal, caller: Caller) -> None:
    """A manager sees his own, a head his people's, an administrator everything."""
    portal.table("department").insert({"ID": 2, "NAME": "Sales", "PARENT": 1, "UF_HEAD": 3})
    for user_id in (2, 3):
        hire(portal, user_id, UF_DEPARTMENT=[2])
    mine = company(caller, title="of 2", assignedById=2)
    company(caller, title="of 1", assignedById=1)
    assert titles(Caller.by_webhook(server, 2)) == ["of 2"]
    assert titles(Caller.by_webhook(server, 3)) == ["of 2"]
    assert len(titles(caller)) == 2
    portal.table("company").change(mine, {"assignedById": 1})
    assert Caller.by_webhook(server, 2).refused("crm.item.get", entityTypeId=4, id=mine)[:2] == (400, "ACCESS_DENIED")


def test_a_change_cursor_finds_what_changed(caller: Caller, portal: Portal) -> None:
    """UpdatedTime selects rows changed since a moment, in order of id."""
    ids = stock(portal, 5)
    portal.clock.advance(60)
    for company_id in (ids[3], ids[1]):
        caller.call("crm.item.update", entityTypeId=4, id=company_id, fields={"title": "changed"})
    since = {">updatedTime": "2026-11-23T09:00:30+03:00"}
    rows = caller.call("crm.item.list", entityTypeId=4, start=-1, filter=since, select=["id"])["items"]
    assert [row["id"] for row in rows] == [ids[1], ids[3]]
