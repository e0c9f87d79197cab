"""What screens show of acting: decisions, journal, taking back, the trend and the managers, cut to the visitor."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from b24bridge.core.actions import SendLetter, WriteNote
from b24bridge.core.errors import Refused
from b24bridge.core.money import Money
from b24bridge.core.screens_undo import UndoScope
from b24bridge.core.statements import Said, Statement
from b24bridge.core.streams import Stream
from tests.handovers import CASCADE, reassign
from tests.records import co, deal, deal_id
from tests.services.office import ADMIN, MEMBER, Office, visitor
from tests.services.scripts import ANNA, HEAD, IVAN, OLGA, OTHER_HEAD, Script, staffed
from tests.verdicts import put_label, put_task

CALM = {"portal_share_a_day": 100, "book_share_a_week": 100}


@pytest.fixture
def script() -> Script:
    return Script("release")


@pytest.fixture
def office(store, script) -> Office:
    """Return an office in which two clients of Ivan's wait to be handed over, and a letter to one of Olga's to be sent."""
    office = staffed(store, script, limits=CALM)
    for number, owner in ((1, IVAN), (2, IVAN), (3, OLGA)):
        office.company(number, None, owner_id=owner, title=f"Client {number}")
        office.portal.put(deal(number, company_id=number, owner_id=owner, updated_at=office.clock.now()))
    office.read()
    for number, risk in ((1, "1000"), (2, "9000")):
        client = co(number)
        steps = (reassign(client, "owner", client, ANNA), reassign(client, "deal", deal_id(number), ANNA))
        note = WriteNote(client=client, step="note", text="moved", cascade=CASCADE)
        brief = {"brief": {"ru": "молчит", "en": "silent"}, "receiver_why": {"ru": "сделка у него", "en": "has the deal"}}
        script.call_for(client, *steps, note, risk=risk, state="PENDING", facts=brief)
    script.call_for(co(3), letter(), put_label(co(3)), put_task(co(3)), owner_id=OLGA, risk="500", state="OVERDUE")
    office.scan.run(office.installation)
    return office


def letter() -> SendLetter:
    total = Money(Decimal(100), "RUB")
    given = {"subject": "For {client}", "text": "Dear {client}", "level": "L2", "documents": ("SI_1",), "total": total}
    return SendLetter(client=co(3), step="letter", person=OLGA, **given)


def approve(office: Office, who: int = HEAD) -> None:
    view = office.decisions.view(visitor(who))
    office.consent.approve(visitor(who), [row.key for row in view.waiting], view.code)
    office.send()


# --- decisions ---


@pytest.mark.parametrize(
    ("who", "groups"),
    [
        (ADMIN, {"move": [2, 1], "mail": [3]}),
        (HEAD, {"move": [2, 1]}),
        (OTHER_HEAD, {"mail": [3]}),
        (IVAN, {}),
    ],
    ids=["administrator", "head of the north", "head of the south", "manager"],
)
def test_decisions_are_grouped_and_the_most_money_comes_first(office, who, groups):
    """Each head sees what he is asked, and the sum of it."""
    view = office.decisions.view(visitor(who))

    assert {group.group: [row.client.id for row in group.rows] for group in view.groups} == groups
    total = sum((row.money.amount for row in view.waiting), Decimal())
    assert (view.money.amount if view.money else 0) == total


def test_a_hand_over_is_one_row_that_says_who_to_whom_and_why(office):
    """With what moves along, why this receiver, and until when a no protects the client."""
    row = office.decisions.view(visitor(HEAD)).waiting[0]

    assert (row.name, row.from_name, row.to_name) == ("Client 2", f"North {IVAN}", f"North {ANNA}")
    assert (row.why.en, row.to_why.en) == ("silent", "has the deal")
    assert [(each.kind, each.count) for each in row.moves] == [("deal", 1)]
    assert row.kept_until == office.today() + timedelta(days=30)


def test_a_letter_is_shown_as_it_would_leave(office):
    """With the client's name in its place, the sum, the level and the half hour."""
    (group,) = office.decisions.view(visitor(OTHER_HEAD)).groups
    shown = group.rows[0].letter

    assert (shown.subject, shown.text) == ("For Client 3", "Dear Client 3")
    assert (shown.sender_name, shown.recipient_name, shown.level.en) == (f"South {OLGA}", "Client 3", "level 2")
    assert (shown.total.amount, group.delay_min) == (100, 30)


def test_what_each_gives_and_gets_adds_up(office):
    """Ivan would lose two clients and their money, Anna get them."""
    exchanges = {
        each.name: (each.gives, each.gets, each.money.amount) for each in office.decisions.view(visitor(HEAD)).exchanges
    }

    assert exchanges == {f"North {IVAN}": (2, 0, -10_000), f"North {ANNA}": (0, 2, 10_000)}


def test_the_limit_of_the_day_is_shown_with_what_was_done(office):
    """Two would be moved of the most that may be."""
    (bar,) = office.decisions.view(visitor(HEAD)).limits

    assert (bar.used, bar.most, bar.is_reached) == (2, 3, False)


def test_what_was_answered_stays_with_its_fate(office, script):
    """For a day the head sees what became of it."""
    approve(office)
    office.consent.reject(visitor(OTHER_HEAD), [script.key(co(3), "letter")], "data", "")

    (group,) = office.decisions.view(visitor(HEAD)).groups
    assert {row.client.id: row.state for row in group.rows} == {1: "done", 2: "done"}
    office.clock.advance(86_401)
    assert office.decisions.view(visitor(HEAD)).groups == ()


