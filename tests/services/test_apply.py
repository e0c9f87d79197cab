"""Carrying actions to the portal: on grounds read a moment before, each class of answer put where it belongs."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from pydantic import BaseModel

from b24bridge.core.actions import Action
from b24bridge.core.assistants import Assistant, Rule
from b24bridge.core.decisions import Because
from b24bridge.core.errors import (
    AccessLost,
    Busy,
    DomainMoved,
    NotFound,
    PortalError,
    RefreshInProgress,
    Refused,
    Unavailable,
    Unknown,
)
from b24bridge.core.ids import action_key
from b24bridge.core.ledger import Outcome, State
from b24bridge.core.streams import Stream
from b24bridge.store.session import Store
from tests.records import co, comment
from tests.services.clocks import START
from tests.services.office import MEMBER, NAME, Office, after, never
from tests.verdicts import decision, put_task

ANCHOR = "activity:10"


def key(step: str, number: int = 1) -> str:
    return action_key(MEMBER, NAME, co(number), f"activity:{number * 10}", step)


def note(office: Office, step: str) -> str:
    row = office.ledger.find(key(step))
    assert row is not None
    return row.note


def states(office: Office) -> dict[str, str]:
    """Return the state of each action of the first company."""
    return {step: str(state) for (client, step), state in office.states().items() if client == "CO_1"}


def test_label_and_task_of_a_client_go_out_on_one_reading(office):
    """Both are on the portal and known as done, the label first, after one reading of the grounds."""
    office.begin(1)
    office.portal.calls.clear()

    office.send()

    assert office.portal.calls == ["grounds", "perform", "perform"]
    assert states(office) == {"label": "done", "task": "done"}
    assert (office.tasks(), office.labelled()) == ({"CO_1": [2]}, {"CO_1"})


def test_nothing_is_sent_twice(office):
    """A second and a third round find nothing to do."""
    office.begin(1, 2)
    for _ in range(3):
        office.send()
        office.scan.run(office.installation)

    assert office.portal.calls.count("perform") == 4


def test_a_client_without_anything_due_costs_no_request(office):
    """Nobody's grounds are read for nothing."""
    office.begin()
    office.company(1, -1)
    office.portal.calls.clear()

    office.send()

    assert office.portal.calls == []


# --- the grounds ---


def unmoved(office: Office) -> bool:
    return not office.tasks() and not office.labelled()


def called(office: Office) -> None:
    office.meeting(99, co(1), 0)


def changed(**what: Any):
    def change(office: Office) -> None:
        old = office.portal.rows[Stream.COMPANIES][1]
        office.portal.put(replace(old, updated_at=office.clock.now(), **what))

    return change


def deleted(office: Office) -> None:
    office.portal.drop(Stream.COMPANIES, 1)


@pytest.mark.parametrize(
    ("happened", "state"),
    [
        (called, "CALM"),
        (changed(hold=True), "HELD"),
        (changed(company_type="SUPPLIER"), "EXCLUDED"),
        (changed(is_mine=True), "EXCLUDED"),
        (deleted, "GONE"),
    ],
    ids=["called", "held", "supplier", "mine", "deleted"],
)
def test_what_changed_a_minute_ago_stops_an_action(office, happened, state):
    """Nobody told us and no sweep came by, yet nothing is written and the journal says why."""
    office.begin(1)
    happened(office)

    office.send()

    assert unmoved(office)
    assert set(states(office).values()) == {"cancelled"}
    assert office.standing(co(1)).state == state
    assert note(office, "label").startswith("no longer called for: ")
    assert len(note(office, "label")) > len("no longer called for: ")


def test_a_comment_a_minute_ago_postpones(office):
    """Of a client that its manager just wrote about the label says that it is put off, and no task is given."""
    office.begin(1)
    words = "договорились встретиться на следующей неделе"
    office.portal.put(comment(1, co(1), words, created_at=office.clock.now()))

    office.send()

    assert office.standing(co(1)).state == "SNOOZED"
    assert (office.tasks(), office.labelled()) == ({}, {"CO_1"})
    assert states(office) == {"label": "cancelled", "task": "cancelled", "snooze:comment:1": "done"}


