"""The offline queue: one row an event and object, fetched, held, confirmed, and quiet about one's own changes."""

from typing import Any

import pytest

from b24sandbox.portal import Portal
from b24sandbox.serve import Server
from b24sandbox.tokens import Kind
from tests.sandbox.client import SCOPES, Caller, company, hire
from tests.sandbox.receiver import Receiver

ALL = sorted(SCOPES)


@pytest.fixture
def app(server: Server) -> Caller:
    """An installed application on a plan with the whole queue, bound offline to changes of companies."""
    server.portal.settings.plan = "enterprise"
    app = server.portal.register("local.app", "secret")
    app.scope, app.is_present, app.is_installed = ALL, True, True
    caller = Caller.by_token(server, server.portal.tokens.give(Kind.ACCESS, "local.app", 1, ALL).value)
    for event in ("ONCRMCOMPANYADD", "ONCRMCOMPANYUPDATE"):
        assert caller.call("event.bind", event=event, event_type="offline") is True
    return caller


def fetch(app: Caller, **params: Any) -> Any:
    return app.call("event.offline.get", **params)


def test_many_changes_are_one_row(portal: Portal, app: Caller, caller: Caller) -> None:
    """A row has the object and who changed it; a second change moves its time; fetching takes it out."""
    company_id = company(caller)
    caller.call("crm.item.update", entityTypeId=4, id=company_id, fields={"title": "a"})
    portal.clock.advance(60)
    caller.call("crm.item.update", entityTypeId=4, id=company_id, fields={"title": "b"})
    rows = app.call("event.offline.list")
    assert [(row["EVENT_NAME"], row["EVENT_DATA"], row["PROCESS_ID"], row["ERROR"]) for row in rows] == [
        ("ONCRMCOMPANYADD", {"FIELDS": {"ID": str(company_id)}}, "", "0"),
        ("ONCRMCOMPANYUPDATE", {"FIELDS": {"ID": str(company_id)}}, "", "0"),
    ]
    assert rows[1]["TIMESTAMP_X"].endswith(":01:00+03:00")
    assert rows[0]["EVENT_ADDITIONAL"] == {"user_id": "1"}
    taken = fetch(app, filter={"EVENT_NAME": "ONCRMCOMPANYUPDATE"})
    assert taken["process_id"] is None
    assert [row["ID"] for row in taken["events"]] == ["2"]
    assert [row["ID"] for row in fetch(app)["events"]] == ["1"]
    assert fetch(app)["events"] == []


def test_held_events_are_confirmed_or_marked(app: Caller, caller: Caller) -> None:
    """With clear=0 they stay under a process id, others do not get them; errors come back on request only."""
    first, second = company(caller), company(caller)
    held = fetch(app, clear=0)
    assert [row["EVENT_DATA"]["FIELDS"]["ID"] for row in held["events"]] == [str(first), str(second)]
    assert fetch(app, clear=0)["events"] == []
    process = {"process_id": held["process_id"]}
    assert len(fetch(app, clear=0, **process)["events"]) == 2
    assert app.call("event.offline.error", **process, message_id=[held["events"][0]["MESSAGE_ID"]]) is True
    assert app.call("event.offline.clear", **process, id=[held["events"][1]["ID"]]) is True
    assert [row["ERROR"] for row in app.call("event.offline.list")] == ["1"]
    assert fetch(app, clear=0, **process)["events"] == []
    assert [row["ID"] for row in fetch(app, error=1)["events"]] == ["1"]
    assert app.refused("event.offline.clear")[1] == "ERROR_ARGUMENT"


def test_a_held_event_leaves_room_for_the_next(app: Caller, caller: Caller) -> None:
    """A change after the fetch is a new row: nothing is lost while the old one is worked off."""
    company_id = company(caller)
    fetch(app, clear=0)
    caller.call("crm.item.update", entityTypeId=4, id=company_id, fields={"title": "a"})
    fetch(app, clear=0)
    caller.call("crm.item.update", entityTypeId=4, id=company_id, fields={"title": "b"})
    assert len(app.call("event.offline.list")) == 3


def test_a_source_does_not_hear_itself(portal: Portal, app: Caller, caller: Caller) -> None:
    """With a connector own writes are not queued, and its events are read by its key only; without one they come back."""
    app.call("event.bind", event="ONCRMCOMPANYADD", event_type="offline", auth_connector="shop")
    mine = {"entityTypeId": 4, "fields": {"title": "x"}, "auth_connector": "shop"}
    app.call("crm.item.add", **mine)
    assert app.call("event.offline.list", auth_connector="shop") == []
    assert len(app.call("event.offline.list")) == 1
    company(caller)
    assert len(app.call("event.offline.list", auth_connector="shop")) == 1
    portal.switches.own_changes_are_never_queued = True
    app.call("crm.item.add", entityTypeId=4, fields={"title": "y"})
    assert len(app.call("event.offline.list")) == 2
    assert not [text for text in portal.calls.breaches() if "auth_connector" in text]


def test_the_application_is_told_of_new_rows(portal: Portal, app: Caller, caller: Caller, receiver: Receiver) -> None:
    """ONOFFLINEEVENT has no data, brings a refresh token, and keeps to its least interval."""
    url = f"{receiver.address}/event"
    app.call("event.bind", event="ONOFFLINEEVENT", handler=url, options={"minTimeout": 30})
    company(caller)
    company(caller)
    assert portal.delivery.wait_idle(5)
    portal.clock.advance(31)
    company(caller)
    assert portal.delivery.wait_idle(5)
    assert [letter.body["event"] for letter in receiver.letters] == ["ONOFFLINEEVENT"] * 2
    assert "data" not in receiver.letters[0].body
    assert receiver.letters[0].body["auth"]["refresh_token"]


def test_plan_and_rights_are_asked(server: Server, app: Caller) -> None:
    """Confirming and connectors need the plan; the queue is for administrators of an application."""
    hire(server.portal, 2)
    manager = Caller.by_token(server, server.portal.tokens.give(Kind.ACCESS, "local.app", 2, ALL).value)
    assert manager.refused("event.offline.list") == (403, "ACCESS_DENIED", "Access denied!")
    assert Caller.by_webhook(server, 1).refused("event.offline.get")[1] == "WRONG_AUTH_TYPE"
    server.portal.settings.plan = "standard"
    assert fetch(app)["events"] == []
    for name, params in (("event.offline.get", {"clear": 0}), ("event.offline.list", {"auth_connector": "x"})):
        assert app.refused(name, **params)[:2] == (403, "ACCESS_DENIED")
