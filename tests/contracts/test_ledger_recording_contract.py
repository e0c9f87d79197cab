"""What the ledger promises when verdicts are recorded, on both engines."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from b24bridge.core.actions import Notify
from b24bridge.core.facts import Episode
from b24bridge.core.ledger import Outcome, State
from b24bridge.core.money import Money
from tests.records import co, person
from tests.verdicts import (
    AT,
    AUTO,
    FIRST,
    LATER,
    LEASE_S,
    NAME,
    OBSERVE,
    PORTAL,
    because,
    closing,
    decision,
    key,
    put_label,
    put_task,
    send,
    skip,
)


def test_a_decision_opens_an_episode_and_queues_its_actions_once(ledger):
    """The same decision on the next day adds nothing."""
    assert ledger.record(PORTAL, [decision()], AUTO, AT) == 2
    assert ledger.record(PORTAL, [decision()], AUTO, LATER) == 0
    episode = Episode(anchor="activity:51", opened_on=date(2026, 11, 2), number=1, steps=frozenset({"task", "label"}))
    assert ledger.episode(PORTAL, NAME, co(1)) == episode
    row = ledger.find(key("task"))
    assert (row.member_id, row.client, row.state, row.action) == (PORTAL, co(1), State.NEW, put_task(co(1)))
    assert (row.because, row.decided_at, row.attempts, row.sent_at) == (because(), AT, 0, None)


def test_dates_are_those_of_the_zone_that_the_moment_is_told_in(ledger):
    """A scan at two in the morning in Vladivostok is judged on that day, though it is the day before in Greenwich."""
    night = datetime(2026, 11, 3, 2, tzinfo=ZoneInfo("Asia/Vladivostok"))
    ledger.record(PORTAL, [decision()], AUTO, night)
    assert ledger.standings(PORTAL)[0].judged_on == date(2026, 11, 3)
    assert ledger.episode(PORTAL, NAME, co(1)).opened_on == date(2026, 11, 3)


def test_observing_queues_nothing_and_shows_what_would_be_done(ledger):
    """A mode of observe keeps actions back, opens no episode and says what would have been sent."""
    assert ledger.record(PORTAL, [decision()], OBSERVE, AT) == 0
    assert ledger.episode(PORTAL, NAME, co(1)) is None
    (standing,) = ledger.standings(PORTAL)
    assert [action["kind"] for action in standing.would] == ["task", "label"]
    assert ledger.due(PORTAL, 10, AT) == []


def test_a_class_without_a_mode_is_off(ledger):
    """What nobody allowed is not done."""
    assert ledger.record(PORTAL, [decision()], {}, AT) == 0


def test_modes_hold_back_by_class(ledger):
    """Labels may go out while tasks wait for approval; the episode is open."""
    assert ledger.record(PORTAL, [decision()], AUTO | {"task": "approve"}, AT) == 1
    assert ledger.episode(PORTAL, NAME, co(1)).steps == {"label"}
    (standing,) = ledger.standings(PORTAL)
    assert [action["kind"] for action in standing.would] == ["task"]


def test_an_episode_opens_while_its_actions_wait_for_approval(ledger):
    """Approval of everything opens the episode with nothing sent."""
    assert ledger.record(PORTAL, [decision()], dict.fromkeys(AUTO, "approve"), AT) == 0
    assert ledger.episode(PORTAL, NAME, co(1)).steps == frozenset()


def test_leaving_observe_queues_what_was_kept_back(ledger):
    """The first scan after the mode changed opens the episode, on that day."""
    ledger.record(PORTAL, [decision()], OBSERVE, AT)
    assert ledger.record(PORTAL, [decision()], AUTO, LATER) == 2
    assert ledger.episode(PORTAL, NAME, co(1)).opened_on == LATER.date()
    assert ledger.standings(PORTAL)[0].would == ()


def test_a_later_step_joins_the_open_episode(ledger):
    """A reminder is one more action of the same episode."""
    ledger.record(PORTAL, [decision()], AUTO, AT)
    reminder = Notify(client=FIRST, step="remind:activity:60", person=5, text="still silent")
    again = decision(actions=(put_task(co(1)), put_label(co(1)), reminder))
    assert ledger.record(PORTAL, [again], AUTO, LATER) == 1
    assert ledger.episode(PORTAL, NAME, co(1)).steps == {"task", "label", "remind:activity:60"}


def test_an_open_episode_wins_over_another_anchor(ledger):
    """A decision taken from older facts, with another anchor, sends nothing and opens nothing."""
    ledger.record(PORTAL, [decision()], AUTO, AT)
    assert ledger.record(PORTAL, [decision(anchor="activity:40")], AUTO, LATER) == 0
    assert ledger.episode(PORTAL, NAME, co(1)).anchor == "activity:51"


def test_closing_cancels_what_was_not_sent(ledger):
    """The client called before the task went out: nothing was put, so nothing is to be closed."""
    ledger.record(PORTAL, [decision()], AUTO, AT)
    assert ledger.record(PORTAL, [closing()], AUTO, LATER) == 0
    assert ledger.episode(PORTAL, NAME, co(1)) is None
    assert ledger.find(key("task")).state is State.CANCELLED
    assert "the client called" in ledger.find(key("task")).note
    assert ledger.due(PORTAL, 10, LATER) == []
    assert [line["state"] for line in ledger.journal(PORTAL)] == ["cancelled", "cancelled"]
    assert ledger.journal(PORTAL)[0]["because"]["en"] == "the client called"


def test_closing_undoes_what_was_sent(ledger):
    """A task that stands is closed; a label that never went out needs no removing."""
    ledger.record(PORTAL, [decision()], AUTO, AT)
    send(ledger, "task")
    assert ledger.record(PORTAL, [closing()], AUTO, LATER) == 1
    (row,) = ledger.due(PORTAL, 10, LATER)
    assert row.action.kind == "close_task"
    assert ledger.sibling(row, "task").object_id == "task-object"
    assert ledger.sibling(row, "nothing") is None
    assert ledger.record(PORTAL, [closing()], AUTO, LATER) == 0


def test_an_action_of_unknown_outcome_is_something_to_undo(ledger):
    """A task that may stand on the portal is closed when the doubt is settled."""
    ledger.record(PORTAL, [decision()], AUTO, AT)
    ledger.claim(key("task"), "w1", AT, LEASE_S)
    ledger.settle(key("task"), Outcome(state=State.UNKNOWN), AT)
    assert ledger.record(PORTAL, [closing()], AUTO, LATER) == 1
    assert ledger.due(PORTAL, 10, LATER) == []
    ledger.settle(key("task"), Outcome(state=State.DONE, object_id="7"), LATER)
    assert [row.action.kind for row in ledger.due(PORTAL, 10, LATER)] == ["close_task"]


def test_an_action_that_did_not_happen_is_not_sent_after_its_episode(ledger):
    """Looked up and not found, a task of a closed episode is cancelled and not queued again."""
    ledger.record(PORTAL, [decision()], AUTO, AT)
    ledger.claim(key("task"), "w1", AT, LEASE_S)
    ledger.settle(key("task"), Outcome(state=State.UNKNOWN), AT)
    ledger.record(PORTAL, [closing()], AUTO, LATER)
    ledger.settle(key("task"), Outcome(state=State.NEW), LATER)
    assert ledger.find(key("task")).state is State.CANCELLED


def test_an_episode_stays_open_while_no_mode_lets_it_be_undone(ledger):
    """Switched to observe, the bridge leaves its task standing, and closes it when it may act again."""
    ledger.record(PORTAL, [decision()], AUTO, AT)
    send(ledger, "task")
    assert ledger.record(PORTAL, [closing()], OBSERVE, LATER) == 0
    assert ledger.episode(PORTAL, NAME, co(1)) is not None
    assert [action["kind"] for action in ledger.standings(PORTAL)[0].would] == ["close_task"]
    assert ledger.record(PORTAL, [closing()], AUTO, LATER) == 1
    assert ledger.episode(PORTAL, NAME, co(1)) is None


def test_a_second_episode_is_counted(ledger):
    """A client that is forgotten again, after another contact, begins episode number two."""
    ledger.record(PORTAL, [decision()], AUTO, AT)
    ledger.record(PORTAL, [closing()], AUTO, AT)
    assert ledger.record(PORTAL, [decision(anchor="activity:77")], AUTO, LATER) == 2
    assert ledger.episode(PORTAL, NAME, co(1)).number == 2


def test_an_episode_that_is_over_is_not_opened_again(ledger):
    """A decision from before the end, recorded after it, has the same anchor: nothing is opened and nothing sent."""
    ledger.record(PORTAL, [decision()], AUTO, AT)
    send(ledger, "task")
    ledger.record(PORTAL, [closing()], AUTO, AT)
    assert ledger.record(PORTAL, [decision()], AUTO, LATER) == 0
    assert ledger.episode(PORTAL, NAME, co(1)) is None


def test_a_closing_decision_without_an_episode_only_says_where_the_client_stands(ledger):
    """There is nothing to close, so nothing is sent."""
    assert ledger.record(PORTAL, [closing()], AUTO, AT) == 0
    assert [standing.state for standing in ledger.standings(PORTAL)] == ["CALM"]


def test_standings_are_sorted_by_money(ledger):
    """The largest sum comes first, those without a sum last; states and clients may be asked for."""
    sums = {co(1): "100.50", co(2): None, co(3): "9.99", person(4): "1000"}
    risk = {client: Money(Decimal(text), "RUB") if text else None for client, text in sums.items()}
    verdicts = [skip(client, "CALM" if client == co(2) else "FORGOTTEN", money_at_risk=risk[client]) for client in risk]
    ledger.record(PORTAL, verdicts, AUTO, AT)
    assert [standing.client for standing in ledger.standings(PORTAL)] == [person(4), co(1), co(3), co(2)]
    assert [standing.client for standing in ledger.standings(PORTAL, NAME, ["CALM"])] == [co(2)]
    assert ledger.standings(PORTAL, "lapsed_clients") == []
    assert [standing.money_at_risk for standing in ledger.standings(PORTAL, client=FIRST)] == [risk[co(1)]]
    tally = {(NAME, "FORGOTTEN"): (3, Decimal("1110.49")), (NAME, "CALM"): (1, Decimal(0))}
    assert ledger.tally(PORTAL) == tally


def test_a_standing_says_everything_of_its_verdict(ledger):
    """What was judged comes back as it was, facts included."""
    verdict = skip(
        since=date(2026, 11, 1),
        until=date(2026, 12, 1),
        money_at_risk=Money(Decimal("12.34"), "RUB"),
        facts={"silent_days": 82, "last": {"touch": "activity:51"}, "why": None},
        owner_id=5,
    )
    ledger.record(PORTAL, [verdict], AUTO, AT)
    (standing,) = ledger.standings(PORTAL)
    for name in ("client", "assistant", "state", "because", "since", "until", "money_at_risk", "facts", "owner_id"):
        assert getattr(standing, name) == getattr(verdict, name)
    assert standing.judged_on == AT.date()


def test_a_standing_follows_the_newest_verdict(ledger):
    """A changed verdict replaces the old one; an unchanged one only moves the day it was judged on."""
    ledger.record(PORTAL, [skip()], AUTO, AT)
    ledger.record(PORTAL, [skip()], AUTO, LATER)
    assert [standing.judged_on for standing in ledger.standings(PORTAL)] == [LATER.date()]
    ledger.record(PORTAL, [skip(state="WARNED"), skip(state="UNKNOWN")], AUTO, LATER)
    assert [standing.state for standing in ledger.standings(PORTAL)] == ["UNKNOWN"]


def test_two_assistants_keep_apart(ledger):
    """Each has its own episode of a client, and its own place."""
    other = replace(decision(), assistant="lapsed_clients")
    assert ledger.record(PORTAL, [decision(), other], AUTO, AT) == 4
    ledger.record(PORTAL, [closing()], AUTO, AT)
    assert ledger.episode(PORTAL, NAME, co(1)) is None
    assert ledger.episode(PORTAL, "lapsed_clients", co(1)) is not None
