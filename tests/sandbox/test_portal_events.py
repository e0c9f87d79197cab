"""Online events: what fires, what it says, with whose token, and how delivery can fail."""

import json
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler
from threading import Event
from typing import Any

import pytest
import requests

from b24sandbox.acts import act
from b24sandbox.serve import Server
from b24sandbox.tokens import Kind
from tests.reference import reference
from tests.sandbox.client import Caller, company, hire
from tests.sandbox.receiver import Receiver

ALL_SCOPES = ["crm", "task", "telephony", "sale", "user"]


@pytest.fixture
def app(server: Server, receiver: Receiver) -> Caller:
    """An installed application of the administrator, with nothing bound yet."""
    portal = server.portal
    known = portal.register("local.app", "secret")
    known.scope, known.is_present, known.is_installed = ALL_SCOPES, True, True
    known.handler_url = receiver.address
    return Caller.by_token(server, portal.tokens.give(Kind.ACCESS, known.client_id, 1, known.scope).value)


def bind(app: Caller, receiver: Receiver, *events: str, **more: Any) -> None:
    for event in events:
        assert app.call("event.bind", event=event, handler=f"{receiver.address}/event", **more) is True


def documented(name: str) -> Any:
    return json.loads(reference("bitrix24", "samples", "events", f"{name}.json").read_text(encoding="utf-8"))


def test_binding_answers_as_documented(app: Caller, receiver: Receiver) -> None:
    """Bind, get and unbind answer in the documented shapes; twice is an error, an unknown event too."""
    bind(app, receiver, "OnCrmDealAdd", "ONTASKADD")
    rows = app.call("event.get")
    assert rows[0] == {"event": "ONCRMDEALADD", "handler": f"{receiver.address}/event", "auth_type": "0", "offline": 0}
    assert app.refused("event.bind", event="ONCRMDEALADD", handler=f"{receiver.address}/event")[1] == "ERROR_CORE"
    sample = json.loads(reference("bitrix24", "samples", "errors", "v2_event_not_found.json").read_text(encoding="utf-8"))
    status, code, text = app.refused("event.bind", event="ONNOTHING", handler=receiver.address)
    assert (status, {"error": code, "error_description": text}) == (sample["status"], sample["body"])
    assert app.call("event.unbind", event="ONTASKADD") == {"count": 1}
    assert app.call("event.unbind") == {"count": 1}


def test_a_webhook_cannot_bind(caller: Caller) -> None:
    """Events need an application."""
    assert caller.refused("event.bind", event="ONCRMDEALADD", handler="http://127.0.0.1/")[1] == "WRONG_AUTH_TYPE"


def test_only_an_administrator_binds_for_others(server: Server, app: Caller, receiver: Receiver) -> None:
    """A manager binds with his own token only."""
    del app
    hire(server.portal, 2)
    manager = Caller.by_token(server, server.portal.tokens.give(Kind.ACCESS, "local.app", 2, ALL_SCOPES).value)
    assert manager.refused("event.bind", event="ONTASKADD", handler=receiver.address, auth_type=1)[0] == 403
    assert manager.refused("event.bind", event="ONTASKADD", event_type="offline")[:2] == (403, "ACCESS_DENIED")
    manager.call("event.bind", event="ONTASKADD", handler=receiver.address)
    assert manager.call("event.get")[0]["auth_type"] == "2"


def test_an_event_has_the_documented_body(app: Caller, receiver: Receiver) -> None:
    """The body is a PHP form with the documented keys; an ordinary event bears no refresh token."""
    bind(app, receiver, "ONCRMCOMPANYADD")
    company_id = company(app)
    letter = receiver.wait(1)[0]
    sample = documented("overview.app")
    assert letter.content_type == "application/x-www-form-urlencoded"
    assert list(letter.body) == ["event", "event_handler_id", "data", "ts", "auth"]
    assert letter.body["data"] == {"FIELDS": {"ID": str(company_id)}}
    assert set(sample["auth"]) <= set(letter.body["auth"])
    assert "refresh_token" not in letter.body["auth"]
    assert letter.body["auth"]["client_endpoint"] == f"{app.address}/rest/"
    assert int(letter.body["ts"]) == 1795413600


def test_the_token_is_of_whoever_acted(server: Server, app: Caller, receiver: Receiver) -> None:
    """An employee's act carries his token, a robot's none, a bound auth_type always its own."""
    hire(server.portal, 2)
    company_id = company(app)
    bind(app, receiver, "ONCRMCOMPANYUPDATE")
    for who in (2, 0):
        fields = {"title": f"by {who}"}
        act(server.portal, who, "update", {"entityTypeId": 4, "entityId": company_id, "fields": fields})
    employee, robot = receiver.wait(2)
    assert Caller.by_token(server, employee.body["auth"]["access_token"]).call("profile")["ID"] == "2"
    assert set(robot.body["auth"]) == set(documented("app.no_tokens")["auth"])
    app.call("event.unbind")
    bind(app, receiver, "ONCRMCOMPANYUPDATE", auth_type=1)
    act(server.portal, 0, "update", {"entityTypeId": 4, "entityId": company_id, "fields": {"title": "again"}})
    assert receiver.wait(3)[-1].body["auth"]["user_id"] == "1"


