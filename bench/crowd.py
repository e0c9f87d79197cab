"""A mirror of a very large portal, written straight into its tables: the rows that `store.mirror` would have made.

Companies and their calls, letters and meetings as in `bench.portfolio`, and beside them deals and invoices. Through the store
a million activities would take longer to keep than all that is measured of them.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import islice

from b24bridge import clock
from b24bridge.bootstrap import migrate_database
from b24bridge.core.ids import DEAL, INVOICE, EntityId
from b24bridge.core.records import Element, Person, Record
from b24bridge.store.mirror.registry import FAMILIES
from b24bridge.store.session import Store, open_store
from b24bridge.store.tables.portals import portal_id
from bench.portfolio import MEMBER_ID, PEOPLE, PRIME, companies, install, touches
from config.process import ProcessSettings

AT_ONCE = 5000
DAYS = 700


def crowd(settings: ProcessSettings, clients: int, activities: int) -> None:
    """Install a portal and fill its mirror: deals for every second client, a third of them won, and some invoices."""
    migrate_database(settings)
    install(settings)
    store, now = open_store(settings.database), clock.now()
    people = (Person(id=number, is_active=True, name=f"Manager {number}") for number in range(1, PEOPLE + 1))
    for records in (people, companies(clients, now), touches(clients, activities, now), elements(clients, now)):
        _write(store, records)
    store.close()


def elements(clients: int, now: datetime) -> Iterator[Element]:
    """Yield deals and invoices, spread over clients and days."""
    for number in range(1, clients // 2 + 1):
        yield _element(DEAL, number, clients, now, "S" if number % 3 == 0 else "P")
    for number in range(1, clients // 10 + 1):
        yield _element(INVOICE, number, clients, now, "P" if number % 4 == 0 else "S")


def _element(type_id: int, number: int, clients: int, now: datetime, semantics: str) -> Element:
    company = 1 + number * PRIME % clients
    at = now - timedelta(days=1 + number * PRIME % DAYS, minutes=number % 480)
    return Element(
        entity=EntityId(type_id, number),
        company_id=company,
        contact_id=None,
        owner_id=1 + company % PEOPLE,
        stage_id=semantics,
        semantics=semantics,
        amount=Decimal(1000 + number % 9000),
        currency="RUB",
        created_at=at,
        updated_at=at,
        moved_at=at,
        created_by=1 + company % PEOPLE,
        closes_on=at.date(),
        probability=30,
        number=str(number),
    )


def _write(store: Store, records: Iterable[Record]) -> None:
    waiting = iter(records)
    while page := list(islice(waiting, AT_ONCE)):
        family = FAMILIES[type(page[0])]
        with store.writing() as connection:
            whose = {"portal_id": portal_id(connection, MEMBER_ID)}
            connection.execute(family.table.insert(), [whose | {"content": ""} | family.row(record) for record in page])
            if family.bound is not None:
                hung = [whose | row for record in page for row in family.bound.rows(record)]
                connection.execute(family.bound.table.insert(), hung)
