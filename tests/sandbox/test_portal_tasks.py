"""Tasks and activities: writing, reading, the bonds between them, who sees what."""

from typing import Any

import pytest

from b24sandbox.portal import Portal
from b24sandbox.serve import Server
from tests.sandbox.client import Caller, company, hire

PEOPLE = ["ID", "TITLE", "STATUS"]


def task(caller: Caller, **fields: Any) -> int:
    given = {"TITLE": "Call back", "RESPONSIBLE_ID": 1} | fields
    return int(caller.call("tasks.task.add", fields=given)["task"]["id"])


def listed(caller: Caller, **params: Any) -> list[str]:
    return [row["id"] for row in caller.call("tasks.task.list", select=["ID"], **params)["tasks"]]


def test_a_task_of_a_client_is_an_activity_of_the_client(caller: Caller) -> None:
    """The activity follows the task: created, renamed, completed, deleted."""
    company_id = company(caller)
    task_id = task(caller, UF_CRM_TASK=[f"CO_{company_id}"], DEADLINE="2026-11-30T18:00:00+03:00")
    bound = {"BINDINGS": [{"OWNER_TYPE_ID": 4, "OWNER_ID": company_id}]}
    activity = caller.call("crm.activity.list", filter=bound)[0]
    assert (activity["TYPE_ID"], activity["ASSOCIATED_ENTITY_ID"], activity["SUBJECT"]) == ("3", str(task_id), "Call back")
    assert (activity["COMPLETED"], activity["DEADLINE"]) == ("N", "2026-11-30T18:00:00+03:00")
    caller.call("tasks.task.update", taskId=task_id, fields={"TITLE": "Renamed"})
    caller.call("tasks.task.complete", taskId=task_id)
    activity = caller.call("crm.activity.list", filter=bound)[0]
    assert (activity["SUBJECT"], activity["COMPLETED"]) == ("Renamed", "Y")
    caller.call("tasks.task.delete", taskId=task_id)
    assert caller.call("crm.activity.list", filter=bound) == []


def test_nothing_keeps_a_task_from_being_made_twice(caller: Caller) -> None:
    """The second version of the API knows no idempotency."""
    assert task(caller) != task(caller)
    assert len(listed(caller)) == 2


def test_statuses_leave_their_marks_and_history(caller: Caller, portal: Portal) -> None:
    """Completing, renewing, starting and deferring set status, dates and history."""
    task_id = task(caller)
    portal.clock.advance(60)
    done = caller.call("tasks.task.complete", taskId=task_id)["task"]
    assert (done["status"], done["closedDate"], done["closedBy"]) == ("5", "2026-11-23T09:01:00+03:00", "1")
    assert caller.call("tasks.task.renew", taskId=task_id)["task"]["closedDate"] is None
    assert caller.call("tasks.task.start", taskId=task_id)["task"]["status"] == "3"
    assert caller.call("tasks.task.defer", taskId=task_id)["task"]["status"] == "6"
    history = caller.call("tasks.task.history.list", taskId=task_id)["list"]
    assert [row["field"] for row in history] == ["NEW", "STATUS", "STATUS", "STATUS", "STATUS"]
    assert history[1]["value"] == {"from": "2", "to": "5"}


def test_a_controlled_task_waits_for_its_creator(server: Server, portal: Portal, caller: Caller) -> None:
    """Completed by another it awaits control; completed by its creator it is done."""
    hire(portal, 2)
    task_id = task(caller, RESPONSIBLE_ID=2, TASK_CONTROL="Y")
    assert Caller.by_webhook(server, 2).call("tasks.task.complete", taskId=task_id)["task"]["status"] == "4"
    assert caller.call("tasks.task.complete", taskId=task_id)["task"]["status"] == "5"


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ({"RESPONSIBLE_ID": 2}, ["3", "2"]),
        ({"!RESPONSIBLE_ID": 2}, ["1"]),
        ({"UF_CRM_TASK": "CO_1"}, ["2"]),
        ({"UF_CRM_TASK": ["CO_1", "CO_2"]}, ["3", "2"]),
        ({"TAG": "b24b"}, ["3"]),
        ({"%TITLE": "thr"}, ["3"]),
        ({"TITLE": "t%"}, ["3", "2"]),
        ({"!TITLE": "t%"}, ["1"]),
        ({"REAL_STATUS": [2, 3]}, ["3", "2"]),
        ({"STATUS": -1}, ["2"]),
        ({"!STATUS": 5}, ["3", "2"]),
        ({"<DEADLINE": "2026-11-23"}, ["2"]),
        ({">ID": 1}, ["3", "2"]),
        ({">=CREATED_DATE": "2026-11-23T00:00:00+03:00"}, ["3", "2", "1"]),
    ],
)
def test_tasks_are_filtered_by_the_documented_fields(
    caller: Caller, portal: Portal, condition: dict[str, Any], found: list[str]
) -> None:
    """Equality, arrays, negation, comparison, tags, bindings and the meta-statuses."""
    hire(portal, 2)
    for number in (1, 2):
        company(caller, title=f"C{number}")
    task(caller, TITLE="one", STATUS=5)
    task(caller, TITLE="two", RESPONSIBLE_ID=2, UF_CRM_TASK=["CO_1"], DEADLINE="2026-11-20T18:00:00+03:00")
    task(caller, TITLE="three", RESPONSIBLE_ID=2, UF_CRM_TASK=["CO_2"], TAGS=["b24b"])
    assert listed(caller, filter=condition) == found


