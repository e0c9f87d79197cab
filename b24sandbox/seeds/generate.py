"""A deterministic portal of any size: companies, their owners, and calls, letters and meetings with them.

Rows go straight into the tables: a million of them must not pass through text.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from b24sandbox.activities import INCOMING, MEETING, PROVIDERS
from b24sandbox.clock import Dice
from b24sandbox.portal import Portal
from b24sandbox.portal_file import load
from b24sandbox.seeding import read_seed

USERS = 8
OLDEST_DAYS = 700
MINUTES_OF_A_DAY = 1440
KINDS = (1, 2, 2, 2, 4)


def generate(portal: Portal, companies: int, activities: int, random_seed: int = 1) -> None:
    """Fill the portal with this many companies and activities; the same seed and clock give the same rows."""
    dice = Dice(random_seed)
    load(portal, read_seed("empty"))
    now = portal.clock.now().replace(microsecond=0)
    with portal.lock:
        for user_id in range(2, USERS + 1):
            portal.table("user").insert({"ID": user_id, "ACTIVE": True, "NAME": f"Manager {user_id}", "UF_DEPARTMENT": [1]})
        _companies(portal, companies, now, dice)
        if companies:
            _activities(portal, companies, activities, now, dice)


def _companies(portal: Portal, count: int, now: datetime, dice: Dice) -> None:
    table = portal.table("company")
    for number in range(1, count + 1):
        created = now - timedelta(minutes=(count - number) % (OLDEST_DAYS * MINUTES_OF_A_DAY) + MINUTES_OF_A_DAY)
        owner = dice.number(1, USERS)
        table.insert(
            {
                "id": number,
                "title": f"Company {number}",
                "assignedById": owner,
                "createdTime": created,
                "createdBy": owner,
                "updatedTime": created,
                "updatedBy": owner,
                "lastActivityTime": created,
            }
        )


def _activities(portal: Portal, companies: int, count: int, now: datetime, dice: Dice) -> None:
    table = portal.table("activity")
    step = timedelta(days=OLDEST_DAYS) / max(count, 1)
    for number in range(1, count + 1):
        company = dice.number(1, companies)
        moment = (now - step * (count - number)).replace(microsecond=0)
        kind = KINDS[number % len(KINDS)]
        owner, direction = portal.table("company").rows[company]["assignedById"], dice.number(1, 2)
        table.insert(
            {
                "ID": number,
                "OWNER_TYPE_ID": 4,
                "OWNER_ID": company,
                "TYPE_ID": kind,
                "PROVIDER_ID": PROVIDERS[kind][0],
                "PROVIDER_TYPE_ID": PROVIDERS[kind][1],
                "SUBJECT": f"Activity {number}",
                "CREATED": moment,
                "START_TIME": moment,
                "END_TIME": moment,
                "DEADLINE": moment,
                "LAST_UPDATED": moment,
                "COMPLETED": "Y",
                "STATUS": 2,
                "RESPONSIBLE_ID": owner,
                "AUTHOR_ID": owner,
                "DIRECTION": direction,
                "BINDINGS": [{"OWNER_TYPE_ID": 4, "OWNER_ID": company}],
                "IS_INCOMING_CHANNEL": "Y" if kind != MEETING and direction == INCOMING else "N",
            }
        )
