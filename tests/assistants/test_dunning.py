"""What Unpaid orders and Debtors write on the portal, what their settings refuse, and what holds whatever happens."""

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from assistants import debtors, unpaid_orders
from assistants._dunning_guards import working_hours
from assistants._dunning_steps import Delay, Halt, moved, reached
from b24bridge.core.actions import KINDS, Notify, PutTask, SendLetter, from_json, to_json
from b24bridge.core.decisions import Decision
from b24bridge.core.money import Money
from b24bridge.core.sentences import exact_text
from tests.assistants.givens import fact_of
from tests.assistants.scenarios import judged, scenarios
from tests.builders import MONDAY, calendar, moment

DUNNING = {"unpaid_orders": unpaid_orders, "debtors": debtors}
LEVELS = [None, "L1", "L2", "L3", "L4", "L5"]
FEW = settings(max_examples=80, deadline=None)


def verdict_of(module, today: date = MONDAY, *, values=None, **facts):
    return module.decide(fact_of(today, facts), module.Settings(**(values or {})), today)


def actions_of(module, kind, **given_):
    verdict = verdict_of(module, **given_)
    return [action for action in getattr(verdict, "actions", ()) if isinstance(action, kind)]


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_letter_lists_all_that_is_overdue():
    """The first letter names every document with its sum, its day and what was paid of it, and asks politely."""
    documents = [
        {"invoice": 1, "sum": 60000, "paid": 20000, "issued": -45, "due": -4},
        {"invoice": 2, "sum": 1200.5, "issued": None, "due": -5, "seen": -9},
    ]
    [letter] = actions_of(debtors, SendLetter, documents=documents, payments_at=-3)
    assert letter.subject == "{client}: напоминание об оплате"
    assert (letter.level, letter.documents, letter.person) == ("L1", ("SI_2", "SI_1"), 2)
    assert letter.total == Money(Decimal("41200.5"), "RUB")
    assert plain(letter.text).split("\n\n") == [
        "Здравствуйте!",
        (
            "Срок оплаты прошёл, а денег мы пока не видим. Возможно, счёт просто затерялся:\n"
            "— счёт № 2, 1 200,50 ₽, срок был 18 ноября\n"
            "— счёт № 1 от 9 октября, 40 000 ₽, срок был 19 ноября, уже оплачено 20 000 ₽"
        ),
        "Итого: 41 200,50 ₽",
        "Пожалуйста, оплатите или подскажите, когда ждать оплату.",
        "Если вы уже оплатили, спасибо, и не обращайте внимания на это письмо.",
    ]


def test_letter_in_english():
    """The same in English, where the portal's language is English."""
    documents = [{"invoice": 1, "sum": 60000, "issued": -45, "due": -4}]
    [letter] = actions_of(debtors, SendLetter, documents=documents, payments_at=-3, values={"language": "en"})
    assert "— invoice 1 of 9 Oct, ₽60,000, was due on 19 Nov" in plain(letter.text)


def test_statement_shows_late_fees_where_they_are_switched_on():
    """A tenth of a percent a day of 29,000 over 17 days, for information only; by default none."""
    documents = [{"invoice": 1, "sum": 29000, "issued": -40, "due": -17}]
    [letter] = actions_of(debtors, SendLetter, documents=documents, payments_at=-3, values={"late_fee": 10})
    assert "Для сведения: пени на сегодня 493 ₽." in plain(letter.text)
    [letter] = actions_of(debtors, SendLetter, documents=documents, payments_at=-3)
    assert "пени" not in letter.text


def test_draft_of_the_demand_stands_in_the_heads_task():
    """The head's task holds the draft with sums, days and who signs."""
    given_ = {"documents": [{"invoice": 1, "sum": 29000, "issued": -60, "due": -31}], "payments_at": -3}
    roster = {"people": [{"id": 5, "name": "Анна Белова"}]}
    [task] = actions_of(debtors, PutTask, **given_, roster=roster, values={"finance_user": 5, "late_fee": 10})
    text = plain(task.text)
    assert "Черновик претензии" in text
    assert "По состоянию на 23 ноября вы не оплатили 29 000 ₽:" in text
    assert "— счёт № 1, 29 000 ₽, срок 23 октября" in text
    assert "Для сведения: пени на сегодня 899 ₽." in text
    assert text.endswith("Анна Белова")


def test_task_lists_documents_and_what_to_press():
    """The manager's task names the documents, those no longer valid, and the buttons; beyond ten it counts."""
    documents = [{"invoice": n, "sum": 5000, "issued": -60, "seen": 0} for n in range(1, 13)]
    [task] = actions_of(unpaid_orders, PutTask, documents=documents, payments_at=-9)
    text = plain(task.text)
    assert plain(task.title) == "Уточнить оплату: {client} — 60 000 ₽"
    assert "— счёт № 1, 5 000 ₽, выставлен 24 сентября, срок действия прошёл" in text
    assert "и ещё 2" in text
    assert "счёт № 11," not in text
    assert "Данные об оплате от 14 ноября." in text
    assert "«Обещал оплатить»" in text