@pytest.mark.parametrize("name", ["XML_ID", "responsibleId", "NONSENSE"])
def test_an_undocumented_filter_finds_everything(caller: Caller, portal: Portal, name: str) -> None:
    """A field outside the documented list is dropped, and counted: XML_ID is no key to search by."""
    task(caller, XML_ID="mine")
    assert listed(caller, filter={name: "other"}) == ["1"]
    assert portal.calls.breaches() == {f"tasks.task.list: unknown field {name!r} in filter": 1}


def test_a_select_brings_what_it_names(caller: Caller) -> None:
    """Bindings come by name only; people come beside their ids."""
    company_id = company(caller)
    task(caller, UF_CRM_TASK=[f"CO_{company_id}"])
    row = caller.call("tasks.task.list", select=["ID", "UF_CRM_TASK", "RESPONSIBLE_ID"])["tasks"][0]
    assert row["ufCrmTask"] == [f"CO_{company_id}"]
    assert row["responsible"]["id"] == row["responsibleId"] == "1"
    assert "title" not in row
    assert "ufCrmTask" not in caller.call("tasks.task.list")["tasks"][0]


@pytest.mark.parametrize(
    ("fields", "code", "words"),
    [
        ({"TITLE": "x"}, "ERROR_CORE", "Responsible"),
        ({"RESPONSIBLE_ID": 1}, "ERROR_CORE", "Task title is not specified<br>"),
        ({"TITLE": "x", "RESPONSIBLE_ID": 99}, "ERROR_CORE", "not found"),
        ({"TITLE": "x", "RESPONSIBLE_ID": 1, "STATUS": 9}, "ERROR_CORE", "Invalid status"),
        ({}, "100", "{fields}"),
    ],
)
def test_a_wrong_task_is_refused(caller: Caller, fields: dict[str, Any], code: str, words: str) -> None:
    """The tasks module answers ERROR_CORE with HTML in its text."""
    status, error, text = caller.refused("tasks.task.add", fields=fields)
    assert (status, error) == (400, code)
    assert words in text


def test_a_dismissed_responsible_gets_no_task(caller: Caller, portal: Portal) -> None:
    """A task cannot be given to somebody who has left."""
    hire(portal, 2, ACTIVE=False)
    assert "not found" in caller.refused("tasks.task.add", fields={"TITLE": "x", "RESPONSIBLE_ID": 2})[2]


def test_tasks_of_others_are_not_seen(server: Server, portal: Portal, caller: Caller) -> None:
    """A manager sees tasks that he has, made or watches."""
    for user_id in (2, 3):
        hire(portal, user_id)
    task(caller, RESPONSIBLE_ID=3)
    watched = task(caller, RESPONSIBLE_ID=3, AUDITORS=[2])
    assert listed(Caller.by_webhook(server, 2)) == [str(watched)]
    assert Caller.by_webhook(server, 2).refused("tasks.task.get", taskId=watched - 1)[:2] == (400, "0")


