"""`scan`, `explain`, `journal`: what is decided, why, and what was done, without a broker and without touching the portal."""

import json
from datetime import timedelta

import pytest

from b24bridge.core.assistants import discover
from b24bridge.core.jobs import SCAN
from b24bridge.core.streams import Stream
from tests.records import deal
from tests.services.office import MEMBER, NAME, Office

PORTAL = "portal.example"
KEYS = ["client", "assistant", "state", "since", "until", "because", "money_at_risk", "facts", "actions"]


def scan(run, *args: str) -> dict[str, dict]:
    """Return the objects of `scan --json` of Forgotten clients, by client."""
    return {row["client"]: row for row in scan_all(run, "--assistant", NAME, *args)}


def scan_all(run, *args: str) -> list[dict]:
    """Return every object of `scan --json`."""
    done = run("scan", PORTAL, "--json", *args)
    assert done.exit_code == 0, done.output
    return list(map(json.loads, done.stdout.splitlines()))


@pytest.fixture
def read(office) -> Office:
    """Return an office whose mirror holds a forgotten company with an open deal, a calm one, and one nobody owns."""
    office.company(1, title="ООО [bold]«Кедр»[/]")
    office.portal.put(deal(7, company_id=1, amount=120_000, probability=50, created_at=office.day(-300)))
    office.company(2, -1)
    office.company(3, owner_id=None)
    office.read()
    return office


def test_every_judged_client_is_one_object_a_line(run, read):
    """The calm ones and those out of scope too, with exactly the documented keys."""
    rows = scan(run)

    assert {client: row["state"] for client, row in rows.items()} == {"CO_1": "FORGOTTEN", "CO_2": "CALM", "CO_3": "EXCLUDED"}
    assert {tuple(row) for row in rows.values()} == {tuple(KEYS)}
    judged = [(row["client"], row["assistant"]) for row in scan_all(run)]
    assert len(judged) == len(set(judged))
    assert set(judged) == {(client, name) for client in rows for name in discover("assistants")}


def test_a_finding_bears_its_dates_money_reasons_and_actions(run, read):
    """As the public contract has them: dates as YYYY-MM-DD, money as text with two decimals, both languages, kinds."""
    row = scan(run)["CO_1"]

    protected = (read.clock.now() - timedelta(days=25)).date()
    assert row["until"] == protected.isoformat()
    assert row["since"] == (protected + timedelta(days=1)).isoformat()
    assert set(row["because"]) == {"ru", "en"}
    assert row["money_at_risk"] == {"amount": "6000.00", "currency": "RUB"}
    assert row["facts"]["silent_days"] == 100
    assert [action["kind"] for action in row["actions"]] == ["label", "task"]
    assert row["actions"][1]["owner"] == 5
    assert scan(run)["CO_2"]["actions"] == []


def test_no_money_is_money_too(run, office):
    """Of a client without deals and purchases the sum is nothing, written like every other."""
    office.company(1)
    office.read()

    assert scan(run)["CO_1"]["money_at_risk"] == {"amount": "0.00", "currency": "RUB"}


def test_a_scan_leaves_no_trace(run, read):
    """Neither in the ledger nor in what is due."""
    before = read.jobs.all(MEMBER)

    scan(run)
    run("scan", PORTAL)

    assert (read.ledger.standings(MEMBER), read.ledger.journal(MEMBER), read.jobs.all(MEMBER)) == ([], [], before)


def test_a_scan_takes_a_day(run, read):
    """As of another day of the portal the same client stands elsewhere."""
    then = (read.clock.now() - timedelta(days=60)).date().isoformat()

    assert scan(run, "--on", then)["CO_1"]["state"] == "CALM"


def test_the_table_shows_whom_something_is_to_be_told_of(run, read):
    """Names as they are, brackets and all; the calm ones only when asked for; reasons in the portal's language."""
    plain, calm = run("scan", PORTAL).output, run("scan", PORTAL, "--calm").output

    assert "CO_1" in plain
    assert "CO_2" not in plain
    assert "CO_2" in calm
    assert "[bold]" in "".join(calm.split())
    assert "Забытый" in plain
    run("config", "set", PORTAL, "language=en")
    assert "Forgotten" in run("scan", PORTAL).output


def test_an_assistant_can_be_chosen(run, read):
    """One that exists; another is named with those that do, and exit code 1."""
    assert list(scan(run).values()) == [row for row in scan_all(run) if row["assistant"] == NAME]

    done = run("scan", PORTAL, "--assistant", "nobody")

    assert done.exit_code == 1
    assert NAME in done.stderr


