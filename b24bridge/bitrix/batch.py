"""Up to fifty commands in one request, and what became of each. Not the request itself: the client sends it.

There is no transaction: what was done before an error stays done, and an answer that did not come leaves all of them
unknown (settings/how-to-call-rest-api/batch.md).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from b24bridge.bitrix.envelope import Answer, Fault, UnusableAnswerError, answer, fault, table, timing
from b24bridge.bitrix.errors import error_of, unsure
from b24bridge.bitrix.query import command
from b24bridge.core.errors import PortalError

MOST = 50
PARTS = ("result", "result_error", "result_total", "result_next", "result_time")
UNREADABLE = Fault("ERROR_UNEXPECTED_ANSWER", "")
Commands = Mapping[str, tuple[str, Mapping[str, Any]]]
Outcomes = dict[str, Answer | PortalError | None]


def params_of(commands: Commands, *, halt: bool) -> dict[str, Any]:
    """Return the parameters of a batch. Raises ValueError when it is empty or has more than fifty commands."""
    if not 1 <= len(commands) <= MOST:
        raise ValueError(f"a batch has 1 to {MOST} commands, not {len(commands)}")
    return {"halt": int(halt), "cmd": {key: command(method, params) for key, (method, params) in commands.items()}}


@dataclass(frozen=True, slots=True)
class Report:
    """The answer to a batch, read. Raises UnusableAnswerError when it is not the answer to a batch."""

    commands: Commands
    parts: Mapping[str, Mapping[str, Any]]

    @classmethod
    def of(cls, commands: Commands, result: Any) -> "Report":
        """Read what the method `batch` returned."""
        if not isinstance(result, dict) or not {"result", "result_error"} <= result.keys():
            raise UnusableAnswerError("no answer to a batch")
        return cls(commands, {part: table(result.get(part, [])) for part in PARTS})

    def outcomes(self, *, halt: bool, is_write: bool, now: datetime) -> Outcomes:
        """Return what became of each command; None when it was not executed because of an error before it."""
        found: Outcomes = {}
        is_halted = False
        for key, (method, _) in self.commands.items():
            outcome = self._read(key)
            if isinstance(outcome, Fault):
                found[key] = error_of(method, outcome, is_write=is_write, now=now)
            elif outcome is None:
                found[key] = None if is_halted else unsure(method, "no_outcome", is_write=is_write)
            else:
                found[key] = outcome
            is_halted = is_halted or (halt and isinstance(found[key], PortalError))
        return found

    def learnt(self) -> Iterator[tuple[str, Answer | Fault]]:
        """Yield each method once with its last answer or error: what the throttle learns from."""
        last: dict[str, Answer | Fault] = {}
        for key, (method, _) in self.commands.items():
            outcome = self._read(key)
            if outcome is not None and not isinstance(last.get(method), Fault):
                last[method] = outcome
        yield from last.items()

    def _read(self, key: str) -> Answer | Fault | None:
        result, errors = self.parts["result"], self.parts["result_error"]
        if key in errors:
            return UNREADABLE if key in result else _fault(errors[key], self.parts["result_time"].get(key))
        if key not in result:
            return None
        counts = (self.parts[part].get(key) for part in ("result_total", "result_next", "result_time"))
        return answer(result[key], *counts)


def _fault(error: Any, time: Any) -> Fault:
    try:
        return fault(error, None, timing(time)) if isinstance(error, dict) and "error" in error else UNREADABLE
    except UnusableAnswerError:
        return UNREADABLE


def all_unsure(commands: Commands, error: PortalError) -> Outcomes:
    """Return the outcomes of writes whose answer did not come: any of them may have been done."""
    return {key: unsure(method, error.code, error.text, is_write=True) for key, (method, _) in commands.items()}


def methods_of(commands: Commands) -> Sequence[str]:
    """Return the methods of a batch, each once."""
    return list(dict.fromkeys(method for method, _ in commands.values()))
