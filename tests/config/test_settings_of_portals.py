"""Settings of a portal: defaults, presets, YAML, and errors that an integrator can act on."""

from datetime import date
from types import MappingProxyType

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field

from assistants.forgotten_clients import Settings
from b24bridge.core.assistants import discover
from b24bridge.core.errors import ConfigError
from config.loading import defaults, load_portal, load_text, parse_yaml, to_yaml
from config.portal import PortalSettings
from config.text import MAX_BYTES, line_of

SCHEMAS = {"forgotten_clients": Settings}


def error_of(text: str) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        load_text(text, SCHEMAS)
    return caught.value


def leaves(schema: type[BaseModel], prefix: str = "") -> dict[str, object]:
    found = {}
    for name, field in schema.model_fields.items():
        found[prefix + name] = field
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            found |= leaves(field.annotation, f"{prefix}{name}.")
    return found


def test_nothing_set_means_the_defaults():
    """An empty portal gets every default, for itself and for each assistant."""
    loaded = load_portal({}, SCHEMAS)
    assert loaded.portal.observe_days == 14
    assert loaded.portal.calendar.country == "RU"
    assert loaded.assistants["forgotten_clients"] == Settings()


def test_every_setting_is_in_the_defaults():
    """The defaults name each setting once, groups with all their members, and nothing else."""
    named = set()
    for name, value in defaults().items():
        named |= {name} | ({f"{name}.{inner}" for inner in value} if isinstance(value, dict) else set())
    assert named == set(leaves(PortalSettings))


@pytest.mark.parametrize(("name", "field"), leaves(PortalSettings).items())
def test_every_setting_describes_itself(name, field):
    """Each setting of a portal says what it means and in which unit; no schema hides a default of its own."""
    assert field.description, name
    assert field.json_schema_extra["unit"], name
    assert field.is_required(), name


def test_groups_are_merged_and_lists_replaced():
    """Setting one member of a group leaves the others; setting a list replaces it."""
    portal = load_portal({"touches": {"min_talk_s": 30}, "exclude_types": ["OTHER"]}, SCHEMAS).portal
    assert (portal.touches.min_talk_s, portal.touches.min_note_len) == (30, 15)
    assert portal.exclude_types == ("OTHER",)


def test_defaults_are_not_changed_by_use():
    """Loading one portal's settings leaves the next one's alone."""
    load_portal({"touches": {"min_talk_s": 30}, "assistants": {"forgotten_clients": {"period": 60}}}, SCHEMAS)
    assert load_portal({}, SCHEMAS).portal.touches.min_talk_s == 20
    assert load_portal(MappingProxyType({}), SCHEMAS).assistants["forgotten_clients"].period == 75


def test_assistants_inherit_what_is_the_portal_s():
    """Language and excluded types are the portal's, unless the assistant is given its own."""
    values = {"language": "en", "exclude_types": ["OTHER"]}
    assert load_portal(values, SCHEMAS).assistants["forgotten_clients"].language == "en"
    assert load_portal(values, SCHEMAS).assistants["forgotten_clients"].exclude_types == ("OTHER",)
    values |= {"assistants": {"forgotten_clients": {"exclude_types": []}}}
    assert load_portal(values, SCHEMAS).assistants["forgotten_clients"].exclude_types == ()


def test_an_assistant_that_inherits_nothing_is_not_bothered():
    """Settings without those names get none of them."""

    class Plain(BaseModel):
        model_config = ConfigDict(extra="forbid")
        limit: int = Field(5, description="how many")

    assert load_portal({}, {"plain": Plain}).assistants["plain"].limit == 5


def test_unknown_name_deep_inside_is_refused():
    """An unknown name in a list of groups has its path, though nobody knows its neighbours."""

    class Step(BaseModel):
        model_config = ConfigDict(extra="forbid")

    class Ladder(BaseModel):
        steps: tuple[Step, ...] = Field((), description="what happens when")

    with pytest.raises(ConfigError, match=r"assistants\.ladder\.steps\.0\.when: there is no such setting\. Remove it\."):
        load_portal({"assistants": {"ladder": {"steps": [{"when": 1}]}}}, {"ladder": Ladder})


