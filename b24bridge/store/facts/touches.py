"""Comments and stage moves of a group of clients, as touches. Activities stand apart; what counts: `core.evidence`."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, select

from b24bridge.core.evidence import EvidenceRules, history_of, touch_of_comment, touch_of_move
from b24bridge.core.ids import DEAL, INVOICE, LEAD, EntityId
from b24bridge.core.records import Comment, Element, Stage, StageMove
from b24bridge.store.dialects import numbers
from b24bridge.store.facts.evidence import Evidence
from b24bridge.store.facts.members import Members
from b24bridge.store.tables.mirror import comments, stage_moves

ELEMENTS = (LEAD, DEAL, INVOICE)
Stages = Mapping[tuple[int, str], Stage]


def read_comments(
    connection: Connection, portal_id: int, members: Members, rules: EvidenceRules, now: datetime, found: Evidence
) -> None:
    """Add what the comments in the clients' timelines are evidence of."""
    c = comments.c
    columns = (c.id, c.entity_id, c.author_id, c.created_at, c.text_length, c.is_repeat)
    for type_id, owners in members.clients.items():
        here = select(*columns).where(
            c.portal_id == portal_id,
            c.entity_type == type_id,
            c.entity_id.in_(numbers(connection, owners)),
            c.gone_at.is_(None),
        )
        for number, entity_id, author_id, created_at, text_length, is_repeat in connection.execute(here).all():
            comment = Comment(
                id=number,
                entity=EntityId(type_id, entity_id),
                author_id=author_id,
                created_at=created_at,
                words="",
                text_length=text_length,
            )
            found.add(owners[entity_id], touch_of_comment(comment, is_repeat, rules, now))


def read_moves(
    connection: Connection,
    portal_id: int,
    members: Members,
    elements: Mapping[EntityId, Element],
    stages: Stages,
    rules: EvidenceRules,
    found: Evidence,
) -> None:
    """Add what the stage moves of the clients' elements are evidence of; history lists what was entered, not left."""
    lines = _lines(connection, portal_id, members)
    for entity, element in elements.items():
        moves = history_of(element, lines.get(entity, ()))
        for before, move in zip([None, *moves], moves, strict=False):
            touch = touch_of_move(move, element, _stage(before, stages), _stage(move, stages), rules)
            found.add(members.of(entity.type_id, entity.id), touch)


def _lines(connection: Connection, portal_id: int, members: Members) -> Mapping[EntityId, Sequence[StageMove]]:
    """Return the lines of history by element, in order."""
    m = stage_moves.c
    columns = (m.id, m.entity_id, m.stage_id, m.semantics, m.kind, m.moved_at)
    found: dict[EntityId, list[StageMove]] = defaultdict(list)
    for type_id in ELEMENTS:
        ids = members.ids(type_id)
        if not ids:
            continue
        here = select(*columns).where(
            m.portal_id == portal_id, m.entity_type == type_id, m.entity_id.in_(numbers(connection, ids)), m.gone_at.is_(None)
        )
        for number, entity_id, stage_id, semantics, kind, moved_at in connection.execute(here.order_by(m.moved_at, m.id)):
            entity = EntityId(type_id, entity_id)
            found[entity].append(
                StageMove(id=number, entity=entity, stage_id=stage_id, semantics=semantics, kind=kind, moved_at=moved_at)
            )
    return found


def _stage(move: StageMove | None, stages: Stages) -> Stage | None:
    return None if move is None else stages.get((move.entity.type_id, move.stage_id))
