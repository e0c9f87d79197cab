"""`portal check`, `sync`, `apply` by hand, against a sandbox portal over HTTP, with and without a broker."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from b24bridge.bootstrap import Bridge, wire
from b24bridge.core.installations import Application, Installation, Status, Tokens
from b24bridge.core.jobs import SCAN, SETUP
from b24bridge.services.arrivals import Identity
from config.process import ProcessSettings
from tests.bitrix import valkey
from tests.contracts.sandbox_rows import LINES
from tests.sandboxed import SCOPES, Sandboxed, line, sandboxed

OLD = "2025-03-01T12:00:00+03:00"
FORGOTTEN = line("company", id=14, title="Забытые", assignedById=1, createdTime=OLD, updatedTime=OLD)


@pytest.fixture
def site() -> Iterator[Sandboxed]:
    """Serve a small portal with a company that nobody ever wrote to."""
    with sandboxed([*LINES, FORGOTTEN]) as site:
        yield site


@pytest.fixture(scope="module")
def broker() -> Iterator[str]:
    with valkey.running() as socket:
        yield f"unix://{socket}"


@pytest.fixture
def bridge(data_dir: Any, site: Sandboxed, broker: str, monkeypatch: pytest.MonkeyPatch) -> Bridge:
    """Return a bridge that this portal has installed, as the command line will find it."""
    domain = site.address.partition("://")[2]
    monkeypatch.setenv("B24BRIDGE_INSECURE_HOSTS", domain)
    monkeypatch.setenv("B24BRIDGE_PUBLIC_URL", "https://bridge.example")
    monkeypatch.setenv("B24BRIDGE_REDIS_URL", broker)
    bridge = wire(ProcessSettings(_env_file=None))
    bridge.installations.register(Application(client_id="local.1", client_secret="secret"))
    member_id = site.portal.settings.member_id
    installation = Installation(
        member_id=member_id,
        client_id="local.1",
        domain=domain,
        endpoint=f"{site.address}/rest/",
        oauth_endpoint=f"{site.address}/rest/",
        scope=SCOPES,
        status=Status.ACTIVE,
        installed_at=site.now(),
        application_token="app-token",
        user_id=1,
        is_admin=True,
    )
    bridge.installations.save(installation, Tokens(access=site.token, refresh="rt", expires_at=bridge.now()))
    identity = Identity(
        client_id="local.1", member_id=member_id, domain=domain, endpoint=installation.endpoint, scope=SCOPES, user_id=1
    )
    bridge.door.authority.meet(identity)
    return bridge


@pytest.fixture
def portal(bridge: Bridge) -> str:
    return bridge.installations.all()[0].domain


def member_of(bridge: Bridge) -> str:
    return bridge.installations.all()[0].member_id


def test_a_portal_says_who_we_are_there(run, portal):
    """License, rights and time come from the portal itself."""
    done = run("portal", "check", portal, "--json")

    about = {row["what"]: row["value"] for row in map(json.loads, done.stdout.splitlines())}
    assert (about["user_id"], about["is_admin"], about["currency"]) == (1, True, "RUB")


def test_reading_by_hand_fills_the_mirror_and_plans_the_judging(run, bridge, portal):
    """Every stream is read to its end, the counts are printed, and everybody is judged afterwards."""
    done = run("sync", portal, "--json")

    counts = {row["stream"]: row["rows"] for row in map(json.loads, done.stdout.splitlines())}
    assert (done.exit_code, counts["companies"], counts["comments"]) == (0, 3, 1)
    assert bridge.scan.stale(member_of(bridge)) == []
    assert SCAN in {job.verb for job in bridge.jobs.due(member_of(bridge), bridge.now())}
    assert "companies" in run("sync", portal, "--stream", "companies").output


def test_reading_part_by_hand_leaves_the_judging_to_who_reads_the_rest(run, bridge, portal):
    """One stream is not enough to judge by."""
    assert run("sync", portal, "--stream", "companies").exit_code == 0

    assert {job.verb for job in bridge.jobs.all(member_of(bridge))} == set()


def test_reading_anew_begins_at_the_beginning(run, bridge, portal, site):
    """What was already read is read again."""
    run("sync", portal, "--stream", "companies")
    site.mark()
    run("sync", portal, "--stream", "companies", "--full")

    assert [call["method"] for call in site.calls() if call["batch"] is None]
    assert "since" not in json.dumps([call["params"] for call in site.calls()])


def test_acting_by_hand_does_it_once(run, bridge, portal, site):
    """Set up, judged, labelled and tasked in this process; a second time there is nothing to do."""
    run("config", "set", portal, "observe_days=0")
    run("sync", portal)
    bridge.jobs.plan(member_of(bridge), SETUP, bridge.now())

    done = run("apply", portal, "--json")
    again = run("apply", portal)

    assert (done.exit_code, done.stderr) == (0, "")
    assert [json.loads(row) for row in done.stdout.splitlines()] == [{"state": "done", "actions": 2}]
    assert again.exit_code == 0
    ours = [row for row in site.rows("task") if row["ufCrmTask"] == ["CO_14"]]
    assert len(ours) == 1
    assert site.changes().count("tasks.task.add") == 1


def test_what_does_not_succeed_is_said(run, bridge, portal):
    """A verb that fails is named with its error on stderr, and the exit code is 1."""
    run("sync", portal)
    later = bridge.now() + timedelta(hours=1)
    bridge.jobs.finish(member_of(bridge), SETUP, later, "userfieldconfig.add: ACCESS_DENIED")

    done = run("apply", portal)

    assert (done.exit_code, done.stderr) == (1, "setup: userfieldconfig.add: ACCESS_DENIED\n")


def test_a_portal_can_be_asked_without_any_broker(run, portal, monkeypatch):
    """Slowly, by this process's own pace, and saying so."""
    monkeypatch.delenv("B24BRIDGE_REDIS_URL")

    assert run("portal", "check", portal).exit_code == 0
