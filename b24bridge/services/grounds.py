"""The grounds of an action, read on the portal right before it: what the assistants call for now. Not the action itself.

They are read once for all actions of a client that follow each other, and every assistant judges by them anew.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from b24bridge.core.actions import Action
from b24bridge.core.decisions import Decision
from b24bridge.core.ids import EntityId
from b24bridge.core.installations import Installation
from b24bridge.core.ledger import ActionRow
from b24bridge.core.outside import Portal
from b24bridge.core.ports import Mirror
from b24bridge.core.streams import Hint, Stream, hint_of
from b24bridge.services.clocks import Clock, portal_now
from b24bridge.services.scan import Scan

LOOK_BACK = timedelta(minutes=10)
READ = (*(Stream.DEALS, Stream.INVOICES, Stream.ORDERS, Stream.PAYMENTS), *(Stream.ACTIVITIES, Stream.TASKS))
CLIENTS = {3: Stream.CONTACTS, 4: Stream.COMPANIES}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What one assistant calls for about a client by what the portal says now: actions by anchor and step, and why."""

    actions: Mapping[tuple[str, str], Action]
    reason: str


GONE = Wanted({}, "the client is gone")


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """Reads a client anew and has it judged."""

    mirror: Mirror
    scan: Scan
    clock: Clock

    def wanted(self, installation: Installation, portal: Portal, row: ActionRow, known: dict[str, Wanted]) -> Wanted:
        """Return what an action's assistant calls for now; `known` keeps the answers for the client's next action."""
        if not known:
            self._read(installation, portal, row.client)
            known |= self._judge(installation, row)
        return known.get(row.assistant, GONE)

    def _read(self, installation: Installation, portal: Portal, client: EntityId) -> None:
        member_id, fresh = installation.member_id, self.mirror.freshness(installation.member_id)
        since = min((fresh[stream] for stream in READ if stream in fresh), default=self.clock.now()) - LOOK_BACK
        records = portal.grounds(client, self.mirror.bindings_of(member_id, client), portal_now(installation, since))
        now, stream = self.clock.now(), CLIENTS[client.type_id]
        self.mirror.absorb(member_id, records, now)
        if Hint(stream, client.id) not in map(hint_of, records):
            self.mirror.forget(member_id, stream, [client.id], now)

    def _judge(self, installation: Installation, row: ActionRow) -> Mapping[str, Wanted]:
        now = portal_now(installation, self.clock.now())
        verdicts = list(self.scan.judge(installation, now, clients=[row.client]))
        if row.plan_id is not None:
            self.scan.record(installation, verdicts, row.plan_id)
        found = {verdict.assistant: Wanted({}, verdict.because.en) for verdict in verdicts}
        for decision in verdicts:
            if isinstance(decision, Decision):
                steps = {(decision.anchor, action.step): action for action in decision.actions}
                found[decision.assistant] = Wanted(steps, decision.because.en)
        return found or {row.assistant: GONE}
