"""Every assistant, judged by its scenario table.

An expectation may name: state; since, until, answer_by (days from today, null for none); because, lacks (words of the
Russian reason); steps and kinds of the actions, in order; anchor, closes; owner, due, title of the first task; money;
label (the last PutLabel's); facts (those named must be equal; a date is given as it is written in JSON).
"""

import re

import pytest

from b24bridge.core.actions import PutLabel, PutTask
from b24bridge.core.assistants import discover
from b24bridge.core.decisions import Decision
from b24bridge.core.ids import action_key
from tests.assistants.scenarios import FOLDER, judged, scenarios
from tests.builders import day

RULES = {name: rule for name, rule in discover("assistants").items() if (FOLDER / f"{name}.yaml").exists()}
ROWS = [pytest.param(row, rule, id=f"{name}: {row['case']}") for name, rule in RULES.items() for row in scenarios(name)]
DAYS = ("since", "until", "answer_by")
NBSP = "\u00a0"
KNOWN = {
    *(*DAYS, "state", "steps", "kinds", "because", "lacks", "anchor", "closes", "owner", "due", "title", "money", "label"),
    "facts",
}
OUT = {"HELD", "EXCLUDED", "GONE"}
STATES = {
    "forgotten_clients": {*OUT, "UNKNOWN", "CALM", "WARNED", "FORGOTTEN", "SNOOZED"},
    "client_release": {
        *(*OUT, "NONE", "COUNTDOWN", "PAUSED", "FINAL_WARNING", "PENDING", "PENDING_NO_RECEIVER", "ESCALATED", "BLOCKED"),
        *("TRIAL", "SETTLED", "REVERTED"),
    },
    "lapsed_buyers": {
        *(*OUT, "NO_HISTORY", "BUYER", "DUE", "AT_RISK", "LAPSED", "WINBACK", "RETURNED", "DORMANT", "LOST"),
    },
    "unpaid_orders": {*OUT, "NONE", "ISSUED", "NUDGED1", "NUDGED2", "ESCALATED", "STALE"},
    "debtors": {*OUT, "NONE", "OVERDUE", "PROMISED", "BROKEN", "DISPUTED", "LEGAL", "UNKNOWN"},
}


@pytest.mark.parametrize(("row", "rule"), ROWS)
def test_scenario(row, rule):
    """The verdict is what the table says."""
    verdict, today = judged(row, rule)
    expected = row["expect"]
    assert not set(expected) - KNOWN
    assert verdict.state == expected["state"]
    for name in DAYS:
        if name in expected:
            assert getattr(verdict, name, None) == day(today, expected[name]), name
    assert_actions(verdict, expected, today)
    said = verdict.because.ru.replace(NBSP, " ").casefold()
    for words in expected.get("because", []):
        assert words.casefold() in said
    for words in expected.get("lacks", []):
        assert words.casefold() not in said
    if "money" in expected:
        money = verdict.money_at_risk
        assert (money and str(money.amount)) == expected["money"]
    told = expected.get("facts", {})
    assert {name: verdict.facts.get(name) for name in told} == told


def assert_actions(verdict, expected, today) -> None:
    is_decision = isinstance(verdict, Decision)
    actions = verdict.actions if is_decision else ()
    assert (is_decision and verdict.closes) == expected.get("closes", False)
    if "steps" in expected:
        assert [action.step for action in actions] == expected["steps"]
    if "kinds" in expected:
        assert [action.kind for action in actions] == expected["kinds"]
    if "anchor" in expected:
        assert verdict.anchor == expected["anchor"]
    task = next((action for action in actions if isinstance(action, PutTask)), None)
    if "owner" in expected:
        assert task.owner == expected["owner"]
    if "due" in expected:
        assert task.deadline == day(today, expected["due"])
        assert verdict.facts["task_due"] == task.deadline.isoformat()
    if "title" in expected:
        assert task.title.startswith(expected["title"])
    if "label" in expected:
        assert [action.label for action in actions if isinstance(action, PutLabel)][-1] == expected["label"]


@pytest.mark.parametrize(("row", "rule"), ROWS)
def test_sentences_are_whole(row, rule):
    """No sentence has two spaces, an empty bracket, a wrong plural, or a word that managers must not read."""
    verdict, _ = judged(row, rule)
    texts = [verdict.because.ru, verdict.because.en, *verdict.facts.get("brief", {}).values()]
    for action in verdict.actions if isinstance(verdict, Decision) else ():
        texts += [text for name in ("text", "title", "why", "subject") if (text := getattr(action, name, None))]
        assert len(getattr(action, "why", "")) <= 255
    for text in texts:
        assert "  " not in text
        assert not re.search(r"\(\s*\)|None|\s[.,]|\.\.|\{(?!client\})", text)
        for number, word in re.findall(r"(?<!меньше )(?<!\d)(\d+)\u00a0(день|дня|дней|day|days)\b", text):
            assert word in {russian(int(number)), "day" if number == "1" else "days"}
        assert not re.search(r"двусторонн|эпизод|ledger|snooze|claim|TTL|не звонили", text, re.IGNORECASE)


def russian(number: int) -> str:
    """Say a number's word for days by the school's rule: 1, 21, 31, but 11; 2 to 4, 22 to 24, but 12 to 14."""
    if number % 10 == 1 and number % 100 != 11:
        return "день"
    return "дня" if number % 10 in {2, 3, 4} and number % 100 not in {12, 13, 14} else "дней"


@pytest.mark.parametrize("name", RULES)
def test_every_setting_has_a_row_of_its_own(name):
    """Each setting of the assistant is set in some row."""
    assert {key for row in scenarios(name) for key in row.get("settings", {})} == set(
        RULES[name].assistant.settings.model_fields
    )


@pytest.mark.parametrize("name", RULES)
def test_every_state_is_in_the_table(name):
    """Each state of the specification appears, and no other."""
    assert {row["expect"]["state"] for row in scenarios(name)} == STATES[name]


def test_every_assistant_has_a_table():
    """No assistant goes without scenarios."""
    assert set(discover("assistants")) == set(RULES)


def test_every_way_out_of_forgotten_is_in_the_table():
    """Each state that can end an episode ends one."""
    closing = {row["expect"]["state"] for row in scenarios("forgotten_clients") if row["expect"].get("closes")}
    assert closing == {"UNKNOWN", "CALM", "WARNED", "HELD", "EXCLUDED", "GONE"}


@pytest.mark.parametrize(("row", "rule"), ROWS)
def test_action_keys_of_a_row_differ(row, rule):
    """No two actions of one verdict share a key."""
    verdict, _ = judged(row, rule)
    actions = verdict.actions if isinstance(verdict, Decision) else ()
    keys = [action_key("m", verdict.assistant, verdict.client, verdict.anchor, action.step) for action in actions]
    assert len(set(keys)) == len(keys)
