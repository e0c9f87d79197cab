"""`plan`, `undo`, `say`: consent to exactly what was seen, taking back, and what a person knows, at the command line."""

import json
from datetime import timedelta

import pytest

from b24bridge.core.errors import Refused
from b24bridge.core.ledger import State
from b24bridge.core.statements import Said
from tests.records import co
from tests.services.office import MEMBER, NAME, Office

PORTAL = "portal.example"


def shown(run) -> list[dict]:
    """Return what `plan show` says waits."""
    return [json.loads(line) for line in run("plan", "show", PORTAL, "--json").output.splitlines()]


def code(run) -> str:
    return run("plan", "show", PORTAL).output.rpartition("check code ")[2].split()[0]


@pytest.fixture
def asking(office) -> Office:
    """Return an office of two forgotten companies, of which tasks need consent."""
    office.choose(observe_days=0, assistants={NAME: {"mode": {"task": "approve", "label": "off"}}})
    for number in (1, 2):
        office.company(number)
    office.read()
    office.scan.run(office.installation)
    return office


def test_what_waits_is_shown_with_its_reason_and_code(run, asking):
    """Each row has a key, a client, what would be done, why, and until when it may be answered."""
    rows = shown(run)

    assert {(row["client"], row["what"]) for row in rows} == {("CO_1", "task"), ("CO_2", "task")}
    assert all(row["key"] and row["because"] and row["answer_by"] for row in rows)
    assert "2 to decide; check code " in run("plan", "show", PORTAL).output
    assert "scan" in run("plan", "list", PORTAL).output


def test_all_that_was_seen_is_approved_by_its_code(run, asking):
    """With the code of what was shown everything becomes due; nothing is left to decide."""
    done = run("plan", "approve", PORTAL, "--all", "--code", code(run))

    assert (done.exit_code, done.output) == (0, "2 approved; they are done within minutes\n")
    assert set(asking.states().values()) == {State.NEW}
    assert "Nothing to decide." in run("plan", "show", PORTAL).output


def test_a_plan_that_changed_since_is_not_approved(run, asking):
    """A third client came since the plan was looked at: the old code approves nothing, and the fix is said."""
    seen = code(run)
    asking.company(3, updated_at=asking.clock.now() + timedelta(seconds=300))
    asking.clock.advance(600)
    asking.portal.now = asking.clock.now()
    asking.read()
    asking.scan.run(asking.installation)

    done = run("plan", "approve", PORTAL, "--all", "--code", seen)

    assert done.exit_code == 1
    assert "nothing was done. Look at `plan show` again" in done.stderr
    assert set(asking.states().values()) == {State.WAITING}


def test_rows_are_refused_by_key_and_reason(run, asking):
    """One is refused for a reason of the list; the other still waits."""
    row = next(row for row in shown(run) if row["client"] == "CO_1")

    assert run("plan", "reject", PORTAL, row["key"], "--reason", "working", "--note", "звоню").output == "1 refused\n"
    assert [left["client"] for left in shown(run)] == ["CO_2"]
    assert run("plan", "reject", PORTAL, "--all", "--reason", "because").exit_code == 2


def test_naming_nothing_is_said(run, asking):
    """Without keys and without --all nothing is meant."""
    done = run("plan", "approve", PORTAL, "--code", "x")

    assert done.exit_code == 1
    assert "Copy keys from `plan show`, or give --all" in done.stderr


@pytest.fixture
def acted(office) -> Office:
    """Return an office that has labelled a forgotten company and given a task."""
    office.begin(1)
    office.send()
    return office


def test_what_a_client_got_is_taken_back(run, acted):
    """A dry run only says it; the order names how many, and the worker does it."""
    said = run("undo", PORTAL, "--client", "CO_1", "--dry-run", "--json")
    assert {json.loads(line)["kind"] for line in said.output.splitlines()} == {"label", "task"}

    assert "2 will be taken back within minutes" in run("undo", PORTAL, "--client", "CO_1").output
    acted.send()
    assert (acted.tasks(), acted.labelled()) == ({"CO_1": [5]}, set())


@pytest.mark.parametrize("args", [(), ("--client", "CO_1", "--hours", "3"), ("--client", "Cedar")])
def test_an_undo_names_one_thing(run, acted, args):
    """Nothing, two things, or a word that names no client: one line that says what to give."""
    done = run("undo", PORTAL, *args)

    assert done.exit_code == 1
    assert "b24bridge: " in done.stderr


def test_what_a_person_knows_is_recorded_and_counts_at_once(run, acted):
    """A confirmed contact protects the client from now on; the answer says until when."""
    done = run("say", PORTAL, "CO_1", "keep", "--reason", "whatsapp", "--note", "согласовали поставку")

    assert done.exit_code == 0, done.output
    assert "Контакт подтверждён, защита до" in done.output
    kept = acted.statements.of(MEMBER, [co(1)])[co(1)]
    assert [(each.kind, each.reason) for each in kept] == [(Said.KEEP, "whatsapp")]
    assert acted.standing(co(1)).state == "SNOOZED"


def test_what_makes_no_sense_is_refused_by_its_field(run, acted):
    """A pause of a year, and a promise of a client that owes nothing."""
    late = (acted.clock.now() + timedelta(days=365)).date().isoformat()

    assert "until: " in run("say", PORTAL, "CO_1", "pause", "--until", late).stderr
    assert "document: " in run("say", PORTAL, "CO_1", "promise", "--amount", "10", "--until", late).stderr
    assert "--amount" in run("say", PORTAL, "CO_1", "promise", "--amount", "ten").stderr


def test_what_was_refused_is_listed_and_tried_again(run, office):
    """The portal's own words stand there; with the right granted the same action goes out, once."""
    office.begin(1)
    office.portal.fail_with["perform"] = Refused("crm.item.update", "ACCESS_DENIED")
    office.send()

    row = json.loads(run("plan", "parked", PORTAL, "--json").output.splitlines()[0])
    assert (row["client"], row["kind"], "ACCESS_DENIED" in row["why"]) == ("CO_1", "label", True)
    assert run("plan", "retry", PORTAL, "--all").output == "1 will be tried again within minutes\n"
    office.clock.advance(5)
    office.send()
    assert office.labelled() == {"CO_1"}
    assert "Copy keys from `plan parked`" in run("plan", "retry", PORTAL, row["key"]).stderr
