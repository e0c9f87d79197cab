"""What Forgotten clients writes on the portal, and what its settings refuse."""

import json

import pytest
from pydantic import ValidationError

from assistants._forgotten_case import source_of
from assistants.forgotten_clients import Settings, assistant, decide
from b24bridge.core.actions import KINDS, CloseTask, Notify, PutLabel, PutTask, from_json, to_json
from b24bridge.core.protection import START
from tests.builders import MONDAY, client_fact

EPISODE = {"anchor": "activity:1", "opened": -60, "steps": ["label", "task", "snooze:activity:2"]}


def actions(language="ru", **given):
    verdict = decide(client_fact(**given), Settings(language=language), MONDAY)
    return {type(action): action for action in verdict.actions}


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_task_tells_all_that_is_needed():
    """The task says why, shows the last contacts, how to reach the client, its deals, and the money."""
    touches = [
        {"call": -100},
        {"note": -60},
        {"note": -50},
        {"note": -40},
        {"letter": -35, "ignored": "mailing"},
        {"move": -34},
    ]
    task = actions(touches=touches, deals=[(120000, 50), (4_300_000, 10)])[PutTask]
    assert plain(task.title) == "Забытый клиент: {client} — 100 дн. без контакта"
    reason, contacts, channel, deals, money = plain(task.text).split("\n\n")
    assert reason == (
        "Забытый. Клиент последний раз отвечал 15 августа (звонок, Пётр Иванов), 100 дней назад. Правило — 75 дней. "
        "Движение сделки 20 октября продлило защиту до 19 ноября. Защита закончилась 19 ноября. Будущих задач нет. "
        "Остановить можно так: позвонить или поставить задачу на будущее."
    )
    assert contacts.split("\n") == [
        "Последние контакты:",
        "— 20 октября: сделка, шаг сделки",
        "— 19 октября: письмо, не считается: рассылка не защищает",
        "— 14 октября: комментарий, слова менеджера, сверх числа засчитываемых",
        "— 4 октября: комментарий, слова менеджера",
        "— 24 сентября: комментарий, слова менеджера",
    ]
    assert channel == "В последний раз клиент отвечал так: звонок."
    assert deals == "Открытые сделки: № 2, ≈ 4,3 млн ₽; № 1, ≈ 120 тыс. ₽."
    assert money == "Под риском: ≈ 49 тыс. ₽."


def test_task_in_english():
    """The same in English, where the portal's language is English."""
    task = actions("en", touches=[{"call": -100}, {"letter": -40}], deals=[(120000, 50)])[PutTask]
    assert plain(task.title) == "Forgotten client: {client} — 100 d without contact"
    assert "A letter of 14 Oct prolonged protection until 13 Nov." in plain(task.text)
    assert "At risk: ≈ ₽6k." in plain(task.text)


def test_after_three_calls_in_vain_a_letter_is_suggested():
    """Three attempts in a row suggest to write; two do not."""
    attempts = [{"attempt": -40}, {"attempt": -39}, {"attempt": -38}]
    assert "попробуйте написать" in actions(touches=[{"call": -100}, *attempts])[PutTask].text
    assert "попробуйте написать" not in actions(touches=[{"call": -100}, *attempts[:2]])[PutTask].text


def test_many_deals_are_counted():
    """Only the largest five deals are named."""
    text = actions(touches=[{"call": -100}], deals=[(n * 1000, 10) for n in range(1, 9)])[PutTask].text
    assert "и ещё 3." in text
    assert "№\u00a08" in text
    assert "№\u00a03," not in text


def test_client_without_history_has_short_task():
    """A client of whom only its creation is known gets a task without empty headings."""
    assert plain(actions(created=-300)[PutTask].text).count("\n\n") == 0
    assert plain(actions(created=None, touches=[{"note": -40}])[PutTask].title) == "Забытый клиент: {client}"


def test_reminder_names_the_client():
    """The notice names the client, or its number where names are not kept."""
    touches = [{"call": -140}, {"note": -31}]
    assert "ООО «Кедр»" in actions(touches=touches, episode=EPISODE)[Notify].text
    assert "CO_12" in actions(touches=touches, episode=EPISODE, title=None)[Notify].text


