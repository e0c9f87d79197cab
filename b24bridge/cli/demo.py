"""`b24bridge demo`: the whole product once, on a sandbox portal, through real processes. Prints only what the system says.

It knows no client, no number and no answer: it starts everything, asks the bridge what it found and did, has an employee
of the sandbox call one of the clients, and asks again.
"""

import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from b24bridge import clock
from b24bridge.bootstrap import Bridge, wire
from b24bridge.cli.stack import Stack
from b24bridge.core.errors import ConfigError
from b24bridge.core.installations import Installation
from b24bridge.core.jobs import SCAN
from b24bridge.core.ledger import ActionRow, Standing, State
from b24bridge.core.sentences import money_en, money_ru
from b24bridge.services.sync import SWEPT
from config.process import ProcessSettings

POLL_S = 0.1
PATIENCE_S = 75.0
TALK_S = 240
OPEN = (State.NEW, State.SENDING, State.UNKNOWN)


@click.command()
@click.option("--lang", type=click.Choice(["ru", "en"]), default="en", show_default=True, help="Of the reasons.")
@click.option("--seed", default="demo", show_default=True, help="What the portal holds: a name or a portal file.")
def demo(lang: str, seed: str) -> None:
    """Show the whole product once: install, read, decide, act, and take it back after a phone call."""
    console = Console(highlight=False)
    with tempfile.TemporaryDirectory(prefix="b24bridge-demo-") as folder:
        stack = Stack(ProcessSettings(_env_file=None, data_dir=Path(folder)))
        try:
            console.print("Starting a sandbox portal, broker, web, worker and beat …")
            stack.start(sandbox_seed=seed)
            stack.supervisor.watch_in_background()
            bridge = wire(stack.settings)
            Demo(stack, bridge, bridge.installations.all()[0], console, lang).run()
        finally:
            stack.stop()