# --- the overview ---


@pytest.mark.parametrize(
    ("who", "lines"),
    [(ADMIN, {"move": 2, "mail": 1, "keeps": 1}), (HEAD, {"move": 2, "keeps": 1}), (OTHER_HEAD, {"mail": 1}), (IVAN, {})],
)
def test_the_overview_counts_what_waits(office, who, lines):
    """Actions and words that ask the head alike, of those he answers for."""
    said = Statement(id=0, client=co(1), kind=Said.MORE_KEEPS, by=IVAN, at=office.clock.now())
    office.statements.say(MEMBER, said)

    waiting = office.show.overview(visitor(who), None).decisions

    assert {line.group: line.count for line in waiting} == lines


def test_the_trend_is_of_the_clients_one_sees(office, script):
    """A week ago there was less; weeks without figures are steps without a sum."""
    day = office.today()
    office.ledger.keep_figures(MEMBER, day - timedelta(days=8))
    script.call_for(co(1), *script.wants[co(1)].actions, risk="5000", state="PENDING")
    office.scan.run(office.installation)
    office.ledger.keep_figures(MEMBER, day)

    for who, risk, change in ((ADMIN, 14_500, 4000), (HEAD, 14_000, 4000), (OTHER_HEAD, 500, 0)):
        view = office.show.overview(visitor(who), None)
        assert (view.risk.amount, view.change.amount) == (risk, change)
        assert [week.is_known for week in view.trend] == [False] * 9 + [True, False, True]
        assert view.trend[-1].sums[0][1].amount == risk


def test_the_managers_table_is_for_heads(office):
    """Each manager's clients, marked ones and money; a manager sees no such table."""
    lines = {line.person_id: line for line in office.show.overview(visitor(ADMIN), None).managers}

    assert {who: (line.clients, line.marked, line.risk.amount) for who, line in lines.items()} == {
        IVAN: (2, 2, 10_000),
        OLGA: (1, 1, 500),
    }
    assert [line.person_id for line in office.show.overview(visitor(HEAD), None).managers] == [IVAN]
    assert office.show.overview(visitor(IVAN), None).managers == ()


def test_the_robots_week_is_counted_by_kind(office):
    """A hand-over is one, with all that moved along."""
    approve(office, ADMIN)

    robot = {line.deed: line.count for line in office.show.overview(visitor(ADMIN), None).robot}

    assert robot == {"hand_overs": 2, "labels": 1, "tasks": 1}


# --- the journal ---


def test_the_journal_says_what_was_done_and_what_can_be_taken_back(office, script):
    """A hand-over names both people, its reason and its assistant; a head may take it back."""
    approve(office)

    rows = {row.key: row for row in office.journal.view(visitor(HEAD), None, None).rows}
    row = rows[script.key(co(1), "owner")]

    assert (row.result, row.may_undo, row.name, row.assistant.en) == ("done", True, "Client 1", "Assistant release")
    assert [(each.old.en, each.new.en) for each in row.changes] == [(f"North {IVAN}", f"North {ANNA}")]


@pytest.mark.parametrize(("who", "clients"), [(ADMIN, {1, 2, 3}), (HEAD, {1, 2}), (OTHER_HEAD, {3}), (OLGA, {3}), (77, set())])
def test_the_journal_is_cut_to_the_visitor(office, who, clients):
    """Nobody reads of another's clients; who may take back nothing is not offered it."""
    approve(office)

    view = office.journal.view(visitor(who), None, None)

    assert {row.client.id for row in view.rows} == clients
    assert view.may_undo is (who in (ADMIN, HEAD, OTHER_HEAD))
    assert all(not row.may_undo for row in view.rows) or view.may_undo


@pytest.mark.parametrize(("is_touched", "result"), [(False, "undone"), (True, "done")])
def test_what_was_taken_back_says_by_whom(office, script, is_touched, result):
    """And what was left alone, since a person changed it."""
    approve(office)
    if is_touched:
        row = office.portal.rows[Stream.COMPANIES][1]
        office.portal.put(replace(row, owner_id=OLGA))
    office.take_back.run(visitor(HEAD), UndoScope(key=script.key(co(1), "owner")))
    office.send()

    rows = {row.key: row for row in office.journal.view(visitor(HEAD), co(1), None).rows}
    owner, moved = rows[script.key(co(1), "owner")], rows[script.key(co(1), "deal")]

    assert owner.result == result
    assert (moved.result, moved.undone_by, moved.undone_on) == ("undone", f"North {HEAD}", office.today())


def test_the_journal_goes_on_page_by_page(office, script, monkeypatch):
    """Nothing is shown twice and nothing left out."""
    monkeypatch.setattr("b24bridge.services.show_journal.A_PAGE", 3)
    approve(office, ADMIN)
    seen, before = [], None
    for _ in range(20):
        view = office.journal.view(visitor(ADMIN), None, before)
        seen += [row.key for row in view.rows]
        before = view.following
        if before is None:
            break

    assert set(seen) == {row.key for row in office.rows() if row.done_at or row.answered_by}


def test_a_plan_can_be_chosen_to_be_taken_back(office):
    """The plans of the last thirty days with how much they did."""
    approve(office)

    (plan,) = office.journal.view(visitor(HEAD), None, None).plans

    assert plan.count == 6 + 2


@pytest.mark.parametrize("who", [IVAN, 77])
def test_who_may_take_back_nothing_gets_no_such_page(office, script, who):
    """He is told who may."""
    with pytest.raises(Refused, match="only a head"):
        office.journal.undo(visitor(who), UndoScope(client=co(1)))
