"""Consent: a yes to exactly what was seen, by who may give it, while it may be given; and a no that is kept."""

from dataclasses import replace
from datetime import timedelta

import pytest

from b24bridge.core.actions import WriteNote
from b24bridge.core.errors import PlanChanged, Refused
from b24bridge.core.jobs import APPLY
from b24bridge.core.ledger import State
from b24bridge.core.statements import Said, Statement
from b24bridge.core.streams import Stream
from tests.handovers import CASCADE, reassign
from tests.records import co, deal, deal_id
from tests.services.office import ADMIN, MEMBER, Office, visitor
from tests.services.scripts import ANNA, HEAD, IVAN, OLGA, OTHER_HEAD, Script, staffed
from tests.verdicts import put_task

OTHER = 77
STEPS = ("owner", "deal", "note")


@pytest.fixture
def script() -> Script:
    return Script("release")


@pytest.fixture
def office(store, script) -> Office:
    """Return an office in which two of Ivan's clients and one of Olga's are to be handed over, and everything asks."""
    office = staffed(store, script)
    for number, owner in ((1, IVAN), (2, IVAN), (3, OLGA)):
        office.company(number, None, owner_id=owner)
        office.portal.put(deal(number, company_id=number, owner_id=owner, updated_at=office.clock.now()))
    office.read()
    call_for(script, 1, ANNA, "3000")
    call_for(script, 2, ANNA, "2000")
    call_for(script, 3, HEAD, "1000", owner_id=OLGA)
    office.scan.run(office.installation)
    return office


def call_for(script: Script, number: int, to: int, risk: str, **changed) -> None:
    """Have a client handed over with its deal, and a note written about it."""
    client, loser = co(number), changed.get("owner_id", IVAN)
    steps = (reassign(client, "owner", client, to), reassign(client, "deal", deal_id(number), to))
    note = WriteNote(client=client, step="note", text="handed over", cascade=CASCADE)
    moved = [replace(step, from_owner=loser) for step in steps]
    script.call_for(client, *moved, note, risk=risk, state="PENDING", **changed)


def asked(office: Office, who: int) -> list[int]:
    """Return the clients of whose hand-over somebody is asked, in order."""
    return [rows[0].client.id for rows in office.consent.asked(visitor(who)).rows.values()]


def approve(office: Office, script: Script, *numbers: int, who: int = HEAD) -> int:
    """Consent to these clients' hand-overs as the page shows them now."""
    keys = [script.key(co(number), "owner") for number in numbers]
    return office.consent.approve(visitor(who), keys, office.decisions.view(visitor(who)).code)


def states(office: Office, number: int) -> list[str]:
    return [str(office.states()[f"CO_{number}", step]) for step in STEPS]


def owner(office: Office, number: int) -> int:
    return office.portal.rows[Stream.COMPANIES][number].owner_id


# --- who is asked ---


@pytest.mark.parametrize(
    ("who", "clients"),
    [(ADMIN, [1, 2, 3]), (HEAD, [1, 2]), (OTHER_HEAD, [3]), (IVAN, []), (OLGA, []), (ANNA, []), (OTHER, [])],
    ids=["administrator", "head of the north", "head of the south", "loser", "loser in the south", "receiver", "stranger"],
)
def test_a_head_is_asked_about_clients_of_his_departments(office, who, clients):
    """An administrator about all, the most money first; who is no head is asked nothing, not even about his own."""
    assert asked(office, who) == clients


@pytest.mark.parametrize("who", [IVAN, ANNA, OTHER_HEAD, OTHER])
def test_who_is_not_asked_cannot_consent(office, script, who):
    """He gets the answer of a page that is out of date, and nothing moves."""
    code = office.decisions.view(visitor(HEAD)).code
    with pytest.raises(PlanChanged):
        office.consent.approve(visitor(who), [script.key(co(1), "owner")], code)
    assert office.consent.reject(visitor(who), [script.key(co(1), "owner")], "working", "") == 0

    office.send()

    assert states(office, 1) == ["waiting"] * 3
    assert office.statements.of(MEMBER, [co(1)]).get(co(1), ()) == ()


# --- a yes ---


def test_a_yes_moves_the_whole_hand_over(office, script):
    """Client, deal and note go out as one, and only those of the client that was agreed to."""
    assert approve(office, script, 1) == 1
    assert APPLY in {job.verb for job in office.jobs.due(MEMBER, office.clock.now())}
    assert office.rung == [MEMBER]

    office.send()

    assert (owner(office, 1), owner(office, 2)) == (ANNA, IVAN)
    assert office.portal.rows[Stream.DEALS][1].owner_id == ANNA
    assert states(office, 1) == ["done"] * 3
    assert states(office, 2) == ["waiting"] * 3
    assert office.ledger.find(script.key(co(1), "owner")).answered_by == HEAD