@dataclass(slots=True)
class Demo:
    """The acts of the demo, in order."""

    stack: Stack
    bridge: Bridge
    installation: Installation
    console: Console
    lang: str
    columns: tuple[Any, ...] = field(
        default=(TextColumn("{task.description:<34}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    )

    def run(self) -> None:
        """Play all acts."""
        self._say_who_installed()
        self._read()
        self._observe()
        self._act()
        self._report()
        self._call()
        self._say_how_gently()

    def _say_who_installed(self) -> None:
        about = self.bridge.connect(self.installation).about()
        self.console.print(
            f"[bold]{self.installation.domain}[/] installed the app by its user {self.installation.user_id}; "
            f"rights: {', '.join(self.installation.scope)}; portal time {about['time']}"
        )

    def _read(self) -> None:
        with Progress(*self.columns, console=self.console) as progress:
            bar = progress.add_task("First reading of the portal", total=len(SWEPT))

            def is_read() -> bool:
                fresh = self.bridge.mirror.freshness(self.member_id)
                progress.update(bar, completed=sum(stream in fresh for stream in SWEPT))
                return all(stream in fresh for stream in SWEPT)

            self._wait("the first reading", is_read)
        counts = self.bridge.mirror.counts(self.member_id)
        self.console.print("In the mirror: " + ", ".join(f"{count} {stream}" for stream, count in counts.items() if count))

    def _observe(self) -> None:
        self._wait("the first count", lambda: bool(self.bridge.ledger.tally(self.member_id)))
        found = ", ".join(
            f"{state} {count}" for (_, state), (count, _) in sorted(self.bridge.ledger.tally(self.member_id).items())
        )
        until = self.bridge.horizon(self.installation).observe_until
        self.console.print(f"Judged from the mirror: {found}")
        self.console.print(f"A new installation only watches until {until}. The integrator lets it act now: observe_days=0")
        self.bridge.save_settings(self.installation, {"observe_days": 0, "language": self.lang}, "demo")
        self.bridge.jobs.plan(self.member_id, SCAN, clock.now())
        self.bridge.ring(self.member_id)

    def _act(self) -> None:
        with Progress(*self.columns, console=self.console) as progress:
            bar = progress.add_task("Tasks and labels on the portal", total=None)

            def is_done() -> bool:
                counts = self.bridge.ledger.action_counts(self.member_id)
                done, left = counts.get(State.DONE, 0), sum(counts.get(state, 0) for state in OPEN)
                progress.update(bar, completed=done, total=done + left or None)
                return bool(done) and not left

            self._wait("the actions", is_done)

    def _report(self) -> None:
        found = self._found()
        names = self.bridge.mirror.titles(self.member_id, [row.client for row in found])
        people = self.bridge.mirror.people(self.member_id)
        self.console.print(f"\n[bold]Forgotten clients: {len(found)}[/]")
        for row in found:
            task, owner = self._task(row), people.get(row.owner_id or 0)
            assert task is not None  # found are those with a task
            money = (money_ru if self.lang == "ru" else money_en)(row.money_at_risk) if row.money_at_risk else "no sum"
            whose = f"task № {task.object_id} for {owner.name if owner else row.owner_id}"
            self.console.print(
                f"\n[bold]{escape(names.get(row.client, str(row.client)))}[/]  {money}, since {row.since}, {whose}"
            )
            self.console.print(self._because(row), markup=False)

    def _call(self) -> None:
        first = next(row for row in self._found() if self._task(row))
        name = self.bridge.mirror.titles(self.member_id, [first.client]).get(first.client, str(first.client))
        task = self._task(first)
        assert task is not None  # it was chosen for having one
        call = {"as": first.owner_id, "do": "call", "direction": 2, "duration": TALK_S, "subject": "Call"}
        call |= {"entityTypeId": first.client.type_id, "entityId": first.client.id}
        began = clock.monotonic()
        self.stack.control("act", call)
        self.console.print(f"\nUser {first.owner_id} of the portal calls {name} and talks for {TALK_S} s …", markup=False)
        self._wait("the task and the label to go", lambda: self._is_released(first, task))
        seconds = clock.monotonic() - began
        after = next(iter(self.bridge.ledger.standings(self.member_id, first.assistant, client=first.client)))
        self.console.print(f"{after.state} after {seconds:.1f} s: {self._because(after)}")
        for line in self._on_portal(first, task):
            self.console.print(line)

    def _is_released(self, row: Standing, task: ActionRow) -> bool:
        state = next(iter(self.bridge.ledger.standings(self.member_id, row.assistant, client=row.client))).state
        counts = self.bridge.ledger.action_counts(self.member_id)
        return state != row.state and not any(counts.get(each, 0) for each in OPEN) and bool(task.object_id)

    def _on_portal(self, row: Standing, task: ActionRow) -> Iterable[str]:
        """Read from the portal itself, as its people would see it, what became of the task and the label."""
        tasks = {int(each["id"]): each for each in self.stack.rows("task")}
        kind = "company" if row.client.type_id == 4 else "contact"
        card = next(each for each in self.stack.rows(kind) if int(each["id"]) == row.client.id)
        yield f"On the portal: task № {task.object_id} has status {tasks[int(task.object_id or 0)]['status']} (5 is completed)"
        yield f"On the portal: the card's label is {card.get('ufCrmB24bState') or 'empty'}"

    def _say_how_gently(self) -> None:
        calls = [call for call in self.stack.calls() if not call.get("batch")]
        refused = sum(call.get("status") == 503 for call in calls)
        self.console.print(f"\nThe portal counted {len(calls)} requests of ours, {refused} of them above its limit.")

    def _found(self) -> list[Standing]:
        return [row for row in self.bridge.ledger.standings(self.member_id) if self._task(row)]

    def _task(self, row: Standing) -> ActionRow | None:
        return self.bridge.ledger.task_of(self.member_id, row.assistant, row.client)

    def _because(self, row: Standing) -> str:
        return row.because.ru if self.lang == "ru" else row.because.en

    @property
    def member_id(self) -> str:
        """Return the portal's id."""
        return self.installation.member_id

    def _wait(self, what: str, is_there: Callable[[], bool]) -> None:
        end = clock.monotonic() + PATIENCE_S
        while not is_there():
            if clock.monotonic() > end:
                errors = [f"{job.verb}: {job.error}" for job in self.bridge.jobs.all(self.member_id) if job.error]
                fix = "; ".join(errors) or f"The worker's last words: {self.stack.last_words('worker')}"
                raise ConfigError("demo", f"{what} took longer than {PATIENCE_S:.0f} s", fix)
            clock.sleep(POLL_S)


COMMANDS = (demo,)
