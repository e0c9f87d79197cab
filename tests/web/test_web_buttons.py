"""Buttons of a client: what each would do is said before the click, and only what is in order is recorded."""

from dataclasses import replace
from datetime import date

import pytest

from b24bridge.core.errors import ConfigError
from b24bridge.core.ids import INVOICE, EntityId
from b24bridge.core.screens import Badge
from b24bridge.core.screens_buttons import Pressed
from b24bridge.core.statements import Said
from tests.web.web_answers import both
from tests.web.web_buttons import BUTTONS, CLOSED
from tests.web.web_screens import ROWS, roubles

CLIENT = EntityId(4, 5)


def words_of(answer):
    """The page as a person reads it: with plain spaces."""
    return answer.text.replace("\u00a0", " ")


def test_every_button_says_what_follows_and_the_one_limit_that_bites(page):
    """Effects, bounds and the tightest limit stand beside the buttons before anything is pressed."""
    text = words_of(page("client", client="CO_5"))
    for words in (
        "Защита до 7 декабря. Запись увидит руководитель. В следующий раз — только после ответа клиента.",
        "До этого дня не напоминаем и не передаём. Не дальше 22 января 2027.",
        "До обещанного дня не напоминаем. Если денег не будет, скажем руководителю. Не дальше 23 декабря.",
        "Напоминания остановятся до 10 раб. дней, вы получите задачу.",
        "Вы сами отдаёте клиента. В отчёте это не потеря.",
        "№ 1219, 86 000 ₽",
        "«согласуем объём на декабрь»",
        "руководитель отказал",
        "Последнее предупреждение".lower(),
        "Отмечен как забытый, создана задача",
    ):
        assert words in text


@pytest.mark.parametrize(
    ("asked", "pressed"),
    [
        (
            {"kind": "keep", "reason": "whatsapp", "note": " Бюджет 2 декабря "},
            Pressed(kind=Said.KEEP, reason="whatsapp", note="Бюджет 2 декабря"),
        ),
        (
            {"kind": "pause", "reason": "holiday", "until": "2026-12-05"},
            Pressed(kind=Said.PAUSE, reason="holiday", until=date(2026, 12, 5)),
        ),
        (
            {"kind": "promise", "amount": "86 000,50", "until": "2026-12-01", "document": "SI_1219"},
            Pressed(kind=Said.PROMISE, until=date(2026, 12, 1), amount=roubles("86000.50"), document=EntityId(INVOICE, 1219)),
        ),
        ({"kind": "dispute", "reason": "goods"}, Pressed(kind=Said.DISPUTE, reason="goods")),
        ({"kind": "give_up", "reason": "forged"}, Pressed(kind=Said.GIVE_UP)),
    ],
    ids=["keep", "pause", "promise", "dispute", "give up"],
)
def test_what_was_said_is_recorded_and_its_effect_shown(bridge, page, asked, pressed):
    """A form in order is handed on as it was meant, and the page tells what follows from it."""
    assert "Контакт подтверждён, защита до 7 декабря." in words_of(page("press", client="CO_5", **asked))
    assert bridge.done == [("press", CLIENT, pressed)]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"kind": "keep", "reason": "whatsapp"}, "Напишите одной строкой"),
        ({"kind": "keep", "reason": "pigeon", "note": "письмо"}, "Выберите вариант из списка"),
        ({"kind": "pause", "reason": "holiday", "until": "2027-01-23"}, "Выберите день не раньше сегодняшнего"),
        ({"kind": "pause", "reason": "holiday", "until": "2026-11-22"}, "Выберите день не раньше сегодняшнего"),
        ({"kind": "pause", "reason": "holiday", "until": "soon"}, "Выберите день не раньше сегодняшнего"),
        ({"kind": "promise", "amount": "NaN", "until": "2026-12-01"}, "Введите сумму"),
        ({"kind": "promise", "amount": "-5", "until": "2026-12-01"}, "Введите сумму"),
        ({"kind": "promise", "amount": "٥", "until": "2026-12-01"}, "Введите сумму"),
        (
            {"kind": "promise", "amount": "5", "until": "2026-12-01", "document": "SI_7"},
            "Этого счёта среди неоплаченных уже нет",
        ),
        ({"kind": "promise", "amount": "5", "until": "2026-12-01", "document": "?"}, "Этого счёта среди неоплаченных уже нет"),
    ],
)
def test_what_is_wrong_is_said_in_its_place_and_the_text_is_kept(bridge, page, asked, said):
    """The form stays open with what was typed and says which field is wrong; nothing is recorded."""
    text = words_of(page("press", client="CO_5", **asked))
    assert said in text
    assert '<details class="act" name="act" open>' in text
    if asked.get("note"):
        assert f'value="{asked["note"]}"' in text
    assert bridge.done == []


