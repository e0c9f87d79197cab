"""Telling repeated comments: one that says nearly what its author said before is no evidence of a contact.

Comments do not arrive in order: the portal lists them per entity. So a comment that comes late has its author's next ones
told again. A comment that was deleted still counts as said before: to delete and write again is no new note.
"""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, bindparam, select, tuple_, update

from b24bridge.core.evidence import is_repeat
from b24bridge.store.tables.mirror import comments

REMEMBERED = 20
_WORDS = (comments.c.id, comments.c.author_id, comments.c.created_at, comments.c.words, comments.c.is_repeat)


def tell_repeats(connection: Connection, portal_id: int, ids: Collection[int]) -> None:
    """Say anew of these comments, and of those that their authors wrote next, whether they are repeats."""
    told: dict[int, bool] = {}
    wrong: dict[int, bool] = {}
    # Author 0 is a robot, whose comments never count
    statement = select(*_WORDS).where(comments.c.portal_id == portal_id, comments.c.id.in_(ids), comments.c.author_id > 0)
    for comment in connection.execute(statement.order_by(comments.c.created_at, comments.c.id)).all():
        earlier, later = _around(connection, portal_id, comment)
        row = [*earlier, *later]
        for place in range(len(earlier), len(row)):
            said = row[place]
            if said.id not in told:
                told[said.id] = is_repeat(said.words, [other.words for other in row[max(0, place - REMEMBERED) : place]])
                if told[said.id] is not said.is_repeat:
                    wrong[said.id] = told[said.id]
    if wrong:
        statement_of_one = update(comments).where(comments.c.portal_id == portal_id, comments.c.id == bindparam("comment"))
        rows = [{"comment": number, "is_repeat": verdict} for number, verdict in wrong.items()]
        connection.execute(statement_of_one, rows)


def _around(connection: Connection, portal_id: int, comment: Any) -> tuple[list[Any], list[Any]]:
    """Return the author's twenty comments before this one, and this one with the twenty after it, in their order."""
    place = tuple_(comments.c.created_at, comments.c.id)
    here = tuple_(bindparam("at", comment.created_at, comments.c.created_at.type), comment.id)
    his = select(*_WORDS).where(comments.c.portal_id == portal_id, comments.c.author_id == comment.author_id)
    before = his.where(place < here).order_by(comments.c.created_at.desc(), comments.c.id.desc()).limit(REMEMBERED)
    after = his.where(place >= here).order_by(comments.c.created_at, comments.c.id).limit(REMEMBERED + 1)
    earlier, later = list(connection.execute(before)), list(connection.execute(after))
    return earlier[::-1], later
