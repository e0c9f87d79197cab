"""The blueprint under `/_sandbox/` and what its views share: readable refusals, the body, the application, the user."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Blueprint, Response, request

from b24sandbox.acts import InvalidAct
from b24sandbox.apps import App
from b24sandbox.faults import InvalidFault
from b24sandbox.portal import Portal
from b24sandbox.portal_file import PortalFileError
from b24sandbox.rest import answer, portal

blueprint = Blueprint("control", __name__, url_prefix="/_sandbox")
LINES = "application/x-ndjson; charset=utf-8"
View = Callable[..., Response]


class InvalidOrder(ValueError):
    """A control request that cannot be carried out."""


def explained_view(view: View) -> View:
    """Answer a refusal with 400 and its text instead of a traceback."""

    @wraps(view)
    def explained(*args: Any, **names: Any) -> Response:
        try:
            return view(*args, **names)
        except KeyError as error:
            return answer({"error": f"{error} is missing from the body"}, 400)
        except (InvalidOrder, InvalidFault, InvalidAct, PortalFileError, LookupError, ValueError) as error:
            return answer({"error": str(error) or type(error).__name__}, 400)

    return explained


def given_body() -> dict[str, Any]:
    """The JSON object of the body, empty without a body. Raises InvalidOrder."""
    given = request.get_json(silent=True)
    if given is None and request.get_data():
        raise InvalidOrder("the body is no JSON; send application/json")
    return given if isinstance(given, dict) else {}


def app_of(given: dict[str, Any]) -> App:
    """The application that `client_id` names. Raises InvalidOrder."""
    app = portal().apps.get(str(given.get("client_id", "")))
    if app is None:
        raise InvalidOrder(f"unknown client_id {given.get('client_id')!r}; known are {sorted(portal().apps)}")
    return app


def user_of(served: Portal, given: dict[str, Any]) -> int:
    """The user that `user_id` names, by default the first administrator. Raises InvalidOrder."""
    user_id = int(given.get("user_id") or served.first_admin()["ID"])
    if served.user(user_id) is None:
        raise InvalidOrder(f"there is no user {user_id}")
    return user_id


def line_of(value: dict[str, Any]) -> str:
    """One line of JSON Lines."""
    return json.dumps(value, ensure_ascii=False) + "\n"
