"""Workers killed while they act on a portal that fails: `python -m tests.prove.kills --kills 200 --seed 1`.

Real processes. Each round one request of the worker is answered wrongly or late, people stir up new work, and the worker
is killed at a random moment. In the end a healthy worker finishes, and the portal's own log and rows say what was done.
"""

import argparse
import os
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from b24bridge import clock
from b24bridge.bootstrap import Bridge, wire
from b24bridge.cli import stack as stacks
from b24bridge.cli.plans import administrator
from b24bridge.cli.stack import SCOPE, Stack
from b24bridge.core.actions import Notify, SendLetter
from b24bridge.core.ids import EntityId
from b24bridge.core.jobs import APPLY, RECOVER, SCAN, SYNC
from b24bridge.core.ledger import State
from b24bridge.core.plans import check_code
from b24bridge.core.screens_undo import UndoScope
from b24bridge.services.arrivals import Visitor
from b24sandbox.clock import Dice
from config.process import ProcessSettings
from tests.prove.aftermath import Aftermath
from tests.prove.ledgers import rows_since

TIMEOUT_S, LATE_S, SILENT_S = 2, 6, 4
BOOT_S, PATIENCE_S = 20.0, 300.0
WRITES = (
    *("tasks.task.add", "task.checklistitem.add", "crm.activity.add", "crm.timeline.comment.add", "im.notify.*"),
    *("crm.item.update", "tasks.task.complete", "tasks.task.update", "crm.activity.update"),
)
LIMITS = {"tasks_a_day": 900, "open_tasks": 900, "hand_overs_a_run": 900, "hand_overs_a_day": 900, "received_a_day": 900}
SHARES = {"book_share_a_week": 100, "portal_share_a_day": 100, "orphan_share_a_day": 100, "breaker_share": 100}
LETTERS = {"letters_from": "00:00", "letters_till": "23:59", "cancel_window_min": 0, "breaker_clients": 90_000}
SETTINGS = {"observe_days": 0, "limits": {**LIMITS, **SHARES, **LETTERS, "breaker_failed_share": 100}}
UNSETTLED = (State.SENDING, State.UNKNOWN)
DAY_S = 86_400


