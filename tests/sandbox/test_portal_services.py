"""What an application offers to the portal, and what it says to people: robots, SMS senders, posts, letters."""

from typing import Any

import pytest
import requests

from b24sandbox.apps import Webhook
from b24sandbox.serve import Server
from b24sandbox.tokens import Kind
from tests.sandbox.client import SCOPES, Caller, hire

URL = "http://127.0.0.1/robot"
ROBOT = {"CODE": "sum", "HANDLER": URL, "NAME": "Sum", "PROPERTIES": {"a": {"Name": "A", "Type": "int"}}}
SENDER = {"CODE": "shop", "TYPE": "SMS", "HANDLER": URL, "NAME": "Shop"}


@pytest.fixture
def app(server: Server) -> Caller:
    return application(server, 1)


def application(server: Server, user_id: int) -> Caller:
    app = server.portal.register("local.app", "secret")
    app.scope, app.is_present, app.is_installed = sorted(SCOPES), True, True
    return Caller.by_token(server, server.portal.tokens.give(Kind.ACCESS, "local.app", user_id, app.scope).value)


@pytest.mark.parametrize("kind", ["robot", "activity"])
def test_a_robot_is_registered_changed_and_removed(app: Caller, kind: str) -> None:
    """A code is taken once; a list gives codes; what is not there is not found."""
    assert app.call(f"bizproc.{kind}.add", **ROBOT) is True
    assert app.refused(f"bizproc.{kind}.add", **ROBOT)[1] == "ERROR_ACTIVITY_ALREADY_INSTALLED"
    assert app.call(f"bizproc.{kind}.list") == ["sum"]
    assert app.call(f"bizproc.{kind}.update", CODE="sum", FIELDS={"NAME": "Total"}) is True
    assert app.call(f"bizproc.{kind}.delete", CODE="sum") is True
    assert app.refused(f"bizproc.{kind}.delete", CODE="sum")[1:] == ("ERROR_ACTIVITY_NOT_FOUND", "Activity or Robot not found!")


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"CODE": ""}, "Empty activity code!"),
        ({"CODE": "a b"}, "Wrong activity code!"),
        ({"NAME": ""}, "Empty activity NAME!"),
        ({"HANDLER": "ftp://x"}, "Unsupported handler protocol"),
        ({"PROPERTIES": "x"}, "Wrong properties array!"),
        ({"PROPERTIES": {"1": {"Name": "x"}}}, "Wrong property key 1!"),
        ({"PROPERTIES": {"a": {}}}, "Empty property NAME a!"),
        ({"DOCUMENT_TYPE": ["crm"]}, "Wrong activity DOCUMENT_TYPE!"),
        ({"FILTER": {"ONLY": []}}, "Wrong activity FILTER!"),
    ],
)
def test_a_wrong_robot_is_refused(app: Caller, change: dict[str, Any], text: str) -> None:
    """Each documented error has its sentence."""
    assert app.refused("bizproc.robot.add", **(ROBOT | change))[2] == text


def test_a_sender_of_messages_is_kept(server: Server, app: Caller, caller: Caller) -> None:
    """Only SMS, only an application, only an administrator; the portal never gave it a message."""
    assert app.call("messageservice.sender.add", **SENDER) is True
    assert app.refused("messageservice.sender.add", **SENDER)[1] == "ERROR_SENDER_ALREADY_INSTALLED"
    assert app.refused("messageservice.sender.add", **(SENDER | {"TYPE": "FAX"}))[2] == "Unknown sender message TYPE!"
    assert app.call("messageservice.sender.list") == ["shop"]
    assert app.call("messageservice.sender.update", CODE="shop", NAME="Store") is True
    status = {"CODE": "shop", "MESSAGE_ID": "1", "STATUS": "delivered"}
    assert app.refused("messageservice.message.status.update", **status)[1] == "ERROR_MESSAGE_NOT_FOUND"
    wrong = status | {"STATUS": "lost"}
    assert app.refused("messageservice.message.status.update", **wrong)[1] == "ERROR_MESSAGE_STATUS_INCORRECT"
    assert app.call("messageservice.sender.delete", CODE="shop") is True
    assert app.refused("messageservice.sender.update", CODE="shop")[1] == "ERROR_SENDER_NOT_FOUND"
    assert caller.refused("messageservice.sender.list") == (403, "ACCESS_DENIED", "Application context required")
    hire(server.portal, 2)
    assert application(server, 2).refused("messageservice.sender.list")[2] == "Access denied!"


def test_a_post_goes_to_whom_there_is(server: Server, caller: Caller) -> None:
    """Unknown people are left out; nobody left is an error, so is an empty message."""
    number = caller.call("log.blogpost.add", POST_MESSAGE="Hello", DEST=["U1", "U99", "DR1"])
    assert server.portal.table("post").rows[number]["destinations"] == ["U1", "DR1"]
    assert caller.refused("log.blogpost.add", POST_MESSAGE="Hello", DEST=["U99"])[2] == "No destination specified"
    assert caller.refused("log.blogpost.add", POST_MESSAGE=" ")[2] == "Blog post hasn't been added"


def test_a_letter_goes_from_ones_own_mailbox(server: Server) -> None:
    """The answer names the recipients; a foreign sender, a missing part and a bad address are refused by field."""
    portal = server.portal
    portal.user(1)["EMAIL"] = "boss@shop.ru"  # type: ignore[index]
    portal.webhooks["1/mail"] = Webhook(1, "mail", frozenset({"mail"}))
    url = f"{server.address}/rest/api/1/mail/"
    letter = {"from": "Boss <boss@shop.ru>", "to": ["a@b.ru"], "subject": "Debt", "body": "Please"}
    sent = requests.post(f"{url}mail.message.send", json=letter, timeout=10).json()
    assert sent["result"] == {"success": True, "to": ["a@b.ru"]}
    assert [row["subject"] for row in portal.table("letter").all()] == ["Debt"]
    for change, name in (({"from": "x@y.ru"}, "from"), ({"to": ["x"]}, "to"), ({"subject": ""}, "subject")):
        body = requests.post(f"{url}mail.message.send", json=letter | change, timeout=10).json()
        assert body["error"]["validation"][0]["field"] == name
    senders = requests.post(f"{url}mail.mailbox.senders", json={}, timeout=10).json()["result"]["items"]
    assert senders[0]["email"] == "boss@shop.ru"
