"""What Lapsed buyers writes on the portal, what it keeps of its arithmetic, and what its settings refuse."""

import json
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from assistants._lapsed_case import Case
from assistants.lapsed_buyers import Settings, assistant, decide
from b24bridge.core.actions import CloseTask, Notify, PutLabel, PutTask, from_json, to_json
from tests.assistants.givens import fact_of
from tests.builders import MONDAY

HABITS = {"gaps": 147, "median": 40}
EVERY_THIRTY_DAYS = [[-160, 100000], [-130, 100000], [-100, 120000], [-71, 80000]]


def verdict(language="ru", today=MONDAY, purchases=EVERY_THIRTY_DAYS, **given):
    return decide(fact_of(today, {"purchases": purchases, "habits": HABITS} | given), Settings(language=language), today)


def actions(language="ru", **given):
    return {type(action): action for action in verdict(language, **given).actions}


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_task_tells_the_habit_the_purchases_and_what_to_write():
    """The task says how often the client buys, how long it has not, what it bought, the money, and words for it."""
    task = actions()[PutTask]
    assert plain(task.title) == "Ушедший клиент: {client} — 71 дн. без покупки"
    reason, purchases, money, letter = plain(task.text).split("\n\n")
    assert reason == (
        "Ушедший. Обычно покупает раз в 30 дней. Последняя покупка 13 сентября на ≈ 80 тыс. ₽, прошёл 71 день. "
        "Граница — 60 дней."
    )
    assert purchases.split("\n") == [
        "Последние покупки:",
        "— 13 сентября: ≈ 80 тыс. ₽",
        "— 15 августа: ≈ 120 тыс. ₽",
        "— 16 июля: ≈ 100 тыс. ₽",
    ]
    assert money == "За последний год покупок: ≈ 400 тыс. ₽. Под риском: ≈ 90 тыс. ₽."
    assert letter.startswith("Можно написать так:\n«Здравствуйте! Вы покупали у нас в последний раз 13 сентября, обычно")


def test_task_in_english():
    """The same in English, where the portal's language is English."""
    task = actions("en")[PutTask]
    assert plain(task.title) == "Lapsed client: {client} — 71 d without a purchase"
    assert "Usually buys every 30 days. The last purchase was on 13 Sep for ≈ ₽80k, 71 days ago." in plain(task.text)
    assert "In its last year of purchases: ≈ ₽400k. At risk: ≈ ₽90k." in plain(task.text)


def test_who_has_no_habit_is_not_reminded_of_one():
    """A client with two purchases is asked whether it was content."""
    text = actions(purchases=[[-190, 1000], [-150, 1000]])[PutTask].text
    assert "обычно заказываете" not in text
    assert "Всё ли вас устроило?" in text


def test_task_about_a_client_without_recent_money_speaks_of_no_risk():
    """Where nothing was bought for a year nothing is said to be at risk."""
    assert "Под риском" not in actions(purchases=[[-600, 1000], [-550, 1000]])[PutTask].text


def test_label_tells_the_money_and_fits_its_field():
    """The card says the sum at risk and the reason in short days."""
    label = actions()[PutLabel]
    assert (label.label, label.risk) == ("lapsed", verdict().money_at_risk)
    assert "13\u00a0сен" in label.why
    assert len(label.why) <= 255


def test_taken_back_task_says_why():
    """The closed task bears the reason of the new state."""
    given = {"purchases": [*EVERY_THIRTY_DAYS, [0, 50000]], "episode": {"anchor": "purchase:2026-09-13"}}
    assert plain(actions(**given)[CloseTask].text) == ("Снято: Вернулся: купил 23 ноября на ≈ 50 тыс. ₽ после паузы в 71 день.")


def test_reminder_names_the_client():
    """Notices name the client, or its number where names are not kept."""
    given = {
        "episode": {"anchor": "purchase:2026-09-13", "opened": -5, "taken": {"task": -5}},
        "tasks": {"lapsed_buyers": {"put": -5, "due": 0}},
    }
    assert "ООО «Кедр»" in actions(**given)[Notify].text
    assert "CO_12" in actions(title=None, **given)[Notify].text


def test_a_list_gets_habit_and_pause():
    """What stands in a list says how often the client buys and how long it has not."""
    brief = verdict().facts["brief"]
    assert plain(brief["ru"]) == "Обычно покупает раз в 30 дней. Последняя покупка 13 сентября на ≈ 80 тыс. ₽, прошёл 71 день."
    assert plain(brief["en"]) == "Usually buys every 30 days. The last purchase was on 13 Sep for ≈ ₽80k, 71 days ago."


