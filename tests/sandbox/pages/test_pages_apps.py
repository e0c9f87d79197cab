"""Applications in the pages: the install form, the frame with the documented POST, the tab of a card, deletion."""

import html
import json
import re

import pytest

from b24sandbox.apps import Widget
from b24sandbox.tokens import Kind
from tests.sandbox.pages.demo_portal import INSTALL_FORM, send


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


@pytest.mark.parametrize(
    ("placement", "address"),
    [
        ("CRM_COMPANY_DETAIL_TAB", "/crm/company/details/11/"),
        ("CRM_SMART_INVOICE_DETAIL_TAB", "/crm/type/31/details/2701/"),
    ],
)
def test_a_tab_of_a_card_names_what_the_card_is_of(web, portal, placement, address):
    """A bound tab is opened with its placement's code and the card's id, as text; other cards do not have it."""
    texts = {"ru": {"TITLE": "Деньги"}, "en": {"TITLE": ""}}
    app = portal.apps["local.app"]
    app.widgets += [
        Widget("LEFT_MENU", "http://127.0.0.1:8/menu"),
        Widget(placement, "http://127.0.0.1:8/tab", languages=texts),
    ]
    (where,) = re.findall(r'href="([^"]*)">Деньги</a>', web.get(address).text)
    page = html.unescape(web.get(where).text)
    assert 'action="http://127.0.0.1:8/tab?DOMAIN=' in page
    assert f'name="PLACEMENT" value="{placement}"' in page
    assert json.dumps({"ID": address.split("/")[-2], "URI": address}, separators=(",", ":")).replace("/", r"\/") in page
    assert "form-action 'self' http://127.0.0.1:8 " in web.get(address).headers["Content-Security-Policy"]
    assert f'href="{where}">Application</a>' in web.get(f"{address}?lang=en").text
    assert where.partition("?")[2] not in web.get(f"/crm/contact/details/{portal.table('contact').ids[0]}/").text


def test_a_tab_is_shown_once_its_application_is_installed(web, portal):
    """Until installFinish nobody sees the widgets that were bound (settings/app-installation/installation-finish.md)."""
    app = portal.apps["local.app"]
    app.widgets.append(Widget("CRM_COMPANY_DETAIL_TAB", "http://127.0.0.1:9/tab", title="Деньги"))
    app.is_installed = False
    assert "Деньги" not in web.get("/crm/company/details/11/?tab=1-0").text
    app.is_installed = True
    assert "Деньги" in web.get("/crm/company/details/11/").text


def test_an_application_gets_a_version_and_is_deleted(web, portal):
    """A new version takes the handlers away; deletion closes the application and its page."""
    send(web, "/_pages/apps/1/update", as_user=1)
    assert (portal.apps["local.app"].version, portal.apps["local.app"].handlers) == (2, [])
    send(web, "/_pages/apps/1/uninstall", as_user=1, clean="on")
    assert portal.apps["local.app"].is_present is False
    assert web.get("/marketplace/app/1/").status_code == 404
