"""Protection: the sums of the specification, and what must hold whatever happened."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from b24bridge.core.ids import EntityId
from b24bridge.core.protection import WAIVER, PlanRules, Spans, counting, end_of, end_of_plan, protected_until, waiver_of
from b24bridge.core.statements import Said, Statement
from b24bridge.core.touches import Kind, Touch
from tests.builders import COLLEAGUE, MONDAY, OWNER, calendar, moment, plan, touch

SPANS = Spans()
RULES = PlanRules(calendar=calendar(), responsible_ids=frozenset({OWNER}))
REASONS = st.sampled_from(["robot", "ours", "mailing", "short", "repeat", "backward", "missed"])


def made(offset: int, kind: Kind, number: int = 1, ignored: str = "") -> Touch:
    return Touch(at=moment(MONDAY, offset), kind=kind, source=f"activity:{number}", channel="call", ignored=ignored)


@st.composite
def histories(draw) -> list[Touch]:
    days = draw(st.lists(st.integers(-400, -1), max_size=14))
    return [made(offset, draw(st.sampled_from(list(Kind))), number) for number, offset in enumerate(sorted(days))]


starts = st.none() | st.integers(-500, 0).map(lambda offset: MONDAY + timedelta(days=offset))


def until(touches, start, plans=()):
    return protected_until(touches, start, SPANS, plans, RULES).until


def no_shorter(before: date | None, after: date | None) -> bool:
    return before is None or (after is not None and after >= before)


@given(histories(), starts, st.sampled_from(list(Kind)))
def test_a_newer_touch_never_shortens_protection(touches, start, kind):
    """Whatever happens today, the client is protected at least as long as without it."""
    assert no_shorter(until(touches, start), until([*touches, made(0, kind, 99)], start))


@given(histories(), starts, st.integers(-500, 0))
def test_an_answer_found_late_never_shortens_protection(touches, start, offset):
    """An answer of the client, whenever it was, takes no protection away."""
    if start is not None or any(touch.kind is Kind.CONTACT for touch in touches):
        assert no_shorter(until(touches, start), until([*touches, made(offset, Kind.CONTACT, 99)], start))


@given(histories(), starts, st.integers(-500, 0), st.sampled_from(list(Kind)), REASONS)
def test_what_does_not_count_changes_nothing(touches, start, offset, kind, reason):
    """Our own writes, robots and mailings leave protection exactly as it was."""
    assert protected_until([*touches, made(offset, kind, 99, reason)], start, SPANS) == protected_until(touches, start, SPANS)


@given(histories(), starts, st.integers(-30, 120))
def test_a_plan_never_shortens_protection(touches, start, deadline):
    """A task beside the contacts takes no protection away."""
    assert no_shorter(until(touches, start), until(touches, start, [plan(MONDAY, {"task": deadline, "made": -30})]))


@given(histories(), starts, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(touches, start, chance):
    """Touches may come in any order."""
    shuffled = list(touches)
    chance.shuffle(shuffled)
    assert protected_until(shuffled, start, SPANS) == protected_until(touches, start, SPANS)


@given(histories(), starts)
def test_the_ceiling_caps_everything(touches, start):
    """Nothing protects beyond the ceiling, and what calms is never more than the whole."""
    found = protected_until(touches, start, SPANS, [plan(MONDAY, {"task": 60})], RULES)
    if found.ceiling is not None:
        assert found.until <= found.ceiling
    if found.calm_until is not None:
        assert found.calm_until <= found.until


@given(histories())
def test_between_two_answers_only_so_many_words_count(touches):
    """At most two claims and four attempts lie between two answers."""
    claims = attempts = 0
    for counted in counting(touches, SPANS):
        claims = 0 if counted.kind is Kind.CONTACT else claims + (counted.kind in {Kind.NOTE, Kind.KEEP})
        attempts = 0 if counted.kind is Kind.CONTACT else attempts + (counted.kind in {Kind.SENT, Kind.ATTEMPT})
        assert claims <= 2
        assert attempts <= 4


def test_nothing_known_means_no_date():
    """Without a start and without any touch there is no end of protection, and no ceiling."""
    found = protected_until([], None, SPANS)
    assert (found.until, found.calm_until, found.ceiling, found.by, found.last_answer) == (None, None, None, None, None)


def test_a_ceiling_needs_an_answer_or_a_start():
    """Where neither is known, notes are not capped: nobody can tell from when."""
    assert protected_until([made(-1, Kind.NOTE)], None, Spans(note=400)).until == MONDAY + timedelta(days=399)


def test_without_rules_no_plan_protects():
    """Plans count only for those who say which."""
    assert protected_until([], None, SPANS, [plan(MONDAY, {"task": 10})]).until is None


def test_notes_and_confirmations_share_their_number():
    """A note and a confirmation spend the two words together."""
    spent = [touch(MONDAY, {"call": -100}, 1), made(-20, Kind.NOTE, 2), made(-19, Kind.KEEP, 3), made(-1, Kind.NOTE, 4)]
    assert [one.source for one in counting(spent, SPANS)] == ["activity:1", "activity:2", "activity:3"]


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ({"task": 3}, 4),
        ({"task": 4}, 7),
        ({"task": -3, "made": -10}, 0),
        ({"task": None, "made": -4}, 10),
        ({"task": 200, "made": -10}, 80),
        ({"task": 79, "made": -10}, 80),
        ({"task": 80, "made": -10}, 80),
        ({"task": 3, "by": COLLEAGUE}, None),
        ({"task": 3, "by": None}, None),
        ({"meeting_planned": 3, "by": COLLEAGUE}, 4),
        ({"meeting_planned": 3, "postponed": 9}, 4),
        ({"task": 3, "postponed": 2}, 4),
        ({"task": 3, "postponed": 3}, None),
    ],
)
def test_plans_protect_to_their_day_and_one_more(spec, expected):
    """A plan protects to its deadline and one working day, at most ninety days from when it was set."""
    assert end_of_plan(plan(MONDAY, spec), RULES) == (None if expected is None else MONDAY + timedelta(days=expected))


def test_kinds_of_plans_can_be_switched_off():
    """Tasks and planned contacts are switched apart."""
    rules = PlanRules(calendar=calendar(), responsible_ids=frozenset({OWNER}), takes_tasks=False, takes_activities=False)
    assert end_of_plan(plan(MONDAY, {"task": 3}), rules) is None
    assert end_of_plan(plan(MONDAY, {"meeting_planned": 3}), rules) is None


def test_a_day_given_by_name_beats_the_usual_span():
    """A confirmation that names a day protects to that day, be it sooner or later than usual."""
    away = Touch(at=moment(MONDAY, -2), kind=Kind.KEEP, source="keep:1", channel="other", until=MONDAY + timedelta(days=40))
    assert end_of(away, SPANS) == MONDAY + timedelta(days=40)
    assert protected_until([away], MONDAY - timedelta(days=100), SPANS).until == MONDAY + timedelta(days=40)
    assert end_of(made(-2, Kind.KEEP), SPANS) == MONDAY + timedelta(days=12)


@given(histories(), starts, st.integers(-100, 400))
def test_a_waiver_protects_to_its_day_whatever_the_ceiling(touches, start, offset):
    """What the head lets go on is never cut by the ceiling, and takes nothing away."""
    day = MONDAY + timedelta(days=offset)
    found = protected_until(touches, start, SPANS, waived_until=day)
    assert found.until >= day
    assert no_shorter(until(touches, start), found.until)
    assert found.by != WAIVER or found.until == day


def test_only_a_waiver_in_force_lifts_the_ceiling():
    """One that was taken back, and other words, waive nothing; of several the longest holds."""

    def said(number: int, kind: Said, days: int | None, **changed) -> Statement:
        day = None if days is None else MONDAY + timedelta(days=days)
        return Statement(id=number, client=EntityId(4, 1), kind=kind, by=7, at=moment(MONDAY, -1), until=day, **changed)

    over = said(1, Said.WAIVER, 50, closed_at=moment(MONDAY, 0))
    assert waiver_of([over, said(2, Said.PAUSE, 40), said(3, Said.WAIVER, None)]) is None
    assert waiver_of([over, said(4, Said.WAIVER, 30), said(5, Said.WAIVER, 20)]) == MONDAY + timedelta(days=30)
