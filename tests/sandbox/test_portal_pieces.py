"""Pieces of the sandbox without HTTP: PHP forms, moments, tables, the clock, the command line."""

import json
import os
import signal
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import requests
from click.testing import CliRunner

from b24sandbox import moments, phpform
from b24sandbox.apps import Webhook
from b24sandbox.cli import main
from b24sandbox.clock import Clock, Dice
from b24sandbox.portal import Portal
from b24sandbox.seeding import read_seed, seed
from b24sandbox.serve import bind
from b24sandbox.store import Table
from b24sandbox.tls import make_certificates
from tests.reference import reference

MOSCOW = ZoneInfo("Europe/Moscow")


@pytest.mark.parametrize(
    ("text", "parsed"),
    [
        ("a=1&b=", {"a": "1", "b": ""}),
        ("a[]=1&a[]=2", {"a": ["1", "2"]}),
        ("a[0]=1&a[1]=2", {"a": ["1", "2"]}),
        ("a[1]=1&a[2]=2", {"a": {"1": "1", "2": "2"}}),
        ("f[%3E%3Did]=5&f[%40x][]=1", {"f": {">=id": "5", "@x": ["1"]}}),
        ("a[b][c]=1&a[b][d]=2", {"a": {"b": {"c": "1", "d": "2"}}}),
        ("a=%D0%AF+%26", {"a": "Я &"}),
        ("a[b=1", {"a": "1"}),
        ("=1&[x]=2", {}),
        ("a=1&a[b]=2", {"a": {"b": "2"}}),
    ],
)
def test_forms_are_read_as_php_reads_them(text: str, parsed: dict[str, object]) -> None:
    """Brackets nest, empty brackets count up, odd names do not break."""
    assert phpform.parse(text) == parsed


def test_forms_are_written_as_php_writes_them() -> None:
    """Booleans are digits; null and empty arrays vanish."""
    assert phpform.encode({"a": True, "b": False, "c": None, "d": [], "e": [1, {"f": "x y"}]}) == (
        "a=1&b=0&e%5B0%5D=1&e%5B1%5D%5Bf%5D=x+y"
    )


@pytest.mark.parametrize("name", ["ONCRMDEALADD", "ONTASKADD", "ONAPPINSTALL", "ONOFFLINEEVENT", "ONUSERADD"])
def test_documented_events_are_encoded_byte_for_byte(name: str) -> None:
    """The JSON view of a sample event, encoded, is its form view."""
    events = reference("bitrix24", "samples", "events")
    view = json.loads((events / f"{name}.json").read_text(encoding="utf-8"))
    assert phpform.encode(view) == (events / f"{name}.form").read_text(encoding="utf-8").strip()


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("@-82d 14:30", "2026-09-02T14:30:00+03:00"),
        ("@+3d 10:00", "2026-11-26T10:00:00+03:00"),
        ("@-90m", "2026-11-23T07:30:00+03:00"),
        ("@-2h", "2026-11-23T07:00:00+03:00"),
        ("@-5d", "2026-11-18T09:00:00+03:00"),
    ],
)
def test_relative_times_are_told_in_the_portals_zone(text: str, moment: str) -> None:
    """Days keep the wall clock, hours and minutes are exact."""
    now = datetime.fromisoformat("2026-11-23T09:00:00+03:00")
    assert moments.show(moments.resolve(text, now, MOSCOW), MOSCOW) == moment


def test_a_day_back_over_a_change_of_clocks_keeps_the_hour() -> None:
    """Relative days are calendar days where summer time begins or ends."""
    berlin = ZoneInfo("Europe/Berlin")
    now = datetime(2026, 10, 26, 9, 0, tzinfo=berlin)
    assert moments.show(moments.resolve("@-2d", now, berlin), berlin) == "2026-10-24T09:00:00+02:00"


@pytest.mark.parametrize("text", ["@5d", "@-5w", "5d", "@-5d 9", ""])
def test_a_time_that_is_none_is_refused(text: str) -> None:
    """A misspelt relative time is an error that shows the right form."""
    with pytest.raises(ValueError, match="relative time"):
        moments.resolve(text, datetime(2026, 1, 1, tzinfo=UTC), MOSCOW)


