"""What a person sees in his portal: our frame in the sandbox's own pages, in a browser that blocks others' cookies."""

import pytest
from playwright.sync_api import expect

from b24bridge.core.ids import COMPANY, CONTACT
from b24bridge.core.screens import card_path
from tests.e2e.browsing import assert_sound, go, hand_overs, opened, plain, press, tab, turn

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
ASSISTANT, MARKED = "forgotten_clients", ("FORGOTTEN", "SNOOZED")
LISTS = ("forgotten_clients", "client_release", "lapsed_buyers", "unpaid_orders", "debtors")
PAGES = (*LISTS, "portal")
NAMELESS = {"ru": "Контакт №\u00a0{}", "en": "Contact {}"}
APP = "/marketplace/app/1/?as=1&lang={}"


@pytest.fixture
def window():
    """A tab of the portal, with the frame at 1280 pixels."""
    with tab() as page:
        yield page


def test_a_person_sees_in_his_portal_what_the_ledger_knows(start, window):
    """The list, its reasons and a client's tab in its card are those of the ledger, in both languages; nothing scrolls."""
    portal = start(sweep_s=600)
    portal.judged()
    found = portal.bridge.ledger.standings(portal.member_id, ASSISTANT, MARKED)
    nameless = next(row for row in found if row.client.type_id == CONTACT)
    address = portal.stack.addresses["portal"]

    for language in ("ru", "en"):
        frame = opened(window, address + APP.format(language))
        rows = frame.locator("#list tbody tr")
        expect(rows).to_have_count(len(found))
        assert plain(rows.first.locator(".reason").inner_text()) == plain(found[0].facts["brief"][language])
        expect(rows.filter(has_text=NAMELESS[language].format(nameless.client.id))).to_have_count(1)
        assert_sound(frame, language)
        assert_sound(go(window, "overview"), language)

    for kind in (COMPANY, CONTACT):
        client = next(row for row in found if row.client.type_id == kind)
        window.goto(f"{address}{card_path(client.client)}?lang=ru")
        window.locator(".tabs a[href*='tab=']").click()
        frame = opened(window)
        assert plain(client.because.ru) in plain(frame.locator("main").inner_text())
        assert_sound(frame, "ru")


@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_screen_is_sound_once_the_assistants_act(start, window, language):
    """All sections, all lists, all pages of settings and a client of each assistant: sound, and every list is the ledger's."""
    portal = start(sweep_s=600)
    portal.judged()
    portal.begin()
    portal.wait("hand-overs to consent to", lambda: bool(hand_overs(portal)))
    opened(window, portal.stack.addresses["portal"] + APP.format(language))

    for section in ("overview", "decisions", "journal", "health", "settings"):
        assert_sound(go(window, section), language)
    for page in PAGES:
        assert_sound(turn(window, ".side", page), language)
    for name in LISTS:
        go(window, "findings")
        frame = turn(window, ".tabs", name)
        assert_sound(frame, language)
        client = press(window, frame.locator("button.client").first)
        expect(client.locator(".explain")).to_be_visible()
        assert_sound(client, language)
