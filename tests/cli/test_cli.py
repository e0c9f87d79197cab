"""The command line as such: one line for a named problem, no traceback; and what is checked before anything is wired."""

import json
import sys

import pytest
from click.testing import CliRunner

from b24bridge.bootstrap import wire
from b24bridge.cli import cli, main
from b24bridge.cli.broker import plan_broker
from b24bridge.cli.doctor import FIXES
from b24bridge.cli.processes import beat_argv, flower_argv, serve_argv, worker_argv
from b24bridge.cli.screen import print_rows
from config.process import DATABASE_FILE, ProcessSettings
from tests.bitrix import valkey


def test_main_ends_with_one_line_and_exit_code_one(data_dir, monkeypatch, capsys):
    """As a shell sees it."""
    monkeypatch.setattr(sys, "argv", ["b24bridge", "scan", "nobody"])
    monkeypatch.setattr("b24bridge.cli.configure", lambda level: None)

    with pytest.raises(SystemExit) as ended:
        main()

    assert ended.value.code == 1
    assert capsys.readouterr() == ("", "b24bridge: PORTAL: no portal 'nobody'. Known portals: none is installed yet\n")


def test_a_fresh_machine_is_told_to_make_its_database_and_stays_as_it_is(tmp_path, monkeypatch):
    """Nothing is made by looking; `db upgrade` makes it, and then there is something to look at."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("B24BRIDGE_DATA_DIR", str(tmp_path / "fresh"))

    first = CliRunner().invoke(cli, ["portal", "list"])

    assert (first.exit_code, list(tmp_path.iterdir())) == (1, [])
    assert first.stderr.endswith("Run `b24bridge db upgrade`\n")
    assert CliRunner().invoke(cli, ["db", "upgrade"]).output == "the database is at this version\n"
    assert CliRunner().invoke(cli, ["portal", "list"]).exit_code == 0


def test_a_database_of_another_version_is_named(run, data_dir):
    """Tables that are not there are no traceback."""
    (data_dir / DATABASE_FILE).write_bytes(b"")

    assert (
        run("portal", "list").stderr == "b24bridge: database: its tables are not at this version. Run `b24bridge db upgrade`\n"
    )


def test_a_database_that_does_not_answer_is_named(run, monkeypatch):
    """Without its password."""
    monkeypatch.setenv("B24BRIDGE_DATABASE_URL", "postgresql://bridge:hush@127.0.0.1:1/bridge")

    done = run("portal", "list")

    assert (done.exit_code, done.stderr.count("\n")) == (1, 1)
    assert "B24BRIDGE_DATABASE_URL: the database does not answer" in done.stderr
    assert "hush" not in done.stderr


@pytest.mark.parametrize(("name", "value"), [("B24BRIDGE_TICK_S", "soon"), ("B24BRIDGE_SLICE_S", "0")])
def test_a_wrong_environment_is_named(run, monkeypatch, name, value):
    """Which variable, what is wrong with it, and what it means."""
    monkeypatch.setenv(name, value)

    done = run("portal", "list")

    assert done.exit_code == 1
    assert done.stderr.startswith(f"b24bridge: {name}: Input should be")
    assert "seconds" in done.stderr


def test_help_and_version_are_there(run):
    """For people who look around."""
    assert run("-h").exit_code == 0
    assert run("--version").output.startswith("b24bridge")
    assert run().exit_code == 2


# --- doctor ---


def test_the_doctor_names_a_fix_for_everything_that_is_missing(run):
    """One object a check; exit code 1 as long as something is missing."""
    done = run("doctor", "--json")

    checks = {row["check"]: row for row in map(json.loads, done.stdout.splitlines())}
    assert done.exit_code == 1
    assert set(checks) == set(FIXES)
    assert {name for name, row in checks.items() if row["ok"] == "NO"} == {"broker", "worker", "public_url"}
    assert all(bool(row["fix"]) is (row["ok"] == "NO") for row in checks.values())
    assert "NO" in run("doctor").output


def test_the_doctor_leaves_a_fresh_machine_as_it_is(tmp_path, monkeypatch):
    """Looking makes no file."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("B24BRIDGE_DATA_DIR", str(tmp_path / "fresh"))

    assert CliRunner().invoke(cli, ["doctor"]).exit_code == 1
    assert list(tmp_path.iterdir()) == []


# --- the processes ---


def test_every_process_has_its_command(tmp_path):
    """Web with threads, a worker with threads, beat with its own schedule, and Flower whose password is in no argument."""
    settings = ProcessSettings(_env_file=None, data_dir=tmp_path, flower_password="hush")
    argv, env = flower_argv("127.0.0.1", 5555, settings)

    assert "wsgi:application" in serve_argv("127.0.0.1", 8000, 16)
    assert "threads" in worker_argv(8)
    assert str(tmp_path / "beat") in beat_argv(tmp_path)
    assert env == {"FLOWER_BASIC_AUTH": "admin:hush"}
    assert "hush" not in " ".join(argv)


@pytest.mark.parametrize("verb", ["serve", "beat", "flower"])
def test_a_process_without_a_broker_does_not_begin(run, verb):
    """It is told at once what is missing."""
    assert "B24BRIDGE_REDIS_URL: there is no broker" in run(verb).stderr


def test_the_embedded_broker_keeps_its_password_in_a_file_of_its_own(tmp_path):
    """Not in the arguments that everybody on the machine can read."""
    broker = plan_broker(tmp_path)

    password = broker.url.partition("://:")[2].partition("@")[0]
    conf = tmp_path / "broker" / "valkey.conf"
    assert password not in " ".join(broker.argv)
    assert f"requirepass {password}" in conf.read_text("utf-8")
    assert conf.stat().st_mode & 0o077 == 0
    assert password not in repr(broker)


def test_a_table_shows_what_it_is_given(capsys):
    """No markup, no pictures instead of words, nothing for nothing."""
    print_rows([{"name": "[/b] :smile: [red]x", "sum": None}], ("name", "sum"), as_json=False)

    assert "[/b] :smile: [red]x" in capsys.readouterr().out


def test_the_doctor_finds_nothing_wrong_where_nothing_is(run, data_dir, monkeypatch):
    """A broker that answers, a beat that beats, an address: exit code 0."""
    with valkey.running() as socket:
        monkeypatch.setenv("B24BRIDGE_REDIS_URL", f"unix://{socket}")
        monkeypatch.setenv("B24BRIDGE_PUBLIC_URL", "https://bridge.example")
        wire(ProcessSettings(_env_file=None)).tick()

        done = run("doctor", "--json")

    assert {row["ok"] for row in map(json.loads, done.stdout.splitlines())} == {"yes"}
    assert done.exit_code == 0
