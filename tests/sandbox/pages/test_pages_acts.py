"""Forms of cards and tasks: what an employee does there changes the portal and is told to applications."""

import html

import pytest

from tests.sandbox.pages.demo_portal import INSTALL_FORM, queued, send

ACTS = {
    "call": (
        {"direction": "1", "minutes": "2.5", "subject": "Уточнили срок", "text": ""},
        "Уточнили срок",
        "ONVOXIMPLANTCALLEND",
    ),
    "email": ({"direction": "2", "subject": "Прайс", "text": "Во вложении"}, "Прайс", "ONCRMACTIVITYADD"),
    "meeting": (
        {"subject": "Замер", "at": "2026-11-24T10:00", "minutes": "30", "text": "", "completed": "on"},
        "Замер",
        "ONCRMACTIVITYADD",
    ),
    "comment": ({"text": "Ждут [b]образцы[/b]"}, "<strong>образцы</strong>", "ONCRMTIMELINECOMMENTADD"),
    "task": ({"title": "Перезвонить", "responsibleId": "2", "deadline": "", "text": ""}, "Перезвонить", "ONTASKADD"),
}


@pytest.mark.parametrize("do", ACTS)
def test_what_an_employee_does_is_in_the_timeline(web, portal, do):
    """The card's form leads back to the card, where the thing now stands, and the application's event is queued."""
    fields, shown, event = ACTS[do]
    assert send(web, f"/_pages/act/4/11/{do}", **fields) == f"/crm/company/details/11/?done={do}"
    page = web.get("/crm/company/details/11/").text
    assert shown in page
    assert event in queued(portal)


def test_a_call_is_kept_as_it_was_told(web, portal):
    """An incoming call of two and a half minutes belongs to who logged it, and the portal's telephony knows it."""
    send(web, "/_pages/act/4/11/call", **ACTS["call"][0])
    activity = list(portal.table("activity").all())[-1]
    call = list(portal.table("call").all())[-1]
    assert (activity["DIRECTION"], activity["RESPONSIBLE_ID"], activity["COMPLETED"]) == (1, 6, "Y")
    assert (call["CALL_DURATION"], call["CALL_TYPE"], call["PORTAL_USER_ID"]) == (150, 2, 6)


def test_a_planned_meeting_stands_apart_until_it_is_completed(web, portal):
    """A meeting that has not taken place is under what is planned; its button moves it to the history."""
    fields = ACTS["meeting"][0] | {"subject": "Ещё не была"}
    send(web, "/_pages/act/4/11/meeting", **{name: value for name, value in fields.items() if name != "completed"})
    number = portal.table("activity").last_id
    form = f"/_pages/activity/{number}/complete"
    assert form in web.get("/crm/company/details/11/").text
    assert send(web, form, back="/crm/company/details/11/").startswith("/crm/company/details/11/")
    page = web.get("/crm/company/details/11/").text
    assert form not in page
    assert "Ещё не была" in page
    assert portal.table("activity").rows[number]["COMPLETED"] == "Y"


def test_changing_a_card_writes_what_was_changed_and_no_more(web, portal):
    """Owner and user fields are saved through the portal's own update; saved again without a change nothing happens."""
    fields = {"assignedById": "2", "ufCrmB24bHold": "on", "ufCrmB24bHoldUntil": "2026-12-01", "ufCrmB24bHoldReason": "Суд"}
    send(web, "/_pages/change/4/11", **fields)
    row = portal.table("company").rows[11]
    assert (row["assignedById"], row["ufCrmB24bHold"], str(row["ufCrmB24bHoldUntil"])) == (2, "Y", "2026-12-01")
    assert queued(portal) == ["ONCRMCOMPANYUPDATE"]
    send(web, "/_pages/change/4/11", **fields)
    assert queued(portal) == ["ONCRMCOMPANYUPDATE"]
    listed = web.get("/crm/company/list/?q=Каркас-Дом").text
    assert "Не трогать: да" in listed
    assert "Не трогать до: 1\u00a0декабря" in listed