@pytest.mark.parametrize(
    ("text", "line", "path", "problem", "fix"),
    [
        ("language: fr", 1, "language", "'ru' or 'en'", "Language of tasks"),
        ("\ncalender: {}", 2, "calender", "no such setting", "Did you mean calendar?"),
        ("calendar:\n  contry: RU", 2, "calendar.contry", "no such setting", "Did you mean country?"),
        ("zzzz: 1", 1, "zzzz", "no such setting", "Known are: assistants,"),
        ("time_zone: Mars/Base", 1, "time_zone", "not a time zone", "Europe/Moscow|empty"),
        ("time_zone: Europe", 1, "time_zone", "not a time zone", "empty"),
        ("time_zone: ../../etc", 1, "time_zone", "not a time zone", "empty"),
        ("touches: 5", 1, "touches", "valid dictionary", "What counts as a contact"),
        ("touches:\n  min_talk_s: -1", 2, "touches.min_talk_s", "greater than or equal to 0", "unit: seconds"),
        ("observe_days: .inf", 1, "observe_days", "no number", "ordinary value"),
        ("deputies:\n  5: 5", 1, "deputies", "nobody can stand in for himself", "stands in"),
        ("deputies:\n  x: 5", 2, "deputies.x", "valid integer", "stands in"),
        (
            "assistants:\n  forgotten_client: {}",
            2,
            "assistants.forgotten_client",
            "no such assistant",
            "Did you mean forgotten_clients?",
        ),
        (
            "assistants:\n  forgotten_clients:\n    perod: 60",
            3,
            "assistants.forgotten_clients.perod",
            "no such setting",
            "mean period?",
        ),
        (
            "assistants:\n  forgotten_clients:\n    period: 5",
            3,
            "assistants.forgotten_clients.period",
            "or equal to 7",
            "unit: days",
        ),
        (
            "assistants:\n  forgotten_clients:\n    period: 200",
            2,
            "assistants.forgotten_clients",
            "must not be less",
            "defaults",
        ),
        (
            "assistants:\n  forgotten_clients:\n    mode: {task: on}",
            3,
            "assistants.forgotten_clients.mode.task",
            "'off', 'observe'",
            "",
        ),
        (
            "assistants:\n  forgotten_clients:\n    mode: {tusk: off}",
            3,
            "assistants.forgotten_clients.mode.tusk",
            "'label', 'task'",
            "",
        ),
        ("calendar: {days_off: [2026-13-45]}", 1, "calendar.days_off.0", "valid date", "nobody works"),
        ("exclude_types: [[A]]", 1, "exclude_types.0", "valid string", "no clients"),
    ],
)
def test_wrong_setting_is_named_with_its_line(text, line, path, problem, fix):
    """The error names the line, the path, the problem and the fix."""
    error = error_of(text)
    assert (error.line, error.path) == (line, path)
    assert problem in error.problem
    assert any(words in error.fix for words in fix.split("|"))
    assert str(error).startswith(f"line {line}: {path}: ")


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ("a: &x 1\nb: *x", 1, "aliases"),
        ("a: 1\nb: &x [1]", 2, "aliases"),
        ("a: 1\na: 2", 2, "set twice"),
        ("a: {b: 1, b: 2}", 1, "set twice"),
        ("a: [1", 1, "not YAML"),
        ("a:\n\t- 1", 2, "not YAML"),
        ("a: 1\n--- \nb: 2", 2, "not YAML"),
        ("- 1", 1, "names and values"),
        ("just words", 1, "names and values"),
        ("a: !!python/object:os.system x", 1, "tag"),
        ("a: !!set {x}", 1, "tag"),
        ("a: !!int zwei", 1, "cannot be read"),
        ("a: " + "9" * 5000, 1, "cannot be read"),
        ('a: "\\ud800"', 1, "cannot be read"),
        ('a: "\\0"', 1, "stored"),
        ("a: .nan", 1, "stored"),
        ("? [a]\n: 1", 1, "used as a name"),
        ("a: \x01", None, "characters"),
        ("a: " + "[" * 5000, 1, "deeper"),
        ("a: " + "{b: " * 20 + "1", 1, "deeper"),
        ("a: " + "x" * MAX_BYTES, None, "larger than 64 kB"),
        ("{a: 1, <<: {b: 2}}\n<<: x", 2, "not YAML"),
    ],
)
def test_yaml_that_is_refused(text, line, problem):
    """Anything but plain, bounded values is refused with its line."""
    with pytest.raises(ConfigError) as caught:
        parse_yaml(text)
    assert problem in caught.value.problem
    assert caught.value.line == line


