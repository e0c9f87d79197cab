"""Ports: what the use cases need from the world. Each is held to one contract suite on two databases.

Not a description of any database or of Bitrix24: a port speaks the words of the glossary only.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol

from b24bridge.core.decisions import Json, Skip
from b24bridge.core.facts import ClientFact, Episode
from b24bridge.core.ids import EntityId
from b24bridge.core.installations import Application, Installation, Status, Tokens
from b24bridge.core.jobs import Job
from b24bridge.core.ledger import ActionRow, Outcome, Standing, State
from b24bridge.core.records import Department, Person, Record
from b24bridge.core.streams import Cursor, Hint, Page, Stream


class Installations(Protocol):
    """Who has installed us, with which tokens. Tokens are encrypted at rest."""

    def register(self, application: Application) -> None:
        """Keep an application's keys, replacing those of the same client_id."""

    def application(self, client_id: str) -> Application | None:
        """Return the keys of an application, or None when it was never registered."""

    def save(self, installation: Installation, tokens: Tokens) -> None:
        """Store an installation that was verified, with its tokens, in one commit."""

    def find(self, member_id: str) -> Installation | None:
        """Return the installation of a portal, or None."""

    def all(self) -> Sequence[Installation]:
        """Return every installation, by member_id."""

    def tokens(self, member_id: str) -> Tokens | None:
        """Return the stored pair, or None when there is none."""

    def save_tokens(self, member_id: str, tokens: Tokens) -> None:
        """Replace the pair in one commit. Raises AccessLost when the portal uninstalled us in the meantime."""

    def refreshing(self, member_id: str) -> AbstractContextManager[None]:
        """Hold the portal's refresh lock. Raises RefreshInProgress when another worker keeps it for too long."""

    def change(self, member_id: str, **columns: Any) -> None:
        """Change columns of an installation (status, note, domain, endpoint, time_zone, skew, ...)."""

    def set_status(self, member_id: str, status: Status, note: str = "") -> None:
        """Change the status and say why; `uninstalled` destroys the tokens at once, and only `save` ends it."""


class Inbox(Protocol):
    """Verified events waiting or in flight. At most one waiting row per (portal, topic, object)."""

    def put(self, member_id: str, topic: str, object_id: str, data: Mapping[str, Json], at: datetime) -> None:
        """Store an event, or merge it into the one that waits for the same object. Committed on return."""

    def claim(self, member_id: str, limit: int, at: datetime, lease_s: float) -> Sequence["InboxRow"]:
        """Take waiting rows, oldest first; rows whose lease ran out are waiting again."""

    def done(self, rows: Sequence["InboxRow"]) -> None:
        """Forget rows that were looked at."""

    def retry(self, row: "InboxRow", error: str, at: datetime) -> None:
        """Put a row back for later (`at` is now); after eight tries it is parked, with its error, and shown."""

    def waiting(self, at: datetime | None = None) -> Mapping[str, int]:
        """Count what waits, by portal, parked rows left out; with `at` only what may be claimed at that moment."""

    def parked(self, member_id: str) -> Sequence["InboxRow"]:
        """Return the rows that were set aside."""

    def replay(self, member_id: str, at: datetime) -> int:
        """Give every parked row of a portal eight new tries, from now on; return how many there were."""

    def count_reject(self, reason: str, at: datetime) -> None:
        """Count a request that was turned away, by reason and day (UTC); nothing else of it is kept."""

    def rejects(self, day: date) -> Mapping[str, int]:
        """Return how many requests were turned away on a day (UTC), by reason."""


class InboxRow(Protocol):
    """One verified event that was claimed; `attempts` counts the tries that failed, `claims` every time it was taken."""

    id: int
    topic: str
    object_id: str
    data: Mapping[str, Json]
    attempts: int
    claims: int
    error: str | None


class Mirror(Protocol):
    """Our copy of the columns that decisions need."""

    def put(self, member_id: str, stream: Stream, page: Page, at: datetime) -> int:
        """Upsert a page and its cursor in one commit, older never over newer; return how many rows really changed.

        `at` is our own moment (UTC); with the last page it becomes the stream's freshness.
        """

    def absorb(self, member_id: str, records: Sequence[Record], at: datetime) -> int:
        """Upsert rows that were looked at by id, leaving every cursor alone; return how many really changed."""

    def forget(self, member_id: str, stream: Stream, ids: Sequence[int], at: datetime) -> None:
        """Mark rows that the portal no longer has as gone."""

    def cursor(self, member_id: str, stream: Stream) -> Cursor | None:
        """Return where the reader of a stream has got to; None before the first page."""

    def freshness(self, member_id: str) -> Mapping[Stream, datetime]:
        """Return when each stream was last read to its end (UTC)."""

    def counts(self, member_id: str) -> Mapping[Stream, int]:
        """Count the rows that are not gone, by stream."""

    def clients_of(self, member_id: str, hints: Sequence[Hint]) -> Sequence[EntityId]:
        """Return the clients that these rows belong to."""

    def entities(self, member_id: str) -> Sequence[EntityId]:
        """Return every card that a comment may stand on, in order: companies, contacts, leads, deals and invoices."""

    def bindings_of(self, member_id: str, client: EntityId) -> Sequence[EntityId]:
        """Return the client itself and its contacts, leads, deals and invoices: all that a touch may be bound to."""

    def people(self, member_id: str) -> Mapping[int, Person]:
        """Return the portal's users by id, dismissed ones too."""

    def departments(self, member_id: str) -> Mapping[int, Department]:
        """Return the portal's departments by id."""

    def titles(self, member_id: str, clients: Sequence[EntityId]) -> Mapping[EntityId, str]:
        """Return the names that a setting allowed us to keep."""

    def erase(self, member_id: str) -> None:
        """Remove everything we hold of a portal."""