def test_taken_back_task_says_why():
    """The closed task bears the reason of the new state."""
    text = actions(touches=[{"call": -100}, {"answer": 0}], episode=EPISODE)[CloseTask].text
    assert plain(text) == "Снято: Всё в порядке: клиент отвечал 23 ноября, защита до 6 февраля 2027."


@pytest.mark.parametrize("language", ["ru", "en"])
def test_label_fits_its_field(language):
    """The reason on the card has short days and at most 255 characters."""
    label = actions(language, touches=[{"call": -190}, {"note": -40}, {"note": -20}])[PutLabel]
    assert len(label.why) <= 255
    assert "15\u00a0ноя" not in label.why
    assert ("13\u00a0ноя" if language == "ru" else "13\u00a0Nov") in label.why


def test_actions_survive_the_ledger():
    """Every action comes back from JSON as it was."""
    for given in ({}, {"episode": EPISODE}, {"episode": EPISODE, "is_gone": True}):
        for action in decide(client_fact(touches=[{"call": -100}], **given), Settings(), MONDAY).actions:
            assert from_json(json.loads(json.dumps(to_json(action)))) == action
            assert action.kind in KINDS


def test_facts_are_json_with_ids():
    """The numbers behind the sentence can be stored, and lead to their rows."""
    verdict = decide(client_fact(touches=[{"call": -100}, {"missed": -3}], plans=[{"task": 5, "by": 7}]), Settings(), MONDAY)
    facts = json.loads(json.dumps(verdict.facts))
    assert facts["last_answer"]["source"] == "activity:1"
    assert facts["by"]["source"] == "activity:1"
    assert facts["called_in_vain"]["source"] == "activity:2"
    assert facts["appointments"] == [
        {"source": "task:901", "on": "2026-11-22", "deadline": "2026-11-28", "postponed": 0, "until": None}
    ]
    assert (facts["silent_days"], facts["period"], facts["protected_until"]) == (100, 75, "2026-10-29")
    assert facts["task_due"] == "2026-11-26"


def test_protection_by_nothing_but_the_start_bears_its_name():
    """Where nothing else protects, the start does."""
    assert source_of(START) == START
    assert decide(client_fact(created=-300), Settings(), MONDAY).facts["by"] == {"source": START, "kind": START}


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"period": 6}, "greater than or equal to 7"),
        ({"period": 366}, "less than or equal to 365"),
        ({"period": 200}, "must not be less than the period"),
        ({"period_by_segment": True, "period_k1": 300}, "must not be less than the period"),
        ({"segment_bounds": [3, 2, 1, 4]}, "must ascend"),
        ({"segment_bounds": [-1, 2, 3, 4]}, "must ascend"),
        ({"perod": 5}, "Extra inputs"),
        ({"period_by_category": {5: 200}}, "must not be less than the period"),
        ({"period_by_type": {"CUSTOMER": 6}}, "greater than or equal to 7"),
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
        extra = field.json_schema_extra
        assert extra["unit"]
        assert extra["title_ru"]
        assert extra["hint_ru"].endswith(".")


def test_name_is_that_of_the_file():
    """The assistant bears the name of its module and begins by acting only on labels, tasks and notices."""
    assert assistant.name == "forgotten_clients"
    assert set(assistant.modes) == {"label", "task", "notify"}


def test_a_list_gets_three_short_sentences():
    """What stands in a list says the last answer, the rule and what ended protection, not what its other columns say."""
    touches = [{"call": -100}, {"note": -60}, {"note": -50}]
    brief = decide(client_fact(touches=touches), Settings(), MONDAY).facts["brief"]
    assert plain(brief["ru"]) == "Звонок 15 августа. Правило — 75 дней. Комментарий от 4 октября продлил защиту до 3 ноября."
    assert plain(brief["en"]) == "Call on 15 Aug. The rule is 75 days. A comment of 4 Oct prolonged protection until 3 Nov."
    limited = [{"call": -190}, {"note": -40}, {"note": -20}]
    brief = decide(client_fact(touches=limited), Settings(), MONDAY).facts["brief"]
    assert plain(brief["ru"]) == "Звонок 17 мая. Правило — 75 дней. Предел защиты без ответа — 13 ноября."
    never = decide(client_fact(touches=[], created=-300), Settings(), MONDAY).facts["brief"]
    assert plain(never["ru"]).startswith("Клиент ещё ни разу не отвечал. Правило — 75 дней. Защита закончилась ")
