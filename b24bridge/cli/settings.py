"""`b24bridge config …`: a portal's settings as YAML, in versions."""

import getpass
from collections.abc import Sequence
from typing import BinaryIO

import click

from b24bridge.cli.screen import json_option, print_rows
from b24bridge.cli.wired import bridge_of_process, find_portal, portal_argument
from b24bridge.core.assistants import discover
from b24bridge.core.decisions import Json
from b24bridge.core.errors import ConfigError
from config.loading import load_text, parse_yaml, preset, presets, to_yaml

yaml_argument = click.argument("file", type=click.File("rb"), default="-")


@click.group()
def config() -> None:
    """Settings of a portal."""


@config.command()
@portal_argument
@click.option("--all", "with_defaults", is_flag=True, help="With the defaults that are in force.")
def show(portal: str, *, with_defaults: bool) -> None:
    """Print what was set for a portal, as YAML."""
    bridge = bridge_of_process()
    installation = find_portal(bridge, portal)
    values = bridge.portal_settings.load(installation.member_id)
    click.echo(to_yaml(bridge.settings_in_force(installation) if with_defaults else values), nl=False)


@config.command("set")
@portal_argument
@click.argument("assignments", nargs=-1, required=True)
def set_values(portal: str, assignments: tuple[str, ...]) -> None:
    """Set values, such as `assistants.forgotten_clients.period=60 observe_days=0`."""
    bridge = bridge_of_process()
    installation = find_portal(bridge, portal)
    values: dict[str, Json] = dict(bridge.portal_settings.load(installation.member_id))
    for assignment in assignments:
        path, equals, text = assignment.partition("=")
        if not equals:
            raise ConfigError(assignment, "no value", "Write it as PATH=VALUE")
        _put(values, path.split("."), parse_yaml(f"value: {text}")["value"])
    version = bridge.save_settings(installation, values, author())
    click.echo(f"{installation.domain}: version {version} saved; it applies from the next check on")


@config.command("import")
@portal_argument
@yaml_argument
def import_file(portal: str, file: BinaryIO) -> None:
    """Replace a portal's settings by those of a YAML file, after checking them."""
    values = checked(file)
    bridge = bridge_of_process()
    installation = find_portal(bridge, portal)
    version = bridge.save_settings(installation, values, author())
    click.echo(f"{installation.domain}: version {version} saved")


@config.command("export")
@portal_argument
def export(portal: str) -> None:
    """Print a portal's settings as YAML that `import` takes."""
    bridge = bridge_of_process()
    click.echo(to_yaml(bridge.portal_settings.load(find_portal(bridge, portal).member_id)), nl=False)


@config.command()
@yaml_argument
def validate(file: BinaryIO) -> None:
    """Check a YAML file of settings; say path, problem and fix of what is wrong."""
    checked(file)
    click.echo("valid")


@config.command("preset")
@click.argument("name", type=click.Choice(presets()))
def print_preset(name: str) -> None:
    """Print ready-made settings as YAML, to be looked at, changed and imported."""
    click.echo(to_yaml(preset(name)), nl=False)


@config.command()
@portal_argument
@json_option
def history(portal: str, *, as_json: bool) -> None:
    """List the versions of a portal's settings, newest first: who saved which values, and when (UTC)."""
    bridge = bridge_of_process()
    rows = bridge.portal_settings.history(find_portal(bridge, portal).member_id)
    print_rows(rows, ("version", "saved_at", "author", "settings"), as_json=as_json)


def checked(file: BinaryIO) -> dict[str, Json]:
    """Return what a YAML file sets. Raises ConfigError naming line, path, problem and fix of what is wrong."""
    try:
        text = file.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigError("FILE", f"byte {error.start} is not UTF-8", "Save the file as UTF-8") from error
    return load_text(text, {name: rule.assistant.settings for name, rule in discover("assistants").items()})[0]


def author() -> str:
    """Return who is at the command line; an account without a name is nobody in particular."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "command line"


def _put(values: dict[str, Json], path: Sequence[str], value: Json) -> None:
    """Set a value deep inside, making the groups on the way."""
    for name in path[:-1]:
        inner = values.get(name)
        group: dict[str, Json] = dict(inner) if isinstance(inner, dict) else {}
        values[name] = values = group
    values[path[-1]] = value


COMMANDS = (config,)
