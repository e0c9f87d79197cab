"""What must hold of Forgotten clients and Client release whatever happens: the properties of specification 4.0.4."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from assistants import client_release as release
from assistants import forgotten_clients as forgotten
from b24bridge.core.actions import MoveTask, Reassign
from b24bridge.core.decisions import Decision
from tests.assistants.givens import fact_of
from tests.builders import MONDAY, TOUCHES

HERE = settings(max_examples=80, deadline=None)
RULES, PEOPLE = forgotten.Settings(), {"people": [{"id": 1, "is_head": True}, {"id": 2}, {"id": 3}, {"id": 4}]}
COUNTED = sorted(set(TOUCHES) - {"missed"})
touches = st.lists(
    st.builds(lambda name, day: {name: day}, st.sampled_from(COUNTED), st.integers(-250, 0)), min_size=0, max_size=6
)
told = st.integers(0, 60)


def verdict_of(facts):
    """Return what both assistants say of one client, one after another, as a scan does."""
    fact = fact_of(MONDAY, facts)
    said = forgotten.decide(fact, RULES, MONDAY)
    own = fact.seen_by("client_release", {"forgotten_clients": said})
    return said, release.decide(own, release.Settings(), MONDAY)


def named(rows):
    return [row | {"source": f"activity:{next(iter(row))}{next(iter(row.values()))}"} for row in rows]


@HERE
@given(touches, st.sampled_from(COUNTED), st.integers(-250, 0))
def test_more_touches_never_shorten_protection(rows, name, day):
    """A touch newer than all known ones never makes protection end earlier (rulings 3)."""
    latest = max((next(iter(row.values())) for row in rows), default=-250)
    newer = {name: max(day, latest), "source": "zzz"}
    before, _ = verdict_of({"touches": named(rows)})
    after, _ = verdict_of({"touches": [*named(rows), newer]})
    assert after.facts["protected_until"] >= before.facts["protected_until"]


@HERE
@given(touches, st.sampled_from(COUNTED), st.integers(-250, 0), told)
def test_own_writes_have_no_effect(rows, name, day, put):
    """What we wrote ourselves changes neither verdict."""
    facts = {"tasks": {"forgotten_clients": {"put": -put, "due": 3 - put}}, "roster": PEOPLE}
    ours = {name: day, "source": "zzz", "ignored": "ours"}
    before = verdict_of(facts | {"touches": named(rows)})
    after = verdict_of(facts | {"touches": [*named(rows), ours]})
    assert [(one.state, one.until) for one in before] == [(one.state, one.until) for one in after]


@HERE
@given(told, st.booleans())
def test_unknown_is_never_released(put, is_episode_open):
    """A client of whom no date is known is handed to nobody, however long ago somebody was told."""
    facts = {"created": None, "tasks": {"forgotten_clients": {"put": -put, "due": 3 - put}}, "roster": PEOPLE}
    if is_episode_open:
        facts["episodes"] = {"client_release": {"anchor": "activity:1", "opened": -put, "steps": ["reassign:CO_12:to:3"]}}
    said, verdict = verdict_of(facts)
    assert said.state == "UNKNOWN"
    assert verdict.state == "NONE"
    actions = verdict.actions if isinstance(verdict, Decision) else ()
    assert not [action for action in actions if isinstance(action, Reassign | MoveTask)]


@HERE
@given(touches, told)
def test_nobody_is_handed_over_before_he_was_told_and_warned(rows, put):
    """A hand-over is proposed only of a forgotten client, ten working days after its manager got a task."""
    facts = {"touches": named(rows), "tasks": {"forgotten_clients": {"put": -put, "due": 3 - put}}, "roster": PEOPLE}
    said, verdict = verdict_of(facts)
    if verdict.state in {"PENDING", "ESCALATED"}:
        start = MONDAY - timedelta(days=put)
        assert said.state == "FORGOTTEN"
        assert fact_of(MONDAY, facts).calendar.between(start, MONDAY) >= 10


@HERE
@given(st.integers(0, 40), st.integers(-40, 10), st.integers(0, 20))
def test_absence_never_shortens_a_countdown(put, first, length):
    """Whatever days the owner is away, the decision comes no earlier."""
    base = {"touches": [{"call": -150}], "tasks": {"forgotten_clients": {"put": -put, "due": 3 - put}}, "roster": PEOPLE}
    _, present = verdict_of(base)
    _, away = verdict_of(base | {"absent": [[first, first + length]]})
    assert away.facts["decision_on"] >= present.facts["decision_on"]