@dataclass
class Attack:
    """A running stack under attack, and a bridge of this process over the same database, through which its head speaks."""

    stack: Stack
    bridge: Bridge
    dice: Dice
    did: Counter[str] = field(default_factory=Counter)

    @property
    def member_id(self) -> str:
        """Return the portal's id."""
        return self.bridge.installations.all()[0].member_id

    @property
    def head(self) -> Visitor:
        """Return who decides."""
        return administrator(self.bridge.policies.installation(self.member_id))

    def begin(self) -> None:
        """Let the first count end, then let the assistants act as freely as settings allow."""
        self.wait("the first count", lambda: bool(self.bridge.ledger.tally(self.member_id)))
        self.bridge.save_settings(self.bridge.policies.installation(self.member_id), SETTINGS, "test")
        self.wait("the first decisions", lambda: bool(self.bridge.ledger.pending(self.member_id)))

    def round(self, number: int) -> None:
        """Stir, order a fault, and kill the worker at some moment after the fault was met."""
        self._agree()
        self._stir()
        if number % 12 == 0:
            self._next_day()
        self.stack.control("faults", self._faults())  # type: ignore[arg-type]
        self._met()
        clock.sleep(self.dice.number(0, 900) / 1000)
        self._kill()

    def end(self) -> None:
        """Let a healthy worker on a healthy portal finish everything."""
        self.stack.control("faults", [])  # type: ignore[arg-type]
        for _ in range(3):
            self._agree()
            self.wait("the end", lambda: not self._left())
            self.bridge.jobs.plan(self.member_id, SYNC, clock.now())
            self.bridge.jobs.plan(self.member_id, SCAN, clock.now())
            self.bridge.ring(self.member_id)
            self.wait("another scan", lambda: not {SYNC, SCAN} & self._due())

    def wait(self, what: str, is_there: Callable[[], bool]) -> None:
        """Wait until something is so; say what never came."""
        end = clock.monotonic() + PATIENCE_S
        while not is_there():
            if clock.monotonic() > end:
                jobs = [(job.verb, job.error) for job in self.bridge.jobs.all(self.member_id)]
                raise AssertionError(f"{what} never came; {jobs}; {dict(self.bridge.ledger.action_counts(self.member_id))}")
            clock.sleep(0.05)

    # --- what hurts ---

    def _faults(self) -> list[dict[str, Any]]:
        """Return faults for the next requests that write: most kinds of them meet one."""
        methods = self.dice.shuffled(list(WRITES))[: self.dice.number(1, len(WRITES))]
        return [{"method": method, "times": 1, **self._kind()} for method in methods]

    def _kind(self) -> dict[str, Any]:
        when = ("before", "after")[self.dice.number(0, 1)]
        kinds: tuple[dict[str, Any], ...] = (
            {"kind": "reset", "when": when},
            {"kind": "silence", "when": when, "seconds": SILENT_S},
            {"kind": "late", "seconds": LATE_S, "answer": "silence"},
            {"kind": "late", "seconds": LATE_S, "answer": "reset"},
            {"kind": "502", "when": when},
            {"kind": "METHOD_CONFIRM_DENIED", "method": "crm.item.update"},
        )
        kind = kinds[self.dice.number(0, len(kinds) - 1)]
        self.did[f"{kind['kind']} {kind.get('when', '')}".strip()] += 1
        return kind

    def _met(self) -> None:
        """Wait for the worker to be at work again: to meet a fault, or to do a few things without meeting one."""
        end, enough = clock.monotonic() + BOOT_S, self._seen() + self.dice.number(1, 4)
        while clock.monotonic() < end and self._seen() < enough:
            if any(each["used"] for each in self.stack.control("faults")["faults"]):
                self.did["met"] += 1
                return
            clock.sleep(0.02)

    def _seen(self) -> int:
        counts = self.bridge.ledger.action_counts(self.member_id)
        return counts.get(State.DONE, 0) + counts.get(State.UNDONE, 0)

    def _kill(self) -> None:
        child = next(child for child in self.stack.supervisor.children if child.name == "worker")
        counts = self.bridge.ledger.action_counts(self.member_id)
        self.did["killed while sending"] += bool(counts.get(State.SENDING))
        if child.process is not None and child.is_running():
            os.killpg(child.process.pid, signal.SIGKILL)
            child.restarts = 0
            self.did["kills"] += 1

    # --- what people do meanwhile ---

    def _agree(self) -> None:
        for key, rows in self.bridge.consent.asked(self.head).rows.items():
            self.bridge.consent.approve(self.head, [key], check_code(rows))

    def _stir(self) -> None:
        """Call a client who has a task of ours, and take something back."""
        done = self.bridge.ledger.done_since(self.member_id, clock.now() - timedelta(days=1))
        for row in self.dice.shuffled([row for row in done if row.action.kind in ("task", "join_task")])[:1]:
            self._act(row.client, "call", direction=2, duration=200)
        undoable = [row for row in done if not isinstance(row.action, Notify | SendLetter)]
        for row in self.dice.shuffled(undoable)[: self.dice.number(0, 1)]:
            self.did["taken back"] += self.bridge.undo(self.head, UndoScope(key=row.key))

    def _act(self, client: EntityId, do: str, **details: Any) -> None:
        where = {"entityTypeId": client.type_id, "entityId": client.id}
        self.stack.control("act", {"as": 1, "do": do, **where, **details})
        self.did[do] += 1

    def _next_day(self) -> None:
        self.stack.control("clock", {"advance": DAY_S})
        for verb in (SYNC, SCAN, APPLY):
            self.bridge.jobs.plan(self.member_id, verb, clock.now())

    # --- what is left ---

    def _due(self) -> set[str]:
        return {job.verb for job in self.bridge.jobs.due(self.member_id, clock.now())}

    def _left(self) -> bool:
        counts = self.bridge.ledger.action_counts(self.member_id)
        if any(counts.get(state) for state in UNSETTLED):
            self.bridge.jobs.plan(self.member_id, RECOVER, clock.now())
            return True
        soon = clock.now() + timedelta(minutes=5)
        return bool(self.bridge.ledger.due(self.member_id, 1, soon))


@contextmanager
def attack(seed: str, folder: Path, number: int, *, is_new: bool = False) -> Iterator[Attack]:
    """Start everything on a seed of the sandbox; all of it ends with the block.

    Unless it is a new portal, it has no REST 3.0: then nothing but us keeps a repeated request from making a second task.
    """
    settings = {"portal_timeout_s": TIMEOUT_S, "sweep_s": 5, "tick_s": 1}
    stack = Stack(ProcessSettings(_env_file=None, data_dir=folder / "data", **settings))
    stack.env |= {f"B24BRIDGE_{name.upper()}": str(value) for name, value in settings.items()}
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(stacks, "SCOPE", SCOPE if is_new else tuple(right for right in SCOPE if right != "tasks"))
            stack.start(sandbox_seed=seed, threads=2)
        stack.supervisor.watch_in_background()
        yield Attack(stack, wire(stack.settings), Dice(number))
    finally:
        stack.stop()


def main() -> int:
    """Run it; return 1 when anything is doubled or missing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--portal", default="services", help="a seed of the sandbox")
    parser.add_argument("--new", action="store_true", help="the portal has REST 3.0 for tasks")
    given = parser.parse_args()
    began = clock.monotonic()
    with tempfile.TemporaryDirectory() as folder, attack(given.portal, Path(folder), given.seed, is_new=given.new) as under:
        under.begin()
        number = 0
        while under.did["kills"] < given.kills:
            number += 1
            under.round(number)
            if number % 10 == 0:
                sys.stdout.write(f"{under.did['kills']} kills, {clock.monotonic() - began:.0f} s\n")
                sys.stdout.flush()
        under.end()
        after = Aftermath(under.stack, rows_since(under.bridge.settings.database, under.member_id))
        faults = list(after.faults())
        sys.stdout.write(f"seed {given.seed}, portal {given.portal}, {clock.monotonic() - began:.0f} s\n")
        sys.stdout.write(f"  {dict(under.did)}\n  done: {dict(after.done)}\n  states: {dict(after.states)}\n")
    for fault in faults:
        sys.stdout.write(f"FAULT {fault}\n")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
