"""batch: order, references, halt, limits of length, and PHP's empty arrays."""

import json
from typing import Any

import pytest

from b24sandbox.portal import Portal
from b24sandbox.serve import Server
from tests.reference import reference
from tests.sandbox.client import Caller, company, stock
from tests.sandbox.shapes import differences


def documented(name: str) -> Any:
    return json.loads(reference("bitrix24", "samples", "batch", f"{name}.json").read_text(encoding="utf-8"))


def test_linked_commands_pass_results_on(caller: Caller) -> None:
    """A command may use a field of an earlier result, as in the documented example."""
    answer = caller.ask("batch", **{k: v for k, v in documented("request_linked").items() if k != "auth"}).json()
    assert differences(documented("response_ok"), answer) == []
    assert answer["result"]["result"]["get_department"][0]["ID"] == "1"
    assert answer["result"]["result_error"] == []


def test_pages_chain_by_the_last_id(caller: Caller, portal: Portal) -> None:
    """Fifty-one companies come in two chained pages."""
    ids = stock(portal, 51)
    request = documented("request_keyset_pages")
    pages = caller.call("batch", cmd=request["cmd"], halt=1)["result"]
    assert [row["id"] for row in pages["p1"]["items"]] == ids[:50]
    assert [row["id"] for row in pages["p2"]["items"]] == ids[50:]


def test_errors_stay_with_their_command(server: Server) -> None:
    """Without halt every command is tried, and scope errors have no text."""
    poor = Caller.by_webhook(server, 1, frozenset({"task"}))
    answer = poor.ask("batch", cmd={"get_user": "user.current", "get_department": "department.get"}, halt=0).json()
    assert answer["result"] == documented("response_all_errors_halt0")["result"]


def test_halt_stops_at_the_first_error(server: Server) -> None:
    """With halt the commands behind an error are nowhere in the answer."""
    poor = Caller.by_webhook(server, 1, frozenset({"task"}))
    answer = poor.ask("batch", cmd={"get_user": "user.current", "get_department": "department.get"}, halt=1).json()
    assert answer["result"] == documented("response_error_halt1")["result"]


def test_commands_over_fifty_are_refused_one_by_one(caller: Caller) -> None:
    """The fifty-first command fails alone, as documented."""
    answer = caller.call("batch", cmd={f"c{number}": "user.admin" for number in range(51)})
    assert len(answer["result"]) == 50
    assert answer["result_error"] == documented("response_over_50")["result"]["result_error"]


def test_a_batch_inside_a_batch_is_refused(caller: Caller) -> None:
    """Nesting is forbidden."""
    answer = caller.call("batch", cmd={"inner": "batch?cmd[a]=user.admin"})
    assert answer["result_error"]["inner"]["error"] == "ERROR_BATCH_METHOD_NOT_ALLOWED"


def test_an_empty_batch_has_empty_arrays_only(caller: Caller) -> None:
    """Nothing asked, nothing answered: five empty arrays, not objects."""
    answer = caller.call("batch", cmd={})
    assert answer == {"result": [], "result_error": [], "result_total": [], "result_next": [], "result_time": []}


def test_a_list_of_commands_answers_with_a_list(caller: Caller) -> None:
    """Commands without keys come back as an array in their order."""
    assert caller.call("batch", cmd=["user.admin", "profile"])["result"][0] is True


def test_totals_and_next_come_per_command(caller: Caller, portal: Portal) -> None:
    """A counted page tells its total and where the next one starts."""
    stock(portal, 51)
    answer = caller.call(
        "batch", cmd={"a": "crm.item.list?entityTypeId=4&select[]=id", "b": "crm.item.list?entityTypeId=4&start=-1"}
    )
    assert answer["result_total"] == {"a": 51}
    assert answer["result_next"] == {"a": 50}


def test_values_with_signs_survive_one_encoding(caller: Caller) -> None:
    """A value with an ampersand, a plus and Russian letters arrives whole when it is encoded once."""
    made = caller.call("batch", cmd={"a": "crm.item.add?entityTypeId=4&fields[title]=%D0%A0%D0%BE%D0%B3%D0%B0%20%26%20%2B"})[
        "result"
    ]["a"]["item"]
    assert made["title"] == "Рога & +"


def test_each_command_is_logged_with_its_batch(caller: Caller, portal: Portal) -> None:
    """The call log has an entry for the batch and one for each command."""
    caller.call("batch", cmd={"x": "user.admin"})
    outer, inner = list(portal.calls.since())
    assert (outer.method, inner.method, inner.batch, inner.key) == ("batch", "user.admin", outer.id, "x")


@pytest.mark.parametrize("value", ["$result[nothing][items][0][id]", ""])
def test_a_dangling_reference_begins_from_the_start(caller: Caller, value: str) -> None:
    """An empty bound is read as 0: a careless chain reads its first page again."""
    first = company(caller)
    rows = caller.call("batch", cmd={"a": f"crm.item.list?entityTypeId=4&start=-1&filter[%3Eid]={value}"})["result"]["a"]
    assert rows["items"][0]["id"] == first