def test_a_new_owner_gets_the_task(office):
    """The action goes out as decided now, to whoever is responsible now, if the client is still forgotten by then."""
    office.choose(observe_days=0)
    office.company(1, created_at=office.day(-900))
    office.portal.put(replace(office.portal.rows[Stream.ACTIVITIES][10], updated_at=office.day(-600)))
    office.read()
    office.scan.run(office.installation)
    changed(owner_id=6)(office)

    office.send()

    standing = office.standing(co(1))
    assert standing.owner_id == 6
    tasks = [row for row in office.portal.rows[Stream.TASKS].values() if row.marker]
    assert [task.responsible_id for task in tasks] == ([6] if standing.state == "FORGOTTEN" else [])


def test_what_ended_by_itself_is_wanted_again(office):
    """A hold that is lifted brings the client back under a new episode; nothing is lost and nothing is doubled."""
    office.begin(1)
    changed(hold=True)(office)
    office.send()
    assert set(states(office).values()) == {"cancelled"}
    office.clock.advance(3600)
    changed(hold=False)(office)
    office.clock.advance(3600)
    office.portal.now = office.clock.now()
    office.read()

    office.scan.run(office.installation)
    office.send()

    assert (office.tasks(), office.labelled()) == ({"CO_1": [2]}, {"CO_1"})


def test_what_was_cancelled_and_never_sent_revives_once(office):
    """A step cancelled before it was ever sent goes out, once, as soon as the same episode is found to want it again."""
    office.begin(1)
    office.ledger.settle(key("task"), Outcome(state=State.CANCELLED, note="not now"), office.clock.now())

    office.send()
    office.scan.run(office.installation)
    office.send()

    assert states(office) == {"label": "done", "task": "done"}
    assert office.tasks() == {"CO_1": [2]}


def test_without_the_card_there_is_nothing_to_act_on(office):
    """A client that the mirror does not know at all has its action cancelled."""
    office.begin(1)
    office.tell(decision(co(8), "activity:80", (put_task(co(8)),)))

    office.send()

    assert office.states()["CO_8", "task"] is State.CANCELLED
    assert office.tasks() == {"CO_1": [2]}


def test_the_grounds_begin_before_the_last_sweep(office):
    """What came between the sweep and now is read with some overlap, by the portal's clock."""
    office.begin(1)
    office.installations.change(MEMBER, skew=3600.0)
    asked: list[Any] = []
    grounds = office.portal.grounds
    office.portal.grounds = lambda client, entities, since: asked.append(since) or grounds(client, entities, since)
    office.clock.advance(60)

    office.apply.run(office.installation, office.portal, never)

    assert asked == [START - timedelta(minutes=10) + timedelta(hours=1)]


# --- what the portal answers ---


def failing(office: Office, error: Exception) -> None:
    office.portal.fail_with["perform"] = error


ANSWERS = [
    (NotFound("crm.item.update", "NOT_FOUND"), State.CANCELLED),
    (Refused("crm.item.update", "ACCESS_DENIED"), State.PARKED),
    (Unavailable("crm.item.update", "unsent"), State.NEW),
    (Unknown("crm.item.update", "timeout"), State.UNKNOWN),
    (DomainMoved("crm.item.update", "new.example"), State.UNKNOWN),
    (PortalError("crm.item.update", "strange"), State.UNKNOWN),
]


@pytest.mark.parametrize(("error", "state"), ANSWERS, ids=[type(error).__name__ for error, _ in ANSWERS])
def test_each_class_of_answer_has_its_place(office, error, state):
    """A sure no ends or parks it, a missed connection puts it off, everything unsure is unknown; the answer is noted."""
    office.begin(1)
    failing(office, error)

    office.send()

    row = office.ledger.find(key("label"))
    assert (row.state, row.note) == (state, str(error))


@pytest.mark.parametrize("error", [Unknown("m", "timeout"), Unavailable("m", "unsent")], ids=["unknown", "unavailable"])
def test_an_action_in_doubt_holds_its_client_back_and_nobody_else(office, error):
    """Until it is settled nothing more is sent about this client; another client's actions go out."""
    office.begin(1, 2)
    failing(office, error)

    office.send()

    assert office.tasks() == {"CO_2": [2]}
    assert office.labelled() == {"CO_2"}