def test_a_table_keeps_ids_groups_and_cursors_true() -> None:
    """Indexes follow insertions in any order, changes and removals."""
    table = Table("t", groups={"colour": lambda row: [row["colour"]]}, cursors=("at",))
    for row_id, colour, at in ((5, "red", 3), (2, "blue", 1), (9, "red", 2)):
        table.insert({"id": row_id, "colour": colour, "at": at})
    assert list(table.between(0)) == [2, 5, 9]
    assert list(table.between(2, 9, descending=True)) == [5]
    assert table.group_ids("colour", "red") == {5, 9}
    assert table.ids_since("at", 2) == [5, 9]
    table.change(5, {"colour": "blue", "at": 0})
    assert (table.group_ids("colour", "red"), table.ids_since("at", 2)) == ({9}, [9])
    table.remove(9)
    assert table.insert({"colour": "green", "at": 5}) == 10
    assert table.ids_since("at", 2) == [10]
    with pytest.raises(KeyError):
        table.insert({"id": 2, "colour": "x", "at": 1})


def test_a_standing_clock_moves_only_by_hand() -> None:
    """Speed 0 stands still; advance and set move it; a speed makes it run."""
    start = datetime(2026, 1, 1, tzinfo=UTC)
    clock = Clock(start, speed=0)
    assert clock.now() == clock.now() == start
    clock.advance(5)
    assert clock.now() == start + timedelta(seconds=5)
    clock.run(1_000_000)
    assert clock.now() > start + timedelta(seconds=5)


def test_an_application_keeps_its_number() -> None:
    """Registered again with a new secret it stays the same application, and the next one gets another number."""
    portal = Portal()
    first = portal.register("a", "old")
    assert portal.register("a", "old") is first
    assert portal.register("a", "new").id == first.id
    assert portal.register("b", "old").id != first.id


def test_dice_repeat_themselves_with_a_seed() -> None:
    """The same seed gives the same tokens."""
    assert Dice(3).token() == Dice(3).token() != Dice(4).token()


@pytest.mark.slow
def test_the_command_serves_a_portal_and_stops() -> None:
    """The first line is the address; webhook and application are known; Ctrl-C ends it cleanly."""
    options = ["--port", "0", "--seed", "demo", "--webhook", "1/abc", "--app", "local.x:secret"]
    command = [sys.executable, "-m", "b24sandbox", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONUNBUFFERED": "1"}) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        assert first.startswith("listening on http://127.0.0.1:")
        address = first.split()[-1]
        answer = requests.get(f"{address}/rest/1/abc/profile.json", timeout=10).json()
        known = requests.get(f"{address}/_sandbox/", timeout=10).json()["apps"]
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 0
    assert answer["result"]["ADMIN"] is True
    assert [app["client_id"] for app in known] == ["local.x"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--seed", "nowhere"], "no such file"),
        (["--webhook", "abc"], "USER/KEY"),
        (["--webhook", "77/abc"], "id of a user"),
        (["--app", "abc"], "CLIENT_ID:SECRET"),
    ],
)
def test_the_command_explains_a_mistake(options: list[str], words: str) -> None:
    """A wrong option ends the command with a sentence."""
    done = CliRunner().invoke(main, ["--port", "0", *options])
    assert done.exit_code != 0
    assert words in done.output


def test_a_portal_speaks_tls_to_who_trusts_its_authority(tmp_path: Path) -> None:
    """With the authority's file HTTPS works and the application is told of it; without it the certificate is refused."""
    portal = Portal(dice=Dice(1))
    seed(portal, read_seed("empty"))
    certificates = make_certificates(tmp_path, ["127.0.0.1", "localhost"], Clock().now())
    server = bind(portal, tls=certificates.context())
    server.thread = threading.Thread(target=server.http.serve_forever, args=(0.02,), daemon=True)
    server.thread.start()
    try:
        portal.webhooks["1/abc"] = Webhook(1, "abc", frozenset())
        url = f"{portal.address}/rest/1/abc/user.admin"
        assert url.startswith("https://127.0.0.1:")
        assert requests.get(url, verify=str(certificates.authority), timeout=10).json()["result"] is True
        assert portal.client_endpoint == f"{portal.address}/rest/"
        with pytest.raises(requests.exceptions.SSLError):
            requests.get(url, timeout=10)
    finally:
        server.stop()
