"""Applications: the registered ones, the form of a local application, and the page that opens one in a frame."""

from __future__ import annotations

import json
from typing import Any

from flask import Response, abort, request, url_for

from b24sandbox import grants, installation
from b24sandbox.apps import App
from b24sandbox.installation import Registration
from b24sandbox.pages import addresses
from b24sandbox.pages.frames import open_frame
from b24sandbox.pages.site import Shown, blueprint, employee, form, origin, page, wording
from b24sandbox.portal import Portal
from b24sandbox.rest import answer, portal
from b24sandbox.store import Row

DEFAULT_SCOPE = (
    "crm, task, user_brief, department, im, placement, calendar, telephony, userfieldconfig, sale, user_basic, tasks"
)


@page("/marketplace/", "apps.html")
def applications(served: Portal) -> Shown:
    """Registered applications, and the form that installs one; `edit` fills it with a known one's settings."""
    known = next((app for app in served.apps.values() if str(app.id) == request.args.get("edit")), None)
    scope = ", ".join(known.scope) if known and known.scope else DEFAULT_SCOPE
    return {"registered": list(served.apps.values()), "known": known, "scope": scope}


@form("/_pages/apps/install")
def install_app(served: Portal) -> str:
    """Save the form of a local application; with a UI the installer opens in the frame, without one it gets ONAPPINSTALL."""
    given = _registration(served)
    if given.with_ui:
        return addresses.app(_save(served, given).id)
    _told(installation.install(served, given, _administrator(served)["ID"])["install"])
    return url_for("pages.applications", done="installed")


def _registration(served: Portal) -> Registration:
    given = {name: value.strip() for name, value in request.form.items()}
    client_id = given.get("client_id", "")
    known = served.apps.get(client_id)
    secret = given.get("client_secret") or (known.client_secret if known else "")
    if not client_id or not secret:
        raise ValueError("give client_id and client_secret")
    with_ui, install_url, handler_url = "with_ui" in given, given.get("install_url", ""), given.get("handler_url", "")
    for url in (install_url, handler_url):
        if url:
            origin(url)
    if with_ui and not handler_url:
        raise ValueError("an application with a user interface needs a handler URL")
    scope = tuple(part.strip() for part in given.get("scope", "").split(",") if part.strip())
    return Registration(client_id, secret, handler_url, install_url, scope, with_ui)


def _save(served: Portal, given: Registration) -> App:
    app = served.register(given.client_id, given.client_secret)
    if not app.is_present:
        app.application_token = served.dice.hexadecimal()
    app.handler_url, app.install_url = given.handler_url, given.install_url
    app.scope, app.with_ui, app.is_present = list(given.scope), True, True
    app.is_installed = app.is_installed or not given.install_url
    return app


def _told(report: dict[str, Any] | None) -> None:
    if report and report["status"] is None:
        raise ValueError(f"the application did not answer at {report['url']}: {report['error']}")


def _administrator(served: Portal) -> Row:
    user = employee()
    return user if user.get("ADMIN") else served.first_admin()


@page("/marketplace/app/<int:app_id>/", "app.html")
def application(served: Portal, app_id: int) -> Shown:
    """The application's page, or its installer until it says that it is done; for others than administrators a notice."""
    app, user = _app(served, app_id), employee()
    is_installer = not app.is_installed and bool(app.install_url)
    shown = {"app": app, "frame": None, "is_installer": is_installer, "address": addresses.app(app_id)}
    if not app.with_ui or (is_installer and not user.get("ADMIN")):
        return shown
    url = app.install_url if is_installer else app.handler_url
    return shown | {
        "frame": open_frame(served, app, url, user, language=wording().language, options=_options(), is_installer=is_installer)
    }


def _app(served: Portal, app_id: int) -> App:
    found = next((app for app in served.apps.values() if app.id == app_id and app.is_present), None)
    return found or abort(404)


def _options() -> dict[str, Any] | None:
    try:
        given = json.loads(request.args.get("options", "null"))
    except ValueError:
        abort(400)
    return given if isinstance(given, dict) else None


@blueprint.post("/_pages/frame/<int:app_id>/refresh")
def refresh_frame(app_id: int) -> Response:
    """The frame asked refreshAuth: fresh tokens of the user it was opened for, `user`."""
    served = portal()
    app, user = _app(served, app_id), served.user(int(request.form.get("user", "0") or 0))
    if user is None:
        abort(400)
    pair = grants.pair(served, app, user["ID"])
    return answer({"AUTH_ID": pair["access_token"], "AUTH_EXPIRES": pair["expires_in"], "REFRESH_ID": pair["refresh_token"]})


@blueprint.post("/_pages/frame/<int:app_id>/finish")
def finish_frame(app_id: int) -> Response:
    """The frame said installFinish; `value` false takes it back. Administrators only, as the installer is theirs."""
    served = portal()
    app, user = _app(served, app_id), served.user(int(request.form.get("user", "0") or 0))
    if user is None or not user.get("ADMIN"):
        abort(403)
    if request.form.get("value") == "false":
        app.is_installed = False
    else:
        installation.finish_installation(app)
    return answer({"installed": app.is_installed})


@form("/_pages/apps/<int:app_id>/uninstall")
def uninstall_app(served: Portal, app_id: int) -> str:
    """Delete an application, with or without its data."""
    app = _app(served, app_id)
    installation.uninstall(served, app, clean="clean" in request.form)
    return url_for("pages.applications", done="uninstalled")


@form("/_pages/apps/<int:app_id>/update")
def update_app(served: Portal, app_id: int) -> str:
    """Give an application a new version; its event handlers vanish."""
    installation.update(served, _app(served, app_id), _administrator(served)["ID"])
    return url_for("pages.applications", done="updated")
