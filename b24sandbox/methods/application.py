"""What an application learns of itself and the portal: app.*, scope, method.get, methods, feature.get."""

from __future__ import annotations

from urllib.parse import urlsplit

from b24sandbox.apps import App
from b24sandbox.errors import PortalError, system_error
from b24sandbox.method import METHODS, Call, find_method, method
from b24sandbox.params import mapping, required, truth
from b24sandbox.result import Result

FEATURES = {
    "rest_offline_extended": {"standard": "N", "enterprise": "Y"},
    "rest_auth_connector": {"standard": "N", "enterprise": "Y"},
}
FAMILIES = {"standard": ("ru_std", "std", "std"), "enterprise": ("ru_ent250", "ent250", "ent")}


def application(call: Call) -> App:
    """The calling application. Raises PortalError for a webhook, which has none."""
    if call.app is None:
        raise system_error("WRONG_AUTH_TYPE")
    return call.app


def require_feature(call: Call, code: str) -> None:
    """Raise PortalError if the portal's plan lacks a feature of feature.get."""
    if FEATURES[code].get(call.portal.settings.plan) != "Y":
        raise PortalError("ACCESS_DENIED", f"Feature {code} is not available on this plan", 403)


def handler_url(call: Call, url: str) -> str:
    """The address of an application's handler, as given. Raises PortalError when the portal could not open it."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"}:
        raise PortalError("ERROR_UNSUPPORTED_PROTOCOL", "Unsupported event handler protocol")
    if not parts.hostname or (call.portal.switches.handlers_need_a_dot and "." not in parts.hostname):
        raise PortalError("ERROR_WRONG_HANDLER_URL", "Wrong handler URL")
    return url


@method("app.info")
def app_info(call: Call) -> Result:
    """The application as the portal sees it; the authorization server's app.info is another thing."""
    app = application(call)
    license_, kind, family = FAMILIES[call.portal.settings.plan]
    return Result(
        {
            "ID": app.id,
            "CODE": app.client_id,
            "VERSION": app.version,
            "STATUS": "L",
            "INSTALLED": app.is_installed,
            "PAYMENT_EXPIRED": "N",
            "DAYS": None,
            "LANGUAGE_ID": call.portal.settings.language,
            "LICENSE": license_,
            "LICENSE_TYPE": kind,
            "LICENSE_FAMILY": family,
        }
    )


@method("scope", params={"full": "boolean"})
def scope(call: Call) -> Result:
    """Scopes of the caller, or with `full` every scope of the portal."""
    if truth(call.params.get("full")):
        return Result(sorted({one for known in METHODS.values() for one in known.scopes}))
    return Result(sorted(call.scopes))


@method("method.get", params={"name": "string"})
def method_get(call: Call) -> Result:
    """Whether a method exists, and whether the caller may use it."""
    known = find_method(str(call.params.get("name") or ""))
    return Result({"isExisting": known is not None, "isAvailable": known is not None and known.is_allowed(call.scopes)})


@method("methods", params={"full": "boolean", "scope": "string"})
def methods(call: Call) -> Result:
    """Names of the methods open to the caller, of one scope, or with `full` of all."""
    wanted = call.params.get("scope")
    if truth(call.params.get("full")):
        return Result(sorted(known.name for known in METHODS.values()))
    if wanted is not None:
        return Result(sorted(known.name for known in METHODS.values() if wanted in (known.scopes or ("",))))
    return Result(sorted(known.name for known in METHODS.values() if known.is_allowed(call.scopes)))


@method("feature.get", params={"CODE": "string!"})
def feature_get(call: Call) -> Result:
    """Whether the plan has a feature."""
    plans = FEATURES.get(str(required(call, "CODE")), {})
    return Result({"value": plans.get(call.portal.settings.plan, "N")})


@method("app.option.get", params={"option": "string"})
def app_option_get(call: Call) -> Result:
    """One option of the application, or all of them."""
    options = _options_holder(call).options
    if call.params.get("option"):
        return Result(options.get(str(call.params["option"]), ""))
    return Result(dict(options) or [])


def _options_holder(call: Call) -> App:
    if call.app is None:
        raise PortalError("AccessException", "Application context required")
    return call.app


@method("app.option.set", params={"options": "object!"})
def app_option_set(call: Call) -> Result:
    """Store options of the application; administrators only."""
    app = _options_holder(call)
    if not call.is_admin:
        raise PortalError("AccessException", "Administrator authorization required")
    options = mapping(call.params.get("options"))
    if not options:
        raise PortalError("ArgumentNullException", "options is empty")
    app.options |= options
    return Result(value=True)
