"""Evidence: what a row of the portal says about contact with the client. What a touch protects is `core.protection`.

Pure functions of a mirrored row and the portal's rules; nothing derived here is stored, so a changed setting acts at once.
Activities, the largest family, are told in `core.activity_evidence`, purchases in `core.purchase_evidence`, what is to be
paid in `core.document_evidence`.
"""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from difflib import SequenceMatcher

from b24bridge.core.activity_evidence import touch_of_activity
from b24bridge.core.evidence_rules import ROBOT, EvidenceRules
from b24bridge.core.ids import DEAL, INVOICE
from b24bridge.core.purchase_evidence import purchases_of
from b24bridge.core.records import Comment, Element, Stage, StageMove, Task
from b24bridge.core.touches import Appointment, Kind, Touch

__all__ = [
    "EvidenceRules",
    "appointment_of_task",
    "history_of",
    "is_repeat",
    "purchases_of",
    "touch_of_activity",
    "touch_of_comment",
    "touch_of_move",
    "words_of",
]

SAME_MOMENT = timedelta(seconds=5)
DONE_OR_LAID_ASIDE = frozenset({5, 6, 7})
CREATED = 1
MOVED = 2
CHANGED_PIPELINE = 5
MADE, LAST_MOVE = 0, -1  # numbers of what no line of history tells
ALIKE = 0.9
LONGEST = 1000
UNWORDED = re.compile(r"[\W\d_]+")


def words_of(text: str) -> str:
    """Return the words of a text as they are compared: case-folded, no digits or punctuation, at most 1,000 characters."""
    return " ".join(UNWORDED.sub(" ", text.casefold()).split())[:LONGEST]


def is_repeat(words: str, previous: Sequence[str]) -> bool:
    """Say whether a comment says nearly what its author said in one of these before (rulings 24)."""
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(words)
    for other in previous:
        matcher.set_seq1(other)
        if matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE:
            return True
    return False


def touch_of_comment(comment: Comment, is_repeat: bool, rules: EvidenceRules, now: datetime) -> Touch:
    """Return the note that a comment in a timeline is; `is_repeat` tells that its author wrote nearly the same before."""
    if comment.author_id == ROBOT:
        reason = "robot"
    elif comment.text_length < rules.min_note_len:
        reason = "short"
    elif comment.created_at > now:
        reason = "future"
    else:
        reason = "repeat" if is_repeat else ""
    return Touch(
        at=comment.created_at.astimezone(rules.zone),
        kind=Kind.NOTE,
        source=f"comment:{comment.id}",
        channel="comment",
        actor_id=comment.author_id,
        ignored=reason,
    )


def touch_of_move(
    move: StageMove, element: Element, came_from: Stage | None, went_to: Stage | None, rules: EvidenceRules
) -> Touch:
    """Return what a line of stage history is: the client ordered or paid, an invoice was issued, or work went on inside.

    History bears no author; the element tells who made it, and who moved it last when the moments agree, else a person is
    assumed (rulings 6, 7, 17). Lines of leads and deals are numbered apart, so the source names the element too.
    """
    mover = _mover(move, element)
    kind, reason = _move_weight(move, came_from, went_to)
    is_brought_in = move.kind == CREATED and element.origin is not None
    if element.is_recurring or ((mover == ROBOT or is_brought_in) and kind is not Kind.CONTACT):
        reason = "robot"
    return Touch(
        at=move.moved_at.astimezone(rules.zone),
        kind=kind,
        source=f"move:{move.entity}:{move.id}",
        channel="payment" if move.entity.type_id == INVOICE else "deal",
        actor_id=mover,
        ignored=reason,
    )


def history_of(element: Element, lines: Sequence[StageMove]) -> tuple[StageMove, ...]:
    """Return an element's stage history, in order, with what it lacks and the element itself tells.

    Of an element without any line that it was made, and of each its last move, should that be newer than the last line:
    portals keep no history of what was brought in from elsewhere, and an element may be read before its new line is.
    """
    told = list(lines)
    made, moved = element.created_at, element.moved_at
    if made is not None and not told:
        is_there_yet = moved is None or moved - made <= SAME_MOMENT
        told.append(_line(element, MADE, CREATED, made, is_there_yet=is_there_yet))
    if moved is not None and (not told or moved - told[-1].moved_at > SAME_MOMENT):
        told.append(_line(element, LAST_MOVE, MOVED, moved))
    return tuple(told)


def appointment_of_task(task: Task, rules: EvidenceRules, now: datetime) -> Appointment | None:
    """Return the promise that an open task is, or None for our own, for closed and deferred ones, and before it was made.

    Whose task it is and how often it was put off is weighed by `core.protection`.
    """
    made = task.created_at or task.updated_at
    if task.marker is not None or task.status in DONE_OR_LAID_ASIDE or made is None or made > now:
        return None
    granted = max(made, task.deadline_set_at) if task.deadline and task.deadline_set_at else made
    return Appointment(
        source=f"task:{task.id}",
        granted_at=granted.astimezone(rules.zone),
        deadline=task.deadline.astimezone(rules.zone) if task.deadline else None,
        postponed=task.postponed,
        responsible_id=task.responsible_id,
    )


def _line(element: Element, number: int, kind: int, at: datetime, *, is_there_yet: bool = True) -> StageMove:
    """Return a line of history about the stage where the element still is, or about one that nobody knows."""
    stage_id, semantics = (element.stage_id, element.semantics) if is_there_yet else ("", "P")
    return StageMove(id=number, entity=element.entity, stage_id=stage_id, semantics=semantics, kind=kind, moved_at=at)


def _mover(move: StageMove, element: Element) -> int | None:
    if move.kind == CREATED and element.created_by is not None:
        return element.created_by
    is_last = element.moved_at is not None and abs(element.moved_at - move.moved_at) <= SAME_MOMENT
    return element.moved_by if is_last else None


def _move_weight(move: StageMove, came_from: Stage | None, went_to: Stage | None) -> tuple[Kind, str]:
    kind_of_element = move.entity.type_id
    if move.semantics == "F":
        return Kind.DEAL, "backward"
    if move.semantics == "S" and kind_of_element in (DEAL, INVOICE):
        return Kind.CONTACT, ""
    if move.kind == CREATED:
        return (Kind.SENT if kind_of_element == INVOICE else Kind.DEAL), ""
    return Kind.DEAL, "" if move.kind == CHANGED_PIPELINE or _is_forward(came_from, went_to) else "backward"


def _is_forward(came_from: Stage | None, went_to: Stage | None) -> bool:
    """Say whether a stage comes later in its pipeline; of deleted stages nobody knows, so the move is believed."""
    return came_from is None or went_to is None or went_to.sort > came_from.sort
