"""Fixtures for tests of the command line: a data folder with a migrated database, a portal in it, and no broker."""

import shutil
from collections.abc import Callable, Iterator, MutableMapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from structlog.testing import capture_logs

from b24bridge.bootstrap import Bridge, wire
from b24bridge.cli import cli
from b24bridge.core.installations import Application
from b24bridge.store.session import Store, open_store
from config.process import DATABASE_FILE, ProcessSettings
from tests.services.clocks import StoppedClock
from tests.services.office import MEMBER, Office

Run = Callable[..., Result]


@pytest.fixture(autouse=True)
def logs() -> Iterator[list[MutableMapping[str, Any]]]:
    """Return what is logged, line by line: the real command line has it on stderr."""
    with capture_logs() as lines:
        yield lines


@pytest.fixture
def data_dir(tmp_path: Path, migrated_sqlite: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the data folder of a fresh installation, which is where the command line looks."""
    folder = tmp_path / "data"
    folder.mkdir()
    shutil.copy(migrated_sqlite, folder / DATABASE_FILE)
    monkeypatch.setenv("B24BRIDGE_DATA_DIR", str(folder))
    monkeypatch.chdir(tmp_path)
    return folder


@pytest.fixture
def run(data_dir: Path) -> Run:
    """Return what runs a command line; `input` is what stands on its standard input."""

    def run(*args: str, input: str | bytes | None = None) -> Result:  # noqa: A002 - click's own name
        return CliRunner().invoke(cli, args, input=input)

    return run


@pytest.fixture
def bridge(data_dir: Path) -> Bridge:
    """Return a bridge over the same folder."""
    return wire(ProcessSettings(_env_file=None, data_dir=data_dir), needs_broker=False)


@pytest.fixture
def store(data_dir: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{data_dir / DATABASE_FILE}")
    yield opened
    opened.close()


@pytest.fixture
def office(store: Store, bridge: Bridge) -> Office:
    """Return the office of a portal that has installed us now, in the same database, sealed with the same keys."""
    bridge.installations.register(Application(client_id="local.1", client_secret="s"))
    keys = tuple(key.get_secret_value() for key in bridge.settings.secret_keys)
    office = Office(store, clock=StoppedClock(bridge.now()), keys=keys)
    office.installations.change(MEMBER, time_zone="UTC")  # the command line has the real clock: days must begin together
    return office
