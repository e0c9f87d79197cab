"""Installing as the portal does: bodies of both kinds of application, installFinish, opening, update, deletion."""

import json
import socket
from typing import Any

import pytest
import requests

from b24sandbox.serve import Server
from tests.reference import reference
from tests.sandbox.client import Caller, hire
from tests.sandbox.receiver import Letter, Receiver


def order(server: Server, name: str, **given: Any) -> Any:
    answer = requests.post(f"{server.address}/_sandbox/{name}", json=given, timeout=20)
    assert answer.status_code == 200, answer.text
    return answer.json()


def install(server: Server, receiver: Receiver, **more: Any) -> Any:
    form = {
        "client_id": "local.app",
        "client_secret": "secret",
        "handler_url": f"{receiver.address}/app",
        "install_url": f"{receiver.address}/install",
        "scope": ["crm", "task"],
    }
    return order(server, "install", **(form | more))


def documented(*parts: str) -> Any:
    return json.loads(reference("bitrix24", "samples", *parts).read_text(encoding="utf-8"))


def token_of(letter: Letter) -> str:
    return str(letter.body["AUTH_ID"])


def test_an_application_with_a_page_is_installed_in_two_visits(server: Server, receiver: Receiver) -> None:
    """The installer page is opened, then, installation finished, the application's page; both get the documented POST."""
    report = install(server, receiver)
    first, second = receiver.letters
    sample = documented("open", "app_open.json")
    assert [first.path, second.path] == ["/install", "/app"]
    for letter in receiver.letters:
        assert set(letter.query) == set(sample["query"])
        assert set(letter.body) == set(sample["body"])
        assert letter.content_type == "application/x-www-form-urlencoded"
    assert first.body["AUTH_EXPIRES"] == "3600"
    assert first.query["PROTOCOL"] == "0"
    assert first.query["DOMAIN"] == server.portal.host
    assert first.body["status"] == "L"
    assert first.body["APPLICATION_SCOPE"] == "crm,task"
    assert report["installed"] is True
    assert (report["install"]["status"], report["open"]["body"]) == (200, "ok")
    assert token_of(first) != token_of(second)


def test_until_it_is_finished_the_application_is_not_installed(server: Server, receiver: Receiver) -> None:
    """Without installFinish REST works, but app.info says no and events stay away."""
    report = install(server, receiver, finish=False)
    assert report["installed"] is False
    caller = Caller.by_token(server, token_of(receiver.letters[0]))
    caller.call("event.bind", event="ONCRMCOMPANYADD", handler=f"{receiver.address}/event")
    assert caller.call("app.info")["INSTALLED"] is False
    caller.call("crm.item.add", entityTypeId=4, fields={"title": "unseen"})
    assert server.portal.delivery.parcels == []
    order(server, "finish", client_id="local.app")
    assert caller.call("app.info")["INSTALLED"] is True
    caller.call("crm.item.add", entityTypeId=4, fields={"title": "seen"})
    assert receiver.wait(2)[1].body["event"] == "ONCRMCOMPANYADD"


def test_an_application_without_pages_gets_onappinstall(server: Server, receiver: Receiver) -> None:
    """It is installed at once, and its install address gets ONAPPINSTALL with both tokens."""
    report = install(server, receiver, with_ui=False)
    letter = receiver.letters[0]
    sample = documented("events", "ONAPPINSTALL.json")
    assert set(sample) <= set(letter.body)
    assert set(sample["data"]) == set(letter.body["data"])
    assert set(sample["auth"]) <= set(letter.body["auth"])
    assert report["installed"] is True
    assert Caller.by_token(server, letter.body["auth"]["access_token"]).call("app.info")["INSTALLED"] is True


def test_every_user_opens_the_page_with_his_own_token(server: Server, receiver: Receiver) -> None:
    """The token of an opened page is of the one who opened it."""
    hire(server.portal, 2)
    install(server, receiver)
    order(server, "open", client_id="local.app", user_id=2)
    assert Caller.by_token(server, token_of(receiver.letters[-1])).call("profile")["ID"] == "2"


