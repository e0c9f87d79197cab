"""The pages in a real browser, inside a portal's frame: they work, fit, speak the protocol, and are accessible."""

import os
import shutil
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from urllib.parse import parse_qsl

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect, sync_playwright

from b24bridge.core.money import Money
from b24bridge.web.app import create_app
from tests.web.portal_page import SID, portal, portal_page, serving
from tests.web.web_answers import FULL
from tests.web.web_screens import ADMIN, INSTALLATION, ROWS

pytestmark = pytest.mark.slow
expect.set_options(timeout=20_000)
FRAME = f"localhost|0|{SID}"
TAB = ("/b24/widget/CRM_COMPANY_DETAIL_TAB", {"PLACEMENT": "CRM_COMPANY_DETAIL_TAB", "PLACEMENT_OPTIONS": '{"ID":"5"}'})
APP = ("/b24/app", {})
INSTALLER = ("/b24/install", {})
OPENINGS = [(APP, 1280), (TAB, 900), (TAB, 640), (INSTALLER, 1280)]


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


def settled(page, frame):
    """Wait until the page is drawn and its frame has been given the height it asked for."""
    expect(frame.locator("h1")).to_be_attached()
    page.wait_for_function("window.heard.some((message) => message.command === 'resizeWindow')")
    frame.wait_for_function("document.documentElement.scrollHeight <= innerHeight")


def overflow(frame):
    """How many pixels the content, and the widest table, go beyond the edges of what holds them."""
    return frame.evaluate("""() => {
      const root = document.documentElement;
      const beyond = (table) => table.scrollWidth - table.parentElement.clientWidth;
      const tables = [...document.querySelectorAll("table")].map(beyond);
      return [root.scrollWidth - innerWidth, root.scrollHeight - innerHeight, Math.max(0, ...tables)];
    }""")


def heard(page, command):
    """What the portal was asked for by a command."""
    return page.evaluate("(name) => window.heard.filter((one) => one.command === name).map((one) => one.params)", command)


def accessibility(frame):
    """Everything that axe finds, in its own short words."""
    return [f"{found['id']}: {found['nodes'][0]['html']}" for found in Axe().run(frame).response["violations"]]


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize(("what", "width"), OPENINGS, ids=["app", "tab", "narrow", "install"])
def test_pages_fit_their_frame_and_are_accessible(open_frame, language, what, width):
    """A page opened by the portal asks for its height, then nothing scrolls, and axe finds nothing."""
    with open_frame(what, language, width) as (page, frame):
        settled(page, frame)
        assert overflow(frame) == [0, 0, 0]
        assert accessibility(frame) == []


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("section", ["overview", "decisions", "journal", "settings", "health"])
def test_the_other_sections_are_reached_by_their_tabs(open_frame, bridge, language, section):
    """Each section is one click away, fits as well, and is accessible."""
    bridge.overviewed = FULL
    with open_frame(language=language) as (page, frame):
        settled(page, frame)
        frame.locator(f"nav button[formaction$={section}]").click()
        expect(frame.locator(f"nav button[formaction$={section}]")).to_have_attribute("aria-current", "page")
        settled(page, frame)
        assert overflow(frame) == [0, 0, 0]
        assert accessibility(frame) == []


@pytest.mark.parametrize("width", [1280, 900])
def test_the_longest_names_and_sums_do_not_break_the_layout(open_frame, bridge, width):
    """A name of ninety characters and a sum of a billion stay whole, and nothing scrolls sideways."""
    name = "Общество с ограниченной ответственностью «Северо-Западная производственно-торговая фирма»"
    money = Money(Decimal(1_234_567_890), "RUB")
    bridge.rows = tuple(replace(row, name=name[:90], money=money, may_press=True) for row in ROWS)
    bridge.standing = replace(bridge.standing, running="observe", observe_until=bridge.standing.today + timedelta(days=14))
    with open_frame(width=width) as (page, frame):
        settled(page, frame)
        assert overflow(frame) == [0, 0, 0]
        expect(frame.locator("tbody tr").first).to_contain_text(name[:90])
        assert accessibility(frame) == []


