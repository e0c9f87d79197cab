"""The pages in a real browser, inside a portal's frame: they work, fit, speak the protocol, and are accessible."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from b24bridge.core.money import Money
from tests.web.browsing import APP, TAB, accessibility, heard, overflow, settled
from tests.web.web_answers import FULL
from tests.web.web_screens import ROWS

pytestmark = pytest.mark.slow
INSTALLER = ("/b24/install", {})
OPENINGS = [(APP, 1280), (TAB, 900), (TAB, 640), (INSTALLER, 1280)]


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
