"""Kinds of columns: the same value comes back from both engines."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, insert, select
from sqlalchemy.exc import StatementError

from b24bridge.store.tables.columns import Decimals, Json, Moment, Number

samples = Table(
    "samples",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("moment", Moment),
    Column("decimal", Decimals),
    Column("json", Json),
    Column("number", Number),
)
MSK = timezone(timedelta(hours=3))


@pytest.fixture
def back(store):
    """Return a function that stores a value in a column and returns what comes back."""
    with store.writing() as connection:
        samples.create(connection)

    def store_and_read(column: str, *values):
        with store.writing() as connection:
            for value in values:
                connection.execute(insert(samples).values({column: value}))
            return connection.scalars(select(samples.c[column]).order_by(samples.c.id)).all()

    return store_and_read


def test_moments(back):
    """A moment of any zone comes back as the same moment in UTC, to the microsecond."""
    values = [datetime(2026, 1, 1, 1, 2, 3, 4, tzinfo=MSK), datetime(2026, 7, 1, tzinfo=UTC), None]
    found = back("moment", *values)
    assert found == values
    assert {moment.tzinfo for moment in found if moment} == {UTC}


def test_moments_sort(store, back):
    """Moments sort and compare as time does, whatever zone they were given in."""
    early, late = datetime(2026, 1, 1, 1, tzinfo=MSK), datetime(2025, 12, 31, 23, 30, tzinfo=UTC)
    back("moment", late, early)
    with store.reading() as connection:
        assert connection.scalars(select(samples.c.moment).order_by(samples.c.moment)).all() == [early, late]
        assert connection.scalars(select(samples.c.moment).where(samples.c.moment < late)).all() == [early]


def test_naive_moment(back):
    """A moment without a zone is refused: nobody could say later when it was."""
    with pytest.raises(StatementError, match="no time zone"):
        back("moment", datetime(2026, 1, 1))  # noqa: DTZ001 - meant


@pytest.mark.parametrize("text", ["0.10", "-12345678901234567890.123456789", "1E+3", "0"])
def test_decimals(back, text):
    """A decimal keeps every digit."""
    assert [str(value) for value in back("decimal", Decimal(text))] == [text]


def test_json(back):
    """JSON comes back as it was; nothing is NULL, not the word null."""
    value = {"ключ": [1, 2.5, "three", None, True, {"deep": []}]}
    assert back("json", value, [], "text", 0, None) == [value, [], "text", 0, None]


def test_numbers(back):
    """Numbers of the portal may be large."""
    assert back("number", 2**62, -1) == [2**62, -1]
