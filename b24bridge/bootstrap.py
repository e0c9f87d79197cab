"""The composition root: settings in, a wired bridge out. Nothing happens at import, and nothing is decided here."""

import random  # noqa: TID251 - chance is handed out from here
from collections.abc import Mapping
from dataclasses import fields
from functools import partial
from typing import Any, TypeVar

from pydantic import SecretStr
from redis import Redis

from b24bridge import clock
from b24bridge.bell import CeleryBell, SilentBell, make_celery
from b24bridge.bitrix.throttle import Limiter, connect
from b24bridge.bitrix.transport import new_session
from b24bridge.bridge import Bridge
from b24bridge.core import assistants
from b24bridge.core.assistants import Rule
from b24bridge.core.decisions import Json
from b24bridge.core.outside import Bell
from b24bridge.drains import acts_of, drain_of
from b24bridge.keys import keys_of
from b24bridge.probes import broker_url, probe, readiness, require_tables
from b24bridge.services.around import Around
from b24bridge.services.condition import Condition
from b24bridge.services.consent import Consent
from b24bridge.services.declare import Declare
from b24bridge.services.forms import SettingsPages
from b24bridge.services.install import Door
from b24bridge.services.policies import Policies, Unsaved
from b24bridge.services.preview import Preview
from b24bridge.services.receive import Receiver
from b24bridge.services.scan import Scan
from b24bridge.services.show import Show
from b24bridge.services.show_decisions import ShowDecisions
from b24bridge.services.show_journal import ShowJournal
from b24bridge.services.sync import Sync
from b24bridge.services.trends import Trends
from b24bridge.services.undo import TakeBack
from b24bridge.sites import Sites
from b24bridge.store.crypto import Vault
from b24bridge.store.facts import StoreFacts
from b24bridge.store.migrations import migrate
from b24bridge.store.session import Store, open_store
from b24bridge.stores import Stores
from config.process import ProcessSettings

NOWHERE = "unix:///dev/null/broker"
__all__ = ["Bridge", "broker_url", "migrate_database", "probe", "require_tables", "wire"]


def migrate_database(settings: ProcessSettings) -> None:
    """Bring the tables to this version."""
    migrate(settings.database)


def wire(settings: ProcessSettings, *, needs_broker: bool = True) -> Bridge:
    """Return the bridge of this process. Connects to nothing yet. Raises ConfigError for settings that cannot work.

    Without a broker, where none is needed, nobody is rung and portals are called at the pace of one process alone.
    """
    url = broker_url(settings) if needs_broker else settings.redis_url or NOWHERE
    store, keys = open_store(settings.database), keys_of(settings)
    settings = settings.model_copy(update={"secret_keys": tuple(map(SecretStr, keys))})
    s = Stores.of(store, Vault(keys))
    server, celery = connect(url), make_celery(url, settings.tick_s)
    bell = SilentBell() if url == NOWHERE else CeleryBell(celery, server)
    rules = assistants.discover("assistants")
    policies = Policies(settings=s.settings, installations=s.installations, rules=rules, now=clock.now)
    facts = StoreFacts(store, policies.profile)
    scan = Scan(facts=facts, ledger=s.ledger, mirror=s.mirror, clock=clock, rules=rules, policy=policies.policy)
    sync = Sync(mirror=s.mirror, clock=clock, round_s=settings.sweep_s / 2)
    sites = _sites(settings, s, server, policies)
    use, acts = partial(_use, s, rules, policies, bell), acts_of(s, rules, policies, facts, scan)
    take_back = use(TakeBack, cascades=acts.cascades)
    consent = use(Consent, give_back=take_back.give_back)
    condition = use(Condition, waiting=lambda visitor: consent.asked(visitor).count)
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
        statements=s.statements,
        portal_settings=s.settings,
        policies=policies,
        scan=scan,
        sync=sync,
        show=use(Show, scan=scan, condition=condition, trend=use(Trends, consent=consent)),
        show_decisions=use(ShowDecisions, consent=consent, scan=scan),
        show_journal=use(ShowJournal, take_back=take_back),
        conditions=condition,
        around=use(Around, consent=consent, condition=condition),
        consent=consent,
        take_back=take_back,
        declare=use(Declare, facts=facts, scan=scan),
        pages=use(SettingsPages, preview=use(Preview, scan=scan, under=partial(_under, store, s, rules))),
        connect=sites.connect,
        make_drain=partial(drain_of, settings, s, acts, scan, sync, sites, bell),
        door=use(Door, authority=sites.doorkeeper()),
        receiver=use(Receiver),
        checks=partial(readiness, settings),
    )


def _sites(settings: ProcessSettings, s: Stores, server: Redis, policies: Policies) -> Sites:
    limiter = Limiter(server, clock, jitter=random.random, folder=settings.data_dir)
    session = new_session(settings.insecure_hosts, clock.monotonic, settings.ca_bundle)
    return Sites(settings, s.installations, limiter, policies, session)


Case = TypeVar("Case")


def _use(s: Stores, rules: Mapping[str, Rule], policies: Policies, bell: Bell, case: type[Case], **more: Any) -> Case:
    """Return a use case, with those of its needs that all of them share, and `more`."""
    shared = {
        "installations": s.installations,
        "inbox": s.inbox,
        "ledger": s.ledger,
        "mirror": s.mirror,
        "statements": s.statements,
        "settings": s.settings,
        "jobs": s.jobs,
        "clock": clock,
        "rules": rules,
        "policies": policies,
        "installation": policies.installation,
        "horizon": policies.horizon,
        "told": policies.told,
        "ring": bell.ring,
    }
    names = {each.name for each in fields(case)}  # type: ignore[arg-type]
    return case(**{name: value for name, value in shared.items() if name in names} | more)


def _under(store: Store, s: Stores, rules: Mapping[str, Rule], values: Mapping[str, Json]) -> Scan:
    """Return what judges by settings that nobody saved; it has no ledger to write to but the one it reads from."""
    policies = Policies(settings=Unsaved(values), installations=s.installations, rules=rules, now=clock.now)
    facts = StoreFacts(store, policies.profile)
    return Scan(facts=facts, ledger=s.ledger, mirror=s.mirror, clock=clock, rules=rules, policy=policies.policy)
