"""Notifications: written in three ways, read, marked, deleted by tag."""

from b24sandbox.serve import Server
from tests.sandbox.client import Caller, hire
from tests.sandbox.shapes import differences
from tests.sandbox.test_portal_contract import specification


def test_notifications_are_read_and_marked(server: Server, caller: Caller) -> None:
    """The newest first, a page at a time; marking one marks the newer ones too unless told otherwise."""
    hire(server.portal, 2)
    reader = Caller.by_webhook(server, 2)
    first, second, third = (caller.call("im.notify", USER_ID=2, MESSAGE=text, TYPE="SYSTEM") for text in "abc")
    answer = reader.call("im.notify.get", LIMIT=2)
    spec = specification("im.notify.get")
    assert spec is not None
    assert [one for one in differences(spec["resultExample"]["result"], answer) if "/users" not in one] == []
    assert [row["id"] for row in answer["notifications"]] == [third, second]
    assert [row["id"] for row in reader.call("im.notify.get", LAST_ID=second, LAST_TYPE=3)["notifications"]] == [first]
    assert reader.call("im.notify.read", ID=second) is True
    assert reader.call("im.notify.get")["total_unread_count"] == 1
    assert reader.call("im.notify.read.list", IDS=[third], ACTION="N") is True
    assert reader.call("im.notify.get")["total_unread_count"] == 2
    assert reader.call("im.notify.read.all") == {"result": True, "newCounter": 0}
    assert reader.call("im.notify.get")["total_unread_count"] == 0
    assert caller.call("im.notify.get")["total_count"] == 0
    assert reader.refused("im.notify.get", LAST_ID=1)[1] == "LAST_ID_AND_LAST_TYPE"
    assert reader.refused("im.notify.read.list", IDS="x")[1] == "PARAMS_ERROR"


def test_notifications_are_deleted(server: Server, caller: Caller) -> None:
    """By id only one's own; by tag those of the same application."""
    tagged = {"USER_ID": 1, "MESSAGE": "x", "TAG": "t", "CLIENT_ID": "shop"}
    caller.call("im.notify.personal.add", **tagged)
    own = caller.call("im.notify", USER_ID=1, MESSAGE="y")
    assert [user["id"] for user in caller.call("im.notify.get")["users"]] == [1]
    assert caller.refused("im.notify.delete", TAG="t")[1] == "ACCESS_DENIED"
    assert caller.call("im.notify.delete", TAG="t", CLIENT_ID="other") is False
    assert caller.call("im.notify.delete", TAG="t", CLIENT_ID="shop") is True
    hire(server.portal, 2)
    assert Caller.by_webhook(server, 2).call("im.notify.delete", ID=own) is False
    assert caller.call("im.notify.delete", ID=own) is True
    assert caller.refused("im.notify.delete")[1] == "PARAMS_ERROR"
