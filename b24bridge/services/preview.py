"""Preview: what settings would mark today instead of those in force. Pure judging from the mirror; nothing is written.

A value that is wrong is said with its path, as when it were saved.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from b24bridge.core.actions import PutTask
from b24bridge.core.decisions import MARKED_STATES, Decision, Json, Skip
from b24bridge.core.ids import EntityId
from b24bridge.core.installations import Installation
from b24bridge.core.money import Money
from b24bridge.core.ports import Mirror
from b24bridge.core.screens_settings import ClientLine, ManagerDiff, PreviewView
from b24bridge.services.clocks import Clock, portal_now
from b24bridge.services.scan import Scan

MOST_LINES = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """Whom a set of settings marks today, with each client's verdict, and how many tasks the next run would give."""

    verdicts: Mapping[tuple[EntityId, str], Skip]
    tasks: int

    @property
    def clients(self) -> frozenset[EntityId]:
        """Return the marked clients."""
        return frozenset(client for client, _ in self.verdicts)

    def risk(self, currency: str) -> Money:
        """Return the money at risk with them."""
        sums = (verdict.money_at_risk.amount for verdict in self.verdicts.values() if verdict.money_at_risk)
        return Money(sum(sums, Decimal()), currency)

    def of(self, client: EntityId) -> Skip:
        """Return a marked client's first verdict."""
        return next(verdict for (each, _), verdict in self.verdicts.items() if each == client)


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """Compares settings. `under` returns what judges by other settings than those in force."""

    mirror: Mirror
    scan: Scan
    clock: Clock
    under: Callable[[Mapping[str, Json]], Scan]

    def compare(self, installation: Installation, values: Mapping[str, Json], only: str | None) -> PreviewView:
        """Return what `values` would change today, for one assistant or all. Raises ConfigError for a wrong value."""
        now = portal_now(installation, self.clock.now())
        before, after = (
            self._marked(self.scan, installation, now, only),
            self._marked(self.under(values), installation, now, only),
        )
        names = self.mirror.titles(installation.member_id, sorted(before.clients ^ after.clients))
        return PreviewView(
            now=len(before.clients),
            then=len(after.clients),
            added=_lines(after, after.clients - before.clients, names),
            removed=_lines(before, before.clients - after.clients, names),
            risk_now=before.risk(installation.currency),
            risk_then=after.risk(installation.currency),
            tasks_now=before.tasks,
            tasks_then=after.tasks,
            managers=self._managers(installation.member_id, before, after),
        )

    def _marked(self, scan: Scan, installation: Installation, now: datetime, only: str | None) -> Marked:
        found, tasks = {}, 0
        for verdict in scan.judge(installation, now, only):
            if verdict.state in MARKED_STATES:
                found[verdict.client, verdict.assistant] = verdict
                tasks += sum(isinstance(action, PutTask) for action in _actions(verdict))
        return Marked(verdicts=found, tasks=tasks)

    def _managers(self, member_id: str, before: Marked, after: Marked) -> tuple[ManagerDiff, ...]:
        people, was, will = self.mirror.people(member_id), _by_owner(before), _by_owner(after)
        changed = sorted(owner for owner in was.keys() | will.keys() if was[owner] != will[owner])
        return tuple(ManagerDiff(people[owner].name if owner in people else "", was[owner], will[owner]) for owner in changed)


def _actions(verdict: Skip) -> Iterator[object]:
    return iter(verdict.actions) if isinstance(verdict, Decision) else iter(())


def _by_owner(marked: Marked) -> Counter[int]:
    owners = {client: verdict.owner_id or 0 for (client, _), verdict in marked.verdicts.items()}
    return Counter(owners.values())


def _lines(marked: Marked, clients: frozenset[EntityId], names: Mapping[EntityId, str]) -> tuple[ClientLine, ...]:
    found: Sequence[Skip] = sorted((marked.of(client) for client in clients), key=_money, reverse=True)
    return tuple(ClientLine(each.client, names.get(each.client), each.because) for each in found[:MOST_LINES])


def _money(verdict: Skip) -> Decimal:
    return verdict.money_at_risk.amount if verdict.money_at_risk else Decimal()
