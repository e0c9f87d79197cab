"""A mirror of any size, filled through the store itself: companies with calls, letters and meetings over two years.

No deals, contacts, comments or tasks: those would make a scan dearer than the figures say.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from b24bridge import clock
from b24bridge.bootstrap import migrate_database, wire
from b24bridge.cli.stack import SANDBOX_APP
from b24bridge.core.ids import COMPANY, EntityId
from b24bridge.core.installations import Installation, Status, Tokens
from b24bridge.core.records import Activity, Company, Person, Record
from b24bridge.core.streams import Page, Stream
from config.process import ProcessSettings

MEMBER_ID, APPLICATION_TOKEN = "bench", "given-by-the-portal"
PEOPLE = 8
DAYS = 700
PRIME = 7919  # spreads clients and days evenly, the same way every time
KINDS = ((1, "CRM_MEETING", 0), (2, "VOXIMPLANT_CALL", 2), (4, "CRM_EMAIL", 1), (4, "CRM_EMAIL", 2))
AT_ONCE = 2000


def fill(settings: ProcessSettings, clients: int, activities: int) -> None:
    """Install a portal and fill its mirror; every stream counts as just read."""
    migrate_database(settings)
    install(settings)
    bridge, now = wire(settings), clock.now()
    given = {
        Stream.PEOPLE: (Person(id=number, is_active=True, name=f"Manager {number}") for number in range(1, PEOPLE + 1)),
        Stream.COMPANIES: companies(clients, now),
        Stream.ACTIVITIES: touches(clients, activities, now),
    }
    for stream in Stream:
        for page in _pages(given.get(stream, ())):
            bridge.mirror.put(MEMBER_ID, stream, page, now)


def companies(count: int, now: datetime) -> Iterator[Company]:
    """Yield so many companies, all older than their activities."""
    created = now - timedelta(days=DAYS + 1)
    for number in range(1, count + 1):
        yield Company(
            id=number, owner_id=1 + number % PEOPLE, created_at=created, updated_at=created, title=f"Company {number}"
        )


def touches(clients: int, count: int, now: datetime) -> Iterator[Activity]:
    """Yield so many completed activities, spread over clients and days."""
    for number in range(1, count + 1):
        company, (type_id, provider, direction) = 1 + number * PRIME % clients, KINDS[number % len(KINDS)]
        at = now - timedelta(days=1 + number * PRIME % DAYS, minutes=number % 480)
        yield Activity(
            id=number,
            type_id=type_id,
            provider=provider,
            direction=direction,
            is_completed=True,
            created_at=at,
            updated_at=at,
            starts_at=at,
            ends_at=at,
            author_id=1 + company % PEOPLE,
            responsible_id=1 + company % PEOPLE,
            bindings=(EntityId(COMPANY, company),),
        )


def install(settings: ProcessSettings) -> None:
    """Store an installation of which no portal knows; nothing will be asked of it."""
    bridge, now = wire(settings), clock.now()
    bridge.installations.register(SANDBOX_APP)
    installation = Installation(
        member_id=MEMBER_ID,
        client_id=SANDBOX_APP.client_id,
        domain="bench.example",
        endpoint="https://bench.example/rest/",
        oauth_endpoint="",
        scope=("crm",),
        status=Status.ACTIVE,
        installed_at=now - timedelta(days=30),
        application_token=APPLICATION_TOKEN,
        time_zone="Europe/Moscow",
    )
    tokens = Tokens(access="none", refresh="none", expires_at=now)
    bridge.installations.save(installation, tokens)


def _pages(records: Iterable[Record]) -> Iterator[Page]:
    page: list[Record] = []
    for record in records:
        if len(page) == AT_ONCE:
            yield Page(records=tuple(page), cursor={}, is_last=False)
            page = []
        page.append(record)
    yield Page(records=tuple(page), cursor={}, is_last=True)
