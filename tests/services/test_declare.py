"""Buttons: what each does at once, within which limits, who may press it, and what the timeline says of it."""

from datetime import timedelta
from decimal import Decimal

import pytest

from b24bridge.core.errors import ConfigError
from b24bridge.core.ids import EntityId
from b24bridge.core.jobs import APPLY
from b24bridge.core.money import Money
from b24bridge.core.records import Department
from b24bridge.core.screens_buttons import Pressed
from b24bridge.core.statements import Said
from tests.records import co, employee, order, order_id
from tests.services.office import ADMIN, ALL, MEMBER, NAME, Office, visitor
from tests.services.scripts import ANNA, HEAD, IVAN, OLGA, OTHER_HEAD

FORGOTTEN, OWING, CALLED = co(1), co(2), co(3)
ORDER = order_id(20)


@pytest.fixture
def office(store) -> Office:
    """Return an office of all five assistants, in which one client of Ivan's is forgotten and one owes for an order."""
    office = Office(store, rules=dict(ALL))
    office.choose(observe_days=0)
    office.portal.put(
        Department(id=2, name="North", parent_id=None, head_id=HEAD),
        Department(id=4, name="South", parent_id=None, head_id=OTHER_HEAD),
        *(employee(number, 2, name=f"North {number}") for number in (HEAD, IVAN, ANNA)),
        *(employee(number, 4) for number in (OTHER_HEAD, OLGA)),
        employee(ADMIN, name="Administrator"),
    )
    office.company(1)
    office.company(2, -1)
    office.company(3, -1)
    days_ago = office.day(-9)
    office.portal.put(order(20, company_id=2, created_at=days_ago, updated_at=days_ago, amount=Decimal(500)))
    office.read()
    office.scan.run(office.installation)
    return office


def day(office: Office, offset: int):
    return office.today() + timedelta(days=offset)


def press(office: Office, kind: Said, client: EntityId = FORGOTTEN, who: int = IVAN, **said):
    return office.declare.press(visitor(who, name="Иван"), client, Pressed(kind=kind, **said))


def statements(office: Office, client: EntityId = FORGOTTEN):
    return office.statements.of(MEMBER, [client]).get(client, ())


def refused(office: Office, kind: Said, client: EntityId = FORGOTTEN, who: int = IVAN, **said) -> str:
    """Press in vain; return the field that is said to be wrong."""
    before = list(statements(office, client))
    with pytest.raises(ConfigError) as wrong:
        press(office, kind, client, who, **said)
    assert wrong.value.problem
    assert wrong.value.fix
    assert list(statements(office, client)) == before
    return wrong.value.path


def state(office: Office, client: EntityId, assistant: str = NAME) -> str:
    return office.ledger.standings(MEMBER, assistant, client=client)[0].state


# --- what each does ---


def rouble(amount: str) -> Money:
    return Money(Decimal(amount), "RUB")


PRESSES = [
    (Said.KEEP, FORGOTTEN, {"reason": "whatsapp"}, 14, "Контакт подтверждён, защита до"),
    (Said.PAUSE, FORGOTTEN, {"reason": "holiday", "until": 60}, 60, "Пауза до"),
    (Said.PROMISE, OWING, {"amount": rouble("500"), "until": 5, "document": ORDER}, 5, "не напоминаем"),
    (Said.DISPUTE, OWING, {"reason": "goods"}, None, "Напоминания остановлены"),
    (Said.GIVE_UP, FORGOTTEN, {}, None, "Клиента передадут"),
    (Said.GONE, FORGOTTEN, {"reason": "closed"}, None, "Руководитель подтвердит"),
    (Said.LOST, FORGOTTEN, {"reason": "price"}, None, "почему клиент ушёл"),
]


@pytest.mark.parametrize(("kind", "client", "said", "until", "follows"), PRESSES, ids=[str(each[0]) for each in PRESSES])
def test_each_button_is_kept_and_says_what_follows(office, kind, client, said, until, follows):
    """The statement bears who said it, until when and why; the answer says what it means for him."""
    if isinstance(said.get("until"), int):
        said = {**said, "until": day(office, said["until"])}

    words = press(office, kind, client, **said)

    (kept,) = statements(office, client)
    assert (kept.kind, kept.by, kept.at) == (kind, IVAN, office.clock.now())
    assert (kept.until, kept.reason) == (None if until is None else day(office, until), said.get("reason", ""))
    assert (kept.amount, kept.document) == (said.get("amount"), said.get("document"))
    assert follows in words.ru
    assert "{" not in words.ru + words.en


