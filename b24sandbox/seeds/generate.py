"""A deterministic portal of any size, as lines of a portal file: companies, their owners, and activities on them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from b24sandbox.clock import Dice
from b24sandbox.seeding import read_seed

USERS = 8


def generate(companies: int, activities: int, random_seed: int = 1) -> list[str]:
    """Lines of a portal with this many companies and activities; the same seed gives the same lines."""
    return list(_lines(companies, activities, Dice(random_seed)))


def _lines(companies: int, activities: int, dice: Dice) -> Iterator[str]:
    yield from read_seed("empty")
    for user_id in range(2, USERS + 1):
        yield _line("user", ID=user_id, ACTIVE=True, NAME=f"Manager {user_id}", LAST_NAME="", UF_DEPARTMENT=[1])
    for number in range(1, companies + 1):
        yield _line(
            "company",
            id=number,
            title=f"Company {number}",
            assignedById=dice.number(1, USERS),
            categoryId=0,
            createdTime=f"@-{dice.number(30, 900)}d 10:00",
        )
    for number in range(1, activities + 1):
        company = dice.number(1, companies)
        moment = f"@-{dice.number(1, 700)}d {dice.number(9, 18):02}:{dice.number(0, 59):02}"
        yield _line(
            "activity",
            ID=number,
            OWNER_TYPE_ID=4,
            OWNER_ID=company,
            TYPE_ID=2,
            PROVIDER_ID="VOXIMPLANT_CALL",
            PROVIDER_TYPE_ID="CALL",
            SUBJECT=f"Call {number}",
            CREATED=moment,
            START_TIME=moment,
            END_TIME=moment,
            DEADLINE=moment,
            LAST_UPDATED=moment,
            COMPLETED="Y",
            STATUS=2,
            RESPONSIBLE_ID=company % USERS + 1,
            AUTHOR_ID=company % USERS + 1,
            DIRECTION=dice.number(1, 2),
        )


def _line(entity: str, **fields: Any) -> str:
    return json.dumps({"entity": entity, "fields": fields})