def test_typing_a_name_narrows_the_list_in_its_place(open_frame, bridge):
    """The filter asks with the page's token, swaps the list alone, and the frame follows its height."""
    with open_frame() as (page, frame):
        settled(page, frame)
        before = heard(page, "resizeWindow")[-1]["height"]
        frame.locator("input[name=text]").fill("альтаир")
        expect(frame.locator("tbody tr")).to_have_count(1)
        expect(frame.locator("tbody")).to_contain_text("ООО «Альтаир»")
        page.wait_for_function("(height) => window.heard.at(-1).params.height < height", arg=before)
        frame.locator("select[name=mark]").select_option("snoozed")
        expect(frame.locator("[aria-busy]")).to_have_count(0)
    assert bridge.asked[-1].mark == "snoozed"


def test_a_piece_that_fails_leaves_its_notice_and_the_page_stays(open_frame, bridge):
    """When the list cannot be loaded its place says so; the rest of the page works."""
    with open_frame(expected="Failed to load resource") as (page, frame):
        settled(page, frame)
        frame.evaluate("window.untouched = true")
        bridge.moment += timedelta(minutes=16)
        frame.locator("input[name=text]").fill("альтаир")
        expect(frame.locator("#list .notice")).to_contain_text("Страница открыта слишком долго.")
        assert frame.evaluate("window.untouched")


def test_a_client_opens_here_and_its_card_in_the_portal(open_frame):
    """A name leads to our page of the client; its card opens in the portal's own slider."""
    with open_frame() as (page, frame):
        settled(page, frame)
        frame.locator("tbody a[data-path]").first.click()
        page.wait_for_function("window.heard.some((one) => one.command === 'openPath')")
        assert heard(page, "openPath") == [{"path": "/crm/company/details/1/"}]
        frame.locator("tbody button", has_text="Альтаир").click()
        expect(frame.locator("h1")).to_have_text("ООО «Альтаир»")
        settled(page, frame)
        assert accessibility(frame) == []


def test_the_installer_tells_the_portal_that_it_is_done(open_frame):
    """The one button of the installer finishes the installation in the portal."""
    with open_frame(INSTALLER) as (page, frame):
        settled(page, frame)
        frame.locator("button").click()
        page.wait_for_function("window.heard.some((one) => one.command === 'setInstallFinish')")
        expect(frame.locator("button")).to_be_disabled()


def test_a_page_renews_its_token_before_it_ends(open_frame, monkeypatch):
    """Shortly before its token ends the page asks the portal for a fresh one and goes on with ours."""
    monkeypatch.setattr("b24bridge.web.tokens.LIFETIME", timedelta(seconds=61))
    with open_frame() as (page, frame):
        settled(page, frame)
        first = frame.locator("input[name=token]").first.input_value()
        page.wait_for_function("window.heard.some((one) => one.command === 'refreshAuth')")
        expect(frame.locator("input[name=token]").first).not_to_have_value(first)


def test_without_scripts_filters_and_tabs_still_work(open_frame):
    """With scripts off every button is a plain form: filter, clear, another section."""
    with open_frame(java_script_enabled=False) as (page, frame):
        page.locator("button").click()
        frame.locator("input[name=text]").fill("альтаир")
        frame.locator("form.filters button").click()
        expect(frame.locator("tbody tr")).to_have_count(1)
        frame.locator("nav button[formaction$=overview]").click()
        expect(frame.locator("h1")).to_have_text("Обзор")


def go(frame, section):
    """Go to a section by its tab."""
    frame.locator(f"nav button[formaction$={section}]").click()
    expect(frame.locator(f"nav button[formaction$={section}]")).to_have_attribute("aria-current", "page")


