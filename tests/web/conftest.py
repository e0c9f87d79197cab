"""Fixtures of the web's tests: an application over a bridge of plain values, and what a portal posts to it."""

import os
import shutil
from contextlib import contextmanager
from dataclasses import replace
from urllib.parse import parse_qsl, urlencode

import pytest
from playwright.sync_api import expect, sync_playwright

from b24bridge.web.app import create_app
from tests.reference import reference
from tests.web.browsing import APP, FRAME
from tests.web.portal_page import portal, portal_page, serving
from tests.web.web_bridge import PlainBridge
from tests.web.web_screens import ADMIN, INSTALLATION

FORM = "application/x-www-form-urlencoded"
expect.set_options(timeout=20_000)


@pytest.fixture
def bridge():
    return PlainBridge()


@pytest.fixture
def web(bridge):
    return create_app(bridge).test_client()


@pytest.fixture
def opening():
    """What a portal posts when a person opens the application, as documented."""
    return (reference("bitrix24", "samples", "open") / "app_open.body.form").read_text()


@pytest.fixture
def opened(web, opening):
    """Open a page of ours as the portal does; changes replace or remove (None) values of the documented body."""

    def open_page(path="/b24/app", language="ru", **changes):
        values = {**dict(parse_qsl(opening)), **changes}
        body = urlencode({name: value for name, value in values.items() if value is not None})
        address = f"{path}?DOMAIN=portal.bitrix24.com&PROTOCOL=1&LANG={language}&APP_SID=dd8c"
        return web.post(address, data=body, content_type=FORM)

    return open_page


@pytest.fixture
def token(opened):
    """The token of a page that an administrator has just opened."""
    return opened().text.partition('data-token="')[2].partition('"')[0]


@pytest.fixture
def page(web, token):
    """Go to a page of ours by a form, as the buttons do without scripts."""

    def go(name, **asked):
        return web.post(f"/b24/page/{name}", data={"token": token, **asked})

    return go


@pytest.fixture
def fragment(web, token):
    """Ask for a piece of a page as htmx does."""

    def ask(path, **asked):
        return web.post(f"/api/v1/{path}", data=asked or {"limit": ""}, headers={"Authorization": f"Bearer {token}"})

    return ask


@pytest.fixture(scope="module")
def browser():
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not path:
        message = "no browser: install chromium or name one in CHROMIUM"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(message)
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--test-third-party-cookie-phaseout"])
        yield found
        found.close()


@pytest.fixture
def open_frame(browser, bridge, opening):
    """Open a page of ours inside a portal of another site; leave it without an error, a cookie or a scroll bar."""
    pages, body = {}, dict(parse_qsl(opening))
    with serving(create_app(bridge), "127.0.0.1") as ours, serving(portal(pages), "localhost") as theirs:
        bridge.visitor = replace(ADMIN, origin=theirs)
        bridge.installation = replace(INSTALLATION, endpoint=f"{theirs}/rest/")

        @contextmanager
        def opened(what=APP, language="ru", width=1280, expected="no trouble", **context_options):
            path, extra = what
            pages["portal"] = portal_page(ours, path, {**body, **extra}, language, width)
            view = {"viewport": {"width": width, "height": 700}, "reduced_motion": "reduce"}
            context = browser.new_context(**view, **context_options)
            page, troubles = context.new_page(), []
            page.on("console", lambda message: troubles.append(message.text) if message.type in {"error", "warning"} else None)
            page.on("pageerror", lambda error: troubles.append(str(error)))
            page.goto(f"{theirs}/portal")
            yield page, page.frame(name=FRAME)
            assert [trouble for trouble in troubles if not trouble.startswith(expected)] == []
            assert context.cookies() == []
            context.close()

        yield opened
