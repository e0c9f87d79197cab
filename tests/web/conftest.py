"""Fixtures of the web's tests: an application over a bridge of plain values, and what a portal posts to it."""

from urllib.parse import parse_qsl, urlencode

import pytest

from b24bridge.web.app import create_app
from tests.reference import reference
from tests.web.web_bridge import PlainBridge

FORM = "application/x-www-form-urlencoded"


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
