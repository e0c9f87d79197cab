"""The number beside a client in each assistant's list, the figures above it, and what stands around every page."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from b24bridge.core.decisions import Because
from b24bridge.core.ledger import Standing
from b24bridge.core.money import Money
from b24bridge.services.findings import figures_of, finding_of
from tests.records import co
from tests.services.office import ADMIN, visitor
from tests.services.scripts import IVAN, Script, staffed
from tests.verdicts import put_label, put_task

TODAY = date(2026, 11, 2)
DOCUMENTS = [
    {"id": "IN_1", "issued_on": "2026-09-01", "due_on": "2026-10-30", "age": 3},
    {"id": "IN_2", "issued_on": "2026-10-01", "due_on": "2026-10-23", "age": 10},
]
FACTS = {
    "forgotten_clients": {"silent_days": 82, "last_answer_on": "2026-08-12", "period": 75},
    "client_release": {"silent_days": 82, "period": 75, "countdown_left": 4, "decision_on": "2026-11-09"},
    "lapsed_buyers": {"pause_days": 71, "last_purchase_on": "2026-08-23"},
    "unpaid_orders": {"documents": DOCUMENTS, "lead": "IN_2"},
    "debtors": {"documents": DOCUMENTS, "carrying": "IN_2"},
}


def standing(assistant: str, state: str, facts: dict | None = None, **changed) -> Standing:
    because = Because("потому", "because")
    given = {"since": TODAY, "until": TODAY + timedelta(days=3), "money_at_risk": Money(Decimal(5), "RUB"), "owner_id": 5}
    known = FACTS[assistant] if facts is None else facts
    told = {"client": co(1), "assistant": assistant, "state": state, "because": because, "facts": known, "judged_on": TODAY}
    return Standing(**told | given | changed)


@pytest.mark.parametrize(
    ("assistant", "state", "days", "day", "badge"),
    [
        ("forgotten_clients", "FORGOTTEN", 82, date(2026, 8, 12), 82),
        ("client_release", "COUNTDOWN", 4, date(2026, 11, 9), 4),
        ("client_release", "FINAL_WARNING", 4, date(2026, 11, 9), 4),
        ("lapsed_buyers", "LAPSED", 71, date(2026, 8, 23), None),
        ("unpaid_orders", "NUDGED2", 32, date(2026, 10, 1), 2),
        ("debtors", "OVERDUE", 10, date(2026, 10, 23), 10),
        ("debtors", "PROMISED", 10, date(2026, 10, 23), None),
    ],
)
def test_each_assistant_counts_its_own_days(assistant, state, days, day, badge):
    """Without an answer, until the decision, without a purchase, since the invoice, past its term; the badge says the same."""
    found = finding_of(standing(assistant, state), {}, {})

    assert (found.days, found.days_on, found.badge.n) == (days, day, badge)


@pytest.mark.parametrize("assistant", FACTS)
def test_facts_that_tell_no_day_show_none(assistant):
    """What an older version judged leaves the column empty."""
    found = finding_of(standing(assistant, "OVERDUE", {"documents": [3], "carrying": 4}), {}, {})

    assert (found.days, found.days_on) == (None, None)


@pytest.mark.parametrize(
    ("assistant", "state", "mean", "rule", "step"),
    [
        ("forgotten_clients", "WARNED", None, None, "protection_ends"),
        ("client_release", "COUNTDOWN", 4, None, "hand_over"),
        ("lapsed_buyers", "DUE", None, None, "order_expected"),
        ("unpaid_orders", "ISSUED", None, None, "nudge"),
        ("debtors", "PROMISED", 10, None, "promise_ends"),
    ],
)
def test_figures_are_of_the_assistants_own_kind(assistant, state, mean, rule, step):
    """The mean is that of its own column over who is marked, and what comes soon is its own next step."""
    figures = figures_of(assistant, [standing(assistant, state)], TODAY, None)

    assert (figures.mean_silence, figures.rule_days) == (mean, rule)
    assert (figures.soon, figures.soon_what) == (1, step)


def test_a_rule_is_told_where_silence_is_counted():
    """A release counts working days to a decision, so the rule of silence says nothing about its mean."""
    forgotten = figures_of("forgotten_clients", [standing("forgotten_clients", "FORGOTTEN")], TODAY, None)
    release = figures_of("client_release", [standing("client_release", "COUNTDOWN")], TODAY, None)

    assert (forgotten.rule_days, release.rule_days) == (75, None)


def test_far_decisions_are_not_soon():
    """Of a release only the decisions of the coming week are announced."""
    far = standing("client_release", "COUNTDOWN", until=TODAY + timedelta(days=8))

    assert figures_of("client_release", [far], TODAY, None).soon == 0


def test_a_document_nobody_decides_for_again_is_escalated_by_its_assistant():
    """The head decides about a release; an unpaid invoice that was told to him goes stale next."""
    steps = [finding_of(standing(name, "ESCALATED"), {}, {}).next_what for name in ("client_release", "unpaid_orders")]

    assert steps == ["hand_over", "expires"]


# --- what stands around a page ---


def test_a_stop_says_who_and_when(store):
    """Whoever changed another setting since then is not who stopped the robot."""
    office = staffed(store, Script("a"))
    office.read()
    stopped_at = office.clock.now()
    office.pages.change(visitor(ADMIN, name="Анна Белова"), kill_switch=True)
    office.clock.sleep(3600)
    office.pages.change(visitor(ADMIN, name="Олег"), observe_days=1)

    found = office.around.situation(visitor(ADMIN))

    assert (found.running, found.who, found.since) == ("stopped", "Анна Белова", stopped_at)


def test_the_end_of_watching_is_announced_with_its_first_night(store):
    """Three days before, and not sooner, it says how many labels and tasks there would be."""
    script = Script("a")
    office = staffed(store, script, observe_days=14)
    office.company(1, None, owner_id=IVAN)
    office.read()
    script.call_for(co(1), put_task(co(1)), put_label(co(1)))
    office.scan.run(office.installation)
    early = office.around.situation(visitor(ADMIN))
    office.clock.sleep(11 * 24 * 3600)

    late = office.around.situation(visitor(ADMIN))

    assert (early.first_labels, late.first_labels, late.first_tasks) == (None, 1, 1)


def test_what_waits_is_counted_for_who_is_asked(store):
    """The counter beside the page of decisions is the visitor's own."""
    script = Script("a")
    office = staffed(store, script, assistants={"a": {"mode": {"task": "approve"}}})
    office.company(1, None, owner_id=IVAN)
    office.read()
    script.call_for(co(1), put_task(co(1)))
    script.wants[co(1)] = replace(script.wants[co(1)], owner_id=IVAN)
    office.scan.run(office.installation)

    counts = [office.around.situation(visitor(who)).decisions for who in (ADMIN, 3, 7, IVAN)]

    assert counts == [1, 1, 0, 0]