def test_a_yes_may_be_given_to_one_row_by_its_own_code(office, script):
    """A button on one row sends that row's code, whatever else has changed around it."""
    view = office.decisions.view(visitor(HEAD))
    row = next(each for each in view.waiting if each.client == co(1))
    call_for(script, 2, HEAD, "2000")
    office.scan.run(office.installation)

    assert office.consent.approve(visitor(HEAD), [row.key], row.code) == 1


def another_receiver(office: Office, script: Script) -> None:
    call_for(script, 1, HEAD, "3000")
    office.scan.run(office.installation)


def another_client(office: Office, script: Script) -> None:
    office.company(4, None, owner_id=IVAN, updated_at=office.clock.now())
    office.clock.advance(400)
    office.read()
    call_for(script, 4, ANNA, "10")
    office.scan.run(office.installation)


def a_client_less(office: Office, script: Script) -> None:
    script.end(co(2))
    office.scan.run(office.installation)


def answered_already(office: Office, script: Script) -> None:
    approve(office, script, 2, who=ADMIN)


def too_late(office: Office, script: Script) -> None:
    office.clock.advance(72 * 3600 + 1)


CHANGES = [another_receiver, a_client_less, answered_already, too_late]


@pytest.mark.parametrize("change", CHANGES, ids=[each.__name__ for each in CHANGES])
def test_a_yes_is_to_what_was_seen(office, script, change):
    """Whatever became different since the page was made: nothing is done, and the head looks again."""
    view = office.decisions.view(visitor(HEAD))
    change(office, script)
    before = office.states()

    with pytest.raises(PlanChanged):
        office.consent.approve(visitor(HEAD), [row.key for row in view.waiting], view.code)

    assert office.states() == before


def test_a_client_that_came_later_changes_no_answer(office, script):
    """The yes is to the rows that were on the page, and the new one goes on waiting."""
    view = office.decisions.view(visitor(HEAD))
    another_client(office, script)

    assert office.consent.approve(visitor(HEAD), [row.key for row in view.waiting], view.code) == 2
    assert asked(office, HEAD) == [4]


def test_a_forged_code_agrees_to_nothing(office, script):
    """Nor does none at all, nor the code of another row."""
    other = next(each for each in office.decisions.view(visitor(HEAD)).waiting if each.client == co(2)).code
    for code in ("", "0" * 16, other):
        with pytest.raises(PlanChanged):
            office.consent.approve(visitor(HEAD), [script.key(co(1), "owner")], code)

    assert states(office, 1) == ["waiting"] * 3


def test_other_words_and_sums_are_the_same_question(office, script):
    """A night changes what stands at risk, and the yes given in the morning to yesterday's page holds."""
    view = office.decisions.view(visitor(HEAD))
    call_for(script, 1, ANNA, "9999")
    office.scan.run(office.installation)

    assert office.consent.approve(visitor(HEAD), [row.key for row in view.waiting], view.code) == 2


def test_silence_is_no_answer(office, script):
    """After three days it is not asked any more; the night that still calls for it asks again, for three days."""
    office.clock.advance(72 * 3600)
    assert asked(office, HEAD) == []
    office.ledger.expire(MEMBER, office.clock.now())
    assert states(office, 1) == ["cancelled"] * 3
    office.read()

    office.scan.run(office.installation)

    assert asked(office, HEAD) == [1, 2]
    row = office.ledger.find(script.key(co(1), "owner"))
    assert row.answer_by == office.clock.now() + timedelta(hours=72)


# --- what happens between the yes and the sending ---


def the_client_called(office: Office, script: Script) -> None:
    script.end(co(1))


def the_head_gave_it_to_somebody(office: Office, script: Script) -> None:
    row = office.portal.rows[Stream.COMPANIES][1]
    office.portal.put(replace(row, owner_id=OLGA, updated_at=office.clock.now()))


def the_receiver_changed(office: Office, script: Script) -> None:
    call_for(script, 1, HEAD, "3000")


@pytest.mark.parametrize(
    ("happened", "state", "holder"),
    [
        (the_client_called, "cancelled", IVAN),
        (the_head_gave_it_to_somebody, "cancelled", OLGA),
        (the_receiver_changed, "waiting", IVAN),
    ],
    ids=["it called", "a person chose", "another receiver"],
)
def test_what_changed_since_the_yes_is_not_sent(office, script, happened, state, holder):
    """The client, its deal and the note stay as they are; another receiver is another question."""
    approve(office, script, 1)
    happened(office, script)

    office.send()

    assert owner(office, 1) == holder
    assert office.portal.rows[Stream.DEALS][1].owner_id == IVAN
    assert office.portal.effects.notes == {}
    assert states(office, 1)[0] == state


