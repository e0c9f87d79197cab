"""The composition root: settings in, a wired bridge out. Nothing happens at import, and nothing is decided here."""

import random  # noqa: TID251 - chance is handed out from here
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from pydantic import SecretStr

from b24bridge import clock
from b24bridge.bell import CeleryBell, SilentBell, make_celery
from b24bridge.bitrix.throttle import Limiter, connect
from b24bridge.bitrix.transport import new_session
from b24bridge.bridge import Bridge
from b24bridge.core import assistants, routing
from b24bridge.core.decisions import Json
from b24bridge.core.ids import CARD_TABS
from b24bridge.core.jobs import RECOVER, SYNC
from b24bridge.core.outside import Bell
from b24bridge.core.streams import Hint
from b24bridge.keys import keys_of
from b24bridge.probes import broker_url, probe, readiness, require_tables
from b24bridge.services.apply import SLACK_S, Apply
from b24bridge.services.condition import Condition
from b24bridge.services.drain import Drain
from b24bridge.services.install import Door
from b24bridge.services.look import Look
from b24bridge.services.policies import Policies
from b24bridge.services.receive import LIFE_EVENTS, Receiver
from b24bridge.services.recover import Recover
from b24bridge.services.relocate import Relocate
from b24bridge.services.scan import Scan
from b24bridge.services.setup import Setup
from b24bridge.services.show import Show
from b24bridge.services.sync import Sync
from b24bridge.services.work import Work
from b24bridge.sites import Sites
from b24bridge.store.crypto import Vault
from b24bridge.store.facts import StoreFacts
from b24bridge.store.inbox import SqlInbox
from b24bridge.store.installations import SqlInstallations
from b24bridge.store.jobs import SqlJobs
from b24bridge.store.ledger import StoreLedger
from b24bridge.store.migrations import migrate
from b24bridge.store.mirror import StoreMirror
from b24bridge.store.portal_settings import SqlSettings
from b24bridge.store.session import Store, open_store
from b24bridge.workers import worker_name
from config.process import ProcessSettings

EVENT_PATH = "/b24/event"
WIDGET_PATH = "/b24/widget/"
LANE_SLACK_S = 20.0
NOWHERE = "unix:///dev/null/broker"
__all__ = ["Bridge", "broker_url", "migrate_database", "probe", "require_tables", "wire"]


def migrate_database(settings: ProcessSettings) -> None:
    """Bring the tables to this version."""
    migrate(settings.database)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stores:
    """The database's side of every port."""

    installations: SqlInstallations
    inbox: SqlInbox
    jobs: SqlJobs
    mirror: StoreMirror
    ledger: StoreLedger
    settings: SqlSettings

    @classmethod
    def of(cls, store: Store, vault: Vault) -> "Stores":
        """Return the ports over one database."""
        return cls(
            installations=SqlInstallations(store, vault, clock),
            inbox=SqlInbox(store),
            jobs=SqlJobs(store),
            mirror=StoreMirror(store),
            ledger=StoreLedger(store),
            settings=SqlSettings(store),
        )


def wire(settings: ProcessSettings, *, needs_broker: bool = True) -> Bridge:
    """Return the bridge of this process. Connects to nothing yet. Raises ConfigError for settings that cannot work.

    Without a broker, where none is needed, nobody is rung and portals are called at the pace of one process alone.
    """
    url = broker_url(settings) if needs_broker else settings.redis_url or NOWHERE
    store, keys = open_store(settings.database), keys_of(settings)
    settings = settings.model_copy(update={"secret_keys": tuple(map(SecretStr, keys))})
    s = Stores.of(store, Vault(keys))
    server, session = connect(url), new_session(settings.insecure_hosts, clock.monotonic)
    celery = make_celery(url, settings.tick_s)
    bell = SilentBell() if url == NOWHERE else CeleryBell(celery, server)
    rules = assistants.discover("assistants")
    policies = Policies(settings=s.settings, installations=s.installations, rules=rules, now=clock.now)
    facts = StoreFacts(store, policies.profile)
    scan = Scan(facts=facts, ledger=s.ledger, mirror=s.mirror, clock=clock, rules=rules, policy=policies.policy)
    sync = Sync(mirror=s.mirror, clock=clock, round_s=settings.sweep_s / 2)
    sites = Sites(settings, s.installations, Limiter(server, clock, jitter=random.random), policies, session)
    condition = _condition(s, policies)
    return Bridge(
        settings=settings,
        clock=clock,
        celery=celery,
        bell=bell,
        installations=s.installations,
        inbox=s.inbox,
        jobs=s.jobs,
        mirror=s.mirror,
        ledger=s.ledger,
        portal_settings=s.settings,
        policies=policies,
        scan=scan,
        sync=sync,
        show=_show(s, scan, condition),
        conditions=condition,
        connect=sites.connect,
        make_drain=partial(_drain, settings, s, scan, sync, sites, bell),
        door=Door(installations=s.installations, jobs=s.jobs, authority=sites.doorkeeper(), clock=clock),
        receiver=Receiver(installations=s.installations, inbox=s.inbox, jobs=s.jobs, mirror=s.mirror, clock=clock),
        checks=partial(readiness, settings),
    )


def _condition(s: Stores, policies: Policies) -> Condition:
    return Condition(
        installations=s.installations,
        mirror=s.mirror,
        ledger=s.ledger,
        inbox=s.inbox,
        jobs=s.jobs,
        clock=clock,
        horizon=policies.horizon,
        told=policies.told,
    )


def _show(s: Stores, scan: Scan, condition: Condition) -> Show:
    return Show(ledger=s.ledger, mirror=s.mirror, scan=scan, condition=condition, clock=clock)


def _drain(settings: ProcessSettings, s: Stores, scan: Scan, sync: Sync, sites: Sites, bell: Bell) -> Drain:
    """Return what drains a portal in this thread; every one has a name of its own, so leases tell them apart."""
    worker = worker_name(clock.monotonic())
    handlers, server_max_s = routing.discover("handlers"), settings.portal_timeout_s

    def route(topic: str, data: Mapping[str, Json]) -> tuple[Hint, ...]:
        routed = routing.route(handlers, topic, data)
        if routed.failures:
            raise next(iter(routed.failures.values()))
        return routed.hints

    recover = Recover(ledger=s.ledger, clock=clock, server_max_s=server_max_s)
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
        look=Look(inbox=s.inbox, mirror=s.mirror, clock=clock, route=route),
        scan=scan,
        apply=Apply(ledger=s.ledger, mirror=s.mirror, scan=scan, clock=clock, worker=worker, server_max_s=server_max_s),
        recover=recover,
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
