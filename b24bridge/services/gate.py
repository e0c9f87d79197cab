"""The gate before every write: the limits of a portal, and the halt of a plan that fails. The arithmetic is `core.limits`."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from b24bridge.core.actions import Action, PutTask, Reassign, SendLetter
from b24bridge.core.decisions import Because
from b24bridge.core.installations import Installation
from b24bridge.core.ledger import ActionRow, PlanStatus, State
from b24bridge.core.limits import MONTH, Book, PutOff, put_off
from b24bridge.core.ports import Facts, Ledger
from b24bridge.services.clocks import Clock, portal_now
from b24bridge.services.scan import Policy

LIMITED = PutTask | Reassign | SendLetter
FEWEST_FAILED = 3
log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """Lets through what limits allow."""

    ledger: Ledger
    facts: Facts
    clock: Clock

    def put_off(self, installation: Installation, policy: Policy, row: ActionRow, action: Action) -> PutOff | None:
        """Return until when an action must wait, and why; None when it may go now."""
        if not isinstance(action, LIMITED):
            return None
        now = portal_now(installation, self.clock.now())
        if isinstance(action, SendLetter) and (window := _window(policy, row, now)) is not None:
            return window
        sent = self.ledger.sent(installation.member_id, now - MONTH, now)
        return put_off(action, sent, policy.limits, now, policy.calendar, self._book(installation, action, now))

    def halt_if_failing(self, policy: Policy, row: ActionRow, at: datetime) -> None:
        """Halt the plan of an action that failed, when too great a share of it did."""
        if row.plan_id is None:
            return
        rows = self.ledger.of_plan(row.member_id, row.plan_id)
        failed = sum(each.state is State.PARKED for each in rows)
        if failed < FEWEST_FAILED or 100 * failed <= policy.limits.breaker_failed_share * len(rows):
            return
        log.error("plan_halted", portal=row.member_id, plan=row.plan_id, failed=failed, actions=len(rows))
        note = f"{failed} of {len(rows)} actions failed"
        self.ledger.end_plan(row.member_id, row.plan_id, PlanStatus.HALTED, note, at, len({each.client for each in rows}))

    def _book(self, installation: Installation, action: LIMITED, now: datetime) -> Book | None:
        if not isinstance(action, Reassign) or action.entity != action.client:
            return None
        fact = next(iter(self.facts.gather(installation.member_id, now, [action.client])), None)
        if fact is None:
            return None
        loser = fact.roster.people.get(action.from_owner)
        return Book(
            portal=fact.roster.clients,
            owner=loser.clients if loser else 0,
            is_orphan=loser is None or not loser.is_active,
        )


def _window(policy: Policy, row: ActionRow, now: datetime) -> PutOff | None:
    """Return until when a letter waits for somebody to change his mind; None when it has.

    What put it off before stands in its note, which a new consent clears.
    """
    minutes = policy.limits.cancel_window_min
    because = Because(f"Уйдёт через {minutes} минут.", f"It leaves in {minutes} minutes.")
    has_waited = row.not_before is not None and row.note
    return None if has_waited or not minutes else PutOff(now + timedelta(minutes=minutes), because)
