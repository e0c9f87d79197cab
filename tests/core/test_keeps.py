"""How often a manager's word may still protect: three limits at once, and the tightest speaks."""

from datetime import UTC, date, datetime, timedelta

import pytest

from b24bridge.core.keeps import Quota, quota
from b24bridge.core.statements import Said, Statement
from b24bridge.core.touches import Kind, Touch
from tests.records import co

TODAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def said(age, kind=Said.KEEP, **changed):
    given = {"id": age, "client": co(1), "kind": kind, "by": 5, "at": NOON - timedelta(days=age)}
    return Statement(**given | changed)


def touch(age, kind, **changed):
    return Touch(kind=kind, at=NOON - timedelta(days=age), source=f"x:{age}", channel="other", **changed)


CASES = [
    ("nothing said", (), (), None, Quota(2, "row")),
    ("one word since the answer", (), (touch(20, Kind.CONTACT), touch(5, Kind.NOTE)), None, Quota(1, "row")),
    ("an answer since", (), (touch(5, Kind.NOTE), touch(4, Kind.NOTE), touch(3, Kind.CONTACT)), None, Quota(2, "row")),
    (
        "an answer that does not count",
        (),
        (touch(5, Kind.KEEP), touch(3, Kind.CONTACT, ignored="short")),
        None,
        Quota(1, "row"),
    ),
    ("two words in a row", (), (touch(9, Kind.NOTE), touch(5, Kind.KEEP)), None, Quota(0, "row")),
    ("three words are no debt", (), tuple(touch(n, Kind.NOTE) for n in (9, 5, 2)), None, Quota(0, "row")),
    ("one in this case", (said(3),), (), TODAY - timedelta(days=9), Quota(1, "case")),
    ("two in this case", (said(3), said(2, Said.PAUSE)), (), TODAY - timedelta(days=9), Quota(0, "case")),
    ("two before this case", (said(30), said(20)), (), TODAY - timedelta(days=9), Quota(1, "window")),
    ("three in ninety days", (said(89), said(50), said(30)), (), TODAY - timedelta(days=9), Quota(0, "window")),
    ("one of them is older", (said(90), said(50), said(30)), (), TODAY - timedelta(days=9), Quota(1, "window")),
    ("a promise is no keep", (said(3, Said.PROMISE), said(2, Said.DISPUTE)), (), None, Quota(2, "row")),
    ("the case began with the last answer", (said(30),), (touch(20, Kind.CONTACT),), None, Quota(2, "row")),
]


@pytest.mark.parametrize(
    ("statements", "touches", "case_since", "left"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_the_tightest_limit_speaks(statements, touches, case_since, left):
    """Two a case, three in ninety days, two in a row without an answer of the client."""
    assert quota(statements, touches, case_since, TODAY) == left
    assert quota(statements, touches, case_since, TODAY).is_over is (left.left == 0)