def test_a_rejection_opens_under_its_row_with_the_cursor_in_it(open_frame, bridge):
    """Unticking counts at once; the form of rejection opens in place, takes the focus, and is accessible."""
    with open_frame() as (page, frame):
        settled(page, frame)
        go(frame, "decisions")
        frame.locator("input[name=key]").first.uncheck()
        expect(frame.locator(".head .button-primary")).to_have_text("Утвердить выбранные: 4")
        frame.locator("button[name=ask][value=move102]").click()
        expect(frame.locator("select[name=reason]")).to_be_focused()
        expect(frame.locator("input[name=key]").first).not_to_be_checked()
        settled(page, frame)
        assert overflow(frame) == [0, 0, 0]
        assert accessibility(frame) == []
        frame.locator("select[name=reason]").select_option("working")
        frame.locator("button[name=reject]").click()
        expect(frame.locator("[role=status]").first).to_contain_text("Отклонено")
    assert bridge.done == [("reject", ("move102",), "working", "")]


def test_undoing_shows_its_list_in_place(open_frame, bridge):
    """The list of what returns opens under the action, and the second click orders it."""
    with open_frame() as (page, frame):
        settled(page, frame)
        go(frame, "journal")
        frame.locator("button[name=key]").click()
        expect(frame.locator("button[name=undo]")).to_be_focused()
        settled(page, frame)
        assert overflow(frame) == [0, 0, 0]
        assert accessibility(frame) == []
        frame.locator("button[name=undo]").click()
        expect(frame.locator("[role=status]").first).to_contain_text("Отменяем")
    assert len(bridge.done) == 1


@pytest.mark.parametrize(("what", "width"), [(APP, 1280), (TAB, 900), (TAB, 640)], ids=["page", "tab", "narrow"])
def test_a_button_opens_its_form_in_place(open_frame, bridge, what, width):
    """Pressing a button opens its form without leaving; Escape closes it; what is sent is what was chosen."""
    with open_frame(what, width=width) as (page, frame):
        settled(page, frame)
        if what is APP:
            frame.locator("tbody button", has_text="Альтаир").click()
            expect(frame.locator("h1")).to_have_text("ООО «Альтаир»")
            settled(page, frame)
        summary, before = frame.locator("details.act > summary").first, heard(page, "resizeWindow")[-1]["height"]
        summary.click()
        page.wait_for_function("(height) => window.heard.at(-1).params.height > height", arg=before)
        expect(frame.locator("input[name=reason]").first).to_be_focused()
        assert overflow(frame)[0] == 0
        assert accessibility(frame) == []
        page.keyboard.press("Escape")
        expect(summary).to_be_focused()
        summary.press("Enter")
        frame.locator("details.act[open] label", has_text="Telegram").click()
        frame.locator("details.act[open] input[name=note]").fill("созвон 3-го")
        frame.locator("details.act[open] form button").click()
        expect(frame.locator("[role=status]").first).to_contain_text("Контакт подтверждён")
    ((_, _, pressed),) = bridge.done
    assert (pressed.reason, pressed.note) == ("telegram", "созвон 3-го")


def test_stopping_asks_once_and_then_says_so_above_every_page(open_frame, bridge):
    """The pill's menu asks in place; after it a strip says who stopped the robot and offers to go on."""
    with open_frame() as (page, frame):
        settled(page, frame)
        frame.locator("details.run > summary").click()
        frame.locator("details.confirm > summary").click()
        expect(frame.locator("details.confirm")).to_contain_text("в течение 10 секунд")
        assert accessibility(frame) == []
        frame.locator("button[name=stop]").click()
        expect(frame.locator(".strip-alert").first).to_contain_text("Остановлено: Алексей Рыбаков")
        frame.locator(".strip-alert button").click()
        expect(frame.locator(".strip-alert")).to_have_count(0)
    assert bridge.done == [("stop", True), ("stop", False)]


def test_settings_are_previewed_while_they_are_typed(open_frame, bridge):
    """Half a second after the last change the preview stands beside the form; nothing is saved by it."""
    with open_frame() as (page, frame):
        settled(page, frame)
        go(frame, "settings")
        frame.locator("input[name='set.period']").fill("60")
        expect(frame.locator("#preview")).to_contain_text("37")
        settled(page, frame)
        assert overflow(frame) == [0, 0, 0]
        assert accessibility(frame) == []
        frame.locator("button[name=save]").click()
        expect(frame.locator("section[role=status]")).to_contain_text("Сохранено")
    assert [what for what, *_ in bridge.done] == ["save"]
