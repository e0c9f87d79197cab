"""Whom we could not judge, told reason by reason: no dates, a hold nobody explained, an owner whose mail is not seen."""

from datetime import date

from b24bridge.core.decisions import Because
from b24bridge.core.ledger import Standing
from b24bridge.services.unjudged import unjudged_of
from tests.records import co

TODAY = date(2026, 11, 23)


def standing(number, state, assistant="forgotten_clients", words="no date of contact", **facts):
    return Standing(
        client=co(number),
        assistant=assistant,
        state=state,
        because=Because(f"по-русски: {words}", words),
        since=None,
        until=None,
        money_at_risk=None,
        facts=facts,
        judged_on=TODAY,
    )


def test_each_reason_is_one_line_and_the_commonest_comes_first():
    """Clients are counted once a reason, whatever the number of assistants that could not judge them."""
    rows = [
        standing(1, "UNKNOWN"),
        standing(1, "UNKNOWN", "client_release"),
        standing(2, "UNKNOWN"),
        standing(3, "UNKNOWN", "debtors", "no day to pay by"),
    ]

    assert [(line.why.en, line.clients) for line in unjudged_of(rows)] == [("no date of contact", 2), ("no day to pay by", 1)]


def test_a_hold_is_told_of_only_when_nobody_said_why():
    """With a reason it is an order; without one it holds, and is said (rulings 23)."""
    rows = [standing(1, "HELD", hold_reason=""), standing(2, "HELD", hold_reason="суд"), standing(3, "HELD", "debtors")]

    assert [(line.why.en, line.clients) for line in unjudged_of(rows)] == [("A hold without a reason", 1)]


def test_an_owner_whose_mail_is_not_seen_is_told_of():
    """His clients are not handed over (rulings 27); other hindrances are no matter of data."""
    rows = [
        standing(1, "BLOCKED", "client_release", "mail is not seen", blind=["mail"]),
        standing(2, "BLOCKED", "client_release", "a live deal"),
    ]

    assert [(line.why.en, line.clients) for line in unjudged_of(rows)] == [("mail is not seen", 1)]
