"""The command line: `b24bridge VERB`. One file per family of verbs; each verb a few lines over the wired bridge.

Exit codes: 0 done, 1 a named problem (its text says path, problem and fix), 2 wrong usage.
"""

import sys

import click

from b24bridge.cli import demo, doctor, portals, processes, settings, up, work
from b24bridge.core.errors import BridgeError
from b24bridge.logs import configure


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="b24bridge")
def cli() -> None:
    """Find where a Bitrix24 sales team loses money without noticing."""


for room in (demo, up, processes, doctor, portals, settings, work):
    for command in room.COMMANDS:
        cli.add_command(command)


def main() -> None:
    """Run the command line; a named problem is one line on stderr, never a traceback."""
    configure("WARNING")
    try:
        cli(prog_name="b24bridge")
    except BridgeError as error:
        click.echo(f"b24bridge: {error}", err=True)
        sys.exit(1)
