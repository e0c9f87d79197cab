"""The queue of offline events of one application: one row an event and object, kept until it is fetched or confirmed.

What is documented of it is in api-reference/events/offline-events.md; who may read it is the methods' concern.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from b24sandbox.store import Row


@dataclass
class OfflineQueue:
    """Rows in the order of their ids; names are those of event.offline.list, `connector` is the source key."""

    rows: list[Row] = field(default_factory=list)
    last_id: int = 0

    def put(self, event: str, data: dict[str, Any], user_id: int | None, connector: str, now: datetime) -> None:
        """Note a change. One that waits already only gets the time of this one, unless a process holds it."""
        message = hashlib.md5((event + json.dumps(data, sort_keys=True)).encode(), usedforsecurity=False).hexdigest()
        for row in self.rows:
            if row["MESSAGE_ID"] == message and row["connector"] == connector and not row["PROCESS_ID"]:
                row["TIMESTAMP_X"] = now
                return
        self.last_id += 1
        self.rows.append(
            {
                "ID": self.last_id,
                "TIMESTAMP_X": now,
                "EVENT_NAME": event,
                "EVENT_DATA": data or False,
                "EVENT_ADDITIONAL": {"user_id": str(user_id)} if user_id else False,
                "MESSAGE_ID": message,
                "PROCESS_ID": "",
                "ERROR": 0,
                "connector": connector,
            }
        )

    def of_process(self, process_id: str) -> list[Row]:
        """Rows that a process holds."""
        return [row for row in self.rows if row["PROCESS_ID"] == process_id]

    def drop(self, rows: list[Row]) -> None:
        """Take rows out."""
        gone = {row["ID"] for row in rows}
        self.rows[:] = [row for row in self.rows if row["ID"] not in gone]

    def clear(self) -> None:
        """Forget everything."""
        self.rows.clear()
