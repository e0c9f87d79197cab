"""The wired bridge for a command, and the portal that a command names."""

import click

from b24bridge.bootstrap import Bridge, require_tables, wire
from b24bridge.core.errors import ConfigError
from b24bridge.core.installations import Installation, Status
from config.process import read_settings

portal_argument = click.argument("portal")


def bridge_of_process() -> Bridge:
    """Return the bridge wired from the environment, which may lack a broker. Raises ConfigError."""
    settings = read_settings()
    require_tables(settings)
    return wire(settings, needs_broker=False)


def find_portal(bridge: Bridge, portal: str) -> Installation:
    """Return the installation whose domain or member_id was typed, as its people want it read.

    Raises ConfigError that lists the known ones.
    """
    known = bridge.installations.all()
    for installation in known:
        if portal in (installation.domain, installation.member_id):
            return bridge.policies.told(installation)
    names = ", ".join(installation.domain for installation in known) or "none is installed yet"
    raise ConfigError("PORTAL", f"no portal {portal!r}", f"Known portals: {names}")


def find_open_portal(bridge: Bridge, portal: str) -> Installation:
    """Return a portal that lets us in. Raises ConfigError that says why it does not."""
    installation = find_portal(bridge, portal)
    if installation.status is not Status.ACTIVE:
        problem = f"{installation.domain} is {installation.status}" + (f": {installation.note}" if installation.note else "")
        raise ConfigError("PORTAL", problem, "Its administrator must open or install the application there")
    return installation
