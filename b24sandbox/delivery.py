"""The portal's queue server: sends event bodies to handlers from a thread of its own, once and never again.

Modes: `on` sends at once; `off` holds everything; `lose` drops what is queued and what comes; `double` sends each twice;
`shuffle` holds, and a flush sends in a random order. Not durable, as the vendor's is not from outside.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import requests

from b24sandbox import phpform
from b24sandbox.clock import Dice

MODES = ("on", "off", "lose", "double", "shuffle")
ANSWER_SECONDS = 15.0


@dataclass
class Parcel:
    """One event for one handler. `outcome` is queued, sent, failed or lost."""

    id: int
    event: str
    application: str
    handler: str
    body: dict[str, Any]
    queued: str
    stamp: Callable[[], int]
    sent: str | None = None
    status: int | None = None
    error: str | None = None
    outcome: str = "queued"

    def show(self) -> dict[str, Any]:
        """The parcel as JSON shows it."""
        return {name: value for name, value in vars(self).items() if name != "stamp"}


@dataclass
class Delivery:
    """The queue and its sender. `now` tells the portal's time for the record."""

    dice: Dice
    now: Callable[[], str] = str
    mode: str = "on"
    parcels: list[Parcel] = field(default_factory=list)
    _queue: deque[Parcel] = field(default_factory=deque)
    _busy: int = 0
    _changed: threading.Condition = field(default_factory=threading.Condition)
    _thread: threading.Thread | None = None
    _is_closed: bool = False

    def put(self, **known: Any) -> None:
        """Queue one event for one handler."""
        with self._changed:
            parcel = Parcel(id=len(self.parcels) + 1, queued=self.now(), **known)
            self.parcels.append(parcel)
            if self.mode == "lose":
                parcel.outcome = "lost"
                return
            self._queue.append(parcel)
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="event delivery", daemon=True)
                self._thread.start()
            self._changed.notify_all()

    def switch(self, mode: str) -> None:
        """Change the mode. Raises ValueError for an unknown one."""
        if mode not in MODES:
            raise ValueError(f"unknown mode {mode!r}; one of {', '.join((*MODES, 'flush'))}")
        with self._changed:
            self.mode = mode
            if mode == "lose":
                while self._queue:
                    self._queue.popleft().outcome = "lost"
            self._changed.notify_all()

    def flush(self) -> list[Parcel]:
        """Send what is queued now, whatever the mode, in the caller's thread; the parcels that were sent."""
        with self._changed:
            waiting = list(self._queue)
            self._queue.clear()
            self._busy += len(waiting)
        if self.mode == "shuffle":
            waiting = self.dice.shuffled(waiting)
        for parcel in waiting:
            self._send(parcel)
            self._sent()
        return waiting

    def wait_idle(self, seconds: float) -> bool:
        """Wait until nothing is queued or under way; False if that takes longer. A held queue counts as idle."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._busy and (not self._queue or not self._is_sending()), seconds)

    def queued(self) -> int:
        """How many events wait."""
        return len(self._queue)

    def under_way(self) -> int:
        """How many events are being sent at this moment."""
        return self._busy

    def clear(self) -> None:
        """Forget queue and history."""
        with self._changed:
            self._queue.clear()
            self.parcels.clear()
            self.mode = "on"

    def close(self) -> None:
        """Stop the sender."""
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()

    def _is_sending(self) -> bool:
        return self.mode in {"on", "double"}

    def _work(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._is_closed or (self._queue and self._is_sending()))
                if self._is_closed:
                    return
                parcel = self._queue.popleft()
                self._busy += 1
                times = 2 if self.mode == "double" else 1
            for _ in range(times):
                self._send(parcel)
            self._sent()

    def _sent(self) -> None:
        with self._changed:
            self._busy -= 1
            self._changed.notify_all()

    def _send(self, parcel: Parcel) -> None:
        parcel.body["ts"] = str(parcel.stamp())
        parcel.sent = self.now()
        try:
            parcel.status = post(parcel.handler, parcel.body).status_code
            parcel.outcome = "sent"
        except requests.RequestException as error:
            parcel.error = f"{type(error).__name__}: {error}"
            parcel.outcome = "failed"


def post(url: str, body: dict[str, Any], query: dict[str, str] | None = None) -> requests.Response:
    """POST a body the PHP way. Raises requests.RequestException."""
    with requests.Session() as session:
        session.trust_env = False
        return session.post(
            url,
            params=query,
            data=phpform.encode(body).encode(),
            headers={"Content-Type": "application/x-www-form-urlencoded", "User-Agent": "Bitrix24 Webhook Engine"},
            timeout=ANSWER_SECONDS,
            allow_redirects=False,
        )
