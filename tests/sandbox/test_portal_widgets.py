"""Widgets: binding, listing, removing, and errors that come with HTTP 200."""

import json
from typing import Any

import pytest

from b24sandbox.serve import Server
from b24sandbox.tokens import Kind
from tests.reference import reference
from tests.sandbox.client import Caller, hire
from tests.sandbox.shapes import differences

TAB = {"PLACEMENT": "CRM_COMPANY_DETAIL_TAB", "HANDLER": "http://127.0.0.1/tab", "TITLE": "Money"}


@pytest.fixture
def app(server: Server) -> Caller:
    known = server.portal.register("local.app", "secret")
    known.scope, known.is_present = ["crm", "placement"], True
    return Caller.by_token(server, server.portal.tokens.give(Kind.ACCESS, known.client_id, 1, known.scope).value)


def test_a_widget_is_bound_listed_and_removed(app: Caller) -> None:
    """The list has the documented shape; removing counts."""
    assert app.call("placement.bind", **TAB) is True
    answer = app.ask("placement.get").json()
    sample = json.loads(reference("bitrix24", "samples", "responses", "placement.get.json").read_text(encoding="utf-8"))
    assert [one for one in differences(sample, answer) if "/langAll/" not in one] == []
    assert answer["result"][0]["langAll"]["ru"]["TITLE"] == "Money"
    assert app.call("placement.unbind", PLACEMENT=TAB["PLACEMENT"]) == {"count": 1}
    assert app.call("placement.get") == []


def test_a_missing_argument_is_an_error_of_http_200(app: Caller) -> None:
    """The documented error: HTTP 200, and the argument's name beside the text."""
    sample = json.loads(reference("bitrix24", "samples", "errors", "v2_with_argument_http200.json").read_text(encoding="utf-8"))
    answer = app.ask("placement.bind", HANDLER="http://127.0.0.1/")
    assert (answer.status_code, answer.json()) == (sample["status"], sample["body"])


@pytest.mark.parametrize(
    ("change", "code", "status"),
    [
        ({"PLACEMENT": "NOWHERE"}, "ERROR_PLACEMENT_NOT_FOUND", 400),
        ({"PLACEMENT": "TASK_VIEW_TAB"}, "ERROR_PLACEMENT_NOT_FOUND", 400),
        ({"HANDLER": "ftp://127.0.0.1/tab"}, "ERROR_UNSUPPORTED_PROTOCOL", 400),
        ({"USER_ID": 1}, "ERROR_PLACEMENT_USER_MODE", 200),
        ({"PLACEMENT": "PAGE_BACKGROUND_WORKER"}, "EMPTY_ERROR_HANDLER_URL", 200),
    ],
)
def test_a_wrong_widget_is_refused(app: Caller, change: dict[str, Any], code: str, status: int) -> None:
    """Each mistake has its code, some with HTTP 200."""
    assert app.refused("placement.bind", **(TAB | change))[:2] == (status, code)


def test_some_places_take_one_widget_only(app: Caller) -> None:
    """A second REST_APP_URI is one too many."""
    app.call("placement.bind", PLACEMENT="REST_APP_URI", HANDLER="http://127.0.0.1/1")
    assert app.refused("placement.bind", PLACEMENT="REST_APP_URI", HANDLER="http://127.0.0.1/2")[:2] == (
        200,
        "ERROR_PLACEMENT_MAX_COUNT",
    )


def test_only_an_administrator_of_an_application_binds(server: Server, app: Caller, caller: Caller) -> None:
    """A manager may not bind, a webhook cannot."""
    del app
    hire(server.portal, 2)
    token = server.portal.tokens.give(Kind.ACCESS, "local.app", 2, ["crm", "placement"]).value
    assert Caller.by_token(server, token).refused("placement.bind", **TAB)[:2] == (403, "ACCESS_DENIED")
    assert caller.refused("placement.bind", **TAB)[:2] == (403, "WRONG_AUTH_TYPE")


def test_places_depend_on_the_scope(app: Caller) -> None:
    """Places of the CRM are open with its scope, those of tasks are not."""
    names = app.call("placement.list")
    assert "CRM_COMPANY_DETAIL_TAB" in names
    assert "TASK_VIEW_TAB" not in names
    assert "TASK_VIEW_TAB" in app.call("placement.list", FULL=True)