def test_a_widget_gets_its_place_and_options(server: Server, receiver: Receiver) -> None:
    """A widget's POST has a placement and its options as a JSON string."""
    install(server, receiver)
    sample = documented("open", "placement_deal_tab.json")
    options = json.loads(sample["body"]["PLACEMENT_OPTIONS"])
    order(server, "open", client_id="local.app", placement="CRM_DEAL_DETAIL_TAB", placement_options=options)
    body = receiver.letters[-1].body
    assert set(body) == set(sample["body"])
    assert body["PLACEMENT"] == "CRM_DEAL_DETAIL_TAB"
    assert body["PLACEMENT_OPTIONS"] == sample["body"]["PLACEMENT_OPTIONS"]


def test_a_deleted_application_hears_of_it_and_loses_everything(server: Server, receiver: Receiver) -> None:
    """ONAPPUNINSTALL has no tokens; afterwards tokens, handlers and refresh are dead."""
    install(server, receiver)
    opened = receiver.letters[-1].body
    caller = Caller.by_token(server, opened["AUTH_ID"])
    caller.call("event.bind", event="ONAPPUNINSTALL", handler=f"{receiver.address}/event")
    order(server, "uninstall", client_id="local.app", clean=1)
    body = receiver.wait(3)[-1].body
    sample = documented("events", "ONAPPUNINSTALL.json")
    assert set(body["auth"]) == set(sample["auth"])
    assert body["data"]["CLEAN"] == "1"
    assert body["auth"]["application_token"] == opened["APPLICATION_TOKEN"]
    assert caller.refused("profile")[:2] == (401, "NO_AUTH_FOUND")
    answer = requests.get(
        server.portal.server_endpoint.replace("/rest/", "/oauth/token/"),
        params={
            "grant_type": "refresh_token",
            "client_id": "local.app",
            "client_secret": "secret",
            "refresh_token": opened["REFRESH_ID"],
        },
        timeout=10,
    )
    assert answer.json()["error"] == "invalid_client"


def test_a_reinstalled_application_has_another_application_token(server: Server, receiver: Receiver) -> None:
    """The application token lives as long as one installation."""
    install(server, receiver)
    install(server, receiver)
    order(server, "uninstall", client_id="local.app")
    install(server, receiver)
    tokens = [letter.body["APPLICATION_TOKEN"] for letter in receiver.letters]
    assert tokens[0] == tokens[2] != tokens[4]


def test_an_update_takes_the_handlers_away(server: Server, receiver: Receiver) -> None:
    """After ONAPPUPDATE nothing is bound, and the application token is new."""
    install(server, receiver)
    caller = Caller.by_token(server, token_of(receiver.letters[-1]))
    caller.call("event.bind", event="ONAPPUPDATE", handler=f"{receiver.address}/event")
    order(server, "update", client_id="local.app")
    body = receiver.wait(3)[-1].body
    assert set(documented("events", "ONAPPUPDATE.json")["data"]) == set(body["data"])
    assert body["auth"]["refresh_token"]
    assert body["auth"]["application_token"] != receiver.letters[0].body["APPLICATION_TOKEN"]
    assert caller.call("event.get") == []


def test_an_unreachable_application_is_reported_not_raised(server: Server) -> None:
    """Control tells what went wrong with the application's server."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        nowhere = f"http://127.0.0.1:{closed.getsockname()[1]}/"
    form = {"client_id": "a", "client_secret": "b", "handler_url": nowhere, "install_url": nowhere}
    report = order(server, "install", **form)
    assert report["install"]["status"] is None
    assert "ConnectionError" in report["install"]["error"]


@pytest.mark.parametrize("name", ["open", "uninstall", "finish"])
def test_orders_about_a_stranger_are_refused(server: Server, name: str) -> None:
    """Control names the unknown client_id."""
    answer = requests.post(f"{server.address}/_sandbox/{name}", json={"client_id": "stranger"}, timeout=10)
    assert answer.status_code == 400
    assert "stranger" in answer.json()["error"]
