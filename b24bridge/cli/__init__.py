"""The command line: `b24bridge VERB`. One file per family of verbs; each verb a few lines over the wired bridge.

Exit codes: 0 done, 1 a named problem (its text says path, problem and fix), 2 wrong usage.
"""

from typing import Any

import click
from pydantic import ValidationError

from b24bridge.cli import demo, doctor, plans, portals, processes, settings, up, work
from b24bridge.core.errors import BridgeError
from b24bridge.logs import configure
from config.process import ProcessSettings


class NamedProblem(click.ClickException):
    """A problem that has a name: one line on stderr, never a traceback."""

    def show(self, file: Any = None) -> None:
        """Print the line."""
        click.echo(f"b24bridge: {self.message}", file=file, err=True)


class Verbs(click.Group):
    """The verbs; what any of them raises under a name becomes one line."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a verb."""
        try:
            return super().invoke(ctx)
        except BridgeError as error:
            raise NamedProblem(str(error)) from error
        except ValidationError as error:
            raise NamedProblem(environment_problem(error)) from error


def environment_problem(error: ValidationError) -> str:
    """Return path, problem and fix of the first process setting that is wrong."""
    first = error.errors(include_url=False)[0]
    name = str(first["loc"][0])
    return f"B24BRIDGE_{name.upper()}: {first['msg']}. It means: {ProcessSettings.model_fields[name].description}"


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="b24bridge", prog_name="b24bridge")
def cli() -> None:
    """Find where a Bitrix24 sales team loses money without noticing."""


for room in (demo, up, processes, doctor, portals, settings, work, plans):
    for command in room.COMMANDS:
        cli.add_command(command)


def main() -> None:
    """Run the command line."""
    configure("WARNING")
    cli(prog_name="b24bridge")
