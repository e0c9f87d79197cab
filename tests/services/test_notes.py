"""Notes of the ledger, kept in English, are read in Russian too; what the portal said stays in its own words."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from b24bridge.core.actions import PutTask
from b24bridge.core.calendar import Calendar
from b24bridge.core.decisions import Because
from b24bridge.core.ledger import Sent
from b24bridge.core.limits import Limits, put_off, too_large
from b24bridge.services import cascades
from b24bridge.services.notes import said_of
from tests.records import co
from tests.verdicts import put_task


@pytest.mark.parametrize(
    ("note", "russian"),
    [
        ("mode: observe", "Режим: наблюдение"),
        ("Limit: 10 tasks for one manager a day.", "Предел: 10 задач менеджеру за день"),
        ("Refused: Client is being worked on. call me", "Отклонено: Клиент в работе. call me"),
        ("an earlier step failed: nothing to close", "Не удался предыдущий шаг: закрывать нечего"),
        ("no trace after 3 tries", "Следа нет, попыток: 3"),
        ("It leaves in 30 minutes.", "Уйдёт через 30 мин"),
        ("Letters go out on working days, 10:00–18:00.", "Письма уходят в рабочие дни, 10:00–18:00"),
        ("A. Too many at once: 9 clients, usually no more than 5.", "Слишком много за раз: 9 клиентов, обычно не больше 5."),
        ("Too many at once: 29 of 100 clients.", "Слишком много за раз: 29 из 100 клиентов."),
        ("5 of 20 actions failed", "Не удалось 5 действий из 20"),
        (cascades.LEFT_ALONE, "С тех пор это изменил человек, не трогаем"),
        ("crm.item.update: ACCESS_DENIED", "Crm.item.update: ACCESS_DENIED"),
    ],
)  # fmt: skip
def test_a_note_is_read_in_russian(note, russian):
    """A note of ours is translated; one of the portal's is not touched."""
    assert said_of(note).ru == russian


def test_why_a_thing_is_called_for_no_more_is_told_by_the_verdict():
    """The reason within the note is the verdict's own; without it only that it is not needed is said."""
    told, other = Because("Клиент ответил.", "The client answered."), Because("Иное.", "Other.")
    note = f"no longer called for: {told.en}"

    assert said_of(note, None, other, told).ru == "Больше не нужно: Клиент ответил."
    assert said_of(note, other).ru == "Больше не нужно."
    assert said_of(note).en == "No longer called for: The client answered."


def test_every_limit_and_halt_has_its_words():
    """What limits say in English today is what the notes know."""
    now = datetime(2026, 11, 23, 12, tzinfo=UTC)
    sent = [Sent(kind="task", client=co(1), day=now.date(), at=now, person=5, is_open=True)]
    task: PutTask = put_task(co(2))
    for limits in (Limits(tasks_a_day=1), Limits(open_tasks=1)):
        waiting = put_off(task, sent, limits, now, Calendar(), None)
        assert waiting is not None
        assert said_of(waiting.because.en).ru == waiting.because.ru.rstrip(".")
    for limits, earlier in ((Limits(breaker_clients=5), []), (Limits(breaker_clients=5, breaker_share=Decimal(1)), [50])):
        halted = too_large(29, earlier, 100, limits)
        assert halted is not None
        assert said_of(halted.en).ru == halted.ru
