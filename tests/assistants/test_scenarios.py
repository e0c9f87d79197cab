"""Forgotten clients, judged by its scenario table."""

import re

import pytest

from assistants.forgotten_clients import Settings, decide
from b24bridge.core.actions import PutTask
from b24bridge.core.decisions import Decision
from b24bridge.core.ids import action_key
from tests.assistants.scenarios import judged, scenarios
from tests.builders import day

TABLE = scenarios("forgotten_clients")
DAYS = ("since", "until")
NBSP = "\u00a0"
KNOWN = {*DAYS, "state", "steps", "because", "lacks", "anchor", "closes", "owner", "due", "title", "money"}


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row["case"])
def test_scenario(row):
    """The verdict is what the table says."""
    verdict, today = judged(row, decide, Settings)
    expected = row["expect"]
    assert not set(expected) - KNOWN
    assert verdict.state == expected["state"]
    for name in DAYS:
        if name in expected:
            assert getattr(verdict, name) == day(today, expected[name]), name
    assert_actions(verdict, expected, today)
    said = verdict.because.ru.replace(NBSP, " ").casefold()
    for words in expected.get("because", []):
        assert words.casefold() in said
    for words in expected.get("lacks", []):
        assert words.casefold() not in said
    if "money" in expected:
        money = verdict.money_at_risk
        assert (money and str(money.amount)) == expected["money"]


def assert_actions(verdict, expected, today) -> None:
    is_decision = isinstance(verdict, Decision)
    actions = verdict.actions if is_decision else ()
    assert (is_decision and verdict.closes) == expected.get("closes", False)
    if "steps" in expected:
        assert [action.step for action in actions] == expected["steps"]
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


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row["case"])
def test_sentences_are_whole(row):
    """No sentence has two spaces, an empty bracket, a wrong plural, or a word that managers must not read."""
    verdict, _ = judged(row, decide, Settings)
    texts = [verdict.because.ru, verdict.because.en]
    for action in verdict.actions if isinstance(verdict, Decision) else ():
        texts += [text for name in ("text", "title", "why") if (text := getattr(action, name, None))]
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


def test_every_setting_has_a_row_of_its_own():
    """Each setting of the assistant is set in some row."""
    assert {name for row in TABLE for name in row.get("settings", {})} == set(Settings.model_fields)


def test_every_state_and_way_out_is_in_the_table():
    """Each state appears, and each state that can end an episode ends one."""
    assert {row["expect"]["state"] for row in TABLE} == {
        *("UNKNOWN", "CALM", "WARNED", "FORGOTTEN", "SNOOZED", "HELD", "EXCLUDED", "GONE")
    }
    closing = {row["expect"]["state"] for row in TABLE if row["expect"].get("closes")}
    assert closing == {"UNKNOWN", "CALM", "WARNED", "HELD", "EXCLUDED", "GONE"}


def test_action_keys_of_a_row_differ():
    """No two actions of one verdict share a key."""
    for row in TABLE:
        verdict, _ = judged(row, decide, Settings)
        actions = verdict.actions if isinstance(verdict, Decision) else ()
        keys = [action_key("m", verdict.assistant, verdict.client, verdict.anchor, action.step) for action in actions]
        assert len(set(keys)) == len(keys)
