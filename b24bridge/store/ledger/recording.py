"""Recording verdicts: standings, episodes and actions in one commit, each action once for ever.

An episode that is open wins, and one that is over stays so: a decision that says otherwise was taken from older facts and
changes nothing. What a mode keeps back is shown as what would be done. Not the verdicts themselves: those are `assistants`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, not_, select, update

from b24bridge.core.actions import KINDS, Action, CloseTask, DropLabel, PutLabel, to_json
from b24bridge.core.decisions import Decision, Skip
from b24bridge.core.facts import Episode
from b24bridge.core.ids import EntityId, action_key
from b24bridge.core.ledger import ActionRow, State
from b24bridge.store.dialects import insert
from b24bridge.store.ledger import journal, standings
from b24bridge.store.ledger.actions import read_row
from b24bridge.store.ledger.clients import columns_of, is_of
from b24bridge.store.ledger.episodes import close_episode, closed_anchors, open_episode, open_episodes
from b24bridge.store.ledger.standings import Would
from b24bridge.store.tables.ledger import actions
from b24bridge.store.tables.portals import portals

AUTO, APPROVE = "auto", "approve"
OPENING = tuple(kind for kind, cls in KINDS.items() if not cls.is_closing)


@dataclass(slots=True)
class _Batch:
    """What one assistant's verdicts are weighed against, and what they come to."""

    connection: Connection
    portal_id: int
    member_id: str
    modes: Mapping[str, str]
    at: datetime
    episodes: Mapping[EntityId, Episode] = field(default_factory=dict)
    over: Mapping[EntityId, frozenset[str]] = field(default_factory=dict)
    known: frozenset[str] = frozenset()
    rows: list[dict[str, object]] = field(default_factory=list)

    def key(self, verdict: Decision, action: Action) -> str:
        return action_key(self.member_id, verdict.assistant, verdict.client, verdict.anchor, action.step)

    def fresh(self, verdict: Decision) -> list[Action]:
        return [action for action in verdict.actions if self.key(verdict, action) not in self.known]

    def mode(self, action: Action) -> str:
        return self.modes.get(action.action_class, "off")

    def enqueue(self, verdict: Decision, chosen: Iterable[Action]) -> None:
        self.rows.extend(_row(self, verdict, action) for action in chosen)


def record(
    connection: Connection, portal_id: int, member_id: str, verdicts: Sequence[Skip], modes: Mapping[str, str], at: datetime
) -> int:
    """Record verdicts; return how many new actions there are. Dates are those of `at` in its own zone."""
    # One recorder per portal at a time; KEY SHARE lets events in meanwhile. SQLite has one writer anyway
    connection.execute(select(portals.c.id).where(portals.c.id == portal_id).with_for_update(key_share=True))
    new = 0
    for assistant in sorted({verdict.assistant for verdict in verdicts}):
        newest = {verdict.client: verdict for verdict in verdicts if verdict.assistant == assistant}
        new += _record(
            _Batch(connection, portal_id, member_id, modes, at), assistant, [newest[client] for client in sorted(newest)]
        )
    return new


def _record(batch: _Batch, assistant: str, verdicts: Sequence[Skip]) -> int:
    clients = [verdict.client for verdict in verdicts]
    batch.episodes = open_episodes(batch.connection, batch.portal_id, assistant, clients)
    batch.over = closed_anchors(batch.connection, batch.portal_id, assistant, clients)
    batch.known = _known(batch, verdicts)
    standings.write(
        batch.connection, batch.portal_id, [(verdict, _weigh(batch, verdict)) for verdict in verdicts], batch.at.date()
    )
    if not batch.rows:
        return 0
    statement = insert(batch.connection, actions)
    # Cancelled before it was ever sent, and called for again: docs/adr/0006-a-cancelled-action-may-revive.md
    again = {name: statement.excluded[name] for name in ("action", "because_ru", "because_en", "decided_at", "state")}
    statement = statement.on_conflict_do_update(
        index_elements=["key"], set_=again | {"note": "", "not_before": None}, where=_may_revive()
    )
    return len(batch.connection.execute(statement.returning(actions.c.key), batch.rows).all())


