"""`b24bridge up`: everything on one machine until Ctrl-C."""

import click

from b24bridge.cli.stack import Stack
from b24bridge.cli.supervise import until_told
from config.process import ProcessSettings

NAMES = {"app": "The app", "portal": "Sandbox portal", "flower": "Flower", "flower_login": "Flower login"}


@click.command()
@click.option("--port", default=8000, show_default=True, help="Of the app; 0 takes a free one.")
@click.option("--sandbox", is_flag=True, help="Also a sandbox portal, with the app installed.")
@click.option("--seed", default="demo", show_default=True, help="What the sandbox portal holds: a name or a portal file.")
@click.option("--flower", "with_flower", is_flag=True, help="Also Flower, to watch the workers.")
def up(port: int, seed: str, *, sandbox: bool, with_flower: bool) -> None:
    """Run web, worker, beat and an embedded broker until Ctrl-C."""
    settings = ProcessSettings()
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    stack = Stack(settings)
    try:
        stack.start(port=port, sandbox_seed=seed if sandbox else "", with_flower=with_flower)
        for name, address in stack.addresses.items():
            click.echo(f"{NAMES[name]:<15} {address}")
        click.echo(f"{'Logs':<15} {stack.logs}\nCtrl-C ends everything.")
        until_told(stack.supervisor)
    finally:
        stack.stop()


COMMANDS = (up,)