class Facts(Protocol):
    """What is known of clients, gathered from the mirror and the ledger."""

    def gather(
        self, member_id: str, assistant: str, now: datetime, clients: Sequence[EntityId] | None = None
    ) -> Iterator[ClientFact]:
        """Yield one fact per client, ordered by client, in flat memory; only those named, if any are.

        `now` is the portal's own moment (aware).
        """


class Ledger(Protocol):
    """What may happen once, and what happened."""

    def record(self, member_id: str, verdicts: Sequence[Skip], modes: Mapping[str, str], at: datetime) -> int:
        """Store verdicts in one commit: standings, episodes, and each action whose key is new and whose class may act.

        `modes` maps action class to off, observe, approve or auto. Returns how many new actions there are.
        """

    def standings(
        self, member_id: str, assistant: str | None = None, states: Sequence[str] = (), client: EntityId | None = None
    ) -> Sequence[Standing]:
        """Return where clients stand, by money at risk, largest first."""

    def tally(self, member_id: str) -> Mapping[tuple[str, str], tuple[int, Decimal]]:
        """Count clients and add up their money at risk, by assistant and state."""

    def action_counts(self, member_id: str) -> Mapping[State, int]:
        """Count actions by state."""

    def episode(self, member_id: str, assistant: str, client: EntityId) -> Episode | None:
        """Return the open episode of a client, or None."""

    def due(self, member_id: str, limit: int, at: datetime, client: EntityId | None = None) -> Sequence[ActionRow]:
        """Return actions that may be sent now, in order; none of a client that has one with an unknown outcome."""

    def claim(self, key: str, worker: str, at: datetime, lease_s: float) -> ActionRow | None:
        """Take an action for sending and commit; None when somebody else has it or it is no longer new."""

    def settle(self, key: str, outcome: Outcome, at: datetime) -> None:
        """Commit what became of an action: done with the object's id, cancelled with the reason, unknown, or new again."""

    def in_doubt(self, member_id: str, at: datetime) -> Sequence[ActionRow]:
        """Return unknown actions, and those being sent whose lease has run out."""

    def find(self, key: str) -> ActionRow | None:
        """Return one action, or None."""

    def task_of(self, member_id: str, assistant: str, client: EntityId) -> ActionRow | None:
        """Return the task that stands on the portal for a client's open episode, or None."""

    def sibling(self, row: ActionRow, step: str) -> ActionRow | None:
        """Return the action of another step of the same episode, or None."""

    def journal(self, member_id: str, client: EntityId | None = None, limit: int = 100) -> Sequence[Mapping[str, Json]]:
        """Return what happened, newest first."""


class Settings(Protocol):
    """Settings of portals, in versions."""

    def load(self, member_id: str) -> Mapping[str, Json]:
        """Return what was set for a portal; empty when nothing was."""

    def save(self, member_id: str, values: Mapping[str, Json], author: str, at: datetime) -> int:
        """Store a new version and return its number, counted from 1."""

    def history(self, member_id: str) -> Sequence[Mapping[str, Json]]:
        """Return every version, newest first: `version`, `author`, `saved_at` (ISO 8601, UTC), `settings`."""


class Jobs(Protocol):
    """When each verb is next due on each portal, and which worker holds the portal's one lane."""

    def plan(self, member_id: str, verb: str, due_at: datetime) -> None:
        """Make a verb due no later than `due_at`, adding it when it is new."""

    def due(self, member_id: str, at: datetime) -> Sequence[Job]:
        """Return what is due now on a portal, longest waiting first."""

    def begin(self, member_id: str, verb: str) -> None:
        """Note that a verb is being done now: what is planned from here on will outlive its `finish`."""

    def finish(self, member_id: str, verb: str, next_at: datetime | None, error: str = "") -> None:
        """Set when a verb is next due (None: not by itself); an error is counted and shown until the next success."""

    def all(self, member_id: str) -> Sequence[Job]:
        """Return every verb of a portal, for people to look at."""

    def take(self, member_id: str, worker: str, at: datetime, lease_s: float) -> bool:
        """Take, or keep, the portal's lane; false when another worker holds it."""

    def lanes(self) -> Mapping[str, str]:
        """Return which worker holds each portal's lane, by portal."""

    def release(self, member_id: str, worker: str) -> None:
        """Give the lane back if it is ours."""

    def portals_due(self, at: datetime) -> Sequence[str]:
        """Return the portals that have something due and a free lane, longest waiting first."""

    def beat(self, process: str, at: datetime) -> None:
        """Note that a process is alive."""

    def beats(self) -> Mapping[str, datetime]:
        """Return when each process was last alive (UTC)."""
