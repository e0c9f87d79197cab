"""`b24bridge config …`: settings as YAML, checked before anything is stored, with errors that say what to do."""

import getpass
import json

import pytest
import yaml

from b24bridge.core.jobs import SCAN
from config.loading import preset, presets
from tests.services.office import MEMBER, NAME

PORTAL = "portal.example"


def test_what_is_set_is_shown(run, office):
    """Values lie under their paths, later ones beside earlier ones."""
    assert run("config", "show", PORTAL).output == "{}\n"

    first = run("config", "set", PORTAL, f"assistants.{NAME}.period=60", "observe_days=0")
    run("config", "set", PORTAL, f"assistants.{NAME}.warn_before=3")

    assert first.output == f"{PORTAL}: version 1 saved; it applies from the next check on\n"
    assert yaml.safe_load(run("config", "show", PORTAL).output) == {
        "observe_days": 0,
        "assistants": {NAME: {"period": 60, "warn_before": 3}},
    }


def test_the_defaults_in_force_can_be_shown(run, office):
    """With all that nobody changed."""
    run("config", "set", PORTAL, f"assistants.{NAME}.period=60", "supervisor_id=4")

    shown = yaml.safe_load(run("config", "show", PORTAL, "--all").output)

    assert (shown["assistants"][NAME]["period"], shown["supervisor_id"]) == (60, 4)
    assert (shown["observe_days"], shown["assistants"][NAME]["warn_before"]) == (14, 7)


def test_a_value_can_be_emptied(run, office):
    """Nothing behind the equals sign is the portal's own again."""
    run("config", "set", PORTAL, "currency=KZT")
    run("config", "set", PORTAL, "currency=")

    assert yaml.safe_load(run("config", "show", PORTAL).output) == {"currency": None}


def test_a_change_has_everybody_judged_anew(run, office):
    """A new setting does not wait for the night."""
    run("config", "set", PORTAL, "observe_days=0")

    assert SCAN in {job.verb for job in office.jobs.due(MEMBER, office.clock.now().replace(year=2099))}


@pytest.mark.parametrize(
    ("assignment", "words"),
    [
        (f"assistants.{NAME}.period=5", [f"assistants.{NAME}.period", "greater than or equal to 7"]),
        (f"assistants.{NAME}.perod=60", ["there is no such setting", "Did you mean period?"]),
        ("assistants.forgoten_clients.period=60", ["there is no such assistant", f"Did you mean {NAME}?"]),
        ("observe_days=soon", ["observe_days", "valid integer", "unit: days"]),
        ("observe_days", ["observe_days: no value. Write it as PATH=VALUE"]),
        ("observe_days=[1", ["line 1"]),
        ("kill_switch.x=1", ["kill_switch"]),
        ("=5", ["there is no such setting"]),
    ],
)
def test_a_wrong_value_is_refused_with_path_problem_and_fix(run, office, assignment, words):
    """One line on stderr, exit code 1, and nothing is stored."""
    done = run("config", "set", PORTAL, assignment)

    assert done.exit_code == 1
    assert done.stderr.startswith("b24bridge: ")
    assert done.stderr.count("\n") == 1
    assert [word for word in words if word not in done.stderr] == []
    assert office.settings.load(MEMBER) == {}


def test_what_is_exported_can_be_imported(run, office, tmp_path):
    """The round trip changes nothing, from a file and from standard input."""
    run("config", "set", PORTAL, "language=en", f"assistants.{NAME}.mode.task=approve")
    exported = run("config", "export", PORTAL).output
    file = tmp_path / "portal.yaml"
    file.write_text(exported, encoding="utf-8")

    assert run("config", "import", PORTAL, str(file)).output == f"{PORTAL}: version 2 saved\n"
    assert run("config", "import", PORTAL, input=exported).exit_code == 0
    assert run("config", "export", PORTAL).output == exported


def test_an_import_replaces_everything(run, office):
    """What the file does not name is the default again."""
    run("config", "set", PORTAL, "language=en")
    run("config", "import", PORTAL, input="observe_days: 3\n")

    assert yaml.safe_load(run("config", "show", PORTAL).output) == {"observe_days": 3}


FILES = [
    ("observe_days: 3\nperoid: 5\n", ["line 2", "peroid", "there is no such setting"]),
    ("observe_days: [", ["line"]),
    (b"\xff\xfe", ["byte 0 is not UTF-8", "Save the file as UTF-8"]),
    ("- a\n- b\n", ["b24bridge: "]),
]


@pytest.mark.parametrize(("text", "words"), FILES)
@pytest.mark.parametrize("verb", [("validate",), ("import", PORTAL)])
def test_a_wrong_file_is_refused_with_its_line(run, office, verb, text, words):
    """Checking and importing say the same, and nothing is stored."""
    done = run("config", *verb, input=text)

    assert done.exit_code == 1
    assert [word for word in words if word not in done.stderr] == []
    assert office.settings.load(MEMBER) == {}


def test_a_good_file_is_valid_without_any_database(run, data_dir):
    """Checking needs nothing but the file; a mark in front of the text, as Windows writes it, does not matter."""
    for file in data_dir.iterdir():
        file.unlink()

    assert run("config", "validate", input=b"\xef\xbb\xbfobserve_days: 3\n").output == "valid\n"


@pytest.mark.parametrize("args", [("config", "validate", "no-such-file"), ("config", "set", PORTAL), ("config", "nonsense")])
def test_wrong_usage_is_exit_code_two(run, office, args):
    """As usual."""
    assert run(*args).exit_code == 2


def test_an_account_without_a_name_may_change_settings(run, office, monkeypatch):
    """In a container the user's number may have no name."""

    def nameless() -> str:
        raise KeyError("uid not found")

    monkeypatch.setattr(getpass, "getuser", nameless)

    assert run("config", "set", PORTAL, "observe_days=0").exit_code == 0
    assert office.settings.history(MEMBER)[0]["author"] == "command line"


@pytest.mark.parametrize("name", presets())
def test_a_preset_can_be_imported_as_it_is_printed(run, office, name):
    """What `config preset` prints, `config import` takes."""
    printed = run("config", "preset", name).output

    assert yaml.safe_load(printed) == preset(name)
    assert run("config", "import", PORTAL, input=printed).output == f"{PORTAL}: version 1 saved\n"


def test_who_changed_what_and_when_can_be_read(run, office, monkeypatch):
    """Every version stays, the newest first, with its author and its values."""
    monkeypatch.setenv("LOGNAME", "olga")
    run("config", "set", PORTAL, "observe_days=3")
    run("config", "set", PORTAL, "language=en")

    lines = [json.loads(line) for line in run("config", "history", PORTAL, "--json").output.splitlines()]

    assert [(line["version"], line["author"], line["settings"]) for line in lines] == [
        (2, "olga", {"observe_days": 3, "language": "en"}),
        (1, "olga", {"observe_days": 3}),
    ]
