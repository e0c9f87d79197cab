"""Decisions: who may answer, what is done with an answer, and that nobody consents to what he did not see."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from b24bridge.core.decisions import Because
from b24bridge.core.errors import PlanChanged
from tests.web.web_answers import DECISIONS, MOVES

SEEN = " ".join(row.seen for row in DECISIONS.waiting)
CODE = DECISIONS.code


def words_of(answer):
    """The page as a person reads it: with plain spaces."""
    return answer.text.replace("\u00a0", " ")


def answers(bridge):
    """What the bridge was told, without the reading."""
    return bridge.done


def test_every_row_says_who_gives_who_gets_and_why(page):
    """A hand-over shows both managers, the receiver's reason, what moves along, the money; a letter its full text."""
    text = words_of(page("decisions"))
    for words in (
        "План от 23 ноября, 02:12 · 6 решений",
        "Петров → <b>Захарова</b>",
        "меньше всех клиентов, новичок, свободна",
        "3 контакта, 1 сделка, 1 счёт",
        "112 тыс. ₽",
        "140 200,50 ₽",
        "Напоминаем об оплате счёта № 1184. [#k8]",
        "уйдут через 30 минут после утверждения",
        "Петров просит вернуть клиента",
        "Не выполнено: клиент ответил в 10:42",
        "Утверждено, выполняется",
        "Без вашего участия этой ночью сделано: 17 задач, 14 меток, 5 уведомлений",
        "Ещё 2: задачи Петрову, больше 10 в день мы не ставим. Перенесено на 24 ноября.",
        "7F3A-91C2-E04B-55AA",
        "Утвердить выбранные: 5",
    ):
        assert words in text


def test_one_row_is_approved_by_the_code_of_the_page(bridge, page):
    """A single row says everything itself, so its button approves it at once, with the code that was seen."""
    assert "Утверждено 1 решение" in words_of(page("decisions", approve="move101", code=CODE, seen=SEEN))
    assert answers(bridge) == [("approve", ("move101",), CODE)]


def test_several_rows_are_approved_after_a_look_at_their_sum(bridge, page):
    """Approving several first says how many clients go where; only then is it done."""
    text = words_of(page("decisions", approve="group:move", code=CODE, seen=SEEN))
    assert "3 клиента перейдут к другим менеджерам: Захарова 2, Кузнецова 1. Вернуть можно в течение 30 дней." in text
    assert answers(bridge) == []
    keys = " ".join(row.key for row in MOVES)
    page("decisions", approve="selected", keys=keys, code=CODE, seen=SEEN, confirmed="1")
    assert answers(bridge) == [("approve", ("move101", "move102", "move103"), CODE)]


def test_only_ticked_rows_are_approved(bridge, page):
    """What was unticked stays; the bridge hears of the rest alone."""
    page("decisions", approve="selected", key=["move101", "mail1"], code=CODE, seen=SEEN, confirmed="1")
    assert answers(bridge) == [("approve", ("move101", "mail1"), CODE)]


@pytest.mark.parametrize("code", ["", "0" * 16])
def test_a_page_that_is_out_of_date_approves_nothing(bridge, page, code):
    """With another code than the plan's nothing is done, and the page says how many rows differ."""
    text = words_of(page("decisions", approve="move101", code=code, seen=SEEN.replace("c0de101", "other")))
    assert "План изменился, пока вы смотрели: 2 строки. Ничего не выполнено." in text
    assert answers(bridge) == []


def test_a_plan_that_changes_in_the_last_moment_approves_nothing(bridge, page, monkeypatch):
    """When the bridge itself finds the plan changed, the page says so and shows the new one."""

    def refuse(visitor, keys, code):
        bridge.deciding = replace(bridge.deciding, groups=bridge.deciding.groups[:1], code="f" * 16)
        raise PlanChanged

    monkeypatch.setattr(bridge, "approve", refuse)
    text = words_of(page("decisions", approve="move101", code=CODE, seen=SEEN))
    assert "План изменился, пока вы смотрели: 3 строки." in text
    assert "FFFF-FFFF-FFFF-FFFF" in text


def test_a_rejection_needs_a_reason_and_says_its_consequence(bridge, page):
    """The form opens under its row, names the reasons and what follows; without a reason nothing is rejected."""
    asked = words_of(page("decisions", ask="move102"))
    assert "Ответственным останется Петров. Клиент будет под защитой до 23 декабря." in asked
    assert "Клиент просил этого менеджера" in asked
    missing = words_of(page("decisions", reject="selected", keys="move102", note="Договор на подписи"))
    assert "Выберите причину из списка" in missing
    assert 'value="Договор на подписи"' in missing
    assert answers(bridge) == []
    page("decisions", reject="selected", keys="move102", reason="working", note=" Договор  на подписи ")
    assert answers(bridge) == [("reject", ("move102",), "working", "Договор на подписи")]


def test_a_row_that_is_gone_cannot_be_rejected(bridge, page):
    """A rejection of what no longer waits does nothing and says that things changed."""
    assert "План изменился" in page("decisions", reject="selected", keys="move999", reason="working").text
    assert answers(bridge) == []


def test_rows_stay_ticked_while_another_is_being_rejected(page):
    """Opening a rejection keeps what was ticked and what was not."""
    text = page("decisions", ask="move102", key=["move101"]).text
    ticked = [part for part in text.split("<input type=")[1:] if 'name="key"' in part and " checked" in part.partition(">")[0]]
    assert len(ticked) == 1
    assert 'value="move101"' in ticked[0]


def test_while_only_watching_nothing_can_be_approved(bridge, page):
    """In observe mode the plan is shown, its buttons are not; the observation can be ended instead."""
    bridge.standing = replace(bridge.standing, running="observe", observe_until=date(2026, 12, 7))
    text = words_of(page("decisions"))
    assert "Включить сейчас" in text
    assert "Утвердить" not in text


def test_what_stands_in_the_way_is_said_above_the_plan(bridge, page):
    """A halted run, old payments, an expired plan and a lack of receivers are said, not hidden."""
    bridge.deciding = replace(
        DECISIONS,
        halted=Because("Слишком много за раз: 80 клиентов.", "Too many."),
        letters_as_of=bridge.moment - timedelta(days=1),
        expired_on=date(2026, 11, 22),
        without_receiver=2,
    )
    text = words_of(page("decisions"))
    for words in (
        "Слишком много за раз",
        "Письма не отправляем: данные об оплате от 22 ноя, 09:12.",
        "Срок плана истёк 22 ноября.",
    ):
        assert words in text
    assert "Некому передать" in text


def test_an_empty_plan_is_good_news(bridge, page):
    """With nothing to decide the page says so in one sentence."""
    bridge.deciding = replace(DECISIONS, groups=())
    assert "Решать нечего." in page("decisions").text


def test_an_approved_row_tells_what_became_of_it(bridge, fragment):
    """A row that is being done asks again until it is done; then it asks no more."""
    assert "hx-post" in fragment("decisions/move108").text
    told = fragment("decisions/move107")
    assert "клиент ответил в 10:42" in told.text
    assert "hx-post" not in told.text
    assert fragment("decisions/nothing").status_code == 404
