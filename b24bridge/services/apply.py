"""Applying: one action at a time, each exactly once. The protocol stands in docs/effects.md.

Its order is this:

may it still act → do its grounds still hold, read on the portal now → is it within the limits → claim and commit → send
once → commit the outcome. Anything but a sure answer is `unknown`, and `recover` looks it up. A transaction is never open
across a call.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from b24bridge.core.actions import Action, JoinTask, Undo, asks_consent, cascade_of, essence
from b24bridge.core.errors import AccessLost, Busy, NotFound, PortalError, RefreshInProgress, Refused, Unavailable
from b24bridge.core.installations import Installation
from b24bridge.core.ledger import ActionRow, Outcome, State
from b24bridge.core.outside import Portal
from b24bridge.core.ports import Ledger
from b24bridge.services.cascades import Cascades
from b24bridge.services.clocks import Clock, our_moment, portal_now
from b24bridge.services.desk import Desk
from b24bridge.services.gate import Gate
from b24bridge.services.grounds import Grounds, Wanted
from b24bridge.services.scan import Policy, Scan
from b24bridge.services.sync import OutOfTime

AT_ONCE = 50
LATER = timedelta(minutes=1)
MODE_ASKED_EVERY = timedelta(hours=1)
SLACK_S = 10.0
log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Apply:
    """Carries actions to the portal."""

    ledger: Ledger
    scan: Scan
    grounds: Grounds
    gate: Gate
    desk: Desk
    cascades: Cascades
    clock: Clock
    worker: str
    server_max_s: float

    def run(self, installation: Installation, portal: Portal, out_of_time: OutOfTime) -> bool:
        """Apply what is due until nothing is left or the slice is over; return whether something may be left.

        Raises Busy, AccessLost and RefreshInProgress, after which the action it met is `new` again.
        """
        while due := self.ledger.due(installation.member_id, AT_ONCE, self.clock.now()):
            for row in due:
                if out_of_time():
                    return True
                if not self._apply_client(installation, portal, row):
                    return False
        return False

    def _apply_client(self, installation: Installation, portal: Portal, first: ActionRow) -> bool:
        """Apply a client's actions one right after another, on the same grounds; return false when we were stopped."""
        wanted: dict[str, Wanted] = {}
        row: ActionRow | None = first
        done: set[str] = set()
        while row is not None and row.key not in done:
            policy = self.scan.policy(installation, portal_now(installation, self.clock.now()))
            if policy.is_stopped:
                return False
            done.add(row.key)
            if self._may(policy, row):
                self._apply(installation, portal, policy, row, wanted)
            row = next(iter(self.ledger.due(row.member_id, 1, self.clock.now(), row.client)), None)
        return True

    def _may(self, policy: Policy, row: ActionRow) -> bool:
        """Say whether an action may be sent now. What closes an episode that is over waits for its mode; the rest ends."""
        if row.is_ordered:
            return True
        mode = policy.modes.get(row.assistant, {}).get(row.action.action_class, "off")
        if mode == "auto" or (mode == "approve" and (row.answered_at is not None or not asks_consent(row.action))):
            return True
        if row.action.is_closing and mode != "off":
            self._put_off(row, f"mode: {mode}", self.clock.now() + MODE_ASKED_EVERY)
        else:
            self._end(policy, row, Outcome(state=State.CANCELLED, note=f"mode: {mode}"))
        return False

    def _apply(
        self, installation: Installation, portal: Portal, policy: Policy, row: ActionRow, known: dict[str, Wanted]
    ) -> None:
        """Send one action as it is called for now: a closing one and a person's order, for which nothing is, as decided."""
        action = row.action
        if not (action.is_closing or row.is_ordered):
            wanted = self.grounds.wanted(installation, portal, row, known)
            called_for = wanted.actions.get((row.anchor, action.step))
            if called_for is None:
                self._end(policy, row, Outcome(state=State.CANCELLED, note=f"no longer called for: {wanted.reason}"))
                return
            if row.answered_at is not None and essence(called_for) != essence(action):
                return  # judging it anew has asked for consent anew
            action = called_for
        form = self.desk.form_of(row, action)
        if form is None:
            self._end(policy, row, Outcome(state=State.CANCELLED, note="nothing to close"))
            return
        if not self._let_through(installation, portal, policy, row, form):  # the task to join is over, surely nothing was done
            self._let_through(installation, portal, policy, row, action)

    def _let_through(self, installation: Installation, portal: Portal, policy: Policy, row: ActionRow, action: Action) -> bool:
        """Send an action, or put it off where a limit says so; return false when there was no task to join."""
        put_off = self.gate.put_off(installation, policy, row, action)
        if put_off is None:
            return self._send_once(portal, policy, row, action)
        self.ledger.put_off([row.key], our_moment(installation, put_off.until), put_off.because.en, self.clock.now())
        return True

    def _send_once(self, portal: Portal, policy: Policy, row: ActionRow, action: Action) -> bool:
        """Claim, send, commit the outcome; return false when there was no task to join."""
        lease = self.server_max_s + SLACK_S
        if self.ledger.claim(row.key, self.worker, self.clock.now(), lease, action) is None:
            return True
        try:
            outcome = self._send(portal, row, action)
        except (Busy, AccessLost, RefreshInProgress) as error:  # the portal, or we ourselves, made sure that nothing was done
            self._put_off(row, str(error), error.retry_at if isinstance(error, Busy) else self.clock.now() + LATER)
            raise
        if isinstance(action, JoinTask) and outcome.state is State.CANCELLED:
            self._put_off(row, outcome.note, self.clock.now())
            return False
        self._end(policy, row, outcome)
        log.info(
            "action", portal=row.member_id, client=str(row.client), kind=action.kind, key=row.key, state=str(outcome.state)
        )
        return True

    def _send(self, portal: Portal, row: ActionRow, action: Action) -> Outcome:
        try:
            return self._done(portal, row, action)
        except (Busy, AccessLost):
            raise
        except NotFound as error:
            return Outcome(state=State.CANCELLED, note=str(error))
        except Refused as error:
            return Outcome(state=State.PARKED, note=str(error))
        except Unavailable as error:
            return Outcome(state=State.NEW, note=str(error), not_before=self.clock.now() + LATER)
        except PortalError as error:
            wait = timedelta(seconds=self.server_max_s + SLACK_S)
            return Outcome(state=State.UNKNOWN, note=str(error), not_before=self.clock.now() + wait)

    def _done(self, portal: Portal, row: ActionRow, action: Action) -> Outcome:
        if isinstance(action, Undo):
            return self.cascades.take_back(portal, action)
        effect = portal.perform(action, row.key, self.desk.done_by(row))
        return Outcome(state=State.DONE, object_id=effect.object_id, effect=effect, note=effect.note)

    def _end(self, policy: Policy, row: ActionRow, outcome: Outcome) -> None:
        """Commit what became of an action; one that failed for good ends its cascade, and its plan if too many fail."""
        now = self.clock.now()
        self.ledger.settle(row.key, outcome, now)
        if isinstance(row.action, Undo) and outcome.state is State.DONE:
            self.ledger.settle(row.action.undoes, Outcome(state=State.UNDONE, note=outcome.note), now)
        if outcome.state in (State.CANCELLED, State.PARKED) and cascade_of(row.action):
            self.cascades.stop(row, outcome.note, now)
        if outcome.state is State.PARKED:
            self.gate.halt_if_failing(policy, row, now)

    def _put_off(self, row: ActionRow, note: str, until: datetime) -> None:
        self.ledger.settle(row.key, Outcome(state=State.NEW, note=note, not_before=until), self.clock.now())
