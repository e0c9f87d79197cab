"""`b24bridge portal …`: the keys of our application on a portal, and who has installed it."""

import click

from b24bridge.cli.screen import json_option, print_rows
from b24bridge.cli.wired import bridge_of_process, find_open_portal, find_portal, portal_argument
from b24bridge.core.errors import ConfigError
from b24bridge.core.installations import Application, Status


@click.group()
def portal() -> None:
    """Portals: keys, installations, access."""


@portal.command()
@click.argument("client_id")
@click.option("--client-secret", envvar="B24BRIDGE_CLIENT_SECRET", prompt=True, hide_input=True, help="Asked for if absent.")
def add(client_id: str, client_secret: str) -> None:
    """Keep the keys that a portal showed when the local application was saved there."""
    client_id, client_secret = client_id.strip(), client_secret.strip()
    for path, value in (("CLIENT_ID", client_id), ("--client-secret", client_secret)):
        if not value:
            raise ConfigError(path, "is empty", "Copy it from the local application on the portal")
    bridge_of_process().installations.register(Application(client_id=client_id, client_secret=client_secret))
    click.echo(f"{client_id}: keys kept. Now open the application on the portal as its administrator.")


@portal.command("list")
@json_option
def list_portals(*, as_json: bool) -> None:
    """List who has installed us."""
    columns = ("domain", "member_id", "status", "user_id", "is_admin", "installed_at", "note")
    rows = ({name: getattr(row, name) for name in columns} for row in bridge_of_process().installations.all())
    print_rows(rows, columns, as_json=as_json)


@portal.command()
@portal_argument
@json_option
def show(portal: str, *, as_json: bool) -> None:
    """Show one installation: freshness of its streams, what is due, what failed."""
    bridge = bridge_of_process()
    installation = find_portal(bridge, portal)
    fresh, counts = bridge.mirror.freshness(installation.member_id), bridge.mirror.counts(installation.member_id)
    rows = [{"what": f"stream {stream}", "rows": counts.get(stream, 0), "when": read_at} for stream, read_at in fresh.items()]
    jobs = [
        {"what": f"job {job.verb}", "when": job.due_at, "note": job.error} for job in bridge.jobs.all(installation.member_id)
    ]
    about = {
        "what": installation.domain,
        "when": installation.installed_at,
        "note": f"{installation.status} {installation.note}",
    }
    print_rows([about, *rows, *jobs], ("what", "rows", "when", "note"), as_json=as_json)


@portal.command()
@portal_argument
@json_option
def check(portal: str, *, as_json: bool) -> None:
    """Ask the portal who we are there and what it lets us do."""
    bridge = bridge_of_process()
    about = bridge.connect(find_open_portal(bridge, portal)).about()
    print_rows([{"what": name, "value": value} for name, value in about.items()], ("what", "value"), as_json=as_json)


@portal.command()
@portal_argument
@click.option("--erase", is_flag=True, help="Erase what we hold of it as well.")
@click.confirmation_option(prompt="Its tokens are destroyed at once. Go on?")
def remove(portal: str, *, erase: bool) -> None:
    """Fall silent on a portal, as after an uninstallation."""
    bridge = bridge_of_process()
    installation = find_portal(bridge, portal)
    bridge.installations.set_status(installation.member_id, Status.UNINSTALLED, "removed by hand")
    if erase:
        bridge.mirror.erase(installation.member_id)
    click.echo(f"{installation.domain}: silent" + (", erased" if erase else ""))


COMMANDS = (portal,)