def test_an_activity_is_bound_to_everyone_it_speaks_with(caller: Caller) -> None:
    """Owner and communications make the bindings, and the filter by bindings finds them."""
    company_id = company(caller)
    contact_id = caller.call("crm.item.add", entityTypeId=3, fields={"name": "Ann"})["item"]["id"]
    fields = {
        "OWNER_TYPE_ID": 4,
        "OWNER_ID": company_id,
        "TYPE_ID": 2,
        "SUBJECT": "Call",
        "RESPONSIBLE_ID": 1,
        "COMPLETED": "Y",
        "DIRECTION": 2,
        "COMMUNICATIONS": [{"TYPE": "PHONE", "VALUE": "+7", "ENTITY_TYPE_ID": 3, "ENTITY_ID": contact_id}],
    }
    activity_id = caller.call("crm.activity.add", fields=fields)
    assert caller.call("crm.activity.binding.list", activityId=activity_id) == [
        {"entityTypeId": 4, "entityId": company_id},
        {"entityTypeId": 3, "entityId": contact_id},
    ]
    by_link = {"BINDINGS": [{"OWNER_TYPE_ID": 3, "OWNER_ID": contact_id}]}
    assert [row["ID"] for row in caller.call("crm.activity.list", filter=by_link)] == [str(activity_id)]
    by_kind = {"BINDINGS": [{"OWNER_TYPE_ID": 3}]}
    assert len(caller.call("crm.activity.list", filter=by_kind)) == 1
    assert caller.call("crm.activity.list", filter={"OWNER_TYPE_ID": 3, "OWNER_ID": contact_id}) == []
    assert caller.call("crm.activity.list")[0].get("COMMUNICATIONS") is None
    assert caller.call("crm.activity.list", select=["ID", "COMMUNICATIONS"])[0]["COMMUNICATIONS"][0]["VALUE"] == "+7"


@pytest.mark.parametrize(
    ("missing", "words"),
    [
        ("SUBJECT", "SUBJECT is not defined or empty"),
        ("RESPONSIBLE_ID", "RESPONSIBLE_ID is not defined or invalid"),
        ("TYPE_ID", "TYPE_ID is not defined or invalid"),
        ("COMMUNICATIONS", "COMMUNICATIONS is not defined or invalid"),
        ("OWNER_ID", "Could not build binding"),
    ],
)
def test_a_wrong_activity_has_an_error_without_code(caller: Caller, missing: str, words: str) -> None:
    """The base methods of activities answer an empty code and a text."""
    fields = {
        "OWNER_TYPE_ID": 4,
        "OWNER_ID": company(caller),
        "TYPE_ID": 2,
        "SUBJECT": "Call",
        "RESPONSIBLE_ID": 1,
        "COMMUNICATIONS": [{"VALUE": "+7"}],
    }
    del fields[missing]
    status, code, text = caller.refused("crm.activity.add", fields=fields)
    assert (status, code) == (400, "")
    assert words in text


@pytest.mark.parametrize(("completed", "letters"), [("Y", 1), ("N", 0)])
def test_a_completed_outgoing_letter_is_sent(caller: Caller, portal: Portal, completed: str, letters: int) -> None:
    """COMPLETED decides whether the portal sends the letter."""
    fields = {
        "OWNER_TYPE_ID": 4,
        "OWNER_ID": company(caller),
        "TYPE_ID": 4,
        "SUBJECT": "Offer",
        "RESPONSIBLE_ID": 1,
        "DIRECTION": 2,
        "COMPLETED": completed,
        "COMMUNICATIONS": [{"VALUE": "client@example.com"}],
    }
    caller.call("crm.activity.add", fields=fields)
    assert len(portal.table("letter")) == letters


def test_a_notification_with_the_same_tag_replaces_the_old(caller: Caller, portal: Portal) -> None:
    """Inside one application a tag is unique; a dismissed user gets none."""
    hire(portal, 2, ACTIVE=False)
    first = caller.call("im.notify.system.add", USER_ID=1, MESSAGE="one", TAG="t")
    second = caller.call("im.notify.personal.add", USER_ID=1, MESSAGE="two", TAG="t")
    assert (first, second) == (1, 2)
    assert [row["message"] for row in portal.table("notification").all()] == ["two"]
    assert caller.call("im.notify.system.add", USER_ID=2, MESSAGE="x") is False
    assert caller.refused("im.notify.system.add", MESSAGE="x")[1] == "USER_ID_EMPTY"
    assert caller.refused("im.notify.system.add", USER_ID=1)[1] == "MESSAGE_EMPTY"


def test_people_are_listed_by_the_rights_of_the_scope(server: Server, portal: Portal, caller: Caller) -> None:
    """Contacts are hidden from user_brief; dismissed people are listed and can be filtered."""
    hire(portal, 2, ACTIVE=False, EMAIL="two@example.com")
    assert [row["ACTIVE"] for row in caller.call("user.get", sort="ID")] == [True, False]
    assert [row["ID"] for row in caller.call("user.get", FILTER={"ACTIVE": True})] == ["1"]
    assert [row["ID"] for row in caller.call("user.get", ID=[2])] == ["2"]
    brief = Caller.by_webhook(server, 1, frozenset({"user_brief"})).call("user.get", ID=2)[0]
    assert "EMAIL" not in brief
    assert caller.call("department.get", UF_HEAD=1)[0]["UF_HEAD"] == "1"
    portal.switches.department_head_is_shown = False
    assert "UF_HEAD" not in caller.call("department.get")[0]
