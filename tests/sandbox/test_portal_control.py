"""Control: reset, clock, call log, state, acts, switches."""

import json
from typing import Any

import pytest
import requests

from b24sandbox.serve import Server
from tests.sandbox.client import Caller, company, hire


def get(server: Server, path: str) -> requests.Response:
    return requests.get(f"{server.address}/_sandbox/{path}", timeout=10)


def post(server: Server, path: str, **body: Any) -> requests.Response:
    return requests.post(f"{server.address}/_sandbox/{path}", json=body, timeout=10)


def lines(answer: requests.Response) -> list[dict[str, Any]]:
    return [json.loads(line) for line in answer.text.splitlines()]


def test_the_clock_is_read_set_moved_and_sped_up(server: Server, caller: Caller) -> None:
    """What control says of the clock is what the portal's answers show."""
    assert get(server, "clock").json()["now"] == "2026-11-23T09:00:00+03:00"
    post(server, "clock", advance=90)
    assert caller.call("server.time") == "2026-11-23T09:01:30+03:00"
    post(server, "clock", now="2027-01-01T00:00:00+03:00", speed=0)
    assert caller.call("server.time") == "2027-01-01T00:00:00+03:00"
    assert post(server, "clock", speed=3600).json()["speed"] == 3600
    assert post(server, "clock", wind="back").status_code == 400


def test_the_log_holds_the_whole_of_every_call(server: Server, caller: Caller) -> None:
    """Times, parameters, caller, outcome: everything about a call, and none of its secrets."""
    company(caller)
    caller.ask("crm.item.get", entityTypeId=4, id=99)
    first, second = lines(get(server, "calls"))
    assert first["method"] == "crm.item.add"
    assert first["params"]["fields"] == {"title": "Roga i kopyta"}
    assert (first["status"], first["error"], first["user"], first["address"]) == (200, None, 1, "127.0.0.1")
    assert first["received_real"] <= first["committed_real"] <= first["answered_real"]
    assert (second["status"], second["error"], second["committed"]) == (400, "NOT_FOUND", None)
    assert lines(get(server, f"calls?since={first['id']}")) == [second]


def test_the_log_does_not_show_tokens(server: Server) -> None:
    """A token in the parameters stays out of the log."""
    Caller.by_token(server, "very-secret").ask("profile")
    assert "very-secret" not in get(server, "calls").text


def test_state_shows_rows_as_stored(server: Server, caller: Caller) -> None:
    """Rows of one entity come one a line with their stored values."""
    company_id = company(caller, revenue=10.5)
    row = lines(get(server, "state/company"))[0]
    assert (row["id"], row["revenue"], row["createdTime"]) == (company_id, 10.5, "2026-11-23T09:00:00+03:00")
    assert get(server, "state/nothing").status_code == 400


def test_a_reset_brings_the_seed_back(server: Server, caller: Caller) -> None:
    """After a reset there are no companies, calls, faults, events or installations."""
    company(caller)
    app = server.portal.register("a", "b")
    app.is_present = app.is_installed = True
    post(server, "faults", method="*", kind="reset", times=None)
    assert post(server, "reset").json() == {"ok": True}
    assert get(server, "state/company").text == ""
    assert get(server, "calls").text == ""
    assert get(server, "faults").json() == {"faults": []}
    assert not app.is_present
    assert caller.call("user.admin") is True


def test_an_employee_calls_a_client(server: Server, caller: Caller) -> None:
    """A call leaves an activity, its bindings and a row of statistics."""
    hire(server.portal, 3)
    company_id = company(caller, fm={"n0": {"value": "+70000000001", "valueType": "WORK", "typeId": "PHONE"}})
    order = {"as": 3, "do": "call", "entityTypeId": 4, "entityId": company_id, "direction": 2, "duration": 240}
    made = post(server, "act", **order, subject="Hello").json()["result"]
    activity = caller.call("crm.activity.get", id=made["activityId"])
    assert (activity["SUBJECT"], activity["DIRECTION"], activity["COMPLETED"]) == ("Hello", "2", "Y")
    assert (activity["RESPONSIBLE_ID"], activity["START_TIME"]) == ("3", "2026-11-23T08:56:00+03:00")
    statistic = caller.call("voximplant.statistic.get")[0]
    assert (statistic["CALL_DURATION"], statistic["PHONE_NUMBER"]) == ("240", "+70000000001")
    assert statistic["CRM_ACTIVITY_ID"] == str(made["activityId"])


