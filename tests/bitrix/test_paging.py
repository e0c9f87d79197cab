"""Lists read by key, against a small portal that filters, orders, and fills in references as the real one does."""

import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

import pytest
import requests
import responses

from b24bridge.core.errors import Busy, Unavailable
from tests.bitrix.doubles import ENDPOINT, Desk
from tests.reference import reference

METHOD = "crm.item.list"
REFERENCE = re.compile(r"\$result\[(\w+)\]\[items\]\[(\d+)\]\[id\]")


class Portal:
    """Rows with ids, answered one page at a time; `fails_at` names the page that has an error, counted from 1."""

    def __init__(self, ids: list[int], fails_at: int | None = None) -> None:
        self.ids, self.fails_at, self.pages = ids, fails_at, 0
        self.seen: list[dict[str, Any]] = []
        self.lengths: list[int] = []

    def lay_out(self, web: responses.RequestsMock) -> None:
        """Answer single calls and batches."""
        web.add_callback(responses.POST, ENDPOINT + METHOD, self._single)
        web.add_callback(responses.POST, ENDPOINT + "batch", self._batch)

    def _page(self, after: int) -> dict[str, Any]:
        self.pages += 1
        if self.pages == self.fails_at:
            return {"error": "OPERATION_TIME_LIMIT", "error_description": ""}
        return {"items": [{"id": number} for number in self.ids if number > after][:50]}

    def _single(self, request: requests.PreparedRequest) -> tuple[int, dict[str, str], str]:
        params = json.loads(request.body or "")
        self.seen.append(params)
        page = self._page(params["filter"][">id"])
        return (429, {}, json.dumps(page)) if "error" in page else (200, {}, json.dumps({"result": page}))

    def _batch(self, request: requests.PreparedRequest) -> tuple[int, dict[str, str], str]:
        result: dict[str, Any] = {}
        errors: dict[str, Any] = {}
        commands = json.loads(request.body or "")["cmd"]
        self.lengths.append(len(commands))
        for key, command in commands.items():
            params = dict(parse_qsl(command.partition("?")[2]))
            page = self._page(self._filled(params["filter[>id]"], result))
            (errors if "error" in page else result)[key] = page
            if errors:
                break
        return 200, {}, json.dumps({"result": {"result": result or [], "result_error": errors or []}})

    def _filled(self, value: str, result: dict[str, Any]) -> int:
        """Fill in a reference; one that leads nowhere is empty, and an empty filter filters nothing."""
        found = REFERENCE.fullmatch(value)
        if not found:
            return int(value)
        items = result[found[1]]["items"]
        return items[int(found[2])]["id"] if int(found[2]) < len(items) else 0


def ids(pages: Any) -> list[int]:
    return [row["id"] for page in pages for row in page]


def read(desk: Desk, *, is_chained: bool, after: int = 0) -> Any:
    params = {"entityTypeId": 4, "filter": {">=updatedTime": "x"}}
    return desk.client.keyset(METHOD, params, id_key="id", rows_key="items", after=after, is_chained=is_chained)


@pytest.mark.parametrize("is_chained", [False, True])
@pytest.mark.parametrize("count", [0, 1, 49, 50, 51, 100, 299, 300, 301, 350, 2801])
def test_every_row_comes_once_and_in_order(desk: Desk, web: responses.RequestsMock, count: int, is_chained: bool):
    """Whatever the length, the list is whole, ascending and without doubles."""
    numbers = [3 * number for number in range(1, count + 1)]
    Portal(numbers).lay_out(web)
    assert ids(read(desk, is_chained=is_chained)) == numbers


def test_a_short_list_costs_one_page_and_a_long_one_few_requests(desk: Desk, web: responses.RequestsMock):
    """Chains grow: a sweep that finds little asks for little."""
    portal = Portal(list(range(1, 3001)))
    portal.lay_out(web)
    ids(read(desk, is_chained=True))
    assert portal.lengths == [1, 5, 50, 50]


def test_a_list_is_read_on_from_an_id(desk: Desk, web: responses.RequestsMock):
    """What was read before a restart is not read again."""
    Portal(list(range(1, 401))).lay_out(web)
    assert ids(read(desk, is_chained=True, after=250)) == list(range(251, 401))


def test_counting_is_off_and_the_filter_kept(desk: Desk, web: responses.RequestsMock):
    """The key is added to the caller's filter; the caller's parameters stay his."""
    portal = Portal([1])
    portal.lay_out(web)
    ids(read(desk, is_chained=False, after=0))
    [params] = portal.seen
    assert params["filter"] == {">=updatedTime": "x", ">id": 0}
    assert params["order"] == {"id": "ASC"}
    assert params["start"] == -1