def test_items_tell_of_their_life(app: Caller, receiver: Receiver) -> None:
    """Creation, change and deletion of every CRM type have their events with the documented data."""
    names = [f"ONCRM{kind}{verb}" for kind in ("LEAD", "DEAL", "CONTACT", "COMPANY") for verb in ("ADD", "UPDATE", "DELETE")]
    bind(app, receiver, *names)
    for number in (1, 2, 3, 4):
        item_id = app.call("crm.item.add", entityTypeId=number, fields={"sourceDescription": "x"})["item"]["id"]
        app.call("crm.item.update", entityTypeId=number, id=item_id, fields={"comments": "changed"})
        app.call("crm.item.delete", entityTypeId=number, id=item_id)
    heard = [letter.body["event"] for letter in receiver.wait(12)]
    assert heard == names
    assert set(receiver.letters[0].body["data"]["FIELDS"]) == set(documented("ONCRMLEADADD")["data"]["FIELDS"])


def test_an_invoice_is_a_dynamic_item(app: Caller, receiver: Receiver) -> None:
    """Smart invoices fire the events of dynamic items, with their type."""
    bind(app, receiver, "ONCRMDYNAMICITEMUPDATE")
    item_id = app.call("crm.item.add", entityTypeId=31, fields={"title": "Bill"})["item"]["id"]
    app.call("crm.item.update", entityTypeId=31, id=item_id, fields={"title": "Another"})
    data = receiver.wait(1)[0].body["data"]
    sample = documented("ONCRMDYNAMICITEMUPDATE.invoice31")["data"]
    assert data == {"FIELDS": sample["FIELDS"] | {"ID": str(item_id)}}


def test_an_unchanged_item_is_silent(server: Server, app: Caller, receiver: Receiver) -> None:
    """An update that changes nothing saves nothing and tells nothing."""
    bind(app, receiver, "ONCRMCOMPANYUPDATE")
    company_id = company(app, title="same")
    server.portal.clock.advance(60)
    item = app.call("crm.item.update", entityTypeId=4, id=company_id, fields={"title": "same"})["item"]
    assert item["updatedTime"] == "2026-11-23T09:00:00+03:00"
    assert server.portal.delivery.parcels == []


def test_tasks_tell_with_the_word_undefined(app: Caller, receiver: Receiver) -> None:
    """Task events have their literal undefined, and on deletion the id in FIELDS_BEFORE only."""
    bind(app, receiver, "ONTASKADD", "ONTASKUPDATE", "ONTASKDELETE", "ONTASKCOMMENTADD")
    task_id = int(app.call("tasks.task.add", fields={"TITLE": "t", "RESPONSIBLE_ID": 1})["task"]["id"])
    app.call("tasks.task.update", taskId=task_id, fields={"TITLE": "u"})
    app.call("task.commentitem.add", TASKID=task_id, FIELDS={"POST_MESSAGE": "c"})
    app.call("tasks.task.delete", taskId=task_id)
    letters = receiver.wait(4)
    for letter, name in zip(letters, ("ONTASKADD", "ONTASKUPDATE", "ONTASKCOMMENTADD", "ONTASKDELETE"), strict=True):
        assert letter.body["event"] == name
        assert shape(letter.body["data"]) == shape(documented(name)["data"])


def shape(value: Any) -> Any:
    return {key: shape(item) for key, item in value.items()} if isinstance(value, dict) else value == "undefined"


def test_a_call_tells_of_its_end_and_of_its_activity(server: Server, app: Caller, receiver: Receiver) -> None:
    """A call in the portal fires the telephony event and the activity's."""
    company_id = company(app)
    bind(app, receiver, "ONCRMACTIVITYADD", "ONVOXIMPLANTCALLEND")
    act(server.portal, 1, "call", {"entityTypeId": 4, "entityId": company_id, "duration": 60})
    activity, call = receiver.wait(2)
    assert set(call.body["data"]) == set(documented("ONVOXIMPLANTCALLEND")["data"])
    assert activity.body["data"]["FIELDS"]["ID"] == call.body["data"]["CRM_ACTIVITY_ID"]


@pytest.mark.parametrize(("has_fields", "data"), [(False, {"ID": "1"}), (True, {"FIELDS": {"ID": "1"}})])
def test_a_comment_tells_in_either_shape(
    server: Server, app: Caller, receiver: Receiver, has_fields: bool, data: dict[str, Any]
) -> None:
    """The documented shape of a comment's event is the default, the one of the sources a switch."""
    server.portal.switches.comment_event_has_fields = has_fields
    bind(app, receiver, "ONCRMTIMELINECOMMENTADD")
    fields = {"ENTITY_ID": company(app), "ENTITY_TYPE": "company", "COMMENT": "hello"}
    app.call("crm.timeline.comment.add", fields=fields)
    assert receiver.wait(1)[0].body["data"] == data


