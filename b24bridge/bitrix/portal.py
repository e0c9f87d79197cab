"""One portal as the use cases see it: the port `core.ports.Portal` over a client. The methods are in `streams` and `writes`.

It belongs to one worker and one visit: what it looked up once (stages, our fields) is not asked again.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from b24bridge import clock as bridge_clock
from b24bridge.bitrix.batch import Commands
from b24bridge.bitrix.cards import Cards
from b24bridge.bitrix.client import NONE, PortalClient
from b24bridge.bitrix.envelope import Answer
from b24bridge.bitrix.foresight import Asked
from b24bridge.bitrix.grounds import Grounds
from b24bridge.bitrix.ports import Clock
from b24bridge.bitrix.streams.activity_list import Activities
from b24bridge.bitrix.streams.catalogue import OPTIONAL, SOURCES
from b24bridge.bitrix.streams.census import Census
from b24bridge.bitrix.streams.comments import Comments
from b24bridge.bitrix.streams.site import KeepNames, Site
from b24bridge.bitrix.subscriptions import subscribe
from b24bridge.bitrix.userfields import UserFields
from b24bridge.bitrix.writes import Writes
from b24bridge.bitrix.zones import moments_of, zone_name, zone_of
from b24bridge.core.actions import Action
from b24bridge.core.decisions import Json
from b24bridge.core.errors import PortalError, Refused
from b24bridge.core.ids import COMPANY, EntityId
from b24bridge.core.ledger import Effect, Reversal
from b24bridge.core.records import Record
from b24bridge.core.streams import Cursor, Page, Stream, Window

DEFAULT_ZONE = "Europe/Moscow"
ABOUT: Commands = {
    "profile": ("profile", {}),
    "app": ("app.info", {}),
    "scope": ("scope", {}),
    "time": ("server.time", {}),
    "currencies": ("crm.currency.list", {}),
    "clients": (
        "crm.item.list",
        {"entityTypeId": COMPANY, "select": ["id", "createdTime"], "order": {"id": "ASC"}, "start": -1},
    ),
    "activities": ("crm.activity.list", {"select": ["ID", "CREATED", "START_TIME"], "order": {"ID": "DESC"}, "start": -1}),
}


class BitrixPortal:
    """Implements the Portal port on Bitrix24."""

    def __init__(
        self,
        client: PortalClient,
        *,
        language: str = "ru",
        keep_names: KeepNames = "companies",
        clock: Clock = bridge_clock,
    ) -> None:
        """Take a client and what settings say: its people's language, and whose names may be read.

        The zone in which a portal's days begin and its own currency come from the client's installation.
        """
        zone, currency = ZoneInfo(client.installation.time_zone or DEFAULT_ZONE), client.installation.currency
        self._client = client
        self._fields = UserFields(client, language)
        self._site = Site(client, clock, self._fields, zone, currency, keep_names)
        self._cards = Cards(client=client, fields=self._fields)
        self._writes = Writes(client, self._cards, zone, language)
        self._gaps: dict[Stream, str] = {}
        self._expected: dict[Stream, Cursor] = {}

    def foresee(self, cursors: Mapping[Stream, Cursor | None]) -> None:
        """Note which streams are about to be read, in order and from where: the beginnings of many fit into one request."""
        self._expected = {stream: cursor or {} for stream, cursor in cursors.items()}

    def pages(self, stream: Stream, cursor: Cursor | None) -> Iterator[Page]:
        """Read a stream from its cursor to its end, page by page; None reads it from the beginning.

        A stream that a portal may lack, and does, is one empty page and a gap. Raises PortalError and its kin.
        """
        reached: Cursor = dict(cursor or {})
        try:
            self._begin(stream, reached)
            for page in SOURCES[stream](self._site).pages(reached):
                reached = page.cursor
                yield page
        except Refused as error:
            if stream not in OPTIONAL:
                raise
            self._gaps[stream] = f"{stream}: {error}"
            yield Page(records=(), cursor=reached, is_last=True)

    def _begin(self, stream: Stream, cursor: Cursor) -> None:
        """Ask for the beginnings of all that is expected, unless this stream's came with an earlier one's or is behind it."""
        expected = self._expected.pop(stream, None)
        if expected != cursor or not self._expected or self._client.is_foreseen(opening := self._opening(stream, cursor)):
            return
        later = [asked for each, its in self._expected.items() for asked in self._opening(each, its)]
        self._client.foresee([*opening, *later])

    def _opening(self, stream: Stream, cursor: Cursor) -> Sequence[Asked]:
        try:
            return SOURCES[stream](self._site).opening(cursor)
        except Refused:  # of whoever reads it, not of what is read now
            return ()

    def gaps(self) -> tuple[str, ...]:
        """Return, in words, the streams and details that this portal did not let us read."""
        return (*self._gaps.values(), *self._site.gaps.values())

    def look(self, stream: Stream, ids: Sequence[int]) -> Sequence[Record]:
        """Read exactly these rows again; those that are missing in the answer do not exist for us."""
        return SOURCES[stream](self._site).look(ids) if ids else ()

    def count(self, windows: Sequence[Window]) -> Sequence[int | None]:
        """Count the rows of each window, fifty windows a request; None where the portal does not let us."""
        return Census(self._site).count(windows)

    def ids(self, window: Window) -> Sequence[int]:
        """Return the ids of a window's rows, in order."""
        return Census(self._site).ids(window)

    def comments(self, entities: Sequence[EntityId]) -> Sequence[Record]:
        """Read all timeline comments of these entities, fifty entities a request."""
        return Comments(self._site).of(entities)

    def linked(self, clients: Sequence[Sequence[EntityId]]) -> Sequence[Record]:
        """Read recent activities bound to a client's cards and owned by none of them, with all links, client by client."""
        return Activities(self._site).linked(clients)

    def grounds(self, client: EntityId, entities: Sequence[EntityId], since: datetime) -> Sequence[Record]:
        """Read in one request all that may have changed a decision about a client since then."""
        return Grounds(self._site, self._cards).read(client, entities, since)

    def perform(self, action: Action, key: str, done_by: Mapping[str, str]) -> Effect:
        """Send one change once and return its effect. Raises Unknown when the outcome is not sure."""
        return self._writes.perform(action, key, done_by)

    def find(self, action: Action, key: str, done_by: Mapping[str, str]) -> Effect | None:
        """Return the effect of this action, found by its marker or by what it set, or None when it did not happen."""
        return self._writes.find(action, key, done_by)

    def revert(self, action: Action, key: str, effect: Effect) -> Reversal:
        """Take back what an action did, field by field, where the portal still has what it set; safe to repeat."""
        return self._writes.revert(action, key, effect)

    def prepare(self, handler_url: str, topics: Sequence[str], widgets: Mapping[str, str] = NONE) -> Sequence[str]:
        """Make sure that our user fields, event handlers and widgets exist; return what could not be done, in words."""
        problems = []
        for step in (self._fields.prepare, lambda: subscribe(self._client, handler_url, topics, widgets)):
            try:
                problems += step()
            except Refused as error:
                problems.append(str(error))
        return problems

    def skew(self) -> float | None:
        """Return how many seconds the portal's clock is ahead of ours by its last answer; None before the first."""
        return self._client.skew

    def about(self) -> Mapping[str, Json]:
        """Return what the portal says of itself and of our user; what it refuses to say is None.

        `is_admin` and `user_id` are our user's, `time_zone` his if he set one: a portal tells none of its own, so else it is
        one in which the oldest companies and the newest activities bear the offsets that they are printed with.
        """
        outcomes = self._client.batch(ABOUT)
        said = {key: outcome.result if isinstance(outcome, Answer) else None for key, outcome in outcomes.items()}
        if all(isinstance(outcome, PortalError) for outcome in outcomes.values()):
            raise next(outcome for outcome in outcomes.values() if isinstance(outcome, PortalError))
        profile, app = table_of(said["profile"]), table_of(said["app"])
        scope, clients = said["scope"], table_of(said["clients"]).get("items")
        moments = moments_of(said["time"]) + moments_of(clients) + moments_of(said["activities"])
        return {
            "user_id": whole_of(profile.get("ID")),
            "is_admin": profile.get("ADMIN") is True,
            "time_zone": zone_name(profile.get("TIME_ZONE")) or zone_of(moments),
            "license": app.get("LICENSE"),
            "license_family": app.get("LICENSE_FAMILY"),
            "is_paid": app.get("PAYMENT_EXPIRED") != "Y",
            "scope": [str(name) for name in scope] if isinstance(scope, list) else None,
            "time": said["time"],
            "currency": base_currency(said["currencies"]),
        }


def table_of(value: Any) -> Mapping[str, Any]:
    """Return an object of the portal; its empty object comes as a list, for instance for a dismissed user's profile."""
    return value if isinstance(value, Mapping) else {}


def whole_of(value: Any) -> int | None:
    """Return a number of the portal, or None."""
    return int(value) if str(value).isascii() and str(value).isdigit() else None


def base_currency(rows: Any) -> str | None:
    """Return the code of the currency that all others are priced in, or None when the portal does not tell."""
    listed = rows if isinstance(rows, list) else ()
    return next((str(row.get("CURRENCY")) for row in listed if isinstance(row, Mapping) and row.get("BASE") == "Y"), None)