def test_another_receiver_asks_again(office, script):
    """The head is asked for the new one as soon as it is known, and his second yes moves the client there."""
    approve(office, script, 1)
    the_receiver_changed(office, script)
    office.send()
    office.scan.run(office.installation)
    assert 1 in asked(office, HEAD)

    approve(office, script, 1)
    office.send()

    assert owner(office, 1) == HEAD


# --- a no ---


def test_a_no_protects_the_client_for_thirty_days(office, script):
    """The refusal is a word of the head's about the client, and the hand-over is not asked for again."""
    assert office.consent.reject(visitor(HEAD), [script.key(co(1), "owner")], "working", "звонил вчера") == 1

    (waiver,) = office.statements.of(MEMBER, [co(1)])[co(1)]
    assert (waiver.kind, waiver.by, waiver.until) == (Said.WAIVER, HEAD, office.today() + timedelta(days=30))
    assert waiver.note == "Отклонено: Клиент в работе. звонил вчера"
    assert states(office, 1) == ["cancelled"] * 3
    office.scan.run(office.installation)
    assert asked(office, HEAD) == [2]


def test_a_no_to_something_else_protects_nobody(store, script):
    """Refusing a task is no word about the client."""
    office = staffed(store, script, modes={"task": "approve"})
    office.company(1, None, owner_id=IVAN)
    office.read()
    script.call_for(co(1), put_task(co(1)))
    office.scan.run(office.installation)

    assert office.consent.reject(visitor(HEAD), [script.key(co(1), "task")], "other", "") == 1

    assert office.statements.of(MEMBER, [co(1)]).get(co(1), ()) == ()
    office.scan.run(office.installation)
    assert office.states() == {("CO_1", "task"): State.CANCELLED}


def test_a_no_needs_a_reason_of_the_list(office, script):
    """One that is not on it is refused, with the list, and nothing is answered."""
    with pytest.raises(Refused, match="working, asked, receiver, data, other"):
        office.consent.reject(visitor(HEAD), [script.key(co(1), "owner")], "because", "")

    assert states(office, 1) == ["waiting"] * 3


def test_a_no_to_what_is_gone_is_no_error(office, script):
    """It is what he wanted anyway."""
    script.end(co(1))
    office.scan.run(office.installation)

    assert office.consent.reject(visitor(HEAD), [script.key(co(1), "owner"), "0" * 40], "other", "") == 0


# --- what people ask the head ---


def say(office: Office, number: int, kind: Said, by: int) -> str:
    """Have something said that asks the head; return its key on the page."""
    said = Statement(id=0, client=co(number), kind=kind, by=by, at=office.clock.now(), reason="closed")
    return f"say:{office.statements.say(MEMBER, said)}"


@pytest.mark.parametrize("kind", [Said.GONE, Said.CONTEST, Said.MORE_KEEPS])
@pytest.mark.parametrize("is_granted", [True, False])
def test_what_asks_the_head_is_answered_on_the_same_page(office, kind, is_granted):
    """By the head of the client's owner, once; it holds if he grants it."""
    key = say(office, 1, kind, IVAN)
    assert [each.id for each in office.consent.asked(visitor(HEAD)).statements] == [int(key.removeprefix("say:"))]
    assert office.consent.asked(visitor(OTHER_HEAD)).statements == []
    assert office.consent.asked(visitor(IVAN)).statements == ()

    if is_granted:
        assert office.consent.approve(visitor(HEAD), [key], "") == 1
    else:
        assert office.consent.reject(visitor(HEAD), [key], "other", "") == 1

    said = office.statements.of(MEMBER, [co(1)])[co(1)][0]
    assert (said.is_granted, said.is_open) == (is_granted, is_granted)
    assert office.consent.asked(visitor(HEAD)).statements == []
    assert office.consent.approve(visitor(HEAD), [key], "") == 0


def test_one_answer_serves_actions_and_words_together(office, script):
    """Everything on the page by one code: two hand-overs and what Ivan asked for."""
    key = say(office, 1, Said.GONE, IVAN)
    view = office.decisions.view(visitor(HEAD))

    assert {row.key for row in view.waiting} == {key, script.key(co(1), "owner"), script.key(co(2), "owner")}
    assert office.consent.approve(visitor(HEAD), [row.key for row in view.waiting], view.code) == 3
