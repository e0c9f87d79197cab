"""Applications in the pages: the install form, the frame with the documented POST, the tab of a card, deletion."""

import html
import re

import pytest

from b24sandbox.app import create_app
from b24sandbox.tokens import Kind
from tests.sandbox.demo_portal import INSTALL_FORM, demo_portal, send


@pytest.fixture
def portal():
    """The demo portal, an application listening."""
    return demo_portal()


@pytest.fixture
def web(portal):
    """A browser's requests without a browser."""
    return create_app(portal).test_client()


def test_an_application_with_a_page_is_installed_in_its_frame(web, portal):
    """The saved form leads to the installer's frame for an administrator; until it finishes, others see a notice."""
    where = send(web, "/_pages/apps/install", as_user=1, **INSTALL_FORM)
    app = portal.apps["local.new"]
    assert (app.is_present, app.is_installed, app.scope) == (True, False, ["crm", "task"])
    page = html.unescape(web.get(where).text)
    assert 'action="http://127.0.0.1:9/b24/install?DOMAIN=' in page
    assert '"INSTALL": true' in page
    assert "установлено не до конца" in web.get(f"{where}?as=6").text
    assert web.post(f"/_pages/frame/{app.id}/finish", data={"user": "6"}).status_code == 403
    assert web.post(f"/_pages/frame/{app.id}/finish", data={"user": "1"}).json == {"installed": True}
    page = html.unescape(web.get(where).text)
    assert 'action="http://127.0.0.1:9/b24/app?DOMAIN=' in page
    assert "Вкладки карточки" in web.get("/crm/company/details/11/").text


def test_the_frame_is_opened_as_documented(web, portal):
    """Query and body of the POST into the frame are the documented ones, with tokens of the employee who opens."""
    page = html.unescape(web.get("/marketplace/app/1/?as=6").text)
    query = re.search(r'action="http://127.0.0.1:9/app\?([^"]*)"', page)[1]
    assert [part.split("=")[0] for part in query.split("&")] == ["DOMAIN", "PROTOCOL", "LANG", "APP_SID"]
    body = dict(re.findall(r'<input type="hidden" name="([A-Za-z_]+)" value="([^"]*)">', page.partition("app-frame")[2]))
    assert set(body) == {
        "AUTH_ID", "AUTH_EXPIRES", "REFRESH_ID", "SERVER_ENDPOINT", "APPLICATION_TOKEN", "APPLICATION_SCOPE", "member_id",
        "status", "PLACEMENT",
    }  # fmt: skip
    assert (body["status"], body["PLACEMENT"], body["member_id"]) == ("L", "DEFAULT", portal.settings.member_id)
    assert portal.tokens.find(body["AUTH_ID"], Kind.ACCESS).user_id == 6
    sid = query.rpartition("=")[2]
    assert f'name="{portal.host}|0|{sid}"' in page
    fresh = web.post("/_pages/frame/1/refresh", data={"user": "6"}).json
    assert set(fresh) == {"AUTH_ID", "AUTH_EXPIRES", "REFRESH_ID"}
    assert portal.tokens.find(fresh["AUTH_ID"], Kind.ACCESS).user_id == 6


def test_the_tab_of_a_company_card_names_its_company(web, portal):
    """The application's tab is opened with the placement's code and the company's id, as text."""
    send(web, "/_pages/apps/install", as_user=1, **INSTALL_FORM | {"install_url": ""})
    number = portal.apps["local.new"].id
    page = html.unescape(web.get(f"/crm/company/details/11/?tab={number}").text)
    assert 'action="http://127.0.0.1:9/b24/tab?DOMAIN=' in page
    assert 'name="PLACEMENT" value="CRM_COMPANY_DETAIL_TAB"' in page
    assert r'value="{"ID":"11","URI":"\/crm\/company\/details\/11\/"}"' in page


def test_an_application_gets_a_version_and_is_deleted(web, portal):
    """A new version takes the handlers away; deletion closes the application and its page."""
    send(web, "/_pages/apps/1/update", as_user=1)
    assert (portal.apps["local.app"].version, portal.apps["local.app"].handlers) == (2, [])
    send(web, "/_pages/apps/1/uninstall", as_user=1, clean="on")
    assert portal.apps["local.app"].is_present is False
    assert web.get("/marketplace/app/1/").status_code == 404
