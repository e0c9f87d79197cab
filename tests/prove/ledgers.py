"""Reading every action of a bridge's ledger at once, which nothing but a proof wants to."""

from datetime import datetime

from sqlalchemy import or_, select

from b24bridge.core.ledger import ActionRow, State
from b24bridge.store.ledger.rows import read_row
from b24bridge.store.session import open_store
from b24bridge.store.tables.ledger import actions, journal


def rows_since(database: str, member_id: str, since: datetime | None = None) -> list[ActionRow]:
    """Return the actions that were sent or done since a moment, or all of them."""
    statement = select(actions).order_by(actions.c.id)
    if since is not None:
        statement = statement.where(or_(actions.c.sent_at >= since, actions.c.done_at >= since))
    with open_store(database).reading() as connection:
        return [read_row(row, member_id) for row in connection.execute(statement)]


def told_as_done(database: str) -> list[str]:
    """Return the key of each line of the journal that says that something was done."""
    with open_store(database).reading() as connection:
        return [str(key) for key in connection.scalars(select(journal.c.key).where(journal.c.state == str(State.DONE)))]
