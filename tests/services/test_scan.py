"""Judging clients from the mirror: never from a stale one, acting only as modes allow, previews without a trace."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from b24bridge.core.assistants import Rule
from b24bridge.core.decisions import Decision
from b24bridge.core.ledger import State
from b24bridge.services.clocks import portal_now
from b24bridge.services.scan import AT_ONCE, StaleMirror, Tally
from b24bridge.services.sync import SWEPT
from b24bridge.store.tables.ledger import actions, episodes, journal, standings
from tests.records import co
from tests.services.office import MEMBER, NAME, Office, never

LEDGER = (standings, episodes, actions, journal)


def written(office: Office) -> list[int]:
    """Return how many rows each table of the ledger has."""
    with office.store.reading() as connection:
        return [connection.scalar(select(func.count()).select_from(table)) or 0 for table in LEDGER]


def test_a_preview_leaves_no_trace(office):
    """Judging yields a verdict for every client and writes nothing anywhere."""
    office.choose(observe_days=0)
    office.company(1)
    office.company(2, -1)
    office.read()
    office.portal.calls.clear()

    verdicts = list(office.scan.judge(office.installation, portal_now(office.installation, office.clock.now())))

    assert [(str(verdict.client), verdict.state) for verdict in verdicts] == [("CO_1", "FORGOTTEN"), ("CO_2", "CALM")]
    assert isinstance(verdicts[0], Decision)
    assert written(office) == [0, 0, 0, 0]
    assert office.portal.calls == []


def test_a_preview_takes_any_day(office):
    """As of another day the same client stands elsewhere."""
    office.company(1)
    office.read()
    then = portal_now(office.installation, office.clock.now()) - timedelta(days=60)

    assert [verdict.state for verdict in office.scan.judge(office.installation, then)] == ["CALM"]


def test_a_scan_asks_the_portal_nothing(office):
    """What is judged is the mirror."""
    office.company(1)
    office.read()
    office.portal.calls.clear()

    office.scan.run(office.installation)

    assert office.portal.calls == []


def test_while_observing_nothing_is_put_up_for_sending(office):
    """A new installation only watches: the verdict is kept, and what would be done is shown."""
    office.company(1)
    office.read()

    tally = office.scan.run(office.installation)

    assert tally.actions == 0
    assert [would["kind"] for would in office.standing(co(1)).would] == ["label", "task"]
    assert written(office) == [1, 0, 0, 0]
    office.send()
    assert (office.tasks(), office.labelled()) == ({}, set())


def test_modes_go_by_class(office):
    """What is automatic is put up, what is not is shown."""
    office.choose(observe_days=0, assistants={NAME: {"mode": {"label": "observe"}}})
    office.company(1)
    office.read()

    tally = office.scan.run(office.installation)

    assert tally.actions == 1
    assert office.states() == {("CO_1", "task"): State.NEW}
    assert [would["kind"] for would in office.standing(co(1)).would] == ["label"]


def test_a_second_scan_brings_nothing_new(office):
    """The same life gives the same keys, today and in a week."""
    office.begin(1, 2)
    assert office.scan.run(office.installation).actions == 0

    office.clock.advance(7 * 86_400)
    office.portal.now = office.clock.now()
    office.read()

    assert office.scan.run(office.installation).actions == 0


def test_states_are_tallied(office):
    """The scan says how many clients of which state there are."""
    office.company(1)
    office.company(2, -1)
    office.company(3, -2)
    office.read()

    tally = office.scan.run(office.installation)

    assert dict(tally.states) == {(NAME, "FORGOTTEN"): 1, (NAME, "CALM"): 2}


def test_only_the_named_are_judged(office):
    """Some clients, some verdicts; none named, nothing done, not even on a stale mirror."""
    office.company(1)
    office.company(2)
    office.read()

    office.scan.run(office.installation, [co(2)])

    assert [str(row.client) for row in office.ledger.standings(MEMBER)] == ["CO_2"]
    office.clock.advance(90_000)
    assert office.scan.run(office.installation, []) == Tally()


def test_a_mirror_that_was_never_read_is_refused(office):
    """Before the first reading nothing is decided from nothing."""
    assert office.scan.stale(MEMBER) == list(SWEPT)
    with pytest.raises(StaleMirror, match="not read within 24 h: statuses"):
        office.scan.run(office.installation)


@pytest.mark.parametrize(("age_h", "is_refused"), [(23.9, False), (24.1, True)])
def test_a_mirror_of_yesterday_is_refused(office, age_h, is_refused):
    """A day without a complete reading, and nobody is judged by it."""
    office.company(1)
    office.read()
    office.clock.advance(age_h * 3600)

    assert bool(office.scan.stale(MEMBER)) is is_refused
    if is_refused:
        with pytest.raises(StaleMirror):
            office.scan.run(office.installation)
        assert office.ledger.standings(MEMBER) == []
    else:
        office.scan.run(office.installation)


def test_one_stream_left_behind_is_enough(office):
    """When all but one stream are fresh, the old one is named."""
    office.read()
    office.clock.advance(90_000)
    for stream in SWEPT[:-1]:
        office.sync.run(office.installation, office.portal, never, only=stream)

    assert office.scan.stale(MEMBER) == [SWEPT[-1]]


def test_a_client_on_whom_the_rule_breaks_costs_the_others_nothing(office, logs):
    """It is unknown, it says so, its manager stays known, the log has the traceback; everybody else is judged."""
    rule = office.rules[NAME]

    def breaking(fact, settings, today):
        if fact.client == co(2):
            raise ZeroDivisionError
        return rule.decide(fact, settings, today)

    office.rules[NAME] = Rule(rule.assistant, breaking)
    for number in (1, 2, 3):
        office.company(number)
    office.company(4, owner_id=None)
    office.read()

    office.scan.run(office.installation)

    assert [office.standing(co(number)).state for number in (1, 2, 3)] == ["FORGOTTEN", "UNKNOWN", "FORGOTTEN"]
    broken = office.standing(co(2))
    assert (broken.owner_id, broken.because.en) == (5, "Could not be judged: ZeroDivisionError.")
    assert [line["client"] for line in logs if line["event"] == "client_not_judged"] == ["CO_2"]


def test_a_rule_that_breaks_takes_nothing_back(office):
    """What is open stays open, and a task that waits for sending is cancelled, to revive with the rule."""
    office.begin(1)
    rule = office.rules[NAME]

    def breaking(fact, settings, today):
        raise ZeroDivisionError

    office.rules[NAME] = Rule(rule.assistant, breaking)
    office.send()
    assert office.labelled() == set()
    office.rules[NAME] = rule
    office.scan.run(office.installation)
    office.send()

    assert (office.tasks(), office.labelled()) == ({"CO_1": [2]}, {"CO_1"})


def test_an_assistant_without_settings_is_left_out(office):
    """Settings are what switches an assistant on."""
    office.company(1)
    office.read()
    policy = office.policies.policy(office.installation, office.clock.now())
    bare = replace(office.scan, policy=lambda *_: replace(policy, settings={}))

    assert list(bare.judge(office.installation, office.clock.now())) == []
    assert list(office.scan.judge(office.installation, office.clock.now(), "another")) == []


def test_a_long_scan_breathes(office, monkeypatch):
    """Between commits the caller is asked in, so that it can keep its lane."""
    monkeypatch.setattr("b24bridge.services.scan.AT_ONCE", 2)
    for number in range(1, 6):
        office.company(number, -1)
    office.read()
    breaths: list[int] = []

    office.scan.run(office.installation, each_batch=lambda: breaths.append(written(office)[0]))

    assert breaths == [2, 4, 5]
    assert AT_ONCE > 5
