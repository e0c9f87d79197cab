"""Ports: what the use cases need from the world. Each is held to one contract suite on two databases.

Not a description of any database or of Bitrix24: a port speaks the words of the glossary only.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol

from b24bridge.core.actions import Action
from b24bridge.core.decisions import Because, Json, Skip
from b24bridge.core.facts import ClientFact, Episode
from b24bridge.core.ids import EntityId
from b24bridge.core.installations import Application, Installation, Status, Tokens
from b24bridge.core.jobs import Job
from b24bridge.core.ledger import ActionRow, Figure, Outcome, Plan, PlanStatus, Sent, Standing, State
from b24bridge.core.records import Department, Person, Record
from b24bridge.core.statements import Statement
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

    def gather(self, member_id: str, now: datetime, clients: Sequence[EntityId] | None = None) -> Iterator[ClientFact]:
        """Yield one fact per client, ordered by client, in flat memory; only those named, if any are.

        One fact serves every assistant (`ClientFact.seen_by`). `now` is the portal's own moment (aware).
        """


class Ledger(Protocol):
    """What may happen once, and what happened."""

    def begin_plan(self, member_id: str, kind: str, at: datetime) -> int:
        """Begin the plan of a run and return its number. Nothing of a draft is due."""

    def record(
        self, member_id: str, verdicts: Sequence[Skip], modes: Mapping[str, Mapping[str, str]], at: datetime, plan_id: int
    ) -> int:
        """Store verdicts of any assistants in one commit: standings, episodes, and each action whose key is new.

        `modes` maps assistant and action class to off, observe, approve or auto. In auto an action becomes new, with approve
        it waits for consent (72 hours, or until the decision's `answer_by` is over), else it is kept as would-be. `at` is the
        portal's own moment. Of one client those come first that the verdicts name first. Returns how many new actions there
        are, the waiting ones too.
        """

    def end_plan(self, member_id: str, plan_id: int, status: PlanStatus, note: str, at: datetime, clients: int) -> None:
        """End a draft: an open plan's actions are due; a halted one's opening actions wait for consent instead."""

    def plans(self, member_id: str, limit: int = 14, kind: str | None = None) -> Sequence[Plan]:
        """Return the plans that have any action, newest first; one that came to nothing only where `kind` asks for it."""

    def waiting(self, member_id: str, at: datetime) -> Sequence[ActionRow]:
        """Return what waits for consent and may still get it, by money at risk, largest first, a client's steps in order."""

    def answer(self, member_id: str, keys: Sequence[str], by: int, at: datetime, refused_because: Because | None) -> int:
        """Let waiting actions become new, or cancel them with the reason; return how many it changed."""

    def put_off(self, keys: Sequence[str], until: datetime, note: str, at: datetime) -> None:
        """Let new actions wait until a moment (UTC), and say why."""

    def pending(self, member_id: str) -> Sequence[ActionRow]:
        """Return what is to be sent, being sent or in doubt: neither settled nor waiting for consent."""

    def expire(self, member_id: str, at: datetime) -> Sequence[ActionRow]:
        """Cancel what waited for consent longer than it may, and return it."""

    def sent(self, member_id: str, since: datetime, now: datetime) -> Sequence[Sent]:
        """Return tasks, reassignments of clients and letters sent since then, and every task that still stands.

        `since` and `now` are the portal's own moments; days are those of its zone, that of `now`.
        """

    def order(self, member_id: str, row: ActionRow) -> bool:
        """Store an action that a person asked for and no assistant decided; false when its key is known already."""

    def of_plan(self, member_id: str, plan_id: int) -> Sequence[ActionRow]:
        """Return a plan's actions, in order."""

    def cascade(self, row: ActionRow) -> Sequence[ActionRow]:
        """Return all steps of the cascade that an action belongs to, in order."""

    def of_client(self, member_id: str, client: EntityId) -> Sequence[ActionRow]:
        """Return every action about a client, in order."""

    def done_since(self, member_id: str, since: datetime) -> Sequence[ActionRow]:
        """Return what was done since then (UTC), in order."""

    def desk(self, member_id: str, client: EntityId) -> Sequence[ActionRow]:
        """Return the done actions that put the client's open task of ours, or joined it and have not left it, in order."""

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
        """Return actions that may be sent now; none of a client that has one with an unknown outcome.

        Those of all clients come by money at risk, largest first, people's own orders and closing ones before them; those of
        one client in the order in which they were decided.
        """

    def claim(self, key: str, worker: str, at: datetime, lease_s: float, action: Action) -> ActionRow | None:
        """Take an action for sending and commit, with the words it is sent with; None when it is no longer new."""

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

    def journal(
        self, member_id: str, client: EntityId | None = None, limit: int = 100, before: int | None = None
    ) -> Sequence[Mapping[str, Json]]:
        """Return what happened, newest first: every line has the keys of `store.ledger.journal` and its own `id`.

        `before` goes on from that line.
        """

    def keep_figures(self, member_id: str, day: date) -> None:
        """Note for a portal day how many clients each assistant marks for each owner, with their money: the trend."""

    def figures(self, member_id: str, since: date) -> Sequence[Figure]:
        """Return the noted figures from a day on, by day."""


class Statements(Protocol):
    """What people told us about clients."""

    def say(self, member_id: str, statement: Statement) -> int:
        """Store a statement and return its number; its own `id` is not looked at."""

    def find(self, member_id: str, number: int) -> Statement | None:
        """Return one statement, or None."""

    def of(self, member_id: str, clients: Sequence[EntityId]) -> Mapping[EntityId, Sequence[Statement]]:
        """Return all statements about clients, oldest first, the ended ones too."""

    def asked(self, member_id: str) -> Sequence[Statement]:
        """Return what waits for a head's answer, oldest first."""

    def answer(self, member_id: str, number: int, by: int, at: datetime, *, is_granted: bool) -> bool:
        """Keep the head's answer; false when there was one already."""

    def close(self, member_id: str, number: int, outcome: str, at: datetime) -> bool:
        """End a statement; false when it was over already."""


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
