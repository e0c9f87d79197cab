"""crm.activity.type.*: an application's own types of activities (api-reference/crm/timeline/activities/types/)."""

from __future__ import annotations

from b24sandbox.apps import App
from b24sandbox.errors import PortalError
from b24sandbox.method import Call, method
from b24sandbox.params import mapping, required, truth
from b24sandbox.result import Result


def _own(call: Call) -> App:
    if call.app is None:
        raise PortalError("ACCESS_DENIED", "Access denied! Application context required", 403)
    if not call.is_admin:
        raise PortalError("ACCESS_DENIED", "Admin permissions required", 403)
    return call.app


@method("crm.activity.type.add", "crm", {"fields": "object!"})
def crm_activity_type_add(call: Call) -> Result:
    """Register a type under which this application adds activities."""
    app = _own(call)
    given = mapping(required(call, "fields"))
    code = str(given.get("TYPE_ID") or "")
    if not code:
        raise PortalError("INVALID_ARG_VALUE", "Invalid TYPE_ID")
    if code in app.activity_types:
        raise PortalError("INVALID_ARG_VALUE", f"Custom activity type '{code}' already exists")
    is_configurable = "Y" if truth(given.get("IS_CONFIGURABLE_TYPE")) else "N"
    app.activity_types[code] = {
        "TYPE_ID": code,
        "NAME": str(given.get("NAME") or code),
        "IS_CONFIGURABLE_TYPE": is_configurable,
        "ICON_ID": "0",
    }
    return Result(value=True)


@method("crm.activity.type.list", "crm", {})
def crm_activity_type_list(call: Call) -> Result:
    """Types of this application."""
    return Result(list(_own(call).activity_types.values()))


@method("crm.activity.type.delete", "crm", {"TYPE_ID": "string!"})
def crm_activity_type_delete(call: Call) -> Result:
    """Delete a type; activities of it stay."""
    app = _own(call)
    code = str(call.params.get("TYPE_ID") or "")
    if code not in app.activity_types:
        raise PortalError("INVALID_ARG_VALUE", f"Custom activity type '{code}' does not exist")
    del app.activity_types[code]
    return Result(value=True)
