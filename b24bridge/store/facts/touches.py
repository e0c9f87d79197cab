"""Touches of some clients, derived from their activities, comments and stage moves. What counts: `core.evidence`.

Activities bound to a client and to its deal are the client's once; planned ones are appointments.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby

from sqlalchemy import Connection, Subquery, and_, select

from b24bridge.core.evidence import EvidenceRules, history_of, touch_of_activity, touch_of_comment, touch_of_move
from b24bridge.core.ids import EntityId
from b24bridge.core.records import Activity, Call, Comment, Stage, StageMove
from b24bridge.core.touches import Appointment, Touch
from b24bridge.store.facts.elements import Trade
from b24bridge.store.facts.rows import shape_of
from b24bridge.store.tables.mirror import activities, activity_bindings, calls, comments, stage_moves

ACTIVITY = shape_of(Activity, activities, "bindings")
COMMENT = shape_of(Comment, comments, "entity")
MOVE = shape_of(StageMove, stage_moves, "entity")
Stages = Mapping[tuple[int, str], Stage]
Found = Iterator[tuple[int, Touch | Appointment]]


def read_activities(connection: Connection, portal_id: int, member: Subquery, rules: EvidenceRules, now: datetime) -> Found:
    """Yield what each client's activities are evidence of; of several talks of one activity the longest counts."""
    bound = activity_bindings.c
    about = and_(bound.portal_id == portal_id, bound.entity_type == member.c.entity_type, bound.entity_id == member.c.entity_id)
    pair = select(member.c.client_id, bound.activity_id).join(activity_bindings, about).distinct().subquery("pair")
    here = and_(activities.c.portal_id == portal_id, activities.c.id == pair.c.activity_id, activities.c.gone_at.is_(None))
    talked = and_(calls.c.portal_id == portal_id, calls.c.activity_id == pair.c.activity_id, calls.c.gone_at.is_(None))
    columns = (pair.c.client_id, pair.c.activity_id, calls.c.id, calls.c.duration, calls.c.is_failed, *ACTIVITY.columns)
    found = select(*columns).join(activities, here).outerjoin(calls, talked)
    longest_last = (pair.c.client_id, pair.c.activity_id, calls.c.is_failed.desc(), calls.c.duration, calls.c.id)
    rows = connection.execute(found.order_by(*longest_last))
    for (client_id, activity_id), same in groupby(rows, key=lambda row: (row[0], row[1])):
        *_, (_, _, call_id, duration, is_failed, *values) = same
        activity = ACTIVITY.read(values)
        talk = None
        if call_id is not None:
            talk = Call(id=call_id, activity_id=activity_id, duration=duration, is_failed=is_failed)
        touch = touch_of_activity(activity, talk, rules, now)
        if touch is not None:
            yield client_id, touch


def read_comments(connection: Connection, portal_id: int, member: Subquery, rules: EvidenceRules, now: datetime) -> Found:
    """Yield what the comments in each client's timelines are evidence of."""
    here = and_(
        comments.c.portal_id == portal_id,
        comments.c.entity_type == member.c.entity_type,
        comments.c.entity_id == member.c.entity_id,
        comments.c.gone_at.is_(None),
    )
    columns = (member.c.client_id, member.c.entity_type, member.c.entity_id, comments.c.is_repeat, *COMMENT.columns)
    for client_id, entity_type, entity_id, is_repeat, *values in connection.execute(select(*columns).join(comments, here)):
        comment = COMMENT.read(values, entity=EntityId(entity_type, entity_id))
        yield client_id, touch_of_comment(comment, is_repeat, rules, now)


def read_moves(
    connection: Connection, portal_id: int, member: Subquery, trades: Mapping[int, Trade], stages: Stages, rules: EvidenceRules
) -> Found:
    """Yield what the stage moves of each client's elements are evidence of; history lists what was entered, not left."""
    lines = _lines(connection, portal_id, member)
    for client_id, trade in trades.items():
        for element in trade.all.values():
            moves = history_of(element, lines.get((client_id, element.entity), ()))
            for before, move in zip([None, *moves], moves, strict=False):
                yield client_id, touch_of_move(move, element, _stage(before, stages), _stage(move, stages), rules)


def _lines(connection: Connection, portal_id: int, member: Subquery) -> Mapping[tuple[int, EntityId], Sequence[StageMove]]:
    """Return the lines of history by client and element, in order."""
    here = and_(
        stage_moves.c.portal_id == portal_id,
        stage_moves.c.entity_type == member.c.entity_type,
        stage_moves.c.entity_id == member.c.entity_id,
        stage_moves.c.gone_at.is_(None),
    )
    whose = (member.c.client_id, member.c.entity_type, member.c.entity_id)
    rows = select(*whose, *MOVE.columns).join(stage_moves, here).order_by(*whose, stage_moves.c.moved_at, stage_moves.c.id)
    found: dict[tuple[int, EntityId], list[StageMove]] = defaultdict(list)
    for client_id, entity_type, entity_id, *values in connection.execute(rows):
        entity = EntityId(entity_type, entity_id)
        found[client_id, entity].append(MOVE.read(values, entity=entity))
    return found


def _stage(move: StageMove | None, stages: Stages) -> Stage | None:
    return None if move is None else stages.get((move.entity.type_id, move.stage_id))


def sort_out(found: Iterator[tuple[int, Touch | Appointment]]) -> tuple[dict[int, list[Touch]], dict[int, list[Appointment]]]:
    """Return touches and appointments by client."""
    touches: dict[int, list[Touch]] = defaultdict(list)
    appointments: dict[int, list[Appointment]] = defaultdict(list)
    for client_id, item in found:
        if isinstance(item, Touch):
            touches[client_id].append(item)
        else:
            appointments[client_id].append(item)
    return touches, appointments