def test_reminder_names_the_document_and_its_day():
    """The notice before the due day names client, document, sum and day; the number where names are not kept."""
    documents = [{"invoice": 1, "sum": 5000, "issued": 0, "due": 1}]
    [notice] = actions_of(unpaid_orders, Notify, documents=documents, payments_at=-3)
    assert plain(notice.text) == "ООО «Кедр»: счёт № 1 нужно оплатить до 24 ноября, осталось 5 000 ₽."
    [notice] = actions_of(unpaid_orders, Notify, documents=documents, payments_at=-3, title=None)
    assert notice.text.startswith("CO_12: ")


def test_list_gets_short_sentences():
    """What stands in a list says the carrying document, the whole sum, and how promises were kept."""
    documents = [{"invoice": 1, "sum": 60000, "issued": -45, "due": -12}, {"invoice": 2, "sum": 5000, "issued": -45, "due": -4}]
    said = [{"promise": -4, "until": -3, "amount": 60000}]
    brief = verdict_of(debtors, documents=documents, payments_at=-3, statements=said).facts["brief"]
    assert plain(brief["ru"]) == (
        "Обещание нарушено: счёт № 1, 60 000 ₽, срок оплаты был 11 ноя, прошло 12 дней. "
        "Всего просрочено 65 000 ₽ по 2 документам. Обещаний сдержано 0, нарушено 1."
    )
    assert plain(brief["en"]).startswith("Promise broken: invoice 1, ₽60,000, due on 11 Nov, 12 days ago.")


@pytest.mark.parametrize(
    ("amount", "currency", "language", "text"),
    [
        ("36000", "RUB", "ru", "36 000 ₽"),
        ("1200.5", "USD", "ru", "1 200,50 $"),
        ("-5", "RUB", "ru", "−5 ₽"),
        ("1200.5", "USD", "en", "$1,200.50"),
        ("36000", "CHF", "en", "36,000 CHF"),
    ],
)
def test_sums_of_documents_are_exact(amount, currency, language, text):
    """Documents show their sums to the cent."""
    assert plain(exact_text(Money(Decimal(amount), currency), language)) == text


@pytest.mark.parametrize("name", DUNNING)
def test_actions_survive_the_ledger(name):
    """Every action comes back from JSON as it was, and what is behind the sentence can be stored."""
    module = DUNNING[name]
    for row in scenarios(name):
        verdict, _ = judged(row, RULE(module))
        json.dumps(verdict.facts)
        for action in verdict.actions if isinstance(verdict, Decision) else ():
            assert from_json(json.loads(json.dumps(to_json(action)))) == action
            assert action.kind in KINDS


class RULE:
    """A module as the harness wants it."""

    arrange = None

    def __init__(self, module):
        self.assistant, self.decide = module.assistant, module.decide


@pytest.mark.parametrize(
    ("module", "values", "words"),
    [
        (unpaid_orders, {"first_nudge": 5}, "must ascend"),
        (unpaid_orders, {"partial_rule": 49}, "greater than or equal to 50"),
        (debtors, {"level3": 7}, "must ascend"),
        (debtors, {"good_delay": 15}, "must be less than bad_delay"),
        (debtors, {"delivery_proof": "stage"}, "needs delivered_stages"),
        (debtors, {"delivery_proof": "luck"}, "Input should be"),
        (debtors, {"levl1": 1}, "Extra inputs"),
    ],
)
def test_settings_refuse_what_cannot_be(module, values, words):
    """A wrong value is refused with its bound."""
    with pytest.raises(ValidationError, match=words):
        module.Settings(**values)


@pytest.mark.parametrize("module", DUNNING.values(), ids=DUNNING)
def test_every_setting_describes_itself(module):
    """Each setting has a title, a hint and a unit, in both languages."""
    for field in module.Settings.model_fields.values():
        assert field.title
        assert field.description.endswith(".")
        extra = field.json_schema_extra
        assert extra["unit"]
        assert extra["title_ru"]
        assert extra["hint_ru"].endswith(".")


@pytest.mark.parametrize(
    ("offset", "hour", "today", "hours"),
    [
        (-3, 16, MONDAY, 2.0),
        (-3, 8, MONDAY, 9.0),
        (-3, 22, MONDAY, 0.0),
        (-2, 12, MONDAY, 0.0),
        (-4, 12, MONDAY, 15.0),
        (0, 8, MONDAY, 0.0),
    ],
)
def test_working_hours_are_those_from_nine_to_six(offset, hour, today, hours):
    """Nights, weekends and the day itself do not count."""
    assert working_hours(moment(today, offset, hour), today, calendar()) == hours


def test_step_that_was_reached_stays_reached():
    """Neither a payment nor a pause takes a step back, and one that lasts lets none come."""
    days = [MONDAY + timedelta(days=n) for n in (0, 7, 15)]
    on = MONDAY + timedelta(days=3)
    assert moved(days, [Delay(on, on + timedelta(days=9))]) == (days[0], MONDAY + timedelta(days=12), days[2])
    assert moved(days, [Halt(on, None)]) == (days[0], date.max, date.max)
    assert moved(days, [Halt(on, None), Halt(on, on + timedelta(days=1))]) == (days[0], date.max, date.max)
    assert reached(moved(days, [Halt(on, on + timedelta(days=2), raises_to=3)]), on + timedelta(days=2)) == 3


