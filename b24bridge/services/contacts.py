"""The contacts of one client as its page lists them: what was judged, with the moments and people of the rows behind it."""

from collections.abc import Iterator, Mapping
from datetime import date

from b24bridge.core.client_screen import ContactRow
from b24bridge.core.facts import ClientFact
from b24bridge.core.ledger import Standing
from b24bridge.core.protection import TASK_SOURCE
from b24bridge.core.records import Person
from b24bridge.core.touches import Appointment, Touch
from b24bridge.services import judged
from b24bridge.services.judged import Facts

PLAN = "plan"


def contacts_of(standing: Standing, fact: ClientFact, people: Mapping[int, Person]) -> tuple[ContactRow, ...]:
    """Return the latest contacts and the plans that protect, newest first; the one that decides is always among them.

    How long each protects is what the assistant found when it judged; a row that the portal no longer has is left out.
    """
    touches = {touch.source: touch for touch in fact.touches}
    plans = {plan.source: plan for plan in fact.appointments}
    rows = [_touch_row(touches[source], until, standing, people) for source, until in _ends(standing) if source in touches]
    for told in judged.several(standing.facts, "appointments"):
        source, until = judged.word(told, "source"), judged.day(told, "until")
        if source in plans and until is not None:
            rows.append(_plan_row(plans[source], until, standing, people))
    return tuple(sorted(rows, key=lambda row: row.at, reverse=True))


def _ends(standing: Standing) -> Iterator[tuple[str, date | None]]:
    """Yield the sources of touches that were judged, each with the last day it protects."""
    told, by = judged.several(standing.facts, "touches"), judged.one(standing.facts, "by")
    for touch in told:
        yield judged.word(touch, "source"), judged.day(touch, "until")
    if by and judged.word(by, "source") not in {judged.word(touch, "source") for touch in told}:
        yield judged.word(by, "source"), judged.day(standing.facts, "earned_until")


def _touch_row(touch: Touch, until: date | None, standing: Standing, people: Mapping[int, Person]) -> ContactRow:
    return ContactRow(
        at=touch.at,
        channel=touch.channel,
        evidence=touch.kind.value,
        until=_capped(until, standing.facts),
        decides=_decides(touch.source, standing.facts),
        duration=touch.duration,
        actor=_name(touch.actor_id, people),
        ignored=touch.ignored,
    )


def _plan_row(plan: Appointment, until: date, standing: Standing, people: Mapping[int, Person]) -> ContactRow:
    is_task = plan.source.startswith(TASK_SOURCE)
    return ContactRow(
        at=plan.granted_at,
        channel="task" if is_task else "planned",
        evidence=PLAN,
        until=_capped(until, standing.facts),
        decides=_decides(plan.source, standing.facts),
        actor=_name(plan.responsible_id, people),
        number=int(plan.source.removeprefix(TASK_SOURCE)) if is_task else None,
    )


def _capped(until: date | None, facts: Facts) -> date | None:
    ceiling = judged.day(facts, "ceiling")
    return until if until is None or ceiling is None else min(until, ceiling)


def _decides(source: str, facts: Facts) -> bool:
    return judged.word(judged.one(facts, "by"), "source") == source


def _name(person_id: int | None, people: Mapping[int, Person]) -> str:
    person = people.get(person_id or 0)
    return person.name if person else ""
