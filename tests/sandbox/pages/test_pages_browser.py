"""The portal's pages in a real browser: a person's way through them, the frame's protocol, and accessibility."""

import os
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect, sync_playwright

from b24sandbox.apps import Widget
from b24sandbox.serve import start
from tests.browser.provide import browser as find_browser
from tests.sandbox.pages.demo_portal import demo_portal, guest
from tests.web.portal_page import serving

pytestmark = pytest.mark.slow
ARGUMENTS = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync", "--test-third-party-cookie-phaseout"]  # fmt: skip
PATHS = [
    "/crm/company/list/",
    "/crm/deal/list/",
    "/crm/company/details/11/",
    "/crm/type/31/details/2701/",
    "/tasks/",
    "/company/personal/user/6/tasks/task/view/1101/",
    "/company/",
    "/company/personal/user/5/",
    "/notifications/",
    "/events/",
    "/calls/",
    "/clock/",
    "/delivery/",
    "/faults/",
    "/marketplace/",
]


@pytest.fixture(scope="module")
def browser():
    """One Chromium for these tests."""
    found = find_browser()
    if found is None:
        message = "no browser: run tests/browser/provide.py or name one in CHROMIUM"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(message)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=str(found.path), env={**os.environ, **found.env}, chromium_sandbox=False, args=ARGUMENTS
        )
        yield running
        running.close()


@pytest.fixture
def portal():
    """The demo portal, served."""
    running = start(portal=demo_portal())
    yield running.portal
    running.stop()


@pytest.fixture
def page(browser, portal):
    """A tab on the portal; at the end it must have said nothing bad."""
    context = browser.new_context(base_url=portal.address, viewport={"width": 1280, "height": 900})
    tab, troubles = context.new_page(), []
    tab.on("console", lambda message: troubles.append(message.text) if message.type in {"error", "warning"} else None)
    tab.on("pageerror", lambda error: troubles.append(str(error)))
    yield tab
    context.close()
    assert troubles == []


@pytest.fixture
def app(portal):
    """The portal's application, answered by a guest on another site."""
    with serving(guest(), "localhost") as address:
        known = portal.apps["local.app"]
        known.handler_url = f"{address}/app"
        yield known


def opened(page, path="/marketplace/app/1/"):
    """Open a page with a frame; the guest's frame, loaded."""
    page.goto(path)
    expect(page.locator(".app-frame.is-loading")).to_have_count(0)
    return next(frame for frame in page.frames if frame.name == page.locator(".app-frame iframe").get_attribute("name"))


def test_an_employee_logs_a_call(page, portal):
    """From the list to a card, signed in as its manager, a call is logged and heads the timeline; its event waits."""
    page.goto("/")
    page.get_by_role("searchbox").fill("Каркас")
    page.get_by_role("button", name="Найти").click()
    page.get_by_role("link", name="Каркас-Дом Полевое").click()
    page.get_by_label("Я вошёл как").select_option(label="Роман Зайцев")
    expect(page.get_by_role("heading", name="Сделать от имени: Роман Зайцев")).to_be_visible()
    page.locator("summary", has_text="Звонок").click()
    page.get_by_label("звонил клиент").check()
    page.get_by_label("Тема").locator("visible=true").fill("Просит новый прайс")
    page.get_by_role("button", name="Записать звонок").click()
    expect(page.get_by_role("status")).to_have_text("Звонок записан.")
    first = page.locator("#timeline .entry").first
    expect(first).to_contain_text("Просит новый прайс")
    expect(first).to_contain_text("Входящий звонок · 3 мин 00 с")
    expect(first).to_contain_text("Роман Зайцев")
    page.get_by_role("link", name="События", exact=True).click()
    expect(page.locator("tbody")).to_contain_text("ONVOXIMPLANTCALLEND")
    assert list(portal.table("activity").all())[-1]["SUBJECT"] == "Просит новый прайс"


def test_the_application_is_opened_and_answered(page, portal, app):
    """The frame gets the opening POST; what it asks is answered, and it grows until nothing inside scrolls."""
    frame = opened(page)
    assert f"APPLICATION_TOKEN={app.application_token}" in frame.locator("#posted").text_content()
    told = frame.evaluate("say('getInitData', null)")
    assert (told["DOMAIN"], told["IS_ADMIN"], told["INSTALL"], told["PATH"]) == (portal.host, True, False, "/rest")
    assert f"AUTH_ID={told['AUTH_ID']}" in frame.locator("#posted").text_content()
    frame.evaluate("document.getElementById('box').style.height = '1500px'")
    size = frame.evaluate("say('resizeWindow', {width: '100%', height: document.documentElement.scrollHeight})")
    assert size["height"] > 1500
    assert frame.evaluate("document.documentElement.scrollHeight - innerHeight") <= 0
    fresh = frame.evaluate("say('refreshAuth', {})")
    assert set(fresh) == {"AUTH_ID", "AUTH_EXPIRES", "REFRESH_ID"}
    assert fresh["AUTH_ID"] != told["AUTH_ID"]
    frame.evaluate("say('setTitle', {title: 'Забытые: 12'})")
    expect(page.get_by_role("heading", name="Забытые: 12")).to_be_visible()
    frame.evaluate("say('setScroll', {scroll: 200})")
    page.wait_for_function("scrollY === 200")