@pytest.mark.parametrize("args", [("--on", "tomorrow"), ("--what",)])
def test_wrong_usage_is_exit_code_two(run, read, args):
    """As usual."""
    assert run("scan", PORTAL, *args).exit_code == 2


def test_an_unread_mirror_is_told_of(run, office):
    """Nothing to judge looks different from nothing found: stderr says what is missing and what to do."""
    done = run("scan", PORTAL, "--json")

    assert done.stdout == ""
    assert "Not read within a day: statuses," in done.stderr
    assert f"Run `b24bridge sync {PORTAL}` first." in done.stderr


# --- why, and what was done ---


def test_a_client_is_explained(run, read):
    """State and reason in both languages, and as one object for programs."""
    plain = run("explain", PORTAL, "CO_1").output
    rows = [json.loads(line) for line in run("explain", PORTAL, "CO_1", "--json").output.splitlines()]
    row = next(row for row in rows if row["assistant"] == NAME)

    assert {each["assistant"] for each in rows} == set(discover("assistants"))
    assert f"{NAME}: FORGOTTEN\n" in plain
    assert row["because"]["ru"] in plain
    assert row["because"]["en"] in plain
    assert row == scan(run)["CO_1"]


@pytest.mark.parametrize(
    ("client", "words"),
    [("CO_99", "CO_99 is not a client of portal.example. Run `b24bridge sync`"), ("Cedar", "Copy it from `b24bridge scan`")],
)
def test_somebody_else_cannot_be_explained(run, read, client, words):
    """A client that does not exist, or a word that names none, is answered with what to do."""
    done = run("explain", PORTAL, client)

    assert done.exit_code == 1
    assert words in done.stderr


@pytest.fixture
def acted(office) -> Office:
    """Return an office that put a label and a task, after another client's were called off."""
    office.begin(1, 2)
    office.meeting(99, office.company(2), 0)
    office.send()
    return office


def test_the_journal_says_what_was_done_and_why(run, acted):
    """Newest first, whole for programs; for people each line says when, what, with which result and why."""
    rows = [json.loads(line) for line in run("journal", PORTAL, "--json").output.splitlines()]
    plain = run("journal", PORTAL).output

    assert {(row["client"], row["kind"], row["state"]) for row in rows} == {
        ("CO_1", "label", "done"),
        ("CO_1", "task", "done"),
        ("CO_2", "label", "cancelled"),
        ("CO_2", "task", "cancelled"),
    }
    assert [row["at"] for row in rows] == sorted((row["at"] for row in rows), reverse=True)
    task = next(line for line in plain.splitlines() if "task" in line and "CO_1" in line)
    assert "done 1" in task
    assert "Забытый" in plain
    assert "no longer" in plain
    assert len(run("journal", PORTAL, "--limit", "1", "--json").output.splitlines()) == 1


def test_a_clients_journal_stands_below_its_reason(run, acted):
    """Explaining shows what was done about this client and no other."""
    plain = run("explain", PORTAL, "CO_1").output

    assert "label" in plain
    assert "cancelled" not in plain


def test_the_journal_goes_by_the_portals_clock(run, acted):
    """People read their own time."""
    run("config", "set", PORTAL, "time_zone=Asia/Vladivostok")
    at = json.loads(run("journal", PORTAL, "--limit", "1", "--json").output)["at"]

    local = (acted.clock.now() + timedelta(hours=10)).strftime("%Y-%m-%d %H:%M")
    assert at.startswith(acted.clock.now().strftime("%Y-%m-%dT%H:%M"))
    assert local in run("journal", PORTAL).output


# --- by hand ---


def test_acting_by_hand_on_a_stale_mirror_is_refused(run, office):
    """Nothing is planned, and the reason is said."""
    done = run("apply", PORTAL)

    assert done.exit_code == 1
    assert done.stderr.startswith("b24bridge: nothing is decided: not read within 24 h: statuses")
    assert SCAN not in {job.verb for job in office.jobs.all(MEMBER)}


def test_a_worker_that_is_at_it_is_left_at_it(run, read):
    """The lane is somebody's: what was asked for is planned, and that is said."""
    read.jobs.take(MEMBER, "a worker elsewhere", read.clock.now(), 600)

    done = run("apply", PORTAL)

    assert done.exit_code == 1
    assert done.stderr == "b24bridge: PORTAL: a worker is at portal.example. It goes on with this by itself\n"
    assert SCAN in {job.verb for job in read.jobs.all(MEMBER)}


def test_an_unknown_stream_is_wrong_usage(run, office):
    """The known ones are listed."""
    done = run("sync", PORTAL, "--stream", "leeds")

    assert done.exit_code == 2
    assert str(Stream.LEADS) in done.stderr
