"""What statements promise, on both engines: what was said stays, is answered once and ends once."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from b24bridge.core.errors import UnknownPortal
from b24bridge.core.money import Money
from b24bridge.core.statements import Said, Statement
from b24bridge.store.mirror import StoreMirror
from b24bridge.store.statements import StoreStatements
from tests.records import co, invoice_id, person
from tests.verdicts import AT, LATER, OTHER, PORTAL

PROMISE = Statement(
    id=0,
    client=co(1),
    kind=Said.PROMISE,
    by=5,
    at=AT,
    until=date(2026, 12, 1),
    amount=Money(Decimal("1500.50"), "RUB"),
    document=invoice_id(3),
    reason="month_end",
    note="Заплатят в начале месяца",
)
GONE = Statement(id=0, client=co(1), kind=Said.GONE, by=5, at=LATER, reason="closed")


@pytest.fixture
def statements(installed):
    return StoreStatements(installed)


def test_what_was_said_comes_back_as_it_was(statements):
    """Every word of it, under the number that was given."""
    number = statements.say(PORTAL, PROMISE)
    assert statements.find(PORTAL, number) == replace(PROMISE, id=number)
    assert statements.find(PORTAL, number + 1) is None


def test_statements_are_found_by_client_oldest_first(statements):
    """The ended ones too; a client of whom nothing was said is left out."""
    later = statements.say(PORTAL, GONE)
    first = statements.say(PORTAL, PROMISE)
    other = statements.say(PORTAL, replace(PROMISE, client=person(1)))
    statements.close(PORTAL, first, "kept", LATER)
    said = statements.of(PORTAL, [co(1), person(1), co(2)])
    assert {client: [each.id for each in found] for client, found in said.items()} == {
        co(1): [first, later],
        person(1): [other],
    }
    assert statements.of(PORTAL, []) == {}


def test_a_head_answers_once(statements):
    """Only what asks for him waits for him, and the first answer counts."""
    statements.say(PORTAL, PROMISE)
    number = statements.say(PORTAL, GONE)
    assert [each.id for each in statements.asked(PORTAL)] == [number]
    assert statements.answer(PORTAL, number, 7, LATER, is_granted=True) is True
    assert statements.answer(PORTAL, number, 8, LATER, is_granted=False) is False
    assert statements.asked(PORTAL) == []
    found = statements.find(PORTAL, number)
    assert found.is_granted is True
    assert found.is_open


def test_a_refused_request_does_not_hold(statements):
    """It is answered, and nothing follows from it."""
    number = statements.say(PORTAL, GONE)
    assert statements.answer(PORTAL, number, 7, LATER, is_granted=False) is True
    assert not statements.find(PORTAL, number).is_open


def test_a_statement_ends_once(statements):
    """The first end counts; what was withdrawn is not asked for any more, nor answered."""
    number = statements.say(PORTAL, GONE)
    assert statements.close(PORTAL, number, "withdrawn", LATER) is True
    assert statements.close(PORTAL, number, "kept", LATER + timedelta(days=1)) is False
    found = statements.find(PORTAL, number)
    assert (found.closed_at, found.outcome, found.is_open) == (LATER, "withdrawn", False)
    assert statements.asked(PORTAL) == []
    assert statements.answer(PORTAL, number, 7, LATER, is_granted=True) is False


def test_portals_do_not_hear_each_other(statements):
    """A number of one portal means nothing on another; on an unknown one nothing can be said."""
    number = statements.say(PORTAL, GONE)
    assert statements.find(OTHER, number) is None
    assert statements.of(OTHER, [co(1)]) == {}
    assert statements.asked(OTHER) == []
    assert statements.answer(OTHER, number, 7, LATER, is_granted=True) is False
    assert statements.close(OTHER, number, "withdrawn", LATER) is False
    with pytest.raises(UnknownPortal):
        statements.say("portal-c", GONE)


def test_erasing_a_portal_erases_what_was_said(statements, installed):
    """With everything else we hold of it; another portal keeps its own."""
    number, kept = statements.say(PORTAL, GONE), statements.say(OTHER, GONE)
    StoreMirror(installed).erase(PORTAL)
    with pytest.raises(UnknownPortal):
        statements.find(PORTAL, number)
    assert statements.find(OTHER, kept) is not None