@pytest.mark.parametrize(("kind", "client", "said", "until", "follows"), PRESSES, ids=[str(each[0]) for each in PRESSES])
def test_the_timeline_says_who_said_what(office, kind, client, said, until, follows):
    """A note of ours, sent like any action; it is no contact with the client."""
    if isinstance(said.get("until"), int):
        said = {**said, "until": day(office, said["until"])}
    office.jobs.finish(MEMBER, APPLY, None)

    press(office, kind, client, note="бюджет 2 декабря", **said)
    assert APPLY in {job.verb for job in office.jobs.due(MEMBER, office.clock.now())}
    office.send()

    (text,) = [text for about, text in office.portal.effects.notes.values() if about == client]
    assert text.startswith("Иван: ")
    assert "бюджет 2 декабря" in text
    assert follows in text


def test_a_keep_puts_the_task_off_at_once(office):
    """The client is judged anew before the answer is there, so the task that waited is not given."""
    assert state(office, FORGOTTEN) == "FORGOTTEN"

    press(office, Said.KEEP, reason="phone")

    assert state(office, FORGOTTEN) == "SNOOZED"
    assert office.rung == [MEMBER]
    office.send()
    assert "CO_1" not in office.tasks()


def test_a_promise_stops_the_reminders_at_once(office):
    """The debtor has promised, and unpaid orders wait with him."""
    press(office, Said.PROMISE, OWING, amount=rouble("500"), until=day(office, 3))

    states = {row.assistant: row.state for row in office.ledger.standings(MEMBER, client=OWING)}
    assert "PROMISED" in states.values() or states["unpaid_orders"] == "NONE"


# --- who may ---


@pytest.mark.parametrize(
    ("who", "may"), [(IVAN, True), (HEAD, True), (ADMIN, True), (ANNA, False), (OLGA, False), (OTHER_HEAD, False), (77, False)]
)
def test_only_the_owner_and_who_stands_above_him_speak(office, who, may):
    """A colleague sees whose client it is and has no buttons; pressing all the same says nothing."""
    view = office.declare.buttons(visitor(who), FORGOTTEN)
    assert (bool(view.buttons), view.owner_name) == (may, f"North {IVAN}")

    if may:
        press(office, Said.KEEP, who=who, reason="person")
        assert len(statements(office)) == 1
    else:
        assert refused(office, Said.KEEP, who=who, reason="person") == "kind"


@pytest.mark.parametrize(("who", "may"), [(IVAN, False), (HEAD, True), (ADMIN, True)])
def test_only_the_head_lifts_the_limits(office, who, may):
    """The owner has no such button, nor does a forged form give him one."""
    assert (office.declare.buttons(visitor(who), FORGOTTEN).of(Said.WAIVER) is not None) is may

    if may:
        press(office, Said.WAIVER, who=who, until=day(office, 180))
        assert statements(office)[0].until == day(office, 180)
    else:
        assert refused(office, Said.WAIVER, who=who, until=day(office, 30)) == "kind"


def test_a_client_that_is_gone_has_no_buttons(office):
    """Nor has one that never was."""
    office.mirror.forget(MEMBER, "companies", [3], office.clock.now())

    assert office.declare.buttons(visitor(ADMIN), CALLED).buttons == ()
    assert office.declare.buttons(visitor(ADMIN), co(99)).buttons == ()
    assert refused(office, Said.KEEP, co(99), ADMIN, reason="person") == "kind"


# --- what is wrong ---

