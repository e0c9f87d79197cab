"""The journal: what was done and by whom, and taking it back only after it was said what that means."""

import pytest

from b24bridge.core.ids import EntityId
from b24bridge.core.screens_undo import UndoScope


def words_of(answer):
    """The page as a person reads it: with plain spaces."""
    return answer.text.replace("\u00a0", " ")


def test_the_journal_tells_what_was_done_by_day(page):
    """Days, who, old and new values, results; a conflict in full and an unknown result with its next look."""
    text = words_of(page("journal"))
    for words in (
        "Сегодня, 23 ноября</b> 38 действий",
        "Пятница, 20 ноября</b> 41 действие",
        "<b>Забытый</b>",
        "через 4 мин проверим и запишем итог сюда",
        "Поле «Ответственный» не возвращено: 20 ноя, 11:20 его изменили, это Сергей Петров.",
        "Робот ставил: Захарова, сейчас: Литвинов.",
        "Поле «Метка» не возвращено: после робота его изменили. Робот ставил: Передан, сейчас: нет.",
        "письмо не отозвать",
        "Не понадобилось",
    ):
        assert words in text


def test_paging_and_one_client_reach_the_question(bridge, page):
    """Earlier rows are asked for by the number that the last page gave, within the one client if there is one."""
    assert 'name="before" value="118"' in page("journal").text
    text = page("journal", client="CO_5", before="118").text
    assert bridge.asked[-1] == (EntityId(4, 5), 118)
    assert "Только ООО «Альтаир»" in text


def test_one_action_is_taken_back_after_its_list_was_seen(bridge, page):
    """The first click shows in place what returns and what does not, the second does it."""
    text = words_of(page("journal", key="altair"))
    for words in ("Вернём 1 действие", "Не вернём 1 письмо: отправленное не отозвать", "Не вернём 1 действие: после робота"):
        assert words in text
    assert "Отменить 1 действие" in text
    assert bridge.done == []
    assert "Отменяем 1 действие" in words_of(page("journal", undo="1", key="altair"))
    assert bridge.done == [("undo", UndoScope(key="altair"))]


@pytest.mark.parametrize(
    ("asked", "scope"),
    [
        ({"scope": "client", "whose": "CO_5"}, UndoScope(client=EntityId(4, 5))),
        ({"scope": "plan", "plan": "9"}, UndoScope(plan_id=9)),
        ({"scope": "hours", "hours": "24"}, UndoScope(hours=24)),
    ],
)
def test_several_actions_are_taken_back_by_client_plan_or_hours(bridge, page, asked, scope):
    """The form names one scope; its list is shown first and nothing happens before the second click."""
    assert "Показать, что вернётся" in page("journal", many="1").text
    assert "Отменить 1 действие" in words_of(page("journal", preview="1", **asked))
    assert bridge.done == []
    page("journal", undo="1", **asked)
    assert bridge.done == [("undo", scope)]


@pytest.mark.parametrize(
    "asked", [{}, {"scope": "hours", "hours": "721"}, {"scope": "client", "whose": "x"}, {"scope": "plan"}]
)
def test_a_scope_that_names_nothing_undoes_nothing(bridge, page, asked):
    """Nonsense is answered by the form again."""
    assert "Выберите клиента, план или число часов" in page("journal", undo="1", **asked).text.replace("плана", "план")
    assert bridge.done == []


@pytest.mark.parametrize("several", [{}, {"key": "a", "hours": 1}, {"hours": 0}, {"hours": 721}])
def test_a_scope_is_exactly_one_thing(several):
    """A scope that means nothing or two things does not exist."""
    with pytest.raises(ValueError, match="hours"):
        UndoScope(**several)
