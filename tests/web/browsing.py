"""A browser's eye on a page in its frame: drawn, fitting, accessible, and what it asked its portal for."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.web.portal_page import SID

FRAME = f"localhost|0|{SID}"
TAB = ("/b24/widget/CRM_COMPANY_DETAIL_TAB", {"PLACEMENT": "CRM_COMPANY_DETAIL_TAB", "PLACEMENT_OPTIONS": '{"ID":"5"}'})
APP = ("/b24/app", {})
LOOKS, LOOK_MS = 200, 50


def settled(page, frame):
    """Wait until the page is drawn and its frame has been given the height it asked for."""
    expect(frame.locator("h1")).to_be_attached()
    page.wait_for_function("window.heard.some((message) => message.command === 'resizeWindow')")
    for _ in range(LOOKS):  # the frame's own policy forbids what the driver's waiting would put into it
        if frame.evaluate("document.documentElement.scrollHeight <= innerHeight"):
            return
        page.wait_for_timeout(LOOK_MS)
    raise AssertionError("the frame was never given the height of its page")


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


def go(frame, section):
    """Go to a section by its tab."""
    frame.locator(f"nav button[formaction$={section}]").click()
    expect(frame.locator(f"nav button[formaction$={section}]")).to_have_attribute("aria-current", "page")
