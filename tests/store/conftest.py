"""Fixtures for tests of facts: what is known of the clients of a portal in Moscow."""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from b24bridge.core.calendar import Calendar
from b24bridge.core.evidence import EvidenceRules
from b24bridge.core.facts import ClientFact
from b24bridge.core.ids import EntityId
from b24bridge.core.profiles import Profile
from b24bridge.store.facts import StoreFacts
from b24bridge.store.mirror import StoreMirror
from b24bridge.store.session import Store
from tests.records import NOON
from tests.verdicts import PORTAL


@pytest.fixture
def profile() -> Profile:
    zone = ZoneInfo("Europe/Moscow")
    return Profile(
        zone=zone, calendar=Calendar(), rules=EvidenceRules(zone=zone), currency="RUB", supervisor_id=99, deputies={5: 6}
    )


@pytest.fixture
def gather(installed: Store, profile: Profile) -> Callable[..., list[ClientFact]]:
    """Return what gathers the facts of these clients, or of all when none are named."""
    facts = StoreFacts(installed, lambda _: profile)

    def gather(*clients: EntityId, portal: str = PORTAL) -> list[ClientFact]:
        return list(facts.gather(portal, NOON, clients or None))

    return gather


@pytest.fixture
def facts_of(installed: Store) -> Callable[[Profile], list[ClientFact]]:
    """Return what gathers the facts of all clients as another profile wants them."""
    return lambda profile: list(StoreFacts(installed, lambda _: profile).gather(PORTAL, NOON))


@pytest.fixture
def known(mirror: StoreMirror) -> Callable[..., None]:
    """Return what makes rows known to the mirror."""

    def known(*records: Any) -> None:
        mirror.absorb(PORTAL, records, NOON)

    return known
