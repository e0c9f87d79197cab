"""The managers' table: whose clients are marked, and what was done about them in a week. Facts, never a rank."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from b24bridge.core.actions import CloseTask, LeaveTask
from b24bridge.core.decisions import MARKED_STATES
from b24bridge.core.ledger import ActionRow, Standing
from b24bridge.core.money import Money
from b24bridge.core.screens_overview import ManagerLine
from b24bridge.services import judged
from b24bridge.services.sight import Staff


def managers_of(rows: Sequence[Standing], week: Sequence[ActionRow], staff: Staff, today: date) -> tuple[ManagerLine, ...]:
    """Return one line for each owner, the most at risk first. `week` is what was done in the last 7 days."""
    clients: dict[int, set[object]] = {}
    marked: dict[int, set[object]] = {}
    risk: dict[int, dict[object, Money]] = {}
    overdue: Counter[int] = Counter()
    for row in rows:
        owner = row.owner_id or 0
        clients.setdefault(owner, set()).add(row.client)
        if row.state in MARKED_STATES:
            marked.setdefault(owner, set()).add(row.client)
            due = judged.day(row.facts, "task_due")
            overdue[owner] += due is not None and due < today
            if row.money_at_risk:
                best = risk.setdefault(owner, {})
                known = best.get(row.client)
                best[row.client] = row.money_at_risk if known is None else max(known, row.money_at_risk, key=lambda m: m.amount)
    owners = {row.client: row.owner_id for row in rows}
    cleared = Counter(owners.get(row.client) for row in week if isinstance(row.action, CloseTask | LeaveTask))
    lines = [
        ManagerLine(
            person_id=owner,
            name=staff.people[owner].name,
            clients=len(own),
            marked=len(marked.get(owner, ())),
            cleared=cleared[owner],
            overdue=overdue[owner],
            risk=_sum(risk.get(owner, {})),
        )
        for owner, own in clients.items()
        if owner in staff.people
    ]
    return tuple(sorted(lines, key=lambda line: (-(line.risk.amount if line.risk else Decimal()), line.name)))


def _sum(best: dict[object, Money]) -> Money | None:
    sums = list(best.values())
    return Money(sum((money.amount for money in sums), Decimal()), sums[0].currency) if sums else None
