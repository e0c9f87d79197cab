"""The growing portal file: rows in the order of a loader's needs, and ids that name the client they belong to."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from typing import Any

from b24sandbox.seeds.demo.story import Client

Row = dict[str, Any]

ENTITIES = (
    *("portal", "department", "user", "absence", "status", "category", "currency", "userfield"),
    *("company", "contact", "lead", "deal", "invoice", "order", "payment", "shipment"),
    *("activity", "call", "comment", "stagehistory", "task", "taskhistory"),
)

TALK = 20  # shorter calls are tries
COMPANY, CONTACT, DEAL, LEAD, ORDER_TYPE, INVOICE = 4, 3, 2, 1, 14, 31


class File:
    """Rows by entity; `text` is the whole portal file."""

    def __init__(self) -> None:
        """Start empty."""
        self.rows: dict[str, list[Row]] = defaultdict(list)
        self._numbers: Counter[tuple[str, int]] = Counter()

    def add(self, entity: str, fields: Row) -> Row:
        """Append a row as it is."""
        self.rows[entity].append(fields)
        return fields

    def next_id(self, entity: str, owner: int, width: int = 100) -> int:
        """Number the rows of one owner: the third activity of client 12 is 1203, of deal 1201 with width 10 is 12013."""
        self._numbers[entity, owner] += 1
        number = self._numbers[entity, owner]
        if number >= width:
            raise ValueError(f"{entity} of {owner}: more than {width - 1} rows, their ids would run into the next owner's")
        return owner * width + number

    def text(self) -> str:
        """One JSON object a line, the portal first."""
        lines = [{"entity": entity, "fields": fields} for entity in ENTITIES for fields in self.rows[entity]]
        return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)


def at(day: int, clock: str) -> str:
    """A moment of a day counted from the portal's today, in the portal's zone."""
    return f"@{day:+d}d {clock}"


def on(day: int | None) -> str | None:
    """A date alone; None stays None."""
    return None if day is None else f"@{day:+d}d"


def later(clock: str, seconds: int) -> str:
    """When a call ends. The file knows no seconds, so a talk takes whole minutes, and what is no talk takes none."""
    hours, minutes = (int(part) for part in clock.split(":"))
    total = hours * 60 + minutes + (-(-seconds // 60) if seconds >= TALK else 0)
    return f"{total // 60:02d}:{total % 60:02d}"


def first_contact(client: Client) -> int | None:
    """The id of a company's first contact; contacts of their own have none."""
    return None if client.person else 1000 + client.id


def owner_key(client: Client) -> tuple[int, int]:
    """Entity type and id of the client itself."""
    return (CONTACT if client.person else COMPANY), client.id
