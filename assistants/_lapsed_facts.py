"""The numbers behind a verdict of Lapsed buyers as JSON."""

from assistants._lapsed_case import Case
from b24bridge.core.decisions import Json

SHOWN = 10


def facts_of(case: Case) -> dict[str, Json]:
    """Return the numbers behind the decision; days as ISO dates, sums in the portal's currency."""
    source: dict[str, Json] = {
        "purchase_source": case.settings.purchase_source,
        "categories": list(case.settings.categories),
        "count": len(case.purchases),
    }
    if not case.purchases:
        return source
    told = source | {
        "last_purchase_on": case.last.on.isoformat(),
        "pause_days": case.pause,
        "purchases": [{"on": b.on.isoformat(), "amount": str(b.amount.amount)} for b in case.purchases[-SHOWN:]],
        "yearly_money": str(case.yearly_money),
    }
    pace = case.pace
    if pace is None:
        return told
    return told | {
        "measure": pace.measure.value,
        "habit_days": pace.own,
        "usual_days": pace.usual,
        "due_after": pace.due_after,
        "at_risk_after": pace.at_risk_after,
        "threshold_days": case.lapsed_after(pace),
        "season_days": case.season,
    }
