"""`b24bridge portal …`: keys kept, installations shown, silence on demand."""

import json

import pytest

from b24bridge.core.installations import Status
from b24bridge.core.jobs import SYNC
from tests.services.office import MEMBER


@pytest.mark.parametrize("args", [(), ("--json",)])
def test_without_a_portal_the_list_is_empty(run, args):
    """A new installation lists nobody, and that is no error."""
    done = run("portal", "list", *args)

    assert done.exit_code == 0
    assert "portal.example" not in done.output


def test_keys_are_kept_and_never_shown(run, bridge):
    """The secret is asked for, stripped, stored and not repeated."""
    done = run("portal", "add", " local.7 ", input=" hush\n")

    assert done.exit_code == 0
    assert "hush" not in done.output
    assert bridge.installations.application("local.7").client_secret == "hush"


def test_the_secret_may_come_by_the_environment(run, bridge, monkeypatch):
    """Scripts hand it over without anybody typing."""
    monkeypatch.setenv("B24BRIDGE_CLIENT_SECRET", "hush")

    assert run("portal", "add", "local.7").exit_code == 0
    assert bridge.installations.application("local.7").client_secret == "hush"


@pytest.mark.parametrize(
    ("args", "path"), [((" ", "--client-secret", "s"), "CLIENT_ID"), (("local.1", "--client-secret", " "), "--client-secret")]
)
def test_empty_keys_are_refused(run, args, path):
    """Path, problem and fix in one line on stderr, and exit code 1."""
    done = run("portal", "add", *args)

    assert done.exit_code == 1
    assert done.stderr == f"b24bridge: {path}: is empty. Copy it from the local application on the portal\n"


def test_an_installation_is_listed(run, office):
    """Domain, member_id and status, as a table and as one object a line."""
    row = json.loads(run("portal", "list", "--json").output)

    assert (row["domain"], row["member_id"], row["status"]) == ("portal.example", MEMBER, "active")
    assert "portal.example" in run("portal", "list").output


@pytest.mark.parametrize("name", ["portal.example", MEMBER])
def test_one_installation_is_shown_with_its_streams_and_jobs(run, office, name):
    """By domain or by member_id; what failed is among it."""
    office.company(1)
    office.read()
    office.jobs.finish(MEMBER, SYNC, office.clock.now(), "batch: timeout")

    lines = [json.loads(line) for line in run("portal", "show", name, "--json").output.splitlines()]

    what = {line["what"]: line for line in lines}
    assert what["stream companies"]["rows"] == 1
    assert what["job sync"]["note"] == "batch: timeout"
    assert "active" in what["portal.example"]["note"]
    assert "stream companies" in run("portal", "show", name).output


@pytest.mark.parametrize(
    "verb", [("portal", "show"), ("portal", "check"), ("scan",), ("sync",), ("apply",), ("journal",), ("config", "show")]
)
def test_an_unknown_portal_names_the_known_ones(run, office, verb):
    """Whoever mistypes a portal is told which there are."""
    done = run(*verb, "prtal.example")

    assert done.exit_code == 1
    assert done.stderr == "b24bridge: PORTAL: no portal 'prtal.example'. Known portals: portal.example\n"


def test_without_any_portal_that_is_said(run):
    """Nobody is known yet."""
    assert "none is installed yet" in run("portal", "show", "x").stderr


def test_removing_asks_and_destroys_the_tokens(run, office):
    """A no leaves everything; a yes leaves no token; the mirror stays unless told otherwise."""
    office.company(1)
    office.read()
    assert run("portal", "remove", "portal.example", input="n\n").exit_code == 1
    assert office.installations.tokens(MEMBER) is not None

    assert run("portal", "remove", "portal.example", input="y\n").exit_code == 0

    assert office.installations.tokens(MEMBER) is None
    assert office.installation.status is Status.UNINSTALLED
    assert office.mirror.counts(MEMBER)["companies"] == 1


def test_removing_can_erase(run, office):
    """Nothing of the portal is left."""
    done = run("portal", "remove", "portal.example", "--erase", "--yes")

    assert done.output.endswith("portal.example: silent, erased\n")
    assert office.installations.all() == []


@pytest.mark.parametrize("verb", ["sync", "apply"])
def test_a_portal_that_does_not_let_us_in_is_named_with_its_reason(run, office, verb):
    """Suspended: nothing is tried, and what to do is said."""
    office.installations.set_status(MEMBER, Status.SUSPENDED, "batch: invalid_grant")

    done = run(verb, "portal.example")

    assert done.exit_code == 1
    assert "portal.example is suspended: batch: invalid_grant. Its administrator must open" in done.stderr


def test_a_removed_portal_is_not_called(run, office):
    """Nor is one that has removed us."""
    office.installations.set_status(MEMBER, Status.UNINSTALLED)

    assert "portal.example is uninstalled" in run("portal", "check", "portal.example").stderr
