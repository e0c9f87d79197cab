"""The code of what somebody is asked for: it changes with what would be done, and with nothing else."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from b24bridge.core.actions import PutTask, SendLetter
from b24bridge.core.decisions import Because
from b24bridge.core.ledger import ActionRow, State
from b24bridge.core.money import Money
from b24bridge.core.plans import check_code
from tests.handovers import reassign
from tests.records import co
from tests.verdicts import put_task

LETTER = SendLetter(
    client=co(1),
    step="letter",
    person=5,
    subject="s",
    text="t",
    level="L1",
    documents=("SI_1",),
    total=Money(Decimal(9), "RUB"),
)
MOVE = reassign(co(1), "owner", co(1))


def row(action, key="k"):
    return ActionRow(
        key=key,
        member_id="m",
        assistant="a",
        client=co(1),
        anchor="x",
        action=action,
        state=State.WAITING,
        because=Because("р", "e"),
        decided_at=datetime(2026, 11, 23, tzinfo=UTC),
    )


TASK = put_task(co(1))


@pytest.mark.parametrize(
    ("action", "other", "is_same"),
    [
        (TASK, replace(TASK, title="Other words", text="other", deadline=date(2027, 1, 1)), True),
        (TASK, replace(TASK, owner=6), False),
        (MOVE, replace(MOVE, to_owner=10), False),
        (MOVE, replace(MOVE, from_owner=6), False),
        (LETTER, replace(LETTER, subject="other", text="other"), True),
        (LETTER, replace(LETTER, total=Money(Decimal(10), "RUB")), False),
        (LETTER, replace(LETTER, documents=("SI_1", "SI_2")), False),
    ],
    ids=["words of a task", "who gets it", "receiver", "loser", "words of a letter", "sum of a letter", "its documents"],
)
def test_the_code_follows_what_would_be_done(action, other, is_same):
    """Words may change between showing and consenting; who gets what may not."""
    assert (check_code([row(action)]) == check_code([row(other)])) is is_same


def test_the_code_does_not_follow_the_order():
    """The same rows shown in another order are the same question."""
    rows = [row(TASK, "a"), row(MOVE, "b")]

    assert check_code(rows) == check_code(reversed(rows))


def test_the_code_follows_which_rows_there_are():
    """One row more or less, or the same action of another client, is another question."""
    codes = {check_code(rows) for rows in ([], [row(TASK, "a")], [row(TASK, "b")], [row(TASK, "a"), row(TASK, "b")])}

    assert len(codes) == 4
    assert isinstance(TASK, PutTask)
