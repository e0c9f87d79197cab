"""Hand-overs over HTTP: owners, observers, tasks and activities change hands unless a person chose otherwise."""

from dataclasses import replace

import pytest

from b24bridge.core.actions import (
    MoveTask,
    Observe,
    Reassign,
)
from b24bridge.core.errors import NotFound, Overtaken, Refused
from b24bridge.core.ids import DEAL, ORDER, EntityId
from b24bridge.core.ledger import Conflict
from tests.bitrix.effect_acts import person, put_task
from tests.bitrix.effect_rows import CARD, KEY, stored
from tests.sandboxed import Sandboxed

HAND = Reassign(client=CARD, step="company", entity=CARD, from_owner=1, to_owner=3, cascade="c")
WATCH = Observe(client=CARD, step="watch", entity=CARD, person=5, cascade="c")


def test_a_client_is_handed_over_once(site: Sandboxed) -> None:
    """The owner is read and set; who has it already keeps it without a write."""
    effect = site.bridge().perform(HAND, KEY, {})
    assert (effect.object_id, effect.before, effect.after) == ("CO_12", {"assignedById": 1}, {"assignedById": 3})
    assert stored(site, "company", 12)["assignedById"] == 3
    again = site.bridge().perform(HAND, KEY, {})
    assert (again.after, bool(again.note)) == ({}, True)
    assert site.changes() == ["crm.item.update"]
    assert site.bridge().find(HAND, KEY, {}) == effect


def test_a_persons_choice_of_owner_is_left_alone(site: Sandboxed) -> None:
    """When somebody else is responsible by now, surely nothing is done."""
    person(site, "company", 12, assignedById=5)
    with pytest.raises(Overtaken, match="owner changed"):
        site.bridge().perform(HAND, KEY, {})
    assert site.bridge().find(HAND, KEY, {}) is None
    assert site.changes() == []


def test_a_hand_over_is_taken_back_and_that_too(site: Sandboxed) -> None:
    """The old owner is back; a second time changes nothing; taking the taking back back gives it to the new one again."""
    effect = site.bridge().perform(HAND, KEY, {})
    back = site.bridge().revert(HAND, KEY, effect)
    assert (stored(site, "company", 12)["assignedById"], back.conflicts) == (1, ())
    assert site.bridge().revert(HAND, KEY, effect).effect.after == {}
    site.bridge().revert(HAND, KEY, back.effect)
    assert stored(site, "company", 12)["assignedById"] == 3
    assert site.changes() == ["crm.item.update"] * 3


def test_a_hand_over_that_a_person_changed_stays(site: Sandboxed) -> None:
    """An owner chosen by a person after us is a conflict, and nothing is written."""
    effect = site.bridge().perform(HAND, KEY, {})
    person(site, "company", 12, assignedById=5)
    site.mark()
    back = site.bridge().revert(HAND, KEY, effect)
    assert back.conflicts == (Conflict(field="assignedById", ours=3, now=5),)
    assert (back.effect.after, site.changes()) == ({}, [])


def test_orders_are_not_handed_over_by_these_methods(site: Sandboxed) -> None:
    """An order has no owner that we can set, and nobody watches it: said in words, without a request."""
    with pytest.raises(Refused, match="O_8"):
        site.bridge().perform(replace(HAND, entity=EntityId(ORDER, 8)), KEY, {})
    assert "watch" in site.bridge().perform(replace(WATCH, entity=EntityId(ORDER, 8)), KEY, {}).note
    assert site.requests() == 0


def test_an_observer_comes_and_goes_among_others(site: Sandboxed) -> None:
    """The old owner watches on beside those who did; taken back, one whom a person added later stays."""
    person(site, "company", 12, observers=[4])
    site.mark()
    effect = site.bridge().perform(WATCH, KEY, {})
    assert (effect.before, effect.after) == ({"observers": [4]}, {"observers": [4, 5]})
    assert site.bridge().find(WATCH, KEY, {}) == effect
    assert site.bridge().perform(WATCH, KEY, {}).after == {}
    assert site.changes() == ["crm.item.update"]
    person(site, "company", 12, observers=[4, 5, 3])
    back = site.bridge().revert(WATCH, KEY, effect)
    assert (stored(site, "company", 12)["observers"], back.conflicts) == ([4, 3], ())
    assert site.bridge().find(WATCH, KEY, {}) is None


def test_an_observer_may_be_taken_off(site: Sandboxed) -> None:
    """Watching ends for one person, and taking that back lets him watch again."""
    person(site, "deal", 5, observers=[4, 5])
    off = replace(WATCH, entity=EntityId(DEAL, 5), is_on=False)
    effect = site.bridge().perform(off, KEY, {})
    assert stored(site, "deal", 5)["observers"] == [4]
    site.bridge().revert(off, KEY, effect)
    assert stored(site, "deal", 5)["observers"] == [4, 5]


def test_our_task_changes_hands(site: Sandboxed) -> None:
    """The client's open task goes to the new owner, and back; a person's choice is left alone."""
    done_by = {"task": put_task(site)}
    move = MoveTask(client=CARD, step="move", from_owner=1, to_owner=3, cascade="c")
    assert site.bridge().find(move, KEY, done_by) is None
    effect = site.bridge().perform(move, KEY, done_by)
    assert stored(site, "task", done_by["task"])["responsibleId"] == 3
    assert site.bridge().find(move, KEY, done_by) == effect
    assert site.bridge().perform(move, KEY, done_by).after == {}
    site.bridge().revert(move, KEY, effect)
    assert stored(site, "task", done_by["task"])["responsibleId"] == 1
    assert site.changes() == ["tasks.task.update"] * 2
    person(site, "task", done_by["task"], responsibleId=5)
    with pytest.raises(Overtaken):
        site.bridge().perform(move, KEY, done_by)
    with pytest.raises(NotFound):
        site.bridge().perform(move, KEY, {})


def test_a_planned_activity_changes_hands(site: Sandboxed) -> None:
    """A planned meeting goes to the new owner and back; one that is over does not."""
    move = MoveTask(client=CARD, step="meeting", from_owner=1, to_owner=3, cascade="c", activity_id=52)
    effect = site.bridge().perform(move, KEY, {})
    assert stored(site, "activity", 52, "ID")["RESPONSIBLE_ID"] == 3
    assert site.bridge().find(move, KEY, {}) == effect
    site.bridge().revert(move, KEY, effect)
    assert stored(site, "activity", 52, "ID")["RESPONSIBLE_ID"] == 1
    assert site.changes() == ["crm.activity.update"] * 2
    for over, error in ((51, Overtaken), (999, NotFound)):
        with pytest.raises(error):
            site.bridge().perform(replace(move, activity_id=over), KEY, {})
