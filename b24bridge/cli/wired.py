"""The wired bridge for a command, and the portal that a command names."""

import click

from b24bridge.bootstrap import Bridge, wire
from b24bridge.core.errors import ConfigError
from b24bridge.core.installations import Installation
from config.process import ProcessSettings

portal_argument = click.argument("portal")


def bridge_of_process() -> Bridge:
    """Return the bridge wired from the environment. Raises ConfigError."""
    return wire(ProcessSettings())


def find_portal(bridge: Bridge, portal: str) -> Installation:
    """Return the installation whose domain or member_id was typed. Raises ConfigError that lists the known ones."""
    known = bridge.installations.all()
    for installation in known:
        if portal in (installation.domain, installation.member_id):
            return installation
    names = ", ".join(installation.domain for installation in known) or "none is installed yet"
    raise ConfigError("PORTAL", f"no portal {portal!r}", f"Known portals: {names}")
