"""Wiring of what drains a portal: the verbs, and the acts that all drains of a process share. Nothing is decided here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from b24bridge import clock
from b24bridge.core import routing
from b24bridge.core.assistants import Rule
from b24bridge.core.decisions import Json
from b24bridge.core.ids import CARD_TABS
from b24bridge.core.jobs import RECOVER, SYNC
from b24bridge.core.outside import Bell
from b24bridge.core.streams import Hint
from b24bridge.services.apply import SLACK_S, Apply
from b24bridge.services.cascades import Cascades
from b24bridge.services.desk import Desk
from b24bridge.services.digest import Digest
from b24bridge.services.drain import Drain
from b24bridge.services.gate import Gate
from b24bridge.services.grounds import Grounds
from b24bridge.services.look import Look
from b24bridge.services.policies import Policies
from b24bridge.services.receive import LIFE_EVENTS
from b24bridge.services.recover import Recover
from b24bridge.services.relocate import Relocate
from b24bridge.services.scan import Scan
from b24bridge.services.setup import Setup
from b24bridge.services.sync import Sync
from b24bridge.services.work import Work
from b24bridge.sites import Sites
from b24bridge.store.facts import StoreFacts
from b24bridge.stores import Stores
from b24bridge.workers import worker_name
from config.process import ProcessSettings

EVENT_PATH = "/b24/event"
WIDGET_PATH = "/b24/widget/"
LANE_SLACK_S = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Acts:
    """What acting is made of, shared by all drains."""

    cascades: Cascades
    desk: Desk
    gate: Gate
    grounds: Grounds
    digest: Digest


def acts_of(s: Stores, rules: Mapping[str, Rule], policies: Policies, facts: StoreFacts, scan: Scan) -> Acts:
    """Return it, over these stores and settings."""
    return Acts(
        cascades=Cascades(ledger=s.ledger),
        desk=Desk(ledger=s.ledger, rules=rules),
        gate=Gate(ledger=s.ledger, facts=facts, clock=clock),
        grounds=Grounds(mirror=s.mirror, scan=scan, clock=clock),
        digest=Digest(
            ledger=s.ledger, mirror=s.mirror, clock=clock, rules=rules, habit=policies.habit, horizon=policies.horizon
        ),
    )


def drain_of(settings: ProcessSettings, s: Stores, acts: Acts, scan: Scan, sync: Sync, sites: Sites, bell: Bell) -> Drain:
    """Return what drains a portal in this thread; every one has a name of its own, so leases tell them apart."""
    worker = worker_name(clock.monotonic())
    handlers, server_max_s = routing.discover("handlers"), settings.portal_timeout_s
    shared: dict[str, Any] = {
        "ledger": s.ledger,
        "desk": acts.desk,
        "cascades": acts.cascades,
        "clock": clock,
        "server_max_s": server_max_s,
    }
    work = Work(
        setup=Setup(
            installations=s.installations,
            jobs=s.jobs,
            clock=clock,
            handler_url=settings.public_url + EVENT_PATH,
            topics=(*routing.topics(handlers), *LIFE_EVENTS),
            widgets={placement: f"{settings.public_url}{WIDGET_PATH}{placement}" for placement in CARD_TABS},
            first_verbs=(SYNC, RECOVER),
        ),
        sync=sync,
        look=Look(inbox=s.inbox, mirror=s.mirror, clock=clock, route=partial(_route, handlers)),
        scan=scan,
        apply=Apply(scan=scan, grounds=acts.grounds, gate=acts.gate, worker=worker, **shared),
        recover=Recover(**shared),
        digest=acts.digest,
        ledger=s.ledger,
        jobs=s.jobs,
        clock=clock,
        sweep_s=settings.sweep_s,
        told=sites.policies.told,
    )
    return Drain(
        installations=s.installations,
        jobs=s.jobs,
        inbox=s.inbox,
        connect=sites.connect,
        verbs=work.verbs(),
        bell=bell,
        relocate=Relocate(installations=s.installations, authority=sites.doorkeeper()),
        clock=clock,
        worker=worker,
        slice_s=settings.slice_s,
        lease_s=settings.slice_s + server_max_s + SLACK_S + LANE_SLACK_S,
    )


def _route(handlers: Sequence[routing.Handler], topic: str, data: Mapping[str, Json]) -> tuple[Hint, ...]:
    """Return what an event tells us to look at. Raises what the first handler that failed raised."""
    routed = routing.route(handlers, topic, data)
    if routed.failures:
        raise next(iter(routed.failures.values()))
    return routed.hints
