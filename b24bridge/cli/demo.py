"""`b24bridge demo`: the whole product once, on a sandbox portal, through real processes. Prints only what the system says.

It knows no client, no number and no answer: it starts everything, asks the bridge what it found and did, lets people of the
sandbox call, pay and wait, and asks again. Days pass by the sandbox's clock.
"""

import tempfile
from pathlib import Path

import click
from rich.console import Console

from b24bridge.bootstrap import wire
from b24bridge.cli.demo_acts import Acts
from b24bridge.cli.demo_stage import Stage
from b24bridge.cli.stack import Stack
from config.process import ProcessSettings


@click.command()
@click.option("--lang", type=click.Choice(["ru", "en"]), default="en", show_default=True, help="Of the reasons.")
@click.option("--seed", default="demo", show_default=True, help="What the portal holds: a name or a portal file.")
def demo(lang: str, seed: str) -> None:
    """Show the whole product once: read, decide, consent, act, explain, and take it back."""
    console = Console(highlight=False)
    with tempfile.TemporaryDirectory(prefix="b24bridge-demo-") as folder:
        stack = Stack(ProcessSettings(_env_file=None, data_dir=Path(folder)))
        try:
            console.print("Starting a sandbox portal, broker, web, worker and beat …")
            stack.start(sandbox_seed=seed)
            stack.supervisor.watch_in_background()
            bridge = wire(stack.settings)
            Acts(Stage(stack, bridge, bridge.installations.all()[0], console, lang)).play()
        finally:
            stack.stop()


COMMANDS = (demo,)
"""What this room gives to the command line."""