def test_actions_and_facts_survive_the_ledger():
    """Every action and number comes back from JSON as it was."""
    told = verdict()
    assert json.loads(json.dumps(told.facts))["purchases"][-1] == {"on": "2026-09-13", "amount": "80000"}
    for action in told.actions:
        assert from_json(json.loads(json.dumps(to_json(action)))) == action


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"p_soft": 0.04}, "must not be more than p_soft"),
        ({"p_soft": 0.6}, "less than or equal to 0.5"),
        ({"clamp_min": 200}, "must not be more than clamp_max"),
        ({"segment_bounds": [3, 2, 1, 4]}, "must ascend"),
        ({"segment_bounds": [-1, 2, 3, 4]}, "must ascend"),
        ({"method": "guess"}, "personal"),
        ({"perod": 5}, "Extra inputs"),
    ],
)
def test_settings_refuse_what_cannot_be(values, words):
    """A wrong value is refused with its bound."""
    with pytest.raises(ValidationError, match=words):
        Settings(**values)


def test_every_setting_describes_itself():
    """Each setting has a title, a hint and a unit, in both languages."""
    for field in Settings.model_fields.values():
        assert field.title
        assert field.description.endswith(".")
        assert field.json_schema_extra["unit"]
        assert field.json_schema_extra["title_ru"]
        assert field.json_schema_extra["hint_ru"].endswith(".")


def test_name_is_that_of_the_file():
    """The assistant bears the name of its module, and goes before Forgotten clients on the task they share."""
    assert assistant.name == verdict().assistant == "lapsed_buyers"
    assert assistant.priority == 20
    assert set(assistant.modes) == {"label", "task", "notify"}


def test_a_tenth_of_the_clients_is_the_control_group():
    """The lot falls on about a tenth, the same every day of a quarter, and anew in the next one."""

    def chosen(today: date) -> set[str]:
        names = [f"CO_{number}" for number in range(1, 1001)]
        return {name for name in names if verdict(today=today, client=name).facts["control"]}

    autumn, winter = chosen(MONDAY), chosen(MONDAY + timedelta(days=92))
    assert 70 <= len(autumn) <= 130
    assert autumn == chosen(MONDAY + timedelta(days=7))
    assert 70 <= len(winter) <= 130
    assert len(autumn & winter) < 40


PURCHASES = st.lists(
    st.tuples(st.integers(-900, 0), st.integers(1, 10**6)), min_size=1, max_size=12, unique_by=lambda bought: bought[0]
).map(sorted)
HABIT = st.fixed_dictionaries(
    {
        "gaps": st.integers(0, 500),
        "median": st.floats(1, 300),
        "first_gaps": st.integers(0, 500),
        "first_p80": st.floats(1, 400),
        "shape": st.sampled_from([0.5, 1.0, 2.5]),
        "alpha": st.floats(0.5, 10),
        "beta": st.floats(1, 500),
    }
)
SEVERITY = ["BUYER", "DUE", "AT_RISK", "LAPSED"]


@settings(max_examples=100, deadline=None)
@given(purchases=PURCHASES, habits=HABIT, method=st.sampled_from(["personal", "median", "fixed"]))
def test_silence_never_makes_a_client_better(purchases, habits, method):
    """With every day without a purchase a client comes nearer to being lapsed, or stays where it is."""
    own = Settings(method=method, season_guard=False)
    seen = []
    for later in (0, 20, 50, 120, 401):
        today = MONDAY + timedelta(days=later)
        given = {"purchases": [[on - later, amount] for on, amount in purchases], "habits": habits}
        seen.append(decide(fact_of(today, given), own, today))
    states = [told.state for told in seen]
    if states != ["NO_HISTORY"] * len(states):
        assert states == sorted(states, key=SEVERITY.index)
        assert states[-1] == "LAPSED"
    for told in seen:
        assert told.until is None or told.state == "LAPSED" or told.until > told.since


@settings(max_examples=100, deadline=None)
@given(purchases=PURCHASES, habits=HABIT)
def test_no_limit_lies_outside_its_bounds(purchases, habits):
    """At risk comes before lapsed, and lapsed neither before 30 nor after 400 days."""
    case = Case(fact_of(MONDAY, {"purchases": purchases, "habits": habits}), Settings(), MONDAY)
    pace = case.pace
    if pace is not None:
        assert 0 < pace.at_risk_after <= pace.lapsed_after
        assert 30 <= pace.lapsed_after <= 400
        assert pace.lapsed_after <= case.lapsed_after(pace) <= 401


@settings(max_examples=60, deadline=None)
@given(purchases=PURCHASES, habits=HABIT)
def test_a_purchase_today_calms(purchases, habits):
    """Who bought today is a buyer, or has returned."""
    given = {"purchases": [*(bought for bought in purchases if bought[0] < 0), [0, 1000]], "habits": habits}
    assert decide(fact_of(MONDAY, given), Settings(), MONDAY).state in {"BUYER", "NO_HISTORY"}


def test_money_a_year_is_that_of_the_clients_last_year_of_purchases():
    """A client that left long ago is still known by what it used to bring."""
    facts = verdict(purchases=[[-800, 7], [-700, 30], [-650, 30], [-400, 40]]).facts
    assert facts["yearly_money"] == "100"
