"""What every route shares: the bridge, the tokens, the counters, and how a request becomes a reader."""

from dataclasses import dataclass, replace
from datetime import datetime

from flask import g, request

from b24bridge.services.arrivals import Arrival, Visitor
from b24bridge.web.counters import Counters
from b24bridge.web.needs import WebBridge
from b24bridge.web.pages import Printer, Reader
from b24bridge.web.tokens import FrameTokens, Pass

BEARER = "Bearer "


@dataclass(frozen=True, slots=True)
class Site:
    """One application's shared things."""

    bridge: WebBridge
    tokens: FrameTokens
    counters: Counters

    def now(self) -> datetime:
        """Return the current moment, in UTC."""
        return self.bridge.now()

    def printer(self) -> Printer:
        """Return what renders pages at this moment."""
        return Printer(self.tokens, self.now())

    def enter(self, arrival: Arrival) -> Reader:
        """Verify who opened the frame and return the reader, with a fresh token."""
        visitor = self.bridge.open(arrival)
        _, entry = self.tokens.give(_speaking(visitor, arrival.language), self.now())
        return self._reader(entry)

    def bearer(self) -> Reader:
        """Return the reader whose token came as `Authorization: Bearer`."""
        header = request.headers.get("Authorization", "")
        return self.holder(header.removeprefix(BEARER) if header.startswith(BEARER) else "")

    def holder(self, token: str) -> Reader:
        """Return the reader to whom a token was given. Raises WebhookRejected or Expired."""
        return self._reader(self.tokens.read(token, self.now()))

    def again(self, reader: Reader) -> Reader:
        """Return the same reader with what stands around the page now, after he changed it."""
        return self._reader(reader.entry)

    def _reader(self, entry: Pass) -> Reader:
        g.visitor = entry.visitor
        return Reader(entry=entry, situation=self.bridge.situation(entry.visitor))


def _speaking(visitor: Visitor, language: str) -> Visitor:
    """The language of the opening wins: it is what the person has chosen in his portal."""
    return replace(visitor, language=language) if language else visitor
