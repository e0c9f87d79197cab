"""The command line: `b24sandbox --port 8080 --seed demo`."""

from __future__ import annotations

import signal
import sys
from pathlib import Path
from tempfile import mkdtemp

import click

from b24sandbox.apps import Webhook
from b24sandbox.clock import Clock, Dice
from b24sandbox.limits import PLANS
from b24sandbox.method import METHODS
from b24sandbox.portal import Portal
from b24sandbox.portal_file import PortalFileError
from b24sandbox.seeding import fill, read_seed, seed
from b24sandbox.seeds.generate import generate
from b24sandbox.serve import bind
from b24sandbox.tls import Certificates, make_certificates


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8080, show_default=True, help="Port to listen on; 0 takes a free one.")
@click.option("--seed", "seed_name", default="empty", show_default=True, help="demo, services, empty, or a portal file.")
@click.option("--companies", type=int, help="Instead of a seed, make this many companies.")
@click.option("--activities", type=int, default=0, help="With --companies: this many activities.")
@click.option("--random-seed", type=int, default=1, show_default=True, help="With --companies: same seed, same portal.")
@click.option("--plan", type=click.Choice(sorted(PLANS)), help="Limits of this plan; the seed says otherwise.")
@click.option("--speed", default=1.0, show_default=True, help="How many times faster the portal's clock runs.")
@click.option("--webhook", "webhooks", multiple=True, metavar="USER/KEY", help="Accept calls under /rest/USER/KEY/.")
@click.option("--app", "apps", multiple=True, metavar="CLIENT_ID:SECRET", help="Know an application's credentials.")
@click.option("--tls", is_flag=True, help="Serve HTTPS with an authority of its own; its file is printed.")
def main(  # noqa: PLR0913, PLR0917 - click gives every option as an argument
    host: str,
    port: int,
    seed_name: str,
    companies: int | None,
    activities: int,
    random_seed: int,
    plan: str | None,
    speed: float,
    webhooks: tuple[str, ...],
    apps: tuple[str, ...],
    tls: bool,
) -> None:
    """Run a Bitrix24 portal on this machine.

    The first line printed is its address. Control is under /_sandbox/.
    """
    certificates = _certificates(host) if tls else None
    portal = _filled(seed_name, companies, activities, random_seed)
    portal.clock.run(speed)
    if plan:
        portal.settings.plan = portal.limits.plan = plan
    _know(portal, webhooks, apps)
    server = bind(portal, host, port, certificates.context() if certificates else None)
    click.echo(f"listening on {server.address}")
    if certificates:
        click.echo(f"certificate authority in {certificates.authority}")
    sys.stdout.flush()
    # A process started in the background of a shell ignores Ctrl-C unless it asks for it.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    try:
        server.http.serve_forever()
    except KeyboardInterrupt:
        click.echo("stopped")
    finally:
        portal.delivery.close()


def _filled(seed_name: str, companies: int | None, activities: int, random_seed: int) -> Portal:
    portal = Portal(clock=Clock(), dice=Dice())
    try:
        if companies is None:
            seed(portal, read_seed(seed_name))
        else:
            fill(portal, lambda target: generate(target, companies, activities, random_seed))
    except PortalFileError as error:
        raise click.ClickException(str(error)) from error
    return portal


def _certificates(host: str) -> Certificates:
    hosts = [host, *(name for name in ("localhost", "127.0.0.1") if name != host)]
    return make_certificates(Path(mkdtemp(prefix="b24sandbox-")), hosts, Clock().now())


def _know(portal: Portal, webhooks: tuple[str, ...], apps: tuple[str, ...]) -> None:
    scopes = frozenset(scope for method in METHODS.values() for scope in method.scopes)
    for text in webhooks:
        user, _, key = text.partition("/")
        if not user.isdigit() or not key or portal.user(int(user)) is None:
            raise click.UsageError(f"--webhook {text}: give USER/KEY with the id of a user of the portal, such as 1/secret")
        portal.webhooks[text] = Webhook(int(user), key, scopes)
    for text in apps:
        client_id, _, secret = text.partition(":")
        if not client_id or not secret:
            raise click.UsageError(f"--app {text}: give CLIENT_ID:SECRET")
        portal.register(client_id, secret)