def test_words_stay_words():
    """Modes, days and keys are read as they are written, though YAML 1.1 knows better."""
    text = "a: off\nb: on\nc: yes\nd: 2026-12-31\ne: true\n12: no\nf: null\ng: ~\nh:\ni: 1.5\nj: 010"
    assert parse_yaml(text) == {
        "a": "off",
        "b": "on",
        "c": "yes",
        "d": "2026-12-31",
        "e": True,
        "12": "no",
        "f": None,
        "g": None,
        "h": None,
        "i": 1.5,
        "j": 8,
    }
    assert parse_yaml("") == parse_yaml("# only a comment") == {}


def test_merging_keys_are_names_like_others():
    """`<<` merges nothing: what stands there is refused as a setting by its name."""
    assert parse_yaml("<<: {a: 1}") == {"<<": {"a": 1}}


def test_days_are_days():
    """Days that stay words in YAML are dates in the settings."""
    _, loaded = load_text("calendar: {days_off: [2026-12-31]}\nobserve_until: 2026-12-07", SCHEMAS)
    assert loaded.portal.calendar.days_off == (date(2026, 12, 31),)
    assert loaded.portal.observe_until == date(2026, 12, 7)


def test_line_of_nothing():
    """A setting that is nowhere in the text has no line, one within a group the line of the group."""
    assert line_of("a: 1", "b") is None
    assert line_of("\na:\n  b: 1", "a.c") == 2
    assert line_of("", "a") is None


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**15), 10**15)
    | st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.from_regex(r"\A[a-z_]{1,8}\Z"), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.from_regex(r"\A[a-z_]{1,8}\Z"), json_values, max_size=4))
@example({"a": "\x85"})
@example({"a": "x\u2028y\nz"})
def test_what_is_written_is_read_back(values):
    """Exported settings import as they were."""
    assert parse_yaml(to_yaml(values)) == values


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text):
    """No text does anything but become settings or be refused."""
    try:
        found = parse_yaml(text)
    except ConfigError:
        found = {}
    assert isinstance(found, dict)


@pytest.mark.parametrize(
    ("text", "problem", "fix"),
    [
        ("language: fr", "здесь нужно 'ru' или 'en'", "Язык задач"),
        ("langage: ru", "такой настройки нет", "Может быть, language?"),
        ("limits: {tasks_a_day: -1}", "не меньше 0", "единица: задач"),
        ("limits: {tasks_a_day: many}", "целое число", "Новых задач"),
        ("limits: {letters_from: soon}", "время вида 09:30", "письма уходят"),
        ("touches: 5", "имена и значения", "Что считается контактом"),
        ("time_zone: Moon/Base", "такого часового пояса нет", "По нему начинаются"),
        ("deputies: {5: 5}", "замещать сам себя", "Кто кого замещает"),
        ("observe_days: 400", "не больше 365", "единица: дней"),
        ("observe_until: soon", "дата вида", "Наблюдаем до этого дня"),
        ("kill_switch: maybe", "true или false", "перестать менять"),
        ("exclude_types: SUPPLIER", "нужен список", "не клиенты"),
        ("currency: roubles", "не того вида", "складываем деньги"),
        ("assistants: {debtors: {level2: 20}}", "должны возрастать", "пример"),
        ("assistants: {nobody: {}}", "такого помощника нет", "Известны"),
        ("a: [", "это не YAML", "Исправьте строку"),
        ("a: 1\na: 2", "задано дважды", "Оставьте"),
        ("- a", "не список имён", "language: ru"),
        ("a: &x 1", "якоря", "целиком"),
        ("a: !!set {b}", "тег", "обычное значение"),
        ("a: .inf", "нельзя сохранить", "обычное значение"),
        ("a: " + "[" * 20 + "]" * 20, "вложены глубже", "Таких глубоких"),
    ],
)
def test_errors_are_told_in_russian_too(text, problem, fix):
    """Whoever mends a file on the page reads the problem and the fix in his own language, without an English word."""
    with pytest.raises(ConfigError) as caught:
        load_text(text, {name: rule.assistant.settings for name, rule in discover("assistants").items()})
    assert problem in caught.value.ru[0]
    assert fix in caught.value.ru[1]
    assert caught.value.ru != (caught.value.problem, caught.value.fix)