def test_what_the_bridge_refuses_is_said_as_well(bridge, page, monkeypatch):
    """When the limits changed since the page was shown, the page says so where the form is."""

    def refuse(visitor, client, pressed):
        raise ConfigError("until", "too far", "Choose an earlier day.")

    monkeypatch.setattr(bridge, "press", refuse)
    text = words_of(page("press", client="CO_5", kind="keep", reason="other", note="созвон"))
    assert "Выберите день не раньше сегодняшнего" in text


def test_when_no_confirmations_are_left_the_head_can_be_asked(bridge, page):
    """A closed button says why it is closed, and the way out stands beside it."""
    bridge.buttoned = CLOSED
    text = words_of(page("client", client="CO_5"))
    assert "Подтверждения закончились. Нужен ответ клиента или согласие руководителя." in text
    assert "Попросить руководителя" in text
    page("press", client="CO_5", kind="keep", note="всё равно")
    assert bridge.done == []
    page("press", client="CO_5", kind="more_keeps")
    assert bridge.done == [("press", CLIENT, Pressed(kind=Said.MORE_KEEPS))]


@pytest.mark.parametrize("kind", ["", "waiver", "lost", "nonsense"])
def test_a_button_that_is_not_there_cannot_be_pressed(bridge, page, kind):
    """Only the buttons that were offered are obeyed."""
    assert page("press", client="CO_5", kind=kind, note="x").status_code == 403
    assert bridge.done == []


def test_the_tab_has_the_same_buttons_and_stays_the_tab(bridge, opened, page):
    """In the card's tab the buttons stand too; pressing one shows the tab again, not the page."""
    text = words_of(opened("/b24/widget/CRM_COMPANY_DETAIL_TAB", PLACEMENT_OPTIONS='{"ID":"5"}'))
    assert "Где был контакт" in text
    answer = page("press", client="CO_5", kind="keep", reason="other", note="созвон", tab="1")
    assert "<nav" not in answer.text
    assert "Контакт подтверждён" in answer.text


def test_a_row_of_a_list_leads_to_the_open_form(bridge, page):
    """Rows offer their assistant's button to who may press it; it opens the client with that form open."""
    bridge.rows = (replace(ROWS[4], may_press=True),)
    assert 'value="CO_5 keep"' in page("findings").text
    text = page("client", open="CO_5 promise").text
    assert '<details class="act" name="act" open>\n    <summary class="button">Обещал оплатить' in text


def test_the_verdicts_of_the_other_assistants_stand_on_the_page(bridge, page):
    """A client that is also a debtor says so, with the debtors' own reason and next step."""
    debt = replace(ROWS[4], assistant="debtors", badge=Badge("overdue", 31), reason=both("Счёт № 1184 просрочен на 31 день."))
    bridge.others = (debt,)
    text = words_of(page("client", client="CO_5"))
    for words in ("Другие помощники", "Должники", "Просрочен 31 день", "Счёт № 1184 просрочен"):
        assert words in text


def test_only_one_limit_is_ever_shown(bridge, page):
    """How many times are left is one sentence, whichever of the limits it is."""
    keep = replace(BUTTONS.buttons[0], quota="left", left=1)
    bridge.buttoned = replace(BUTTONS, buttons=(keep,))
    text = words_of(page("client", client="CO_5"))
    assert "Осталось 1 раз за этот случай." in text
    assert "В следующий раз" not in text
