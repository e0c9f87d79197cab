"""What a person sees in his portal: our frame in the sandbox's own pages, in a browser that blocks others' cookies."""

import os
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect, sync_playwright

from b24bridge.core.ids import COMPANY, CONTACT
from b24bridge.core.screens import card_path
from tests.browser.provide import browser as find_browser

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]
expect.set_options(timeout=20_000)
ARGUMENTS = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync", "--test-third-party-cookie-phaseout"]  # fmt: skip
ASSISTANT, MARKED = "forgotten_clients", ("FORGOTTEN", "SNOOZED")
NAMELESS = {"ru": "Контакт №\u00a0{}", "en": "Contact {}"}
GRAVE = {"serious", "critical"}
OUR_WORDS = "h1, h2, h3, th, dt, .badge, .tab, .strip, label, option:first-child"


@pytest.fixture
def window():
    """A tab of 1536 pixels, so that the frame beside the portal's menu has 1280; it must have said nothing bad."""
    found = find_browser()
    if found is None:
        message = "no browser: run tests/browser/provide.py or name one in CHROMIUM"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(message)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=str(found.path), env={**os.environ, **found.env}, chromium_sandbox=False, args=ARGUMENTS
        )
        tab, troubles = running.new_page(viewport={"width": 1536, "height": 900}), []
        tab.on("console", lambda message: troubles.append(message.text) if message.type in {"error", "warning"} else None)
        tab.on("pageerror", lambda error: troubles.append(str(error)))
        yield tab
        running.close()
    assert troubles == []


def test_a_person_sees_in_his_portal_what_the_ledger_knows(start, window):
    """The list, its reasons and a client's tab in its card are those of the ledger, in both languages; nothing scrolls."""
    portal = start(sweep_s=600)
    portal.judged()
    found = portal.bridge.ledger.standings(portal.member_id, ASSISTANT, MARKED)
    nameless = next(row for row in found if row.client.type_id == CONTACT)
    address = portal.stack.addresses["portal"]

    for language in ("ru", "en"):
        frame = opened(window, f"{address}/marketplace/app/1/?as=1&lang={language}")
        rows = frame.locator("#list tbody tr")
        expect(rows).to_have_count(len(found))
        assert plain(rows.first.locator(".reason").inner_text()) == plain(found[0].facts["brief"][language])
        expect(rows.filter(has_text=NAMELESS[language].format(nameless.client.id))).to_have_count(1)
        assert_sound(frame, language)
        frame.locator("nav button[formaction$=overview]").click()
        expect(frame.locator("nav button[formaction$=overview]")).to_have_attribute("aria-current", "page")
        assert_sound(opened(window), language)

    for kind in (COMPANY, CONTACT):
        client = next(row for row in found if row.client.type_id == kind)
        window.goto(f"{address}{card_path(client.client)}?lang=ru")
        window.locator(".tabs a[href*='tab=']").click()
        frame = opened(window)
        assert plain(frame.locator(".explain").inner_text()) == plain(client.because.ru)
        assert_sound(frame, "ru")


def opened(window, address=None):
    """Our frame in the page of the portal, once it has the height that it asked for."""
    if address:
        window.goto(address)
    frame = window.wait_for_selector("iframe").content_frame()
    expect(frame.locator("h1")).to_be_attached()
    frame.wait_for_function("document.documentElement.scrollHeight <= innerHeight")
    return frame


def assert_sound(frame, language):
    """No bar to scroll by, nothing grave for those who cannot see, and English where English was asked for."""
    assert frame.evaluate("document.documentElement.scrollWidth - innerWidth") == 0
    violations = Axe().run(frame).response["violations"]
    assert [found["id"] for found in violations if found["impact"] in GRAVE] == []
    if language == "en":
        words = " ".join(frame.locator(OUR_WORDS).all_inner_texts())
        assert not re.search("[А-яЁё]", words), words


def plain(text):
    """A text as a person reads it: spaces are spaces."""
    return " ".join(text.split())
