"""What people do by clicking in the portal's frame, each followed to the ledger or to the portal itself."""

import pytest
from playwright.sync_api import expect

from b24bridge.core.ids import COMPANY
from b24bridge.core.screens import card_path
from b24bridge.core.statements import Said
from tests.e2e.browsing import assert_sound, go, hand_overs, opened, plain, press, tab, turn

pytestmark = [pytest.mark.slow, pytest.mark.timeout(420)]
HEAD, OWNER = 1, 2
APP = "/marketplace/app/1/?as={}&lang=ru"


@pytest.fixture
def window():
    """A tab of the portal, with the frame at 1280 pixels."""
    with tab() as page:
        yield page


@pytest.fixture
def portal(start):
    """A portal on which the assistants act and hand-overs wait for the head."""
    portal = start(sweep_s=600)
    portal.judged()
    portal.begin(keep_names="all")
    portal.wait("hand-overs to consent to", lambda: len(hand_overs(portal)) > 1)
    return portal


def test_a_head_decides_and_takes_back(portal, window):
    """One hand-over is approved and done, another refused with a reason and kept; the first is then taken back whole."""
    first, second, *_ = hand_overs(portal)
    enter(portal, window, HEAD)
    frame = go(window, "decisions")

    frame = press(window, frame.locator(f"button[name=approve][value='{first.key}']"))
    portal.wait("the hand-over", lambda: holder(portal, first.client) == first.action.to_owner)

    press(window, frame.locator(f"button[name=ask][value='{second.key}']"))
    frame = opened(window)
    frame.locator("select[name=reason]").select_option("asked")
    frame.locator("#reject input[name=note]").fill("Клиент просил")
    press(window, frame.locator("#reject button[name=reject]"))
    refused = portal.bridge.ledger.find(second.key)
    assert (refused.state, refused.answered_by) == ("cancelled", HEAD)
    assert [said.kind for said in statements(portal, second.client)] == [Said.WAIVER]
    assert holder(portal, second.client) == second.action.from_owner

    portal.wait("the whole hand-over", lambda: all(row.state == "done" for row in portal.bridge.ledger.cascade(first)))
    frame = go(window, "journal")
    frame = press(window, frame.locator(f"button[name=key][value='{first.key}']"))
    assert_sound(frame, "ru")
    press(window, frame.locator("#undo button[name=undo]"))
    portal.wait("the way back", lambda: holder(portal, first.client) == first.action.from_owner)
    portal.wait("what is known of it", lambda: portal.bridge.ledger.find(first.key).state == "undone")


def test_an_owner_keeps_his_client(portal, window):
    """He reads why, by when and what to press; a telling word of his protects the client, and the portal's card says so."""
    found = next(row for row in standings(portal, "client_release", "COUNTDOWN") if row.owner_id == OWNER)
    window.goto(f"{portal.stack.addresses['portal']}{card_path(found.client)}?as={OWNER}&lang=ru")
    window.locator(".tabs a[href*='tab=']").click()
    frame = opened(window)
    text = plain(frame.locator("main").inner_text())
    forgotten = portal.bridge.ledger.standings(portal.member_id, "forgotten_clients", client=found.client)[0]
    assert plain(forgotten.because.ru) in text
    assert "решат, передать ли клиента другому менеджеру" in text
    assert "нажмите «Я на связи»" in text

    frame.locator("details.act summary", has_text="Я на связи").click()
    frame.locator("details.act[open] label", has_text="WhatsApp").click()
    frame.locator("details.act[open] input[name=note]").fill("Договорились о поставке в декабре")
    frame = press(window, frame.locator("details.act[open] form button"))

    expect(frame.locator("[role=status]").first).to_contain_text("Контакт подтверждён")
    assert [said.kind for said in statements(portal, found.client)] == [Said.KEEP]
    (kept,) = portal.bridge.ledger.standings(portal.member_id, "client_release", client=found.client)
    assert kept.state in {"NONE", "PAUSED"}
    assert_sound(frame, "ru")


