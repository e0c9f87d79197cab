"""`b24bridge doctor`: checks every dependency and says the fix."""

import sys
from importlib.metadata import packages_distributions

import click

from b24bridge.bootstrap import probe
from b24bridge.cli.screen import json_option, print_rows
from b24bridge.core.screens_health import Check
from config.process import read_settings

OURS = ("assistants", "b24bridge", "b24sandbox", "config", "handlers")
DISTRIBUTION = "b24bridge"
FIXES = {
    "python": "Install Python 3.11 or newer.",
    "names": "Another package overwrites ours: install the bridge into an environment of its own.",
    "keys": "Set B24BRIDGE_SECRET_KEYS, or let the embedded default make a key in its data folder.",
    "database": "Check B24BRIDGE_DATABASE_URL and that the server runs.",
    "migrations": "Run `b24bridge db upgrade`.",
    "broker": "Run `b24bridge up`, which brings its own broker, or start Redis or Valkey and set B24BRIDGE_REDIS_URL.",
    "worker": "Start `b24bridge worker` and `b24bridge beat`, or `b24bridge up`.",
    "public_url": "Set B24BRIDGE_PUBLIC_URL to the https address under which portals reach this machine.",
}


@click.command()
@json_option
def doctor(*, as_json: bool) -> None:
    """Check what the bridge needs, and say the fix for what is missing. Exit code 1 when something is."""
    settings = read_settings()
    checks = [_python(), _names(), *probe(settings)]
    rows = [
        {
            "check": check.name,
            "ok": "yes" if check.is_ok else "NO",
            "detail": check.detail,
            "fix": "" if check.is_ok else FIXES[check.name],
        }
        for check in checks
    ]
    print_rows(rows, ("check", "ok", "detail", "fix"), as_json=as_json)
    sys.exit(0 if all(check.is_ok for check in checks) else 1)


def _python() -> Check:
    return Check("python", sys.version_info >= (3, 11), sys.version.split()[0])


def _names() -> Check:
    """Check that our generic top-level names are ours: a foreign `config` package overwrites silently."""
    owners = packages_distributions()
    foreign = {name: owners.get(name, []) for name in OURS if set(owners.get(name, [])) - {DISTRIBUTION}}
    return Check("names", not foreign, ", ".join(f"{name}: {'/'.join(who)}" for name, who in foreign.items()))


COMMANDS = (doctor,)