def test_a_new_funnel_has_an_event_of_its_own(server: Server, app: Caller, receiver: Receiver) -> None:
    """Moving a deal to another funnel fires MOVETOCATEGORY and not UPDATE."""
    server.portal.table("category").insert({"id": 7, "name": "Other", "entityTypeId": 2, "isDefault": "N"})
    server.portal.table("status").insert({"ENTITY_ID": "DEAL_STAGE_7", "STATUS_ID": "C7:NEW", "NAME": "New", "SORT": 10})
    bind(app, receiver, "ONCRMDEALMOVETOCATEGORY", "ONCRMDEALUPDATE")
    deal_id = app.call("crm.item.add", entityTypeId=2, fields={"title": "d"})["item"]["id"]
    app.call("crm.item.update", entityTypeId=2, id=deal_id, fields={"categoryId": 7, "stageId": "C7:NEW"})
    app.call("crm.item.update", entityTypeId=2, id=deal_id, fields={"title": "e"})
    moved, changed = receiver.wait(2)
    assert moved.body["data"]["FIELDS"] == {"ID": str(deal_id), "CATEGORY_ID": "7", "STAGE_ID": "C7:NEW"}
    assert changed.body["event"] == "ONCRMDEALUPDATE"


def test_nothing_is_sent_twice_after_a_failure(server: Server, app: Caller, receiver: Receiver) -> None:
    """A handler that fails is not asked again."""
    receiver.status = 500
    bind(app, receiver, "ONCRMCOMPANYADD")
    company(app)
    receiver.wait(1)
    assert server.portal.delivery.wait_idle(5)
    assert [(parcel.status, parcel.outcome) for parcel in server.portal.delivery.parcels] == [(500, "sent")]
    assert len(receiver.letters) == 1


def deliver(server: Server, mode: str) -> Any:
    answer = requests.post(f"{server.address}/_sandbox/deliver", json={"mode": mode}, timeout=10)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_delivery_can_be_held_and_flushed(server: Server, app: Caller, receiver: Receiver) -> None:
    """Switched off, events wait; a flush sends them now; switched on, they flow."""
    bind(app, receiver, "ONCRMCOMPANYADD")
    deliver(server, "off")
    company(app)
    assert deliver(server, "off")["queued"] == 1
    assert receiver.letters == []
    assert [one["outcome"] for one in deliver(server, "flush")["flushed"]] == ["sent"]
    company(app)
    deliver(server, "on")
    assert len(receiver.wait(2)) == 2


@pytest.mark.parametrize("mode", ["on", "flush"])
def test_events_under_way_are_counted(server: Server, app: Caller, receiver: Receiver, mode: str) -> None:
    """While a handler has not answered, its event is under way, whether it flows or was flushed."""
    arrived, go, take = Event(), Event(), receiver.take

    def hesitate(request: BaseHTTPRequestHandler) -> None:
        arrived.set()
        assert go.wait(5)
        take(request)

    receiver.take = hesitate  # type: ignore[method-assign]
    bind(app, receiver, "ONCRMCOMPANYADD")
    deliver(server, "off")
    company(app)
    with ThreadPoolExecutor(1) as pool:
        told = pool.submit(deliver, server, mode)
        assert arrived.wait(5)
        seen = requests.get(f"{server.address}/_sandbox/deliver", timeout=10).json()
        go.set()
        told.result(10)
    assert (seen["queued"], seen["under_way"]) == (0, 1)
    assert server.portal.delivery.wait_idle(5)
    assert server.portal.delivery.under_way() == 0


def test_delivery_can_lose_and_double(server: Server, app: Caller, receiver: Receiver) -> None:
    """Lost events never come, doubled ones come twice."""
    bind(app, receiver, "ONCRMCOMPANYADD")
    deliver(server, "lose")
    company(app)
    deliver(server, "double")
    company(app)
    first, second = receiver.wait(2)
    assert first.raw == second.raw
    events = [json.loads(line) for line in requests.get(f"{server.address}/_sandbox/events", timeout=10).text.splitlines()]
    assert [event["outcome"] for event in events] == ["lost", "sent"]


def test_delivery_can_shuffle(server: Server, app: Caller, receiver: Receiver) -> None:
    """Shuffled events all come, in another order than they happened."""
    bind(app, receiver, "ONCRMCOMPANYADD")
    deliver(server, "shuffle")
    ids = [str(company(app)) for _ in range(12)]
    deliver(server, "flush")
    came = [letter.body["data"]["FIELDS"]["ID"] for letter in receiver.letters]
    assert sorted(came, key=int) == ids != came


def test_an_application_can_test_its_handler(app: Caller, receiver: Receiver) -> None:
    """event.test sends ONAPPTEST with what it was given."""
    bind(app, receiver, "ONAPPTEST")
    app.call("event.test", hello="world")
    assert receiver.wait(1)[0].body["data"]["QUERY"] == {"hello": "world"}