PAYMENTS = st.lists(st.tuples(st.integers(-40, 0), st.integers(1, 9000)), max_size=3)
DEBTS = st.fixed_dictionaries(
    {
        "invoice": st.integers(1, 3),
        "sum": st.integers(30_000, 90_000),
        "issued": st.integers(-140, -100),
        "due": st.integers(-99, 3),
    }
)
SAID = st.lists(
    st.one_of(
        st.fixed_dictionaries(
            {"promise": st.integers(-60, 0), "until": st.integers(-50, 20), "amount": st.integers(1, 90_000)}
        ),
        st.fixed_dictionaries({"dispute": st.integers(-60, 0), "closed": st.one_of(st.none(), st.integers(-20, 0))}),
    ),
    max_size=3,
)
FED = st.one_of(st.none(), st.integers(-9, 0))
WRITTEN = st.lists(st.integers(-40, 0), max_size=8)


def with_payments(document, payments):
    return document | {"payments": [list(pay) for pay in payments], "paid": sum(amount for _, amount in payments)}


def level_of(**facts) -> int:
    return LEVELS.index(verdict_of(debtors, **facts).facts["level"])


@FEW
@given(document=DEBTS.filter(lambda each: each["due"] < -5), payment=st.integers(1, 9000), on=st.integers(-60, 0))
def test_partial_payment_never_raises_the_level(document, payment, on):
    """Whatever was paid, and whenever: the level is not above that of the unpaid debt."""
    paid = with_payments(document, [(on, payment)])
    assert level_of(documents=[paid], payments_at=0) <= level_of(documents=[document], payments_at=0)


@FEW
@given(
    document=DEBTS.filter(lambda each: each["due"] < -2),
    said=SAID.map(lambda all_: [each for each in all_ if "promise" in each]),
)
def test_level_never_falls_by_itself(document, said):
    """Without a payment the level of a debt is on no day below that of the day before."""
    before = 0
    for day in range(0, 70, 3):
        today = MONDAY + timedelta(days=day)
        shifted = document | {name: document[name] - day for name in ("issued", "due")}
        told = [each | {name: each[name] - day for name in ("promise", "until")} for each in said]
        verdict = verdict_of(debtors, today, documents=[shifted], payments_at=0, statements=told)
        level = LEVELS.index(verdict.facts["level"])
        assert level >= before
        before = level


@FEW
@given(document=DEBTS, payments=PAYMENTS, said=SAID, fed=FED, written=WRITTEN)
def test_no_letter_against_any_guard(document, payments, said, fed, written):
    """A letter goes out on fresh payments only, five days after the last, six times in thirty days, and never into a talk."""
    facts = {"documents": [with_payments(document, payments)], "statements": said, "payments_at": fed, "written_on": written}
    for module in DUNNING.values():
        if not actions_of(module, SendLetter, **facts):
            continue
        fact = fact_of(MONDAY, facts)
        assert fact.payments_at is not None
        assert working_hours(fact.payments_at, MONDAY, fact.calendar) <= 24
        assert all(offset <= -5 for offset in written)
        assert sum(offset > -30 for offset in written) < 6
        assert not [each for each in said if "dispute" in each and each["closed"] is None]
        assert verdict_of(module, **facts).facts["promised_on"] is None


@FEW
@given(documents=st.lists(DEBTS, min_size=1, max_size=3, unique_by=lambda each: each["invoice"]), said=SAID)
def test_document_belongs_to_one_assistant(documents, said):
    """No document is chased by both, and each of an undisputed client by one of them."""
    verdict = verdict_of(debtors, documents=documents, statements=said, payments_at=0)
    waited = verdict_of(
        unpaid_orders,
        documents=documents,
        statements=said,
        payments_at=0,
        verdicts={"debtors": {"state": verdict.state, "facts": dict(verdict.facts)}},
    )
    ours, theirs = {row["id"] for row in waited.facts["documents"]}, set(verdict.facts["debts"])
    assert not ours & theirs
    assert ours | theirs | set(waited.facts["disputed"]) == {f"SI_{each['invoice']}" for each in documents}


@FEW
@given(document=DEBTS, payments=PAYMENTS, said=SAID)
def test_steps_are_the_same_when_they_were_taken(document, payments, said):
    """What was done yields no other step on the same day."""
    facts = {"documents": [with_payments(document, payments)], "statements": said, "payments_at": 0}
    for module in DUNNING.values():
        verdict = verdict_of(module, **facts)
        if not isinstance(verdict, Decision):
            continue
        tasks = [action.step for action in verdict.actions if isinstance(action, PutTask)]
        steps = [action.step for action in verdict.actions]
        again = verdict_of(
            module, **facts, episode={"anchor": verdict.anchor, "steps": steps, "taken": dict.fromkeys(steps, 0)}
        )
        if again.state != "LEGAL":
            assert [action.step for action in again.actions if isinstance(action, PutTask)] == tasks
        assert again.anchor == verdict.anchor