def _may_revive() -> ColumnElement[bool]:
    return and_(actions.c.state == State.CANCELLED, actions.c.sent_at.is_(None))


def _known(batch: _Batch, verdicts: Sequence[Skip]) -> frozenset[str]:
    keys = [batch.key(verdict, action) for verdict in verdicts if isinstance(verdict, Decision) for action in verdict.actions]
    if not keys:
        return frozenset()
    settled = select(actions.c.key).where(actions.c.key.in_(keys), not_(_may_revive()))
    return frozenset(batch.connection.scalars(settled))


def _weigh(batch: _Batch, verdict: Skip) -> Would:
    """Act on a verdict as far as modes allow, and return what they kept back."""
    if not isinstance(verdict, Decision):
        return ()
    episode = batch.episodes.get(verdict.client)
    if verdict.closes:
        return _close(batch, verdict) if episode is not None and episode.anchor == verdict.anchor else ()
    is_stale = episode is not None and episode.anchor != verdict.anchor
    if is_stale or verdict.anchor in batch.over.get(verdict.client, ()):
        return ()
    fresh = batch.fresh(verdict)
    if episode is None and any(batch.mode(action) in (AUTO, APPROVE) for action in verdict.actions):
        whose = (batch.connection, batch.portal_id, verdict.assistant, verdict.client)
        open_episode(*whose, verdict.anchor, batch.at.date())
    batch.enqueue(verdict, (action for action in fresh if batch.mode(action) == AUTO))
    return [to_json(action) for action in fresh if batch.mode(action) != AUTO]


def _close(batch: _Batch, verdict: Decision) -> Would:
    """Cancel what was not sent yet, and undo the rest. The episode stays open while a mode forbids undoing any of it."""
    _cancel_new(batch, verdict)
    done = _sent(batch, verdict)
    wanted = [action for action in batch.fresh(verdict) if _has_something_to_undo(action, done)]
    allowed = [action for action in wanted if batch.mode(action) == AUTO]
    if allowed or not wanted:
        batch.enqueue(verdict, allowed)
        close_episode(batch.connection, batch.portal_id, verdict.assistant, verdict.client, batch.at)
    return [to_json(action) for action in wanted if batch.mode(action) != AUTO]


def _cancel_new(batch: _Batch, verdict: Decision) -> None:
    values = {"state": State.CANCELLED, "note": f"no longer called for: {verdict.because.en}"}
    where = (*_of_episode(batch, verdict), actions.c.state == State.NEW, actions.c.kind.in_(OPENING))
    rows = batch.connection.execute(update(actions).where(*where).values(values).returning(*actions.c)).all()
    lines = [read_row(row, batch.member_id) for row in rows]
    journal.write(batch.connection, batch.portal_id, lines, batch.at, verdict.because)


def _sent(batch: _Batch, verdict: Decision) -> list[ActionRow]:
    where = (*_of_episode(batch, verdict), actions.c.state != State.CANCELLED)
    return [read_row(row, batch.member_id) for row in batch.connection.execute(select(actions).where(*where))]


def _of_episode(batch: _Batch, verdict: Decision) -> tuple[ColumnElement[bool], ...]:
    whose = (actions.c.portal_id == batch.portal_id, actions.c.assistant == verdict.assistant, is_of(actions, verdict.client))
    return (*whose, actions.c.anchor == verdict.anchor)


def _has_something_to_undo(action: Action, done: Sequence[ActionRow]) -> bool:
    if isinstance(action, CloseTask):
        return any(row.action.step == action.closes_step for row in done)
    if isinstance(action, DropLabel):
        return any(isinstance(row.action, PutLabel) and row.action.label == action.label for row in done)
    return True


def _row(batch: _Batch, verdict: Decision, action: Action) -> dict[str, object]:
    return columns_of(verdict.client) | {
        "key": batch.key(verdict, action),
        "portal_id": batch.portal_id,
        "assistant": verdict.assistant,
        "anchor": verdict.anchor,
        "step": action.step,
        "kind": action.kind,
        "action_class": action.action_class,
        "action": to_json(action),
        "because_ru": verdict.because.ru,
        "because_en": verdict.because.en,
        "decided_at": batch.at,
        "state": State.NEW,
    }
