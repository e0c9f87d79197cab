"""Clients that nobody here wrote, unpatched, over TLS: their own behaviour is the judge.

The vendor's Python SDK is not here: it cannot be installed beside the time zone data that the bridge pins.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from b24sandbox.apps import Webhook
from b24sandbox.clock import Clock
from b24sandbox.portal import Portal
from b24sandbox.seeding import read_seed, seed
from b24sandbox.serve import Server, bind
from b24sandbox.tls import Certificates, make_certificates
from tests.sandbox.client import SCOPES

SECONDS = 60


@pytest.fixture
def certificates(tmp_path: Path) -> Certificates:
    return make_certificates(tmp_path, ["127.0.0.1"], Clock().now())


@pytest.fixture
def secure(certificates: Certificates) -> Iterator[Server]:
    """The demo portal behind https, with an incoming webhook of the administrator."""
    portal = Portal()
    seed(portal, read_seed("demo"))
    portal.webhooks["1/secret"] = Webhook(1, "secret", SCOPES)
    server = bind(portal, tls=certificates.context())
    server.thread = Thread(target=server.http.serve_forever, args=(0.02,), daemon=True)
    server.thread.start()
    yield server
    server.stop()


def run_client(server: Server, certificates: Certificates) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("fast_client.py")), f"{server.address}/rest/1/secret/"],
        env=os.environ | {"SSL_CERT_FILE": str(certificates.authority)},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def test_fast_bitrix24_reads_and_writes_everything(secure: Server, certificates: Certificates) -> None:
    """Lists are complete, sixty writes go through batches, and what was written is read back."""
    portal = secure.portal
    told = run_client(secure, certificates)
    companies = sorted(portal.table("company").rows)
    assert told["companies"] == told["items"] == companies
    assert len(companies) > 100
    assert told["deals"] == sum(row.get("closed") != "Y" for row in portal.table("deal").all())
    assert told["tasks"] == len(portal.table("task"))
    assert told["users"] == len(portal.table("user"))
    assert told["departments"] == len(portal.table("department"))
    assert told["moves"] == len(portal.table("stagehistory").grouped("entityTypeId", 2))
    assert told["made"] == 60
    assert len(told["read"]) == 3
    assert told["batch"] == ["all", "me"]
