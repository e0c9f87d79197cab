"""Applications: installing, opening, updating, deleting them as the portal does."""

from __future__ import annotations

from flask import Response

from b24sandbox import installation
from b24sandbox.control.blueprint import InvalidOrder, app_of, blueprint, explained_view, given_body, user_of
from b24sandbox.rest import answer, portal


@blueprint.post("/install")
@explained_view
def install() -> Response:
    """Install an application as the portal does; what it answered to each POST."""
    served, given = portal(), given_body()
    names = {"client_id", "client_secret", "handler_url", "install_url", "scope", "with_ui", "user_id", "finish"}
    if set(given) - names:
        raise InvalidOrder(f"unknown keys {sorted(set(given) - names)}; known are {sorted(names)}")
    known = served.apps.get(str(given.get("client_id", "")))
    form = installation.Registration(
        client_id=str(given["client_id"]),
        client_secret=str(given.get("client_secret") or (known.client_secret if known else "")),
        handler_url=str(given.get("handler_url") or given.get("install_url") or ""),
        install_url=str(given.get("install_url") or ""),
        scope=tuple(given.get("scope") or ()),
        with_ui=bool(given.get("with_ui", True)),
    )
    return answer(installation.install(served, form, user_of(served, given), finish=bool(given.get("finish", True))))


@blueprint.post("/finish")
@explained_view
def finish() -> Response:
    """The browser calls installFinish: `client_id`."""
    installation.finish_installation(app_of(given_body()))
    return answer({"installed": True})


@blueprint.post("/open")
@explained_view
def open_frame() -> Response:
    """Open the application's frame as a user: `client_id`, `user_id`, `placement`, `placement_options`."""
    served, given = portal(), given_body()
    app = app_of(given)
    if not app.is_present:
        raise InvalidOrder(f"{app.client_id} is not installed; POST /_sandbox/install first")
    placement = str(given.get("placement") or "DEFAULT")
    url = str(given.get("url") or app.handler_url)
    return answer(installation.visit(served, app, url, user_of(served, given), placement, given.get("placement_options")))


@blueprint.post("/uninstall")
@explained_view
def uninstall() -> Response:
    """Delete an application: `client_id`, `clean` 0 or 1."""
    given = given_body()
    installation.uninstall(portal(), app_of(given), clean=bool(int(given.get("clean", 0))))
    return answer({"ok": True})


@blueprint.post("/update")
@explained_view
def update() -> Response:
    """A new version of an application: `client_id`. Its handlers vanish."""
    served, given = portal(), given_body()
    installation.update(served, app_of(given), user_of(served, given))
    return answer({"ok": True})


@blueprint.post("/expire")
@explained_view
def expire() -> Response:
    """Let access tokens run out now: of `client_id`, or all."""
    portal().tokens.expire(given_body().get("client_id"))
    return answer({"ok": True})
