"""Our frame in the sandbox's own pages, in a browser that blocks others' cookies: opening, walking, and what must hold."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from io import BytesIO
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from babel.messages.pofile import read_po
from playwright.sync_api import Frame, Locator, Page, expect, sync_playwright

from b24bridge import clock
from b24bridge.core.actions import Reassign
from b24bridge.core.ledger import ActionRow
from b24bridge.services.clocks import portal_now
from b24bridge.web.words import LANGUAGES, catalogues
from tests.browser.provide import browser as find_browser

expect.set_options(timeout=20_000)
ARGUMENTS = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync", "--test-third-party-cookie-phaseout"]  # fmt: skip
KEY = re.compile(r"[a-z]\w*(?:\.\w+)+")
TRIES, TRY_MS = 200, 50
GRAVE = {"serious", "critical"}
WORD, PLACE = re.compile(r"[A-Za-z]{3,}"), re.compile(r"\{\w+\}")
OURS = "h2, h3:not(.inset *), th, dt, .badge, .tab, .strip, .button:not(:has(.hidden)), .setting-words, .empty"
"""Where only our own words stand; everywhere else a name or a text of the portal may."""


@contextmanager
def tab() -> Iterator[Page]:
    """Open a tab of 1536 pixels, so that the frame beside the portal's menu has 1280; it must have said nothing bad."""
    found = find_browser()
    if found is None:
        message = "no browser: run tests/browser/provide.py or name one in CHROMIUM"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(message)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=str(found.path), env={**os.environ, **found.env}, chromium_sandbox=False, args=ARGUMENTS
        )
        page, troubles = running.new_page(viewport={"width": 1536, "height": 900}), []
        page.on("console", lambda said: troubles.append(said.text) if said.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        yield page
        running.close()
    assert troubles == []


def opened(window: Page, address: str | None = None) -> Frame:
    """Return our frame in the page of the portal, once it has the height that it asked for."""
    if address:
        window.goto(address)
    handle = window.wait_for_selector("iframe")
    frame = handle.content_frame() if handle else None
    assert frame is not None
    expect(frame.locator("h1")).to_be_attached()
    for _ in range(TRIES):
        if frame.evaluate("document.documentElement.scrollHeight <= innerHeight"):
            return frame
        window.wait_for_timeout(TRY_MS)
    raise AssertionError("the frame never got the height of its page")


def press(window: Page, button: Locator) -> Frame:
    """Press what leads to another page of ours, and return the frame with that page in it."""
    frame = opened(window)
    frame.evaluate("document.documentElement.id = 'left'")
    button.click()
    expect(frame.locator("html#left")).to_have_count(0)
    frame.wait_for_load_state()
    return opened(window)


def go(window: Page, section: str) -> Frame:
    """Open one of our sections by its tab."""
    frame = press(window, opened(window).locator(f"nav button[formaction$={section}]"))
    expect(frame.locator(f"nav button[formaction$={section}]")).to_have_attribute("aria-current", "page")
    return frame


def turn(window: Page, nav: str, value: str) -> Frame:
    """Open another list, or another page of settings, by its button."""
    frame = press(window, opened(window).locator(f"{nav} button[value='{value}']"))
    expect(frame.locator(f"{nav} button[value='{value}']")).to_have_attribute("aria-current", "page")
    return frame


def hand_overs(portal: Any) -> list[ActionRow]:
    """Return the hand-overs of clients that wait for a consent, as of the portal's own moment."""
    bridge, member_id = portal.bridge, portal.member_id
    now = portal_now(bridge.policies.installation(member_id), clock.now())
    return [
        row
        for row in bridge.ledger.waiting(member_id, now)
        if isinstance(row.action, Reassign) and row.action.entity == row.client
    ]


def assert_sound(frame: Frame, language: str) -> None:
    """No bar to scroll by, nothing grave for those who cannot see, no word of another language, no key instead of words."""
    assert frame.evaluate("document.documentElement.scrollWidth - innerWidth") == 0
    violations = Axe().run(frame).response["violations"]
    assert [found["id"] for found in violations if found["impact"] in GRAVE] == []
    text = frame.locator("body").inner_text()
    assert [
        key for key in catalogues()["ru"].keys if "." in key and re.search(rf"(?<![\w.]){re.escape(key)}(?![\w.])", text)
    ] == []
    if language == "en":
        ours = " ".join(frame.locator(OURS).all_inner_texts())
        assert not re.search("[А-яЁё]", ours), re.findall(".{0,30}[А-яЁё]+.{0,30}", ours)
    else:
        assert english().intersection(WORD.findall(text)) == set()


def english() -> set[str]:
    """Return the words that only our English catalogue has."""
    said = {}
    for language in LANGUAGES:
        messages = read_po(BytesIO((files("b24bridge.web") / "words" / f"{language}.po").read_bytes()))
        texts = (each.string if isinstance(each.string, tuple) else (each.string,) for each in messages if each.id)
        said[language] = {word for several in texts for text in several for word in WORD.findall(PLACE.sub("", text))}
    return said["en"] - said["ru"]


def plain(text: str) -> str:
    """Return a text as a person reads it: spaces are spaces."""
    return " ".join(text.split())
