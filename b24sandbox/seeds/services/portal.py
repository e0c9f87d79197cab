"""Puts the services portal together: the same text every time, whatever the clock says."""

from __future__ import annotations

from b24sandbox.seeds.demo.clients import add_client
from b24sandbox.seeds.demo.dictionaries import add_dictionaries
from b24sandbox.seeds.demo.people import add_people
from b24sandbox.seeds.demo.portal import tell
from b24sandbox.seeds.demo.rows import File
from b24sandbox.seeds.demo.story import Client
from b24sandbox.seeds.services.background import background
from b24sandbox.seeds.services.buyers import BUYERS
from b24sandbox.seeds.services.dictionaries import DOLLAR, FUNNELS, STATUSES
from b24sandbox.seeds.services.money import DEBTORS, UNPAID
from b24sandbox.seeds.services.people import ABSENCES, DEPARTMENTS, EMPLOYEES
from b24sandbox.seeds.services.silent import SILENT, WARNED
from b24sandbox.seeds.services.spared import PROTECTED, SPARED

PORTAL = {
    "time_zone": "Asia/Yekaterinburg",
    "currency": "RUB",
    "plan": "enterprise",
    "now": "2026-03-05T10:40:00+05:00",
    "name": "Уральский контур",
    "domain": "services.bitrix24.example",
}


def clients() -> tuple[Client, ...]:
    """Every client of the portal, by kind and id."""
    told = (*SILENT, *WARNED, *SPARED, *PROTECTED, *BUYERS, *UNPAID, *DEBTORS, *background())
    return tuple(sorted(told, key=lambda client: client.id))


def services() -> str:
    """The whole portal file."""
    file = File()
    file.add("portal", dict(PORTAL))
    add_people(file, DEPARTMENTS, EMPLOYEES, ABSENCES, "uralkontur.example")
    add_dictionaries(file, STATUSES, FUNNELS, DOLLAR)
    for client in clients():
        add_client(file, client)
        for event in client.events:
            tell(event, client, file)
    return file.text()
