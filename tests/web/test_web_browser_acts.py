"""What people do on the pages, in a real browser: answer, undo, press, stop, set, each in its place and accessible."""

import pytest
from playwright.sync_api import expect

from tests.web.browsing import APP, TAB, accessibility, go, heard, overflow, settled

pytestmark = pytest.mark.slow


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
