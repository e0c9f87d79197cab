"""A row of the table of actions, written and read. Not which rows, nor what becomes of them."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select

from b24bridge.core.actions import Action, cascade_of, from_json, to_json
from b24bridge.core.decisions import Because
from b24bridge.core.ledger import ActionRow, Conflict, Effect, State
from b24bridge.core.money import Money
from b24bridge.store.ledger.clients import client_of
from b24bridge.store.tables.portals import portals

FINAL = (State.DONE, State.CANCELLED, State.UNDONE)
PENDING = (State.NEW, State.WAITING)
IN_FLIGHT = (State.SENDING, State.UNKNOWN)


def content_of(action: Action, because: Because, money: Money | None) -> dict[str, Any]:
    """Return the columns that hold what is to be done, why, and what is at risk."""
    return {
        "kind": action.kind,
        "action_class": action.action_class,
        "action": to_json(action),
        "cascade": cascade_of(action),
        "because_ru": because.ru,
        "because_en": because.en,
        "risk": money.amount if money else None,
        "currency": money.currency if money else None,
    }


def effect_to_json(effect: Effect) -> dict[str, Any]:
    """Return an effect as plain values."""
    return {"object_id": effect.object_id, "before": dict(effect.before), "after": dict(effect.after)}


def conflicts_to_json(conflicts: Sequence[Conflict]) -> list[dict[str, Any]]:
    """Return conflicts as plain values."""
    return [{"field": each.field, "ours": each.ours, "now": each.now} for each in conflicts]


def read_row(row: Any, member_id: str) -> ActionRow:
    """Return the action that a row of the table holds."""
    return ActionRow(
        key=row.key,
        member_id=member_id,
        assistant=row.assistant,
        client=client_of(row),
        anchor=row.anchor,
        action=from_json(row.action),
        state=State(row.state),
        because=Because(row.because_ru, row.because_en),
        decided_at=row.decided_at,
        attempts=row.attempts,
        sent_at=row.sent_at,
        object_id=row.object_id,
        note=row.note,
        plan_id=row.plan_id,
        money=None if row.risk is None else Money(row.risk, row.currency),
        answer_by=row.answer_by,
        answered_by=row.answered_by,
        answered_at=row.answered_at,
        ordered_by=row.ordered_by,
        done_at=row.done_at,
        not_before=row.not_before,
        effect=_effect(row.effect),
        conflicts=tuple(Conflict(**each) for each in row.conflicts or ()),
    )


def _effect(data: Mapping[str, Any] | None) -> Effect | None:
    return None if data is None else Effect(**data)


def member_of(connection: Connection, portal_id: int) -> str:
    """Return the member_id of a portal that has a row."""
    return str(connection.execute(select(portals.c.member_id).where(portals.c.id == portal_id)).scalar_one())