def test_what_could_not_be_sent_goes_out_a_minute_later(office):
    """A connection that was never made is tried again by itself."""
    office.begin(1)
    failing(office, Unavailable("m", "unsent"))
    office.send()
    office.send()
    assert unmoved(office)

    office.clock.advance(61)
    office.send()

    assert states(office) == {"label": "done", "task": "done"}


@pytest.mark.parametrize(
    ("error", "wait_s"),
    [
        (Busy("m", "QUERY_LIMIT_EXCEEDED", retry_at=START + timedelta(seconds=300)), 300),
        (AccessLost("m", "invalid_grant"), 60),
        (RefreshInProgress("member"), 60),
    ],
    ids=["busy", "access lost", "refresh in progress"],
)
def test_what_stops_the_portal_stops_the_round(office, error, wait_s):
    """The action is new again for when it makes sense, and the drain hears why; nobody else's action is tried."""
    office.begin(1, 2)
    failing(office, error)

    with pytest.raises(type(error)):
        office.send()

    assert office.portal.calls.count("perform") == 1
    row = office.ledger.find(key("label"))
    assert (row.state, row.note, row.sent_at) == (State.NEW, str(error), None)
    office.clock.advance(wait_s - 1)
    assert office.ledger.due(MEMBER, 9, office.clock.now(), co(1)) == []
    office.clock.advance(2)
    office.send()
    assert office.tasks() == {"CO_1": [2], "CO_2": [2]}


def test_grounds_that_cannot_be_read_leave_everything_as_it_was(office):
    """Without grounds nothing is claimed and nothing is sent."""
    office.begin(1)
    office.portal.fail_with["grounds"] = Unavailable("batch", "timeout")

    with pytest.raises(Unavailable):
        office.send()

    assert unmoved(office)
    assert states(office) == {"label": "new", "task": "new"}


def test_an_action_that_another_worker_has_is_left_to_it(office):
    """Whoever claims second sends nothing."""
    office.begin(1)
    claim = office.ledger.claim
    ledger = office.ledger

    class Slow:
        def __getattr__(self, name: str) -> Any:
            return getattr(ledger, name)

        def claim(self, key: str, worker: str, at: Any, lease_s: float, action: Action) -> Any:
            claim(key, "another", at, lease_s, action)
            return claim(key, worker, at, lease_s, action)

    office.wire(Slow(), office.mirror)
    office.send()

    assert "perform" not in office.portal.calls


# --- what people allow ---


@pytest.mark.parametrize("mode", ["off", "observe"])
def test_a_mode_that_was_changed_stops_what_waits(office, mode):
    """Between decision and sending the mode decides again; the label goes, the task does not."""
    office.begin(1)
    office.choose(assistants={NAME: {"mode": {"task": mode}}})

    office.send()

    assert states(office) == {"label": "done", "task": "cancelled"}
    assert note(office, "task") == f"mode: {mode}"
    assert office.tasks() == {}


def test_a_mode_that_has_come_to_ask_asks_for_what_waits(office):
    """The label goes; the task waits for somebody's consent, and is sent with it."""
    office.begin(1)
    office.choose(assistants={NAME: {"mode": {"task": "approve"}}})

    office.send()

    assert states(office) == {"label": "done", "task": "waiting"}
    office.ledger.answer(MEMBER, [key("task")], 1, office.clock.now(), None)
    office.send()
    assert office.tasks() == {"CO_1": [2]}


def test_the_kill_switch_stops_between_two_actions_of_one_client(office):
    """Thrown after the label was put, it keeps the task back; released, the task goes out."""
    office.begin(1, 2)
    perform = office.portal.perform

    def throwing(action, key, done_by):
        done = perform(action, key, done_by)
        office.choose(kill_switch=True)
        return done

    office.portal.perform = throwing
    office.send()
    assert (office.tasks(), office.labelled()) == ({}, {"CO_1"})
    assert states(office) == {"label": "done", "task": "new"}

    office.portal.perform = perform
    office.send()
    assert office.tasks() == {}, "stopped means stopped"
    office.choose(kill_switch=False)
    office.send()
    assert (office.tasks(), office.labelled()) == ({"CO_1": [2], "CO_2": [2]}, {"CO_1", "CO_2"})