def test_every_act_leaves_its_trace(server: Server, caller: Caller) -> None:
    """Letters, meetings, comments, tasks, changes, payments, absences: each does what it says."""
    hire(server.portal, 2)
    company_id = company(caller)
    here = {"as": 2, "entityTypeId": 4, "entityId": company_id}
    assert post(server, "act", do="email", **here, subject="s").json()["result"]["activityId"]
    assert len(lines(get(server, "state/letter"))) == 1
    meeting = post(server, "act", do="meeting", **here, at="@+1d 10:00").json()["result"]["activityId"]
    assert caller.call("crm.activity.get", id=meeting)["START_TIME"] == "2026-11-24T10:00:00+03:00"
    post(server, "act", do="complete_activity", activityId=meeting, **{"as": 2})
    assert caller.call("crm.activity.get", id=meeting)["COMPLETED"] == "Y"
    assert post(server, "act", do="comment", **here, text="note").json()["result"]["commentId"]
    task_id = post(server, "act", do="task", **here, title="t", deadline="@+2d 18:00").json()["result"]["taskId"]
    task = caller.call("tasks.task.get", taskId=task_id, select=["ID", "DEADLINE", "UF_CRM_TASK", "CREATED_BY"])["task"]
    assert (task["deadline"], task["ufCrmTask"]) == ("2026-11-25T18:00:00+03:00", [f"CO_{company_id}"])
    assert task["createdBy"] == "2"
    post(server, "act", do="update_task", taskId=task_id, deadline="@+3d 18:00", **{"as": 2})
    assert post(server, "act", do="complete_task", taskId=task_id, **{"as": 2}).json()["result"]["status"] == 5
    assert post(server, "act", do="update", **here, fields={"title": "New"}).json()["result"]["changed"] is True
    absence = {"from": "@+1d", "to": "@+5d", "as": 2, "do": "absence"}
    assert post(server, "act", **absence).json()["result"]["absenceId"] == 1
    busy = caller.call("calendar.accessibility.get", users=[2], **{"from": "2026-11-24", "to": "2026-11-24"})
    assert busy["2"][0]["ACCESSIBILITY"] == "absent"


def test_a_payment_closes_an_invoice(server: Server, caller: Caller) -> None:
    """Paid in part the invoice stays; paid in full it moves to its success stage."""
    invoice = caller.call("crm.item.add", entityTypeId=31, fields={"title": "Bill", "opportunity": 1000})["item"]
    here = {"as": 1, "do": "pay", "entityTypeId": 31, "entityId": invoice["id"]}
    post(server, "act", **here, sum=400)
    assert caller.call("crm.item.get", entityTypeId=31, id=invoice["id"])["item"]["stageId"] == "DT31_1:N"
    post(server, "act", **here)
    assert caller.call("crm.item.get", entityTypeId=31, id=invoice["id"])["item"]["stageId"] == "DT31_1:P"
    payments = caller.call("crm.item.payment.list", entityTypeId=31, entityId=invoice["id"])
    assert [(row["sum"], row["paid"]) for row in payments] == [(400, "Y"), (600, "Y")]


@pytest.mark.parametrize(
    ("order", "words"),
    [
        ({"as": 1, "do": "fly"}, "unknown act"),
        ({"as": 77, "do": "call"}, "no user 77"),
        ({"as": 1, "do": "call", "entityTypeId": 4, "entityId": 5}, "no item 4/5"),
        ({"as": 1, "do": "comment"}, "entityTypeId"),
        ({"do": "call"}, "no user"),
    ],
)
def test_an_impossible_act_is_explained(server: Server, order: dict[str, Any], words: str) -> None:
    """Control says who or what is missing."""
    answer = post(server, "act", **order)
    assert answer.status_code == 400
    assert words in answer.json()["error"]


def test_switches_are_listed_and_set(server: Server) -> None:
    """Each open question of the documents has a switch; an unknown one is refused."""
    assert get(server, "switches").json()["old_refresh_token_dies"] is True
    assert post(server, "switches", old_refresh_token_dies=False).json()["old_refresh_token_dies"] is False
    assert post(server, "switches", gravity=False).status_code == 400


def test_the_front_page_of_control_counts_rows(server: Server) -> None:
    """Settings, address and rows can be seen at a glance."""
    shown = get(server, "").json()
    assert shown["address"] == server.address
    assert shown["rows"]["user"] == 1


@pytest.mark.parametrize(
    ("path", "body", "words"),
    [
        ("act", '{"as": "x", "do": "call"}', "invalid literal"),
        ("act", '{"as": 1, "do": "task", "title": "x", "deadline": "soon"}', "soon"),
        ("clock", '{"now": "soon"}', "soon"),
        ("clock", "{", "no JSON"),
        ("deliver", "{}", "unknown mode"),
        ("faults", "5", "a list of faults"),
        ("faults", "[5]", "a fault is an object"),
        ("faults", '[{"method": "x", "kind": "reset", "times": "many"}]', "'times' is a number"),
        ("install", "{}", "'client_id' is missing"),
        ("limits", '{"plan": "golden"}', "unknown plan"),
        ("switches", '{"old_refresh_token_dies": "no"}', "same kind"),
        ("seed", "", "the first line is the portal"),
    ],
)
def test_an_order_that_makes_no_sense_is_explained(server: Server, path: str, body: str, words: str) -> None:
    """Every mistake in an order is a 400 that says what is wrong."""
    url, headers = f"{server.address}/_sandbox/{path}", {"Content-Type": "application/json"}
    answer = requests.post(url, data=body, headers=headers, timeout=10)
    assert answer.status_code == 400, answer.text
    assert words in answer.json()["error"]
