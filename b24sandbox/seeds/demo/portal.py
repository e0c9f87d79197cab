"""Puts the demo portal together: the same text every time, whatever the clock says."""

from __future__ import annotations

from functools import singledispatch

from b24sandbox.seeds.demo import activities, documents
from b24sandbox.seeds.demo.background import add_leads, background
from b24sandbox.seeds.demo.buyers import BUYERS
from b24sandbox.seeds.demo.clients import add_client
from b24sandbox.seeds.demo.debts import DEBTORS, UNPAID
from b24sandbox.seeds.demo.dictionaries import add_dictionaries
from b24sandbox.seeds.demo.people import add_people
from b24sandbox.seeds.demo.protected import PROTECTED
from b24sandbox.seeds.demo.rows import File
from b24sandbox.seeds.demo.silent import SILENT
from b24sandbox.seeds.demo.spared import OUT_OF_REACH, WARNED
from b24sandbox.seeds.demo.story import Call, Client, Deal, Event, Invoice, Letter, Meeting, Message, Note, Order, Task
from b24sandbox.seeds.demo.uncounted import UNCOUNTED

PORTAL = {
    "time_zone": "Europe/Moscow",
    "currency": "RUB",
    "plan": "standard",
    "now": "2026-11-23T09:12:00+03:00",
    "name": "Северный крепёж",
    "domain": "demo.bitrix24.example",
}


def clients() -> tuple[Client, ...]:
    """Every client of the portal, by kind and id."""
    told = (*SILENT, *UNCOUNTED, *WARNED, *OUT_OF_REACH, *PROTECTED, *BUYERS, *UNPAID, *DEBTORS, *background())
    return tuple(sorted(told, key=lambda client: client.id))


def demo() -> str:
    """The whole portal file."""
    file = File()
    file.add("portal", dict(PORTAL))
    add_people(file)
    add_dictionaries(file)
    add_leads(file)
    for client in clients():
        add_client(file, client)
        for event in client.events:
            tell(event, client, file)
    return file.text()


@singledispatch
def tell(event: Event, client: Client, file: File) -> None:
    """Turn one event of a client's history into rows."""
    raise TypeError(f"client {client.id}: nothing is known about {event!r} ({file})")


@tell.register
def _(event: Call, client: Client, file: File) -> None:
    activities.add_call(file, client, event)


@tell.register
def _(event: Letter, client: Client, file: File) -> None:
    activities.add_letter(file, client, event)


@tell.register
def _(event: Meeting, client: Client, file: File) -> None:
    activities.add_meeting(file, client, event)


@tell.register
def _(event: Message, client: Client, file: File) -> None:
    activities.add_message(file, client, event)


@tell.register
def _(event: Note, client: Client, file: File) -> None:
    activities.add_note(file, client, event)


@tell.register
def _(event: Task, client: Client, file: File) -> None:
    activities.add_task(file, client, event)


@tell.register
def _(event: Deal, client: Client, file: File) -> None:
    documents.add_deal(file, client, event)


@tell.register
def _(event: Invoice, client: Client, file: File) -> None:
    documents.add_invoice(file, client, event)


@tell.register
def _(event: Order, client: Client, file: File) -> None:
    documents.add_order(file, client, event)
