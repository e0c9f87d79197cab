"""The one collection of tables, and kinds of columns that mean the same on SQLite and PostgreSQL. Not the tables.

Text has no length here: SQLite would not keep it, and PostgreSQL would refuse what SQLite takes. Lengths are checked where
text comes in.
"""

from datetime import UTC, datetime
from decimal import Decimal

from sqlalchemy import JSON, BigInteger, Column, DateTime, Dialect, ForeignKey, Integer, MetaData, Text, TypeDecorator
from sqlalchemy.dialects.postgresql import JSONB

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Number = BigInteger().with_variant(Integer(), "sqlite")
"""A whole number of up to 63 bits that the engine may count up: SQLite does so only for what is called INTEGER."""

Json = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
"""A JSON value; Python's None is SQL's NULL. PostgreSQL does not keep the order of keys."""


class Moment(TypeDecorator[datetime]):
    """An aware moment, in UTC on the way out. Refuses a naive one with ValueError."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn any aware moment into UTC; SQLite keeps it as text without a zone, which sorts as time does."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone; hand in an aware moment")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's form
        """Give the moment its zone back."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Decimals(TypeDecorator[Decimal]):
    """A decimal with all its digits, kept as text: exact on both engines, but neither compared nor added in SQL."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy's form
        """Write every digit."""
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:  # noqa: ARG002 - SQLAlchemy's form
        """Read every digit."""
        return None if value is None else Decimal(value)


def portal_column(*, primary_key: bool = True) -> Column[int]:
    """Return the column that says whose row this is: first in every key, gone with its portal."""
    return Column("portal_id", Integer, ForeignKey("portals.id", ondelete="CASCADE"), primary_key=primary_key, nullable=False)