def test_a_promise_and_a_dispute_stop_a_debt(portal, window):
    """A promise is said with its sum and day, a dispute with its reason; what the debt is then, the ledger knows."""
    debtor = standings(portal, "debtors", "OVERDUE")[0]
    enter(portal, window, HEAD)
    go(window, "findings")
    turn(window, ".tabs", "debtors")

    frame = press(window, opened(window).locator(f"button[name=open][value='{debtor.client} promise']"))
    form = frame.locator("details.act[open]")
    form.locator("input[name=amount]").fill("10 000")
    form.locator("input[name=until]").fill(str(day_of(portal, 5)))
    press(window, form.locator("form button"))
    assert state(portal, "debtors", debtor.client) == "PROMISED"

    frame = opened(window)
    frame.locator("details.act summary", has_text="Спор по счёту").click()
    form = frame.locator("details.act[open]")
    form.locator("select[name=reason]").select_option("amount")
    frame = press(window, form.locator("form button"))
    assert state(portal, "debtors", debtor.client) == "DISPUTED"
    assert [said.kind for said in statements(portal, debtor.client)] == [Said.PROMISE, Said.DISPUTE]
    assert_sound(frame, "ru")


def test_an_administrator_stops_sets_and_moves_settings(portal, window):
    """Stop and go on; a shorter period with its preview and its version; the file that moves it to another portal."""
    enter(portal, window, HEAD)
    frame = opened(window)
    frame.locator("details.run > summary").click()
    frame.locator("details.confirm > summary").click()
    frame = press(window, frame.locator("button[name=stop][value='1']"))
    assert portal.bridge.horizon(portal.installation).is_stopped
    expect(frame.locator(".strip-alert")).to_contain_text("Марина Белова")
    assert_sound(frame, "ru")
    press(window, frame.locator(".strip-alert button[name=stop][value='0']"))
    assert not portal.bridge.horizon(portal.installation).is_stopped

    frame = go(window, "settings")
    frame.locator("#set-period").fill("400")
    press(window, frame.locator("button[name=save]"))
    expect(opened(window).locator("#set-period-error")).to_contain_text("от 7 до 365")
    frame = opened(window)
    frame.locator("#set-period").fill("60")
    expect(frame.locator("#preview")).to_contain_text("вместо")
    assert not portal.bridge.portal_settings.load(portal.member_id).get("assistants")
    press(window, frame.locator("button[name=save]"))
    assert portal.bridge.portal_settings.load(portal.member_id)["assistants"]["forgotten_clients"] == {"period": 60}

    frame = press(window, opened(window).locator(".side button[formaction$=yaml]"))
    assert_sound(frame, "ru")
    with window.expect_download() as download:
        frame.locator("button[name=download]").click()
    assert "period: 60" in download.value.path().read_text("utf-8")


def test_a_manager_sees_his_own_and_decides_nothing(portal, window):
    """His list, his numbers; no tab of decisions or settings, and a forged way to them is refused."""
    enter(portal, window, OWNER)
    frame = opened(window)
    own = [row for row in standings(portal, "forgotten_clients", "FORGOTTEN", "SNOOZED") if row.owner_id == OWNER]
    expect(frame.locator("#list tbody tr")).to_have_count(len(own))
    assert [frame.locator(f"nav button[formaction$={name}]").count() for name in ("decisions", "settings", "health")] == [
        0,
        0,
        0,
    ]
    frame = go(window, "overview")
    expect(frame.locator("h1")).to_have_text("Мои клиенты")
    assert_sound(frame, "ru")
    assert_sound(go(window, "journal"), "ru")

    for page in ("decisions", "settings", "stop", "yaml"):
        assert posted(window, page) == 403, page


def enter(portal, window, who):
    """Open the application as somebody."""
    opened(window, portal.stack.addresses["portal"] + APP.format(who))


def posted(window, page):
    """Post to one of our pages with the visitor's own token, as a forged link would; return the status."""
    frame = opened(window)
    address, token = frame.evaluate("[location.origin, document.body.dataset.token]")
    return window.request.post(f"{address}/b24/page/{page}", form={"token": token, "stop": "1"}).status


def standings(portal, assistant, *states):
    """Where clients stand with an assistant, by money."""
    return portal.bridge.ledger.standings(portal.member_id, assistant, states)


def state(portal, assistant, client):
    """Where one client stands with an assistant."""
    return portal.bridge.ledger.standings(portal.member_id, assistant, client=client)[0].state


def statements(portal, client):
    """What was said about a client."""
    return portal.bridge.statements.of(portal.member_id, [client]).get(client, ())


def holder(portal, client):
    """Whose the client is on the portal."""
    rows = portal.stack.rows("company" if client.type_id == COMPANY else "contact")
    return next(int(row["assignedById"]) for row in rows if int(row["id"]) == client.id)


def day_of(portal, ahead):
    """A day of the portal, so many days ahead."""
    return portal.bridge.now().date().fromordinal(standings(portal, "debtors", "OVERDUE")[0].judged_on.toordinal() + ahead)
