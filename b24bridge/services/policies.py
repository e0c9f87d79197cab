"""What a portal's settings come to: what each assistant may do now, how its facts are gathered, until when we only watch.

Settings are read from the store each time, so a changed one acts at the next action, and the stop within seconds.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Protocol

from pydantic import BaseModel

from b24bridge.core.assistants import Rule
from b24bridge.core.calendar import Calendar
from b24bridge.core.decisions import Because, Json
from b24bridge.core.errors import ConfigError, UnknownPortal
from b24bridge.core.evidence import EvidenceRules
from b24bridge.core.installations import Installation, Status
from b24bridge.core.limits import Limits
from b24bridge.core.ports import Installations
from b24bridge.core.profiles import Profile
from b24bridge.services.clocks import portal_now, zone_of
from b24bridge.services.condition import Horizon
from b24bridge.services.digest import Habit
from b24bridge.services.scan import Policy
from config.calendars import calendar_of
from config.loading import LoadedSettings, load_portal
from config.modes import modes_in_force, observes_until
from config.portal import PortalSettings

YEARS_BACK, YEARS_AHEAD = 2, 1
OF_FACTS = ("purchase_source", "purchase_categories", "invoice_stages")
LOCKED = frozenset({"reassign"})
UNLOCKS = Because(
    "«Автоматически» откроется после проверки на прошлом и 20 утверждённых передач",
    '"Automatic" unlocks after a backtest and 20 approved hand-overs',
)


@dataclass(frozen=True, slots=True)
class Unsaved:
    """Settings that nobody saved, the same for every portal: what a preview judges by."""

    values: Mapping[str, Json]

    def load(self, member_id: str) -> Mapping[str, Json]:  # noqa: ARG002 - the port's form
        """Return them."""
        return self.values


class Read(Protocol):
    """What policies read settings from."""

    def load(self, member_id: str) -> Mapping[str, Json]:
        """Return what was set for a portal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policies:
    """Answers from the settings in force."""

    settings: Read
    installations: Installations
    rules: Mapping[str, Rule]
    now: Callable[[], datetime]

    def check(self, values: Mapping[str, Json]) -> LoadedSettings:
        """Return what these values come to. Raises ConfigError naming path, problem and fix."""
        schemas: dict[str, type[BaseModel]] = {name: rule.assistant.settings for name, rule in self.rules.items()}
        loaded = load_portal(values, schemas)
        for name, entry in loaded.portal.assistants.items():
            for action_class in LOCKED:
                if {str(key): mode for key, mode in entry.mode.items()}.get(action_class) == "auto":
                    path, ru = f"assistants.{name}.mode.{action_class}", ("«Автоматически» пока закрыто", UNLOCKS.ru)
                    raise ConfigError(path, "auto is locked", UNLOCKS.en, ru=ru)
        return loaded

    def loaded(self, installation: Installation) -> LoadedSettings:
        """Return the settings in force on a portal."""
        return self.check(self.settings.load(installation.member_id))

    def installation(self, member_id: str) -> Installation:
        """Return a portal's installation, as its people want it read. Raises UnknownPortal for one that is not installed."""
        found = self.installations.find(member_id)
        if found is None or found.status is Status.UNINSTALLED:
            raise UnknownPortal
        return self.told(found)

    def told(self, installation: Installation) -> Installation:
        """Return the installation as its people want it read: in the zone and currency that they set, if they did."""
        return _told(installation, self.loaded(installation).portal)

    def policy(self, installation: Installation, now: datetime) -> Policy:
        """Return what each assistant may do at the portal's moment `now`."""
        loaded = self.loaded(installation)
        modes = {
            name: modes_in_force(loaded.portal, name, rule.assistant.modes, installation.installed_at, now)
            for name, rule in self.rules.items()
        }
        return Policy(
            settings=loaded.assistants,
            modes=modes,
            limits=Limits(**loaded.portal.limits.model_dump()),
            calendar=self._calendar(loaded.portal, now),
            is_stopped=loaded.portal.kill_switch,
            acts_since=_acts_since(loaded.portal, installation, now),
        )

    def profile(self, member_id: str) -> Profile:
        """Return how a portal's facts are gathered. Raises LookupError for a portal that is not installed."""
        installation = self.installations.find(member_id)
        if installation is None:
            raise LookupError(member_id)
        loaded = self.loaded(installation)
        portal = loaded.portal
        told = _told(installation, portal)
        zone, now = zone_of(told), portal_now(told, self.now())
        rules = EvidenceRules(
            zone=zone,
            min_talk_s=portal.touches.min_talk_s,
            min_note_len=portal.touches.min_note_len,
            app_user_id=installation.user_id,
        )
        return Profile(
            zone=zone,
            calendar=self._calendar(portal, now),
            rules=rules,
            currency=told.currency,
            supervisor_id=portal.supervisor_id,
            deputies=portal.deputies,
            acts_since=_acts_since(portal, installation, now),
            **_source_of_purchases(loaded),
        )

    def _calendar(self, portal: PortalSettings, now: datetime) -> Calendar:
        return calendar_of(portal.calendar, range(now.year - YEARS_BACK, now.year + YEARS_AHEAD + 1))

    def habit(self, installation: Installation) -> Habit:
        """Return how a portal's heads want to be told."""
        portal = self.loaded(installation).portal
        return Habit(
            at=portal.digest_at,
            language=portal.language,
            calendar=self._calendar(portal, portal_now(_told(installation, portal), self.now())),
            supervisor_id=portal.supervisor_id,
        )

    def horizon(self, installation: Installation) -> Horizon:
        """Return until when a portal is only watched (None: no longer), and whether somebody stopped it."""
        portal = self.loaded(installation).portal
        now = portal_now(_told(installation, portal), self.now())
        until = observes_until(portal, installation.installed_at, now.tzinfo)
        return Horizon(observe_until=until if now.date() < until else None, is_stopped=portal.kill_switch)


def _told(installation: Installation, portal: PortalSettings) -> Installation:
    zone, currency = portal.time_zone or zone_of(installation).key, portal.currency or installation.currency
    return replace(installation, time_zone=zone, currency=currency)


def _acts_since(portal: PortalSettings, installation: Installation, now: datetime) -> date | None:
    """Return the portal day on which the assistants began to act, None while they only watch."""
    until = observes_until(portal, installation.installed_at, now.tzinfo)
    return until if until <= now.date() else None


def _source_of_purchases(loaded: LoadedSettings) -> dict[str, Any]:
    """Return what counts as a purchase on this portal: one source for all assistants, set where buyers are watched."""
    given = [own.model_dump() for own in loaded.assistants.values()]
    return {name: each[name] for each in given for name in OF_FACTS if name in each}