def test_a_slice_ends_between_two_clients(office):
    """When the time is over the rest waits for the next turn, and the caller knows that there is more."""
    office.begin(1, 2, 3)

    assert office.apply.run(office.installation, office.portal, after(2))

    assert office.labelled() == {"CO_1"}
    assert not office.apply.run(office.installation, office.portal, never)
    assert office.labelled() == {"CO_1", "CO_2", "CO_3"}


# --- taking it back ---


def answered(office: Office) -> None:
    """Have the first company forgotten, labelled and tasked, and then answer."""
    office.begin(1)
    office.send()
    office.clock.advance(3600)
    office.portal.now = office.clock.now()
    office.meeting(99, co(1), 0, created_at=office.clock.now(), updated_at=office.clock.now())
    office.read()
    office.scan.run(office.installation)


def test_an_answer_takes_task_and_label_away(office):
    """The task is completed with the reason, the label is gone, and no grounds are needed for that."""
    answered(office)
    office.portal.calls.clear()

    office.send()

    assert (office.tasks(), office.labelled()) == ({"CO_1": [5]}, set())
    assert office.portal.calls == ["perform", "perform"]
    assert states(office) == dict.fromkeys(("label", "task", "close", "unlabel"), "done")


def test_a_task_that_was_parked_needs_no_closing(office):
    """Where no task came to stand there is nothing to close; the label goes all the same."""
    office.begin(1)
    perform = office.portal.perform

    def refusing(action, key, done_by):
        if action.kind == "task":
            raise Refused("tasks.task.add", "ACCESS_DENIED")
        return perform(action, key, done_by)

    office.portal.perform = refusing
    office.send()
    assert states(office) == {"label": "done", "task": "parked"}
    office.meeting(99, co(1), 0)
    office.clock.advance(400)
    office.portal.now = office.clock.now()
    office.read()
    office.scan.run(office.installation)

    office.send()

    assert (states(office)["close"], note(office, "close")) == ("cancelled", "nothing to close")
    assert office.labelled() == set()


@pytest.mark.parametrize(("mode", "state"), [("observe", "new"), ("off", "cancelled")])
def test_taking_back_waits_for_its_mode(office, mode, state):
    """A closing of an episode that is over is not lost when its class only watches for a while; off ends it."""
    answered(office)
    office.choose(assistants={NAME: {"mode": {"task": mode, "label": mode}}})
    office.send()
    assert office.tasks() == {"CO_1": [2]}
    assert states(office)["close"] == state

    office.choose(assistants={})
    office.clock.advance(3601)
    office.send()

    assert office.tasks() == {"CO_1": [5] if state == "new" else [2]}


def test_taking_back_asks_nobody(office):
    """Where new tasks and labels need consent, our own are taken away without it."""
    answered(office)
    office.choose(assistants={NAME: {"mode": {"task": "approve", "label": "approve"}}})

    office.send()

    assert (office.tasks(), office.labelled()) == ({"CO_1": [5]}, set())


# --- several assistants ---


class SettingsOfOther(BaseModel):
    """It has none."""


def second(name: str) -> Rule:
    """Return another assistant that wants one task for everybody."""

    def decide(fact, settings, today):
        made = decision(fact.client, f"other:{fact.client.id}", (put_task(fact.client, "greet"),))
        return replace(made, assistant=name)

    told = Assistant(f"assistants.{name}", Because("Другой", "Other"), object, SettingsOfOther, {"task": "auto"})
    return Rule(told, decide)


def test_assistants_share_a_reading_and_not_a_verdict(store):
    """Two assistants about one client cost one reading of its grounds, and neither cancels the other's action."""
    office = office_of_two(store)
    office.begin(1)
    office.portal.calls.clear()

    office.send()

    assert office.portal.calls.count("grounds") == 1
    assert set(office.states().values()) == {State.DONE}
    assert office.tasks() == {"CO_1": [2]}


def office_of_two(store: Store) -> Office:
    plain = Office(store)
    return Office(store, rules={**plain.rules, "other": second("other")})
