"""What every page shares: who looks, in which language, how a page is drawn and how a form is carried out.

The employee travels as `?as=3` and in a first-party cookie. This is a choice, not a log-in: the sandbox guards nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, g, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from b24sandbox.pages.wording import LANGUAGES, Wording
from b24sandbox.portal import Portal
from b24sandbox.rest import portal
from b24sandbox.store import Row

blueprint = Blueprint("pages", __name__, template_folder="templates", static_folder="static", static_url_path="/_pages/static")
EMPLOYEE_COOKIE, LANGUAGE_COOKIE = "sandbox_employee", "sandbox_language"
Shown = dict[str, Any] | AnyResponse
Page = Callable[..., Shown]
Order = Callable[..., str]


def page(rule: str, template: str) -> Callable[[Page], Page]:
    """Declare a page: the function gets the portal, locked, and returns what the template shows, or a response."""

    def declare(view: Page) -> Page:
        @wraps(view)
        def draw(**names: Any) -> str | AnyResponse:
            served = portal()
            with served.lock:
                shown = view(served, **names)
                return render_template(template, **shown) if isinstance(shown, dict) else shown

        blueprint.add_url_rule(rule, view.__name__, draw)
        return view

    return declare


def form(rule: str) -> Callable[[Order], Order]:
    """Declare what a form does: the function gets the portal, not locked, and returns the address to go to.

    A ValueError or LookupError (acts, faults and times raise such) becomes a page that tells it, status 400.
    """

    def declare(order: Order) -> Order:
        @wraps(order)
        def carry_out(**names: Any) -> AnyResponse | tuple[str, int]:
            try:
                return redirect(order(portal(), **names), 303)
            except (ValueError, LookupError) as error:
                problem = f"the form lacks {error.args[0]!r}" if isinstance(error, KeyError) else str(error)
                return render_template("refused.html", problem=problem), 400

        blueprint.add_url_rule(rule, order.__name__, carry_out, methods=["POST"])
        return order

    return declare


def employee() -> Row:
    """The employee who looks: of the address, else of the cookie, else the first administrator."""
    served = portal()
    for text in (request.args.get("as", ""), request.cookies.get(EMPLOYEE_COOKIE, "")):
        user = served.user(int(text)) if text.isdigit() else None
        if user and user.get("ACTIVE", True):
            return user
    return served.first_admin()


def wording() -> Wording:
    """Words and formats of the one who looks."""
    if "wording" not in g:
        served = portal()
        wished = request.args.get("lang") or request.cookies.get(LANGUAGE_COOKIE) or served.settings.language
        g.wording = Wording(wished if wished in LANGUAGES else "en", served.zone, served.clock.now())
    found: Wording = g.wording
    return found


@blueprint.context_processor
def _shared() -> dict[str, Any]:
    served, words = portal(), wording()
    return {
        "portal": served,
        "me": employee(),
        "colleagues": [row for row in served.table("user").all() if row.get("ACTIVE", True)],
        "apps": [app for app in served.apps.values() if app.is_present],
        "is_framed": "iframe" in {request.headers.get("Sec-Fetch-Dest"), request.args.get("frame")},
        "t": words.text,
        "words": words,
    }


@blueprint.after_request
def _guard(response: Response) -> Response:
    if request.endpoint == "pages.static":
        return response
    origins = " ".join(sorted(_app_origins(portal())))
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; "
        f"frame-ancestors 'self'; frame-src 'self' {origins}; form-action 'self' {origins}"
    )
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    if "as" in request.args:
        response.set_cookie(EMPLOYEE_COOKIE, str(employee()["ID"]), samesite="Lax", httponly=True)
    if request.args.get("lang") in LANGUAGES:
        response.set_cookie(LANGUAGE_COOKIE, request.args["lang"], samesite="Lax", httponly=True)
    return response


def _app_origins(served: Portal) -> set[str]:
    urls = [
        url for app in served.apps.values() for url in (app.handler_url, app.install_url, *(one.url for one in app.widgets))
    ]
    found: set[str] = set()
    for url in urls:
        with suppress(ValueError):
            found.add(origin(url))
    return found


def origin(url: str) -> str:
    """Scheme, host and port of an address, as browsers compare them. Raises ValueError for one that is no web address."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or any(sign in parts.netloc for sign in " ;,'\"@"):
        raise ValueError(f"{url!r} is no web address; give http://HOST/PATH or https://HOST/PATH")
    return f"{parts.scheme}://{parts.netloc}"
