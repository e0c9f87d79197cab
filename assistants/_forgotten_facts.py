"""The numbers behind a verdict of Forgotten clients as JSON, with the ids of the rows they come from."""

from datetime import date
from decimal import Decimal
from functools import lru_cache

from assistants._forgotten_case import LOST_SHARE, Case
from b24bridge.core.decisions import Json
from b24bridge.core.protection import Ground, end_of, end_of_plan
from b24bridge.core.touches import Appointment, Kind, Touch

SHOWN = 10
REMEMBERED = 4096  # days of several years: a scan says the same ones over and over
CENT = Decimal("0.01")
NAMES = {kind: kind.value for kind in Kind}


def facts_of(case: Case) -> dict[str, Json]:
    """Return the numbers behind the decision as JSON, with the ids of the rows they come from."""
    protection, worth_now = case.protection, case.worth
    answer, called = protection.last_answer, case.called_in_vain
    return {
        "last_answer": _touch(answer) if answer else None,
        "last_answer_on": _iso(answer.at.date() if answer else None),
        "start": _iso(case.start),
        "silent_days": case.silent_days,
        "period": case.period,
        "segment": None if case.segment is None else f"K{case.segment}",
        "protected_until": _iso(protection.until),
        "earned_until": _iso(protection.earned_until),
        "ceiling": _iso(protection.ceiling),
        "by": _ground(protection.by),
        "called_in_vain": _touch(called) if called else None,
        "priority": "high" if called else None,
        "hold_reason": (case.fact.hold_reason or "").strip() if case.fact.hold else None,
        "owner_away": case.is_owner_away,
        "times_forgotten": case.times_forgotten,
        "is_dormant": case.is_dormant,
        "touches": [_weighed(touch, case) for touch in case.fact.touches[-SHOWN:]],
        "appointments": [_plan(plan, case) for plan in case.fact.appointments],
        "deals": [
            {"id": deal.id, "amount": str(deal.amount.amount), "probability": deal.probability} for deal in case.fact.deals
        ],
        "purchases": len(case.fact.purchases),
        "last_purchase_on": _iso(case.fact.purchases[-1].on if case.fact.purchases else None),
        "revenue": str(worth_now.revenue),
        "future": str(worth_now.future.quantize(CENT)),
        "pipeline": str(worth_now.pipeline.quantize(CENT)),
        "share": str(LOST_SHARE),
        "unpriced": [{"amount": str(money.amount), "currency": money.currency} for money in case.fact.unpriced],
    }


def _weighed(touch: Touch, case: Case) -> dict[str, Json]:
    told = _touch(touch)
    told["until"] = _iso(end_of(touch, case.spans)) if touch.source in case.counted else None
    return told


def _plan(plan: Appointment, case: Case) -> dict[str, Json]:
    return {
        "source": plan.source,
        "on": _iso(plan.granted_at.date()),
        "deadline": _iso(plan.deadline.date() if plan.deadline else None),
        "postponed": plan.postponed,
        "until": _iso(end_of_plan(plan, case.plan_rules)),
    }


def _ground(ground: Ground | None) -> Json:
    if isinstance(ground, Touch):
        return _touch(ground)
    if isinstance(ground, Appointment):
        return {"source": ground.source, "kind": "plan", "on": _iso(ground.granted_at.date())}
    return None if ground is None else {"source": ground, "kind": ground}


def _touch(touch: Touch) -> dict[str, Json]:
    return {
        "source": touch.source,
        "kind": NAMES[touch.kind],
        "channel": touch.channel,
        "on": _iso(touch.at.date()),
        "actor_id": touch.actor_id,
        "ignored": touch.ignored,
    }


@lru_cache(maxsize=REMEMBERED)
def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
