"""What the ledger promises when verdicts are recorded, on both engines."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from sqlalchemy import select

from b24bridge.core.actions import Notify
from b24bridge.core.facts import Episode
from b24bridge.core.ledger import Outcome, State
from b24bridge.core.money import Money
from b24bridge.store.ledger.episodes import open_episodes
from b24bridge.store.tables.ledger import standings
from b24bridge.store.tables.portals import portal_id
from tests.records import co, person
from tests.verdicts import (
    APPROVE,
    AT,
    AUTO,
    FIRST,
    LATER,
    NAME,
    OBSERVE,
    PORTAL,
    because,
    claim,
    closing,
    decision,
    key,
    put_label,
    put_task,
    send,
    skip,
    tell,
)


def test_a_decision_opens_an_episode_and_queues_its_actions_once(ledger):
    """The same decision on the next day adds nothing."""
    assert tell(ledger, [decision()], AUTO, AT) == 2
    assert tell(ledger, [decision()], AUTO, LATER) == 0
    episode = Episode(anchor="activity:51", opened_on=date(2026, 11, 2), number=1, steps=frozenset({"task", "label"}))
    assert ledger.episode(PORTAL, NAME, co(1)) == episode
    row = ledger.find(key("task"))
    assert (row.member_id, row.client, row.state, row.action) == (PORTAL, co(1), State.NEW, put_task(co(1)))
    assert (row.because, row.decided_at, row.attempts, row.sent_at) == (because(), AT, 0, None)


def test_dates_are_those_of_the_zone_that_the_moment_is_told_in(ledger):
    """A scan at two in the morning in Vladivostok is judged on that day, though it is the day before in Greenwich."""
    night = datetime(2026, 11, 3, 2, tzinfo=ZoneInfo("Asia/Vladivostok"))
    tell(ledger, [decision()], AUTO, night)
    assert ledger.standings(PORTAL)[0].judged_on == date(2026, 11, 3)
    assert ledger.episode(PORTAL, NAME, co(1)).opened_on == date(2026, 11, 3)


def test_observing_queues_nothing_and_shows_what_would_be_done(ledger):
    """A mode of observe keeps actions back, opens no episode and says what would have been sent."""
    assert tell(ledger, [decision()], OBSERVE, AT) == 0
    assert ledger.episode(PORTAL, NAME, co(1)) is None
    (standing,) = ledger.standings(PORTAL)
    assert [action["kind"] for action in standing.would] == ["task", "label"]
    assert ledger.due(PORTAL, 10, AT) == []


def test_a_class_without_a_mode_is_off(ledger):
    """What nobody allowed is not done."""
    assert tell(ledger, [decision()], {}, AT) == 0


def test_modes_hold_back_by_class(ledger):
    """Labels may go out while tasks are kept back; the episode is open."""
    assert tell(ledger, [decision()], AUTO | {"task": "observe"}, AT) == 1
    assert ledger.episode(PORTAL, NAME, co(1)).steps == {"label"}
    (standing,) = ledger.standings(PORTAL)
    assert [action["kind"] for action in standing.would] == ["task"]


def test_an_episode_opens_while_its_actions_wait_for_approval(ledger):
    """Approval of everything opens the episode with nothing due."""
    assert tell(ledger, [decision()], APPROVE, AT) == 2
    assert ledger.episode(PORTAL, NAME, co(1)).steps == {"task", "label"}
    assert ledger.standings(PORTAL)[0].would == ()
    assert ledger.due(PORTAL, 10, AT) == []


def test_leaving_observe_queues_what_was_kept_back(ledger):
    """The first scan after the mode changed opens the episode, on that day."""
    tell(ledger, [decision()], OBSERVE, AT)
    assert tell(ledger, [decision()], AUTO, LATER) == 2
    assert ledger.episode(PORTAL, NAME, co(1)).opened_on == LATER.date()
    assert ledger.standings(PORTAL)[0].would == ()


def test_a_later_step_joins_the_open_episode(ledger):
    """A reminder is one more action of the same episode."""
    tell(ledger, [decision()], AUTO, AT)
    reminder = Notify(client=FIRST, step="remind:activity:60", person=5, text="still silent")
    again = decision(actions=(put_task(co(1)), put_label(co(1)), reminder))
    assert tell(ledger, [again], AUTO, LATER) == 1
    assert ledger.episode(PORTAL, NAME, co(1)).steps == {"task", "label", "remind:activity:60"}


def test_an_open_episode_wins_over_another_anchor(ledger):
    """A decision taken from older facts, with another anchor, sends nothing and opens nothing."""
    tell(ledger, [decision()], AUTO, AT)
    assert tell(ledger, [decision(anchor="activity:40")], AUTO, LATER) == 0
    assert ledger.episode(PORTAL, NAME, co(1)).anchor == "activity:51"


def test_closing_cancels_what_was_not_sent(ledger):
    """The client called before the task went out: nothing was put, so nothing is to be closed."""
    tell(ledger, [decision()], AUTO, AT)
    assert tell(ledger, [closing()], AUTO, LATER) == 0
    assert ledger.episode(PORTAL, NAME, co(1)) is None
    assert ledger.find(key("task")).state is State.CANCELLED
    assert "the client called" in ledger.find(key("task")).note
    assert ledger.due(PORTAL, 10, LATER) == []
    assert [line["state"] for line in ledger.journal(PORTAL)] == ["cancelled", "cancelled"]
    assert ledger.journal(PORTAL)[0]["because"]["en"] == "the client called"


def test_closing_undoes_what_was_sent(ledger):
    """A task that stands is closed; a label that never went out needs no removing."""
    tell(ledger, [decision()], AUTO, AT)
    send(ledger, "task")
    assert tell(ledger, [closing()], AUTO, LATER) == 1
    (row,) = ledger.due(PORTAL, 10, LATER)
    assert row.action.kind == "close_task"
    assert ledger.sibling(row, "task").object_id == "task-object"
    assert ledger.sibling(row, "nothing") is None
    assert tell(ledger, [closing()], AUTO, LATER) == 0


def test_an_action_of_unknown_outcome_is_something_to_undo(ledger):
    """A task that may stand on the portal is closed when the doubt is settled."""
    tell(ledger, [decision()], AUTO, AT)
    claim(ledger, key("task"))
    ledger.settle(key("task"), Outcome(state=State.UNKNOWN), AT)
    assert tell(ledger, [closing()], AUTO, LATER) == 1
    assert ledger.due(PORTAL, 10, LATER) == []
    ledger.settle(key("task"), Outcome(state=State.DONE, object_id="7"), LATER)
    assert [row.action.kind for row in ledger.due(PORTAL, 10, LATER)] == ["close_task"]


def test_an_action_that_did_not_happen_is_not_sent_after_its_episode(ledger):
    """Looked up and not found, a task of a closed episode is cancelled and not queued again."""
    tell(ledger, [decision()], AUTO, AT)
    claim(ledger, key("task"))
    ledger.settle(key("task"), Outcome(state=State.UNKNOWN), AT)
    tell(ledger, [closing()], AUTO, LATER)
    ledger.settle(key("task"), Outcome(state=State.NEW), LATER)
    assert ledger.find(key("task")).state is State.CANCELLED


def test_an_episode_stays_open_while_no_mode_lets_it_be_undone(ledger):
    """Switched to observe, the bridge leaves its task standing, and closes it when it may act again."""
    tell(ledger, [decision()], AUTO, AT)
    send(ledger, "task")
    assert tell(ledger, [closing()], OBSERVE, LATER) == 0
    assert ledger.episode(PORTAL, NAME, co(1)) is not None
    assert [action["kind"] for action in ledger.standings(PORTAL)[0].would] == ["close_task"]
    assert tell(ledger, [closing()], AUTO, LATER) == 1
    assert ledger.episode(PORTAL, NAME, co(1)) is None


def test_a_second_episode_is_counted(ledger):
    """A client that is forgotten again, after another contact, begins episode number two."""
    tell(ledger, [decision()], AUTO, AT)
    tell(ledger, [closing()], AUTO, AT)
    assert tell(ledger, [decision(anchor="activity:77")], AUTO, LATER) == 2
    assert ledger.episode(PORTAL, NAME, co(1)).number == 2


def test_an_episode_that_is_over_is_not_opened_again(ledger):
    """A decision from before the end, recorded after it, has the same anchor: nothing is opened and nothing sent."""
    tell(ledger, [decision()], AUTO, AT)
    send(ledger, "task")
    tell(ledger, [closing()], AUTO, AT)
    assert tell(ledger, [decision()], AUTO, LATER) == 0
    assert ledger.episode(PORTAL, NAME, co(1)) is None


def test_a_closing_decision_without_an_episode_only_says_where_the_client_stands(ledger):
    """There is nothing to close, so nothing is sent."""
    assert tell(ledger, [closing()], AUTO, AT) == 0
    assert [standing.state for standing in ledger.standings(PORTAL)] == ["CALM"]


def test_standings_are_sorted_by_money(ledger):
    """The largest sum comes first, those without a sum last; states and clients may be asked for."""
    sums = {co(1): "100.50", co(2): None, co(3): "9.99", person(4): "1000"}
    risk = {client: Money(Decimal(text), "RUB") if text else None for client, text in sums.items()}
    verdicts = [skip(client, "CALM" if client == co(2) else "FORGOTTEN", money_at_risk=risk[client]) for client in risk]
    tell(ledger, verdicts, AUTO, AT)
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
    tell(ledger, [verdict], AUTO, AT)
    (standing,) = ledger.standings(PORTAL)
    for name in ("client", "assistant", "state", "because", "since", "until", "money_at_risk", "facts", "owner_id"):
        assert getattr(standing, name) == getattr(verdict, name)
    assert standing.judged_on == AT.date()


def test_a_standing_follows_the_newest_verdict(ledger):
    """A changed verdict replaces the old one; an unchanged one only moves the day it was judged on."""
    tell(ledger, [skip()], AUTO, AT)
    tell(ledger, [skip()], AUTO, LATER)
    assert [standing.judged_on for standing in ledger.standings(PORTAL)] == [LATER.date()]
    tell(ledger, [skip(state="WARNED"), skip(state="UNKNOWN")], AUTO, LATER)
    assert [standing.state for standing in ledger.standings(PORTAL)] == ["UNKNOWN"]


def test_two_assistants_keep_apart(ledger):
    """Each has its own episode of a client, and its own place."""
    other = replace(decision(), assistant="lapsed_clients")
    assert tell(ledger, [decision(), other], AUTO, AT) == 4
    tell(ledger, [closing()], AUTO, AT)
    assert ledger.episode(PORTAL, NAME, co(1)) is None
    assert ledger.episode(PORTAL, "lapsed_clients", co(1)) is not None


def test_a_client_is_marked_since_the_first_day_of_an_unbroken_stay(ledger):
    """Watched or acted upon, the days of being called for are counted from the first; a day of calm ends them."""
    marks = []
    days = [AT + timedelta(days=number) for number in range(6)]
    said = [decision(), decision(), skip(state="UNKNOWN"), decision(), skip(state="HELD"), decision()]
    for verdict, day in zip(said, days, strict=True):
        tell(ledger, [verdict], OBSERVE, day)
        marks.append(_marked_on(ledger))
    first, last = AT.date(), days[5].date()
    assert marks == [first, first, first, first, None, last]


def _marked_on(ledger):
    with ledger._store.reading() as connection:
        return connection.execute(select(standings.c.marked_on)).scalar_one()


def test_the_days_on_which_steps_were_done_are_those_of_the_zone(installed, ledger):
    """A task confirmed late in the evening in Greenwich was put on the next day in Vladivostok."""
    tell(ledger, [decision()], AUTO, AT)
    send(ledger, "task", at=datetime(2026, 11, 2, 20, tzinfo=UTC))
    with installed.reading() as connection:
        opened = open_episodes(connection, portal_id(connection, PORTAL), NAME, [FIRST], ZoneInfo("Asia/Vladivostok"))
    assert opened[FIRST].taken == {"task": date(2026, 11, 3)}
    assert opened[FIRST].steps == {"task", "label"}


def test_of_one_client_those_come_first_that_the_verdicts_name_first(ledger):
    """Assistants run in an order of their own; so do what they decide about one client."""
    lapsed = replace(decision(), assistant="a_later_one")
    tell(ledger, [decision(), lapsed], AUTO, AT)
    assert [row.assistant for row in ledger.of_client(PORTAL, FIRST)] == [NAME, NAME, "a_later_one", "a_later_one"]


def test_modes_are_those_of_each_assistant(ledger):
    """One assistant acts, another only watches."""
    plan = ledger.begin_plan(PORTAL, "scan", AT)
    other = replace(decision(), assistant="lapsed_buyers")
    assert ledger.record(PORTAL, [decision(), other], {NAME: AUTO, "lapsed_buyers": OBSERVE}, AT, plan) == 2
    assert {row.assistant for row in ledger.of_plan(PORTAL, plan)} == {NAME}