WRONG = [
    ("no channel", Said.KEEP, FORGOTTEN, {}, "reason"),
    ("a channel that is none", Said.KEEP, FORGOTTEN, {"reason": "pigeon"}, "reason"),
    ("a keep for half a year", Said.KEEP, FORGOTTEN, {"reason": "phone", "until": 180}, "until"),
    ("a pause without a day", Said.PAUSE, FORGOTTEN, {"reason": "holiday"}, "until"),
    ("a pause of yesterday", Said.PAUSE, FORGOTTEN, {"reason": "holiday", "until": -1}, "until"),
    ("a pause of 61 days", Said.PAUSE, FORGOTTEN, {"reason": "holiday", "until": 61}, "until"),
    ("a promise without a sum", Said.PROMISE, OWING, {"until": 3}, "amount"),
    ("a promise of nothing", Said.PROMISE, OWING, {"until": 3, "amount": rouble("0")}, "amount"),
    ("a promise of less than nothing", Said.PROMISE, OWING, {"until": 3, "amount": rouble("-5")}, "amount"),
    ("a promise without a day", Said.PROMISE, OWING, {"amount": rouble("5")}, "until"),
    ("a promise of 31 days", Said.PROMISE, OWING, {"amount": rouble("5"), "until": 31}, "until"),
    ("a promise where nothing is owed", Said.PROMISE, FORGOTTEN, {"amount": rouble("5"), "until": 3}, "document"),
    ("a promise about another's order", Said.PROMISE, OWING, {"amount": rouble("5"), "until": 3, "document": 99}, "document"),
    ("a dispute without a reason", Said.DISPUTE, OWING, {}, "reason"),
    ("a dispute where nothing is owed", Said.DISPUTE, FORGOTTEN, {"reason": "goods"}, "document"),
    ("gone without a reason", Said.GONE, FORGOTTEN, {}, "reason"),
    ("lost without a reason", Said.LOST, FORGOTTEN, {"reason": "closed"}, "reason"),
]


@pytest.mark.parametrize(("kind", "client", "said", "field"), [each[1:] for each in WRONG], ids=[each[0] for each in WRONG])
def test_what_is_wrong_names_its_field(office, kind, client, said, field):
    """Nothing is kept, nothing is noted, and the form knows where to put the words."""
    given = dict(said)
    if "until" in given:
        given["until"] = day(office, given["until"])
    if "document" in given:
        given["document"] = order_id(given["document"])

    assert refused(office, kind, client, **given) == field

    assert not any(row.assistant == "bridge" for row in office.rows())


# --- the quota ---


def test_a_word_alone_protects_twice(office):
    """After the second the owner must reach the client, or ask his head; the third is refused."""
    views = []
    for _ in range(2):
        views.append(office.declare.buttons(visitor(IVAN), FORGOTTEN).of(Said.KEEP))
        press(office, Said.KEEP, reason="phone")
        office.clock.advance(86_400)
    view = office.declare.buttons(visitor(IVAN), FORGOTTEN)

    assert [(button.quota, button.left) for button in views] == [("left", 1), ("last", 0)]
    assert (view.of(Said.KEEP).is_closed, view.of(Said.PAUSE).is_closed) == (True, True)
    assert view.of(Said.MORE_KEEPS) is not None
    assert refused(office, Said.KEEP, reason="phone") == "kind"
    assert refused(office, Said.PAUSE, reason="season", until=day(office, 9)) == "kind"


def test_the_head_is_not_bound_by_the_quota(office):
    """He may confirm for his manager what the manager may not any more."""
    for _ in range(2):
        press(office, Said.KEEP, reason="phone")

    assert not office.declare.buttons(visitor(HEAD), FORGOTTEN).of(Said.KEEP).is_closed
    press(office, Said.KEEP, who=HEAD, reason="phone")

    assert len(statements(office)) == 3


def test_asking_for_another_keep_waits_for_the_head(office):
    """It stands among his decisions, in the client's row."""
    for _ in range(2):
        press(office, Said.KEEP, reason="phone")

    press(office, Said.MORE_KEEPS)

    (asked,) = office.consent.asked(visitor(HEAD)).statements
    assert (asked.kind, asked.client, asked.by) == (Said.MORE_KEEPS, FORGOTTEN, IVAN)


# --- taking a word back ---


def test_a_word_can_be_withdrawn(office):
    """The client is as forgotten as before, at once, and the list says how it ended."""
    press(office, Said.KEEP, reason="phone")
    number = statements(office)[0].id

    assert office.declare.withdraw(visitor(IVAN), number)

    assert state(office, FORGOTTEN) == "FORGOTTEN"
    line = office.declare.buttons(visitor(IVAN), FORGOTTEN).statements[0]
    assert (line.is_open, line.outcome.en, line.by_name, line.reason.ru) == (
        False,
        "withdrawn",
        f"North {IVAN}",
        "С личного телефона",
    )
    assert not office.declare.withdraw(visitor(IVAN), number)


@pytest.mark.parametrize("who", [ANNA, OLGA, 77])
def test_nobody_withdraws_anothers_word(office, who):
    """Nor one that does not exist."""
    press(office, Said.KEEP, reason="phone")

    for number in (statements(office)[0].id, 999):
        with pytest.raises(ConfigError, match="no statement"):
            office.declare.withdraw(visitor(who), number)
    assert statements(office)[0].is_open
