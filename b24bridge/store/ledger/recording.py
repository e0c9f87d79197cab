"""Recording verdicts: standings, episodes and actions in one commit, each action once for ever.

An episode that is open wins, and one that is over stays so: a decision that says otherwise was taken from older facts and
changes nothing. What a mode keeps back is shown as what would be done. Not the verdicts themselves: those are `assistants`;
nor what a verdict means for what waits already: `pending`.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, select

from b24bridge.core.actions import Action, CloseTask, DropLabel, PutLabel, asks_consent, to_json
from b24bridge.core.decisions import Decision, Skip
from b24bridge.core.ids import EntityId
from b24bridge.core.ledger import ActionRow, State
from b24bridge.store.dialects import insert
from b24bridge.store.ledger import pending, plans, standings
from b24bridge.store.ledger.batch import ALLOWED, APPROVE, Batch, may_revive
from b24bridge.store.ledger.clients import columns_of, is_of
from b24bridge.store.ledger.consent import asking
from b24bridge.store.ledger.episodes import close_episode, closed_anchors, open_episode, open_episodes
from b24bridge.store.ledger.rows import content_of, read_row
from b24bridge.store.ledger.standings import Would
from b24bridge.store.tables.ledger import actions
from b24bridge.store.tables.portals import portals

Modes = Mapping[str, Mapping[str, str]]


def record(
    connection: Connection,
    portal_id: int,
    member_id: str,
    verdicts: Sequence[Skip],
    modes: Modes,
    at: datetime,
    plan_id: int,
) -> int:
    """Record verdicts; return how many new actions there are. Dates are those of `at` in its own zone."""
    # One recorder per portal at a time; KEY SHARE lets events in meanwhile. SQLite has one writer anyway
    connection.execute(select(portals.c.id).where(portals.c.id == portal_id).with_for_update(key_share=True))
    newest = {(verdict.client, verdict.assistant): verdict for verdict in verdicts}
    named = sorted(newest.values(), key=lambda verdict: verdict.client)
    batch = Batch(connection, portal_id, member_id, modes, at, plan_id, plans.is_halted(connection, portal_id, plan_id))
    by_assistant: dict[str, list[Skip]] = {}
    for verdict in named:
        by_assistant.setdefault(verdict.assistant, []).append(verdict)
    for assistant, said in by_assistant.items():
        clients = [verdict.client for verdict in said]
        batch.episodes[assistant] = open_episodes(connection, portal_id, assistant, clients)
        batch.over[assistant] = closed_anchors(connection, portal_id, assistant, clients)
    batch.look_up([verdict for verdict in named if isinstance(verdict, Decision)])
    would = {(verdict.assistant, verdict.client): _weigh(batch, verdict) for verdict in named}
    for assistant, said in by_assistant.items():
        kept = [(verdict, would[assistant, verdict.client]) for verdict in said]
        standings.write(connection, portal_id, kept, at.date())
    return batch.again + _insert(batch)


def _insert(batch: Batch) -> int:
    if not batch.rows:
        return 0
    statement = insert(batch.connection, actions)
    # Cancelled before it was ever sent, and called for again: docs/adr/0006-a-cancelled-action-may-revive.md
    kept = {"key", "portal_id", "assistant", "client_type", "client_id", "anchor", "step"}
    again = {name: statement.excluded[name] for name in batch.rows[0] if name not in kept}
    statement = statement.on_conflict_do_update(index_elements=["key"], set_=again, where=may_revive())
    return len(batch.connection.execute(statement.returning(actions.c.key), batch.rows).all())


def _weigh(batch: Batch, verdict: Skip) -> Would:
    """Act on a verdict as far as modes allow, and return what they kept back."""
    if not isinstance(verdict, Decision):
        return ()
    episode = batch.episodes[verdict.assistant].get(verdict.client)
    if verdict.closes:
        return _close(batch, verdict) if episode is not None and episode.anchor == verdict.anchor else ()
    is_stale = episode is not None and episode.anchor != verdict.anchor
    if is_stale or verdict.anchor in batch.over[verdict.assistant].get(verdict.client, ()):
        return ()
    if episode is None and batch.acts(verdict):
        whose = (batch.connection, batch.portal_id, verdict.assistant, verdict.client)
        open_episode(*whose, verdict.anchor, batch.at.date())
    pending.follow(batch, verdict)
    _enqueue(batch, verdict, [action for action in batch.fresh(verdict) if batch.mode(verdict, action) in ALLOWED])
    return [to_json(action) for action in batch.untaken(verdict) if batch.mode(verdict, action) not in ALLOWED]


def _close(batch: Batch, verdict: Decision) -> Would:
    """Cancel what was not sent yet, and undo the rest. The episode stays open while a mode forbids undoing any of it."""
    pending.drop_all(batch, verdict)
    done = _standing(batch, verdict)
    wanted = [action for action in batch.fresh(verdict) if _has_something_to_undo(action, done)]
    allowed = [action for action in wanted if batch.mode(verdict, action) in ALLOWED]
    if allowed or not wanted:
        _enqueue(batch, verdict, allowed)
        close_episode(batch.connection, batch.portal_id, verdict.assistant, verdict.client, batch.at)
    return [to_json(action) for action in wanted if batch.mode(verdict, action) not in ALLOWED]


def _standing(batch: Batch, verdict: Decision) -> list[ActionRow]:
    whose = (actions.c.portal_id == batch.portal_id, actions.c.assistant == verdict.assistant, is_of(actions, verdict.client))
    where = (*whose, actions.c.anchor == verdict.anchor, actions.c.state.not_in((State.CANCELLED, State.UNDONE)))
    return [read_row(row, batch.member_id) for row in batch.connection.execute(select(actions).where(*where))]


def _has_something_to_undo(action: Action, done: Sequence[ActionRow]) -> bool:
    if isinstance(action, CloseTask):
        return any(row.action.step == action.closes_step for row in done)
    if isinstance(action, DropLabel):
        return any(isinstance(row.action, PutLabel) and row.action.label == action.label for row in done)
    return True


def _enqueue(batch: Batch, verdict: Decision, chosen: Iterable[Action]) -> None:
    for action in chosen:
        is_asked = asks_consent(action) and (batch.is_halted or batch.mode(verdict, action) == APPROVE)
        batch.rows.append(_row(batch, verdict, action) | (asking(batch.at, verdict.answer_by) if is_asked else {}))


def _row(batch: Batch, verdict: Decision, action: Action) -> dict[str, object]:
    whose: EntityId = verdict.client
    return (
        columns_of(whose)
        | content_of(action, verdict.because, verdict.money_at_risk)
        | {
            "key": batch.key(verdict, action),
            "portal_id": batch.portal_id,
            "assistant": verdict.assistant,
            "anchor": verdict.anchor,
            "step": action.step,
            "decided_at": batch.at,
            "state": State.NEW,
            "plan_id": batch.plan_id,
            "note": "",
            "not_before": None,
            "is_put_off": False,
            "answer_by": None,
            "answered_by": 0,
            "answered_at": None,
        }
    )
