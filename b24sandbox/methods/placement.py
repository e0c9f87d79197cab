"""placement.bind, unbind, get and list (api-reference/widgets/); several of their errors come with HTTP 200."""

from __future__ import annotations

from typing import Any

from b24sandbox.apps import Widget
from b24sandbox.errors import PortalError
from b24sandbox.method import Call, method
from b24sandbox.methods.application import application, handler_url
from b24sandbox.params import integer, mapping, truth
from b24sandbox.result import Result

_CRM = ("LEAD", "DEAL", "CONTACT", "COMPANY", "QUOTE", "SMART_INVOICE", "ORDER")
_CRM_PLACES = (
    "DETAIL_TAB", "LIST_MENU", "LIST_TOOLBAR", "DETAIL_TOOLBAR", "DETAIL_ACTIVITY", "ACTIVITY_TIMELINE_MENU",
    "DOCUMENTGENERATOR_BUTTON", "ROBOT_DESIGNER_TOOLBAR",
)  # fmt: skip
PLACEMENTS: dict[str, tuple[str, ...]] = {
    "": ("LEFT_MENU", "REST_APP_URI", "PAGE_BACKGROUND_WORKER", "USER_PROFILE_MENU"),
    "crm": (
        *(f"CRM_{kind}_{place}" for kind in _CRM for place in _CRM_PLACES),
        "CRM_ACTIVITY_LIST_MENU", "CRM_FUNNELS_TOOLBAR", "CRM_ANALYTICS_MENU", "CRM_ANALYTICS_TOOLBAR",
    ),
    "task": ("TASK_VIEW_TAB", "TASK_VIEW_SIDEBAR", "TASK_VIEW_TOP_PANEL", "TASK_LIST_CONTEXT_MENU"),
}  # fmt: skip
ONLY_ONE = {"PAGE_BACKGROUND_WORKER", "REST_APP_URI"}
FOR_ONE_USER = {"PAGE_BACKGROUND_WORKER"}


def _open(scopes: frozenset[str] | None) -> list[str]:
    return [name for scope, names in PLACEMENTS.items() if scopes is None or not scope or scope in scopes for name in names]


def _needed(call: Call, name: str, status: int) -> str:
    value = call.params.get(name)
    if not value:
        raise PortalError("ERROR_ARGUMENT", f"Argument '{name}' is null or empty", status, argument=name)
    return str(value)


def _admin(call: Call) -> None:
    if not call.is_admin:
        raise PortalError("ACCESS_DENIED", "Access denied!", 403)


@method(
    "placement.bind",
    "placement",
    {
        "PLACEMENT": "string!",
        "HANDLER": "string!",
        "TITLE": "string",
        "DESCRIPTION": "string",
        "GROUP_NAME": "string",
        "LANG_ALL": "object",
        "OPTIONS": "object",
        "USER_ID": "integer",
    },
)
def placement_bind(call: Call) -> Result:
    """Bind a widget; it is shown once the application is installed."""
    app = application(call)
    _admin(call)
    name, url = _needed(call, "PLACEMENT", 200).upper(), handler_url(call, _needed(call, "HANDLER", 200))
    if name not in _open(call.scopes):
        raise PortalError("ERROR_PLACEMENT_NOT_FOUND", "Placement not found")
    user_id = integer(call.params.get("USER_ID"), 0) or 0
    if user_id and name not in FOR_ONE_USER:
        raise PortalError("ERROR_PLACEMENT_USER_MODE", "User mode is not available", 200)
    options = mapping(call.params.get("OPTIONS"))
    if name == "PAGE_BACKGROUND_WORKER" and not options.get("errorHandlerUrl"):
        raise PortalError("EMPTY_ERROR_HANDLER_URL", "Error handler URL is empty", 200)
    if name in ONLY_ONE and any(one.placement == name for one in app.widgets):
        raise PortalError("ERROR_PLACEMENT_MAX_COUNT", "Placement max count exceeded", 200)
    if any((one.placement, one.url, one.user_id) == (name, url, user_id) for one in app.widgets):
        raise PortalError("ERROR_CORE", "Unable to set placement handler: Handler already binded")
    title, description, group = (str(call.params.get(key) or "") for key in ("TITLE", "DESCRIPTION", "GROUP_NAME"))
    app.widgets.append(Widget(name, url, user_id, title, description, group, mapping(call.params.get("LANG_ALL")), options))
    return Result(value=True)


@method("placement.unbind", "placement", {"PLACEMENT": "string!", "HANDLER": "string", "USER_ID": "integer"})
def placement_unbind(call: Call) -> Result:
    """Remove a placement's widgets: all of the application, of one handler, of one user."""
    app = application(call)
    _admin(call)
    name, url, user_id = _needed(call, "PLACEMENT", 400).upper(), call.params.get("HANDLER"), call.params.get("USER_ID")
    kept = [
        one
        for one in app.widgets
        if one.placement != name or (url and one.url != url) or (user_id is not None and one.user_id != integer(user_id))
    ]
    count = len(app.widgets) - len(kept)
    app.widgets[:] = kept
    return Result({"count": count})


@method("placement.get", "placement")
def placement_get(call: Call) -> Result:
    """The application's widgets."""
    return Result([_show(call, one) for one in application(call).widgets])


def _show(call: Call, widget: Widget) -> dict[str, Any]:
    own = {"TITLE": widget.title, "DESCRIPTION": widget.description, "GROUP_NAME": widget.group}
    return {
        "placement": widget.placement,
        "userId": widget.user_id,
        "handler": widget.url,
        "options": widget.options or [],
        "title": widget.title,
        "description": widget.description,
        "langAll": widget.languages or {call.portal.settings.language: own},
    }


@method("placement.list", "placement", {"SCOPE": "string", "FULL": "boolean"})
def placement_list(call: Call) -> Result:
    """Codes of the placements open to the application, of one scope, or all."""
    application(call)
    if call.params.get("SCOPE"):
        return Result(list(PLACEMENTS.get(str(call.params["SCOPE"]), ())))
    return Result(_open(None if truth(call.params.get("FULL")) else call.scopes))
