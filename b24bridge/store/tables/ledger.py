"""Tables of the ledger: where clients stand, their episodes, plans, what may happen once, and what happened.

An action's key is unique for ever; so is an episode's anchor, and at most one episode of a client and assistant is open.
Not the protocol that moves an action from state to state: `store.ledger` and `services.apply`.
"""

from decimal import Decimal
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Dialect,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    TypeDecorator,
)
from sqlalchemy.sql.elements import conv

from b24bridge.store.tables.columns import Json, Moment, Number, metadata, portal_column


class Amount(TypeDecorator[Decimal]):
    """A sum of money with up to four decimals, kept as a whole number, so that both engines sort and add it exactly."""

    impl = BigInteger
    cache_ok = True
    scale = Decimal(10_000)

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:  # noqa: ARG002 - SQLAlchemy's form
        """Turn a sum into ten-thousandths; further decimals are rounded half to even."""
        return None if value is None else int((value * self.scale).to_integral_value())

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:  # noqa: ARG002 - SQLAlchemy's form
        """Turn ten-thousandths back into a sum."""
        return None if value is None else Decimal(value) / self.scale


def _client() -> tuple[Column[str], Column[int], Column[int]]:
    return (
        Column("assistant", Text, nullable=False),
        Column("client_type", Integer, nullable=False),
        Column("client_id", Number, nullable=False),
    )


def _reason() -> tuple[Column[str], Column[str]]:
    return Column("because_ru", Text, nullable=False), Column("because_en", Text, nullable=False)


episodes = Table(
    "episodes",
    metadata,
    portal_column(primary_key=False),
    *_client(),
    Column("anchor", Text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("opened_on", Date, nullable=False),
    Column("closed_at", Moment),
    PrimaryKeyConstraint("portal_id", "assistant", "client_type", "client_id", "anchor"),
)
_is_open = episodes.c.closed_at.is_(None)
Index(
    conv("uq_episodes_open"),
    *(episodes.c[name] for name in ("portal_id", "assistant", "client_type", "client_id")),
    unique=True,
    sqlite_where=_is_open,
    postgresql_where=_is_open,
)

# `marked_on` is the first of the unbroken days on which the assistant called for an episode, watching or acting.
standings = Table(
    "standings",
    metadata,
    portal_column(primary_key=False),
    *_client(),
    Column("state", Text, nullable=False),
    *_reason(),
    Column("since", Date),
    Column("until", Date),
    Column("risk", Amount),
    Column("currency", Text),
    Column("facts", Json, nullable=False),
    Column("would", Json, nullable=False),
    Column("owner_id", Number),
    Column("judged_on", Date, nullable=False),
    Column("marked_on", Date),
    Column("content", String(32), nullable=False),
    PrimaryKeyConstraint("portal_id", "assistant", "client_type", "client_id"),
    Index(None, "portal_id", "assistant", "state"),
    Index(None, "portal_id", "client_type", "client_id"),
)

# What one run decided. `sizes` is kept when the run has ended; that of a draft is counted.
plans = Table(
    "plans",
    metadata,
    Column("id", Number, primary_key=True, autoincrement=True),
    portal_column(primary_key=False),
    Column("kind", Text, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("status", Text, nullable=False),
    Column("clients", Integer, nullable=False, default=0),
    Column("sizes", Json, nullable=False, default=dict),
    Column("note", Text, nullable=False, default=""),
    Index(None, "portal_id", "kind", "id"),
)

# `id` keeps the order in which a client's actions were decided. `plan_id` is empty for what came before there were plans,
# and for what a person ordered. `is_put_off` tells a wait that we chose from one that the portal asked for.
actions = Table(
    "actions",
    metadata,
    Column("id", Number, primary_key=True, autoincrement=True),
    portal_column(primary_key=False),
    Column("key", String(26), nullable=False, unique=True),
    *_client(),
    Column("anchor", Text, nullable=False),
    Column("step", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("action_class", Text, nullable=False),
    Column("action", Json, nullable=False),
    *_reason(),
    Column("decided_at", Moment, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("sent_at", Moment),
    Column("there_at", Moment),
    Column("lease_until", Moment),
    Column("worker", Text),
    Column("not_before", Moment),
    Column("object_id", Text),
    Column("note", Text, nullable=False, default=""),
    Column("plan_id", Number),
    Column("cascade", Text, nullable=False, default=""),
    Column("risk", Amount),
    Column("currency", Text),
    Column("answer_by", Moment),
    Column("answered_by", Number, nullable=False, default=0),
    Column("answered_at", Moment),
    Column("is_refused", Boolean, nullable=False, default=False),
    Column("is_put_off", Boolean, nullable=False, default=False),
    Column("is_ordered", Boolean, nullable=False, default=False),
    Column("ordered_by", Number, nullable=False, default=0),
    Column("done_at", Moment),
    Column("effect", Json),
    Column("conflicts", Json),
    Index(None, "portal_id", "state", "id"),
    Index(None, "portal_id", "client_type", "client_id"),
    Index(None, "portal_id", "plan_id"),
)

journal = Table(
    "journal",
    metadata,
    Column("id", Number, primary_key=True, autoincrement=True),
    portal_column(primary_key=False),
    Column("at", Moment, nullable=False),
    *_client(),
    Column("key", String(26), nullable=False),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("text_ru", Text, nullable=False),
    Column("text_en", Text, nullable=False),
    *_reason(),
    Column("object_id", Text),
    Column("note", Text, nullable=False),
    Column("person_id", Number, nullable=False, default=0),
    Column("plan_id", Number),
    Index(None, "portal_id", "id"),
    Index(None, "portal_id", "client_type", "client_id", "id"),
)

# What each assistant marked among an owner's clients, day by day; owner 0 is nobody.
figures = Table(
    "figures",
    metadata,
    portal_column(primary_key=False),
    Column("day", Date, nullable=False),
    Column("assistant", Text, nullable=False),
    Column("owner_id", Number, nullable=False),
    Column("clients", Integer, nullable=False),
    Column("risk", Amount),
    Column("currency", Text),
    PrimaryKeyConstraint("portal_id", "day", "assistant", "owner_id"),
)