def test_the_spelling_of_the_filter_and_a_given_order_are_kept(desk: Desk, web: responses.RequestsMock):
    """With `filter` beside `FILTER` the portal ignores one of them; some methods order by two parameters."""
    web.post(ENDPOINT + "user.get", json={"result": [{"ID": "7"}]})
    params = {"FILTER": {"ACTIVE": True}, "sort": "ID", "ORDER": "ASC"}
    assert list(desk.client.keyset("user.get", params, id_key="ID", rows_key="", after=3)) == [[{"ID": "7"}]]
    sent = json.loads(web.calls[0].request.body)
    assert sent == {"FILTER": {"ACTIVE": True, ">ID": 3}, "sort": "ID", "ORDER": "ASC", "start": -1, "auth": "token-1"}


def test_a_row_may_name_its_id_differently(desk: Desk, web: responses.RequestsMock):
    """tasks.task.list filters by ID and returns id."""
    web.post(ENDPOINT + "tasks.task.list", json={"result": {"tasks": [{"id": "7"}]}})
    pages = list(desk.client.keyset("tasks.task.list", id_key="ID", row_id="id", rows_key="tasks"))
    assert pages == [[{"id": "7"}]]
    assert json.loads(web.calls[0].request.body)["filter"] == {">ID": 0}


@pytest.mark.parametrize("is_chained", [False, True])
@pytest.mark.parametrize("fails_at", [1, 2, 4, 7])
def test_an_error_never_ends_a_list(desk: Desk, web: responses.RequestsMock, is_chained: bool, fails_at: int):
    """The rows before it arrive, then it is raised; reading on from there completes the list."""
    portal = Portal(list(range(1, 501)), fails_at)
    portal.lay_out(web)
    pages = read(desk, is_chained=is_chained)
    got = ids(next(pages) for _ in range(fails_at - 1))
    with pytest.raises(Busy):
        next(pages)
    assert got == list(range(1, 50 * (fails_at - 1) + 1))
    got += ids(read(desk, is_chained=is_chained, after=got[-1] if got else 0))
    assert got == list(range(1, 501))


WRONG: dict[str, Any] = {
    "no rows": {"items": None},
    "no key": {"other": []},
    "rows that are none": {"items": [1]},
    "a row without an id": {"items": [{"title": "x"}]},
    "a row with no number": {"items": [{"id": "x"}]},
    "text": "items",
    "too many rows": {"items": [{"id": number} for number in range(1, 52)]},
    "a row twice": {"items": [{"id": 1}, {"id": 1}]},
    "descending": {"items": [{"id": 2}, {"id": 1}]},
    "a row before the key": {"items": [{"id": 0}]},
}


@pytest.mark.parametrize("name", WRONG)
@pytest.mark.parametrize("is_chained", [False, True])
def test_a_page_that_is_none_is_no_end(desk: Desk, web: responses.RequestsMock, name: str, is_chained: bool):
    """A wrong shape, or a portal that ignores the filter or the order, raises instead of ending or repeating the list."""
    web.post(ENDPOINT + METHOD, json={"result": WRONG[name]})
    web.post(ENDPOINT + "batch", json={"result": {"result": {"p0": WRONG[name]}, "result_error": []}})
    with pytest.raises(Unavailable):
        next(read(desk, is_chained=is_chained))


def test_a_missing_page_is_no_end(desk: Desk, web: responses.RequestsMock):
    """A batch that leaves a page out without an error is not believed."""
    full = {"items": [{"id": number} for number in range(1, 51)]}
    web.post(ENDPOINT + "batch", json={"result": {"result": {"p0": full}, "result_error": []}})
    pages = read(desk, is_chained=True)
    assert len(next(pages)) == 50
    with pytest.raises(Unavailable):
        next(pages)


@pytest.mark.parametrize(("rows", "result"), [([], []), ([{"ID": 4}, {"ID": 6}], {"0": {"ID": 4}, "2": {"ID": 6}})])
def test_rows_may_come_as_php_writes_a_gap(desk: Desk, web: responses.RequestsMock, rows, result):
    """A list with holes comes as an object, an empty table as a list."""
    web.post(ENDPOINT + "user.get", json={"result": result})
    assert [row for page in desk.client.keyset("user.get", id_key="ID", rows_key="") for row in page] == rows


FOLDED: dict[str, tuple[Callable[[int], int], int]] = {
    "page1_with_next": (lambda n: n, 50),
    "last_page": (lambda n: n + 100, 20),
}


@pytest.mark.parametrize("name", FOLDED)
def test_documented_pages_are_read(desk: Desk, web: responses.RequestsMock, name: str):
    """The vendor's pages have the rows that they show; the short one is the last."""
    number, count = FOLDED[name]
    web.post(ENDPOINT + METHOD, body=reference("bitrix24", "samples", "lists", f"{name}.json").read_text())
    pages = read(desk, is_chained=False)
    assert ids([next(pages)]) == [number(index) for index in range(1, count + 1)]