def test_a_deal_moves_and_its_move_is_in_both_timelines(web, portal):
    """A new stage chosen in the deal's card is told by an event and shown in the deal's card and its company's."""
    deal = next(row for row in portal.table("deal").all() if row.get("companyId") == 11 and row["closed"] == "N")
    send(web, f"/_pages/change/2/{deal['id']}", assignedById=str(deal["assignedById"]), stageId="WON")
    assert deal["stageId"] == "WON"
    assert queued(portal) == ["ONCRMDEALUPDATE"]
    for path in (f"/crm/deal/details/{deal['id']}/", "/crm/company/details/11/"):
        assert "→ Сделка успешна" in web.get(path).text


def test_a_payment_closes_an_invoice(web, portal):
    """The rest of an invoice is paid with an empty sum; the form then is gone."""
    invoice = portal.table("invoice").rows[2701]
    card = "/crm/type/31/details/2701/"
    assert "36\u00a0000\u00a0₽" in web.get(card).text
    send(web, "/_pages/act/31/2701/pay", sum="")
    assert invoice["stageId"] == "DT31_3:P"
    assert "ONPAYMENTENTITYSAVED" in queued(portal)
    assert "/_pages/act/31/2701/pay" not in web.get(card).text


def test_a_task_is_commented_moved_and_completed(web, portal):
    """The three forms of a task's page change the task and tell of it; the closed one leaves the list of open tasks."""
    task = portal.table("task").rows[1101]
    page = "/company/personal/user/6/tasks/task/view/1101/"
    assert send(web, "/_pages/task/1101/comment", text="Звонил, [i]занято[/i]") == f"{page}?done=comment"
    assert "<em>занято</em>" in web.get(page).text
    send(web, "/_pages/task/1101/deadline", deadline="2026-12-24T18:00")
    assert "24\u00a0декабря, 18:00" in web.get(page).text
    assert page in web.get("/tasks/?who=6").text
    send(web, "/_pages/task/1101/complete")
    assert (task["status"], task["closedBy"]) == (5, 6)
    assert page not in web.get("/tasks/?who=6").text
    assert page in web.get("/company/personal/user/6/tasks/?state=all").text
    assert {"ONTASKCOMMENTADD", "ONTASKUPDATE"} <= set(queued(portal))


@pytest.mark.parametrize(
    ("path", "fields", "reason"),
    [
        ("/_pages/act/4/11/comment", {"text": " "}, "a comment needs a text"),
        ("/_pages/act/4/99999/comment", {"text": "x"}, "there is no item 4/99999"),
        ("/_pages/act/77/1/comment", {"text": "x"}, "there is no item 77/1"),
        ("/_pages/act/4/11/delete", {}, "the card has no form 'delete'"),
        ("/_pages/act/4/11/call", {"direction": "2"}, "the form lacks 'minutes'"),
        ("/_pages/change/4/99999", {}, "there is no company 99999"),
        ("/_pages/task/99999/complete", {}, "there is no task 99999"),
        ("/_pages/activity/99999/complete", {}, "there is no activity 99999"),
        ("/_pages/employee/6/absence", {"from": "2026-11-25", "to": "2026-11-20", "name": ""}, "an absence ends"),
        ("/_pages/apps/install", INSTALL_FORM | {"handler_url": "ftp://x"}, "is no web address"),
        ("/_pages/apps/install", {"client_id": "local.z"}, "give client_id and client_secret"),
        ("/_pages/clock/set", {"now": "2026-11-25T10:00", "speed": "-1"}, "the speed is"),
    ],
)
def test_what_cannot_be_done_is_told(web, path, fields, reason):
    """A form that cannot be carried out answers 400 with the reason, and nothing is queued."""
    answer = web.post(path, data=fields)
    assert answer.status_code == 400
    assert reason in html.unescape(answer.text)
