"""Applying: one action at a time, each exactly once. The protocol stands in docs/effects.md.

Its order is this:

may it still act → do its grounds still hold, read on the portal now → claim and commit → send once → commit the outcome.
Anything but a sure answer is `unknown`, and `recover` looks it up. A transaction is never open across a call.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from b24bridge.core.actions import Action, CloseTask
from b24bridge.core.decisions import Decision
from b24bridge.core.errors import AccessLost, Busy, NotFound, PortalError, RefreshInProgress, Refused, Unavailable
from b24bridge.core.ids import EntityId
from b24bridge.core.installations import Installation
from b24bridge.core.ledger import ActionRow, Outcome, State
from b24bridge.core.outside import Portal
from b24bridge.core.ports import Ledger, Mirror
from b24bridge.core.streams import Hint, Stream, hint_of
from b24bridge.services.clocks import Clock, portal_now
from b24bridge.services.scan import Policy, Scan
from b24bridge.services.sync import OutOfTime

AT_ONCE = 50
LOOK_BACK = timedelta(minutes=10)
LATER = timedelta(minutes=1)
MODE_ASKED_EVERY = timedelta(hours=1)
SLACK_S = 10.0
CLIENTS = {3: Stream.CONTACTS, 4: Stream.COMPANIES}
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is called for about one client by what the portal says now: actions by anchor and step, and why."""

    actions: Mapping[tuple[str, str], Action]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Apply:
    """Carries actions to the portal."""

    ledger: Ledger
    mirror: Mirror
    scan: Scan
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
                self._apply(portal, row, None if row.action.is_closing else self._wanted(installation, portal, row, wanted))
            row = next(iter(self.ledger.due(row.member_id, 1, self.clock.now(), row.client)), None)
        return True

    def _may(self, policy: Policy, row: ActionRow) -> bool:
        """Say whether an action may be sent now. What closes an episode that is over waits for its mode; the rest ends."""
        mode = policy.modes.get(row.assistant, {}).get(row.action.action_class, "off")
        if mode == "auto":
            return True
        note, is_waiting = f"mode: {mode}", row.action.is_closing and mode != "off"
        if is_waiting:
            self._put_off(row, note, self.clock.now() + MODE_ASKED_EVERY)
        else:
            self._cancel(row, note)
        return False

    def _cancel(self, row: ActionRow, note: str) -> None:
        self.ledger.settle(row.key, Outcome(state=State.CANCELLED, note=note), self.clock.now())

    def _put_off(self, row: ActionRow, note: str, until: datetime) -> None:
        self.ledger.settle(row.key, Outcome(state=State.NEW, note=note, not_before=until), self.clock.now())

    def _apply(self, portal: Portal, row: ActionRow, wanted: Wanted | None) -> None:
        """Send one action as it is called for now: a closing one, for which nothing is wanted, as it was decided."""
        action = row.action if wanted is None else wanted.actions.get((row.anchor, row.action.step))
        if action is None:
            self._cancel(row, f"no longer called for: {wanted.reason if wanted else ''}")
            return
        done_by = self._done_by(row)
        if done_by is None:
            return
        lease = self.server_max_s + SLACK_S
        if self.ledger.claim(row.key, self.worker, self.clock.now(), lease) is None:
            return
        try:
            outcome = self._send(portal, row, action, done_by)
        except (Busy, AccessLost, RefreshInProgress) as error:  # the portal, or we ourselves, made sure that nothing was done
            self._put_off(row, str(error), error.retry_at if isinstance(error, Busy) else self.clock.now() + LATER)
            raise
        self.ledger.settle(row.key, outcome, self.clock.now())
        log.info(
            "action", portal=row.member_id, client=str(row.client), kind=action.kind, key=row.key, state=str(outcome.state)
        )

    def _send(self, portal: Portal, row: ActionRow, action: Action, done_by: Mapping[str, str]) -> Outcome:
        try:
            return Outcome(state=State.DONE, object_id=portal.perform(action, row.key, done_by))
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

    def _wanted(self, installation: Installation, portal: Portal, row: ActionRow, known: dict[str, Wanted]) -> Wanted:
        """Return what an assistant calls for now; the client's grounds are read once for all assistants in `known`."""
        if not known:
            self._read_grounds(installation, portal, row.client)
        if row.assistant not in known:
            known[row.assistant] = self._judge(installation, row)
        return known[row.assistant]

    def _read_grounds(self, installation: Installation, portal: Portal, client: EntityId) -> None:
        member_id, fresh = installation.member_id, self.mirror.freshness(installation.member_id)
        since = fresh.get(Stream.ACTIVITIES, self.clock.now()) - LOOK_BACK
        records = portal.grounds(client, self.mirror.bindings_of(member_id, client), portal_now(installation, since))
        now, stream = self.clock.now(), CLIENTS[client.type_id]
        self.mirror.absorb(member_id, records, now)
        if Hint(stream, client.id) not in map(hint_of, records):
            self.mirror.forget(member_id, stream, [client.id], now)

    def _judge(self, installation: Installation, row: ActionRow) -> Wanted:
        now = portal_now(installation, self.clock.now())
        verdicts = list(self.scan.judge(installation, now, row.assistant, [row.client]))
        self.scan.record(installation, row.assistant, verdicts)
        decisions = [verdict for verdict in verdicts if isinstance(verdict, Decision)]
        actions = {(decision.anchor, action.step): action for decision in decisions for action in decision.actions}
        return Wanted(actions, verdicts[0].because.en if verdicts else "the client is gone")

    def _done_by(self, row: ActionRow) -> Mapping[str, str] | None:
        """Return the objects that this action needs, by step; None when it has nothing to act on and was settled."""
        if not isinstance(row.action, CloseTask):
            return {}
        opened = self.ledger.sibling(row, row.action.closes_step)
        if opened is not None and opened.object_id:
            return {row.action.closes_step: opened.object_id}
        self._cancel(row, "nothing to close")
        return None