def test_a_path_opens_over_the_application(page, app):
    """The command openPath shows the card in a slider without the menu, answers when it is closed, and refuses other paths."""
    frame = opened(page)
    refused = frame.evaluate("say('openPath', {path: 'https://elsewhere.example/'})")
    assert refused == {"result": "error", "errorCode": "PATH_NOT_AVAILABLE"}
    frame.evaluate("() => { window.answer = say('openPath', {path: '/crm/company/details/11/'}); }")
    slider = page.frame_locator("dialog.slider iframe")
    expect(slider.get_by_role("heading", name="Каркас-Дом Полевое")).to_be_visible()
    expect(slider.locator(".menu")).to_have_count(0)
    page.get_by_role("button", name="Закрыть").click()
    assert frame.evaluate("answer") == {"result": "close"}
    expect(page.locator("dialog")).to_have_count(0)


def test_the_application_opens_itself_over_itself(page, app):
    """The command openApplication brings its parameters as PLACEMENT_OPTIONS, and closeApplication takes the slider away."""
    frame = opened(page)
    frame.evaluate("() => { window.answer = say('openApplication', {client: 11, bx24_width: 900}); }")
    inner = page.frame_locator("dialog.slider iframe").frame_locator(".app-frame iframe")
    expect(inner.locator("#posted")).to_contain_text('PLACEMENT_OPTIONS={"client":11}')
    inner.locator("body").evaluate("() => { say('closeApplication', {}); }")
    assert frame.evaluate("answer") is None
    expect(page.locator("dialog")).to_have_count(0)


def test_a_message_of_another_session_is_not_answered(page, app):
    """A wrong APP_SID or an unknown command gets no answer and does nothing."""
    frame = opened(page)
    heading = page.get_by_role("heading", level=1).text_content()
    frame.evaluate("() => { say('setTitle', {title: 'x'}, 'wrong'); say('constructor', {}); }")
    assert frame.evaluate("say('setInstall', {install: true})") == {"install": True}
    assert page.get_by_role("heading", level=1).text_content() == heading


def test_the_installer_finishes_the_installation(page, portal, app):
    """The installer is shown until it says that it is done; then the page is the application's own."""
    app.install_url, app.is_installed = app.handler_url.replace("/app", "/install"), False
    frame = opened(page)
    expect(frame.get_by_role("heading")).to_have_text("Гость install")
    assert frame.evaluate("say('getInitData', null)")["INSTALL"] is True
    frame.evaluate("() => { say('setInstallFinish', {}); }")
    page.wait_for_url(re.compile(r"install_finished=Y"))
    expect(page.frame_locator(".app-frame iframe").get_by_role("heading")).to_have_text("Гость app")
    assert app.is_installed is True


def test_the_install_form_leads_to_the_application(page, portal, app):
    """The form of a known application is filled with its settings; saved, it opens the application."""
    page.goto("/marketplace/")
    page.get_by_role("link", name="Изменить").click()
    expect(page.get_by_label("Адрес обработчика")).to_have_value(app.handler_url)
    page.get_by_role("button", name="Сохранить и установить").click()
    expect(page.frame_locator(".app-frame iframe").get_by_role("heading")).to_have_text("Гость app")


def test_a_bound_tab_opens_in_the_card(page, portal, app):
    """The company card has a tab for a widget bound to it, which opens the application for that company."""
    app.widgets.append(Widget("CRM_COMPANY_DETAIL_TAB", app.handler_url.replace("/app", "/tab"), title="Деньги"))
    page.goto("/crm/company/details/11/")
    page.get_by_label("Вкладки карточки").get_by_role("link", name="Деньги").click()
    posted = page.frame_locator(".app-frame iframe").locator("#posted")
    expect(posted).to_contain_text("PLACEMENT=CRM_COMPANY_DETAIL_TAB")
    expect(posted).to_contain_text('"ID":"11"')


def test_pages_are_accessible_and_fit(page):
    """In no page does axe find anything serious, and at neither width does a page scroll sideways."""
    troubles = []
    for path in PATHS:
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(path)
        page.evaluate(
            "document.querySelectorAll('details').forEach((one) => { one.removeAttribute('name'); one.open = true; })"
        )
        found = [
            one
            for one in Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
            if one["impact"] in {"serious", "critical"}
        ]
        troubles += [(path, one["id"], one["nodes"][0]["html"]) for one in found]
        for width in (1280, 640):
            page.set_viewport_size({"width": width, "height": 900})
            over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            troubles += [(path, width, over)] if over > 0 else []
    assert troubles == []


def test_pages_speak_english_when_asked(page):
    """The switch in the header changes the language and is remembered."""
    page.goto("/crm/company/list/")
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Companies")
    page.get_by_role("link", name="Deals").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Deals")
