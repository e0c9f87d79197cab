"""Settings: fields of the schema, errors in their places, what would change before it is saved, moving by file."""

import pytest

from b24bridge.core.errors import ConfigError

GOOD = {"set.period": "60", "set.share": "0,1", "set.respects_tasks": "true", "set.method": "fixed", "set.people": "5: 7"}


def words_of(answer):
    """The page as a person reads it: with plain spaces."""
    return answer.text.replace("\u00a0", " ")


def test_every_field_has_its_words_bounds_unit_and_default(page):
    """A field is a label, a hint with bounds first, an input of its kind with its unit, and whether it was changed."""
    text = words_of(page("settings"))
    for words in (
        "Сколько дней без ответа</label>",
        "От 7 до 365. Для клиентов без своего правила",
        '<span class="small muted">дней</span>',
        'role="switch"',
        "по клиенту",
        "Думает",
        'type="date"',
        "по умолчанию",
        "«Автоматически» откроется после проверки на прошлом",
        "Применится при следующей проверке, 24 ноября.",
        "<del>75 дней</del> → <b>60 дней</b>",
    ):
        assert words in text


def test_saving_hands_on_checked_values_and_shows_what_changed(bridge, page):
    """Values come as the schema wants them; the page then lists old and new, and marks what was changed."""
    text = words_of(page("settings", save="1", **GOOD, **{"set.waiting_stages": ["C1:THINK"], "mode.task": "approve"}))
    assert "Сохранено. 1 значение изменено." in text
    assert "вернуть 75" in text
    (what, where, values), *_ = bridge.done
    assert (what, where) == ("save", "forgotten_clients")
    assert values == {
        "period": 60,
        "share": 0.1,
        "respects_tasks": True,
        "method": "fixed",
        "waiting_stages": ["C1:THINK"],
        "until": None,
        "people": {"5": "7"},
        "mode.task": "approve",
        "mode.reassign": "approve",
    }


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"set.period": "400"}, "Введите число от 7 до 365"),
        ({"set.period": "6.5"}, "Введите целое число"),
        ({"set.period": "много"}, "Введите целое число"),
        ({"set.period": ""}, "Заполните это поле"),
        ({"set.share": "Infinity"}, "Введите число в допустимых пределах"),
        ({"set.method": "magic"}, "Выберите вариант из списка"),
        ({"set.until": "2026-13-01"}, "Выберите дату"),
        ({"set.people": "5"}, "Пишите по одному на строке"),
        ({"set.people": "5: 7\n5: 8"}, "Пишите по одному на строке"),
        ({"mode.reassign": "auto"}, "Выберите вариант из списка"),
        ({"mode.task": "always"}, "Выберите вариант из списка"),
    ],
)
def test_an_error_stands_under_its_field_and_nothing_is_saved(bridge, page, wrong, said):
    """What is out of bounds is said under the field with what was typed kept; nothing else is lost."""
    text = words_of(page("settings", save="1", **(GOOD | wrong)))
    assert said in text
    assert "Исправьте 1 поле, чтобы сохранить" in text
    assert 'value="fixed" checked' in text or "set.method" in wrong
    assert bridge.done == []


def test_what_only_the_bridge_can_know_is_said_under_its_field_too(bridge, page, monkeypatch):
    """Values that contradict each other come back from the bridge by the field's name."""

    def refuse(visitor, name, values):
        raise ConfigError("period", "shorter than the warning", "Make it longer.")

    monkeypatch.setattr(bridge, "save_settings_of", refuse)
    text = words_of(page("settings", save="1", **GOOD))
    assert 'id="set-period-error">Это значение не подходит к остальным настройкам' in text


def test_a_preview_tells_what_would_change_and_saves_nothing(bridge, fragment):
    """While somebody types, the page tells how many clients would be marked instead, who, and for whom."""
    text = words_of(fragment("settings/forgotten_clients", **(GOOD | {"set.period": "400"})))
    for words in (
        "С этими настройками сегодня было бы отмечено 37 клиентов вместо 29.",
        "ООО «Вега»",
        "Компания № 10",
        "1,2 млн ₽ → <b>1,4 млн ₽</b>",
        "1 поле с ошибкой в расчёт не вошло.",
        "На портале ничего не изменилось.",
        "<td>Петров</td>",
    ):
        assert words in text
    assert "period" not in bridge.asked[-1]
    assert bridge.asked[-1]["share"] == 0.1
    assert bridge.done == []


def test_without_scripts_a_preview_is_a_button(page):
    """The same preview comes with the page when it is asked for by a plain form."""
    assert "37 клиентов вместо 29" in words_of(page("settings", preview="1", **GOOD))


def test_settings_leave_as_a_file(page):
    """Everything that was set is downloaded as YAML."""
    answer = page("yaml", download="1")
    assert answer.mimetype == "application/yaml"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="b24bridge.yaml"'
    assert "period: 60" in answer.text


def test_a_file_is_taken_only_as_it_was_previewed(bridge, page):
    """A file shows its difference first; the button takes that very text, and a changed one is shown anew."""
    shown = page("yaml", preview="1", text="language: ru\r\n").text
    assert "37\u00a0клиентов вместо 29" in shown
    digest = shown.partition('name="import" value="')[2].partition('"')[0]
    assert len(digest) == 64
    page("yaml", text="language: en\n", **{"import": digest})
    assert bridge.done == []
    assert "Сохранено." in page("yaml", text="language: ru\n", **{"import": digest}).text
    assert bridge.done == [("import", "language: ru\n")]


def test_a_file_that_is_wrong_names_line_path_problem_and_fix(bridge, page, monkeypatch):
    """An error in a file says where and how to mend it, and keeps the text."""

    def refuse(visitor, text):
        raise ConfigError("touches.min_talk_s", "too large", "Use at most 600.", line=3)

    monkeypatch.setattr(bridge, "preview_yaml", refuse)
    text = words_of(page("yaml", preview="1", text="touches: 9"))
    assert "Строка 3: «touches.min_talk_s» — too large. Use at most 600." in text
    assert "touches: 9</textarea>" in text


def test_a_page_that_does_not_exist_is_none(page, fragment):
    """Only pages of assistants and of the portal exist."""
    assert page("settings", page="nobody").status_code == 404
    assert fragment("settings/nobody").status_code == 404
