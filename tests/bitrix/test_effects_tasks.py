"""Our tasks and the reasons on them over HTTP: what a person takes up is his."""

from typing import Any

import pytest

from b24bridge.core.errors import NotFound
from b24bridge.core.ids import reference_of
from tests.bitrix.effect_acts import join, leave, person, points, put_task
from tests.bitrix.effect_rows import CLOSE, KEY, OTHER, TASK, stored
from tests.sandboxed import Sandboxed


def test_a_task_untouched_is_taken_back(site: Sandboxed) -> None:
    """A task that nobody changed is closed again; taking that back opens it."""
    effect = site.bridge().perform(TASK, KEY, {})
    assert site.bridge().find(TASK, KEY, {}) == effect
    back = site.bridge().revert(TASK, KEY, effect)
    assert (stored(site, "task", effect.object_id)["status"], back.conflicts) == (5, ())
    assert site.bridge().revert(TASK, KEY, effect).effect.after == {}
    site.bridge().revert(TASK, KEY, back.effect)
    assert stored(site, "task", effect.object_id)["status"] == 2


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"deadline": "2026-12-01T18:00:00+03:00"}, "deadline"),
        ({"responsibleId": 3}, "responsibleId"),
        ({"title": "Моё"}, "title"),
    ],
)
def test_a_task_that_a_person_took_up_stays(site: Sandboxed, change: dict[str, Any], field: str) -> None:
    """Any change by a person makes the task his."""
    effect = site.bridge().perform(TASK, KEY, {})
    person(site, "task", effect.object_id, **change)
    site.mark()
    back = site.bridge().revert(TASK, KEY, effect)
    assert ([each.field for each in back.conflicts], site.changes()) == ([field], [])


def test_a_task_that_other_reasons_need_stays(site: Sandboxed) -> None:
    """Another reason joined the task, so taking back the first closes nothing."""
    effect = site.bridge().perform(TASK, KEY, {})
    site.bridge().perform(join(effect.object_id, raises=False), OTHER, {})
    back = site.bridge().revert(TASK, KEY, effect)
    assert [each.field for each in back.conflicts] == ["reasons"]
    assert stored(site, "task", effect.object_id)["status"] == 2


def test_a_closed_task_is_opened_again(site: Sandboxed) -> None:
    """Taking back a completion takes the task up again, once; a task that was over before us is left as it is."""
    done_by = {"task": put_task(site)}
    effect = site.bridge().perform(CLOSE, KEY, done_by)
    assert (effect.before, effect.after) == ({"status": 2}, {"status": 5})
    nothing = site.bridge().perform(CLOSE, KEY, done_by)
    assert site.bridge().revert(CLOSE, KEY, nothing).effect.after == {}
    site.mark()
    for _ in range(2):
        site.bridge().revert(CLOSE, KEY, effect)
    assert (stored(site, "task", done_by["task"])["status"], site.changes()) == (2, ["tasks.task.renew"])


def test_a_reason_joins_the_task_and_raises_it(site: Sandboxed) -> None:
    """The new reason is a point with its reference, and being the foremost one it gives the task its title."""
    number = put_task(site)
    effect = site.bridge().perform(join(number), OTHER, {})
    assert points(site) == [(f"Счёт не оплачен: Ромашка (Юг) (до 26.11.2026) {reference_of(OTHER)}", "N")]
    task = stored(site, "task", number)
    assert (effect.object_id, task["title"], task["priority"]) == (number, "Счёт не оплачен: Ромашка [Юг]", 2)
    assert site.changes() == ["task.checklistitem.add", "tasks.task.update"]
    assert site.bridge().find(join(number), OTHER, {}) is not None
    assert site.bridge().perform(join(number), OTHER, {}).after == {"is_done": False}
    assert len(site.changes()) == 2


def test_a_reason_of_less_weight_leaves_the_title(site: Sandboxed) -> None:
    """A reason that does not go first is a point and nothing more."""
    number = put_task(site)
    site.bridge().perform(join(number, raises=False), OTHER, {})
    assert stored(site, "task", number)["title"].startswith("Забытый клиент")
    assert site.changes() == ["task.checklistitem.add"]


def test_a_reason_cannot_join_a_task_that_is_over(site: Sandboxed) -> None:
    """A task that was completed or deleted takes no more reasons, which is said before anything is sent."""
    number = put_task(site)
    site.bridge().perform(CLOSE, KEY, {"task": number})
    site.mark()
    for gone in (number, "999"):
        with pytest.raises(NotFound):
            site.bridge().perform(join(gone), OTHER, {})
        assert site.bridge().find(join(gone), OTHER, {}) is None
        assert site.bridge().perform(leave(gone), KEY, {}).note
    assert site.changes() == []


def test_a_reason_leaves_and_the_next_goes_on(site: Sandboxed) -> None:
    """Its point is ticked off, the task bears the next reason's title, and the card says why."""
    number = put_task(site)
    site.bridge().perform(join(number), OTHER, {})
    site.mark()
    assert site.bridge().find(leave(number), KEY, {}) is None
    effect = site.bridge().perform(leave(number), KEY, {})
    assert [done for _, done in points(site)] == ["Y"]
    assert stored(site, "task", number)["title"] == "Забытый клиент: Ромашка [Юг] — 82 дн."
    assert site.changes() == ["task.checklistitem.complete", "tasks.task.update", "crm.timeline.logmessage.add"]
    assert site.bridge().find(leave(number), KEY, {}) is not None
    site.bridge().revert(leave(number), KEY, effect)
    assert [done for _, done in points(site)] == ["N"]
    assert stored(site, "task", number)["title"].startswith("Счёт не оплачен")


def test_a_joined_reason_is_taken_back_beside_a_persons_title(site: Sandboxed) -> None:
    """A person gave the task another title: it stays and is told; the point and the priority go back."""
    number = put_task(site)
    effect = site.bridge().perform(join(number), OTHER, {})
    person(site, "task", number, title="Срочно!")
    back = site.bridge().revert(join(number), OTHER, effect)
    task = stored(site, "task", number)
    assert [(each.field, each.now) for each in back.conflicts] == [("title", "Срочно!")]
    assert (task["title"], task["priority"], [done for _, done in points(site)]) == ("Срочно!", 1, ["Y"])
    assert site.bridge().revert(join(number), OTHER, effect).was_back, "a repeat after a lost answer sees that it is done"
