"""The client of one portal: calls, batches and lists over its REST interface. Not what the rows mean: that is `streams`.

A read that got no usable answer is tried again, a write is sent exactly once: whatever is not surely done or surely not
done is `Unknown`. The only call that is repeated after an error of the portal is one whose token it no longer took.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final, TypeVar

import requests
from tenacity import RetryCallState, Retrying, retry_if_exception

from b24bridge.bitrix import paging
from b24bridge.bitrix.batch import Commands, Outcomes, Report, all_unsure, methods_of, params_of
from b24bridge.bitrix.calls import Call, Caller, Version3
from b24bridge.bitrix.envelope import Answer, Fault, UnusableAnswerError
from b24bridge.bitrix.errors import QUERY_LIMIT, unsure
from b24bridge.bitrix.foresight import Asked, Foresight
from b24bridge.bitrix.ports import Clock, Throttle, TokenSource
from b24bridge.bitrix.transport import UNSAFE, Transport
from b24bridge.core.errors import Busy, DomainMoved, Unavailable, Unknown
from b24bridge.core.installations import Installation

TRIES: Final = 4
FIRST_PAUSE_S: Final = 1.0
NONE: Final[Mapping[str, Any]] = MappingProxyType({})
T = TypeVar("T")


class PortalClient:
    """Calls one portal for one worker. Sessions and throttles may be shared, a client may not."""

    def __init__(
        self,
        installation: Installation,
        tokens: TokenSource,
        throttle: Throttle,
        *,
        session: requests.Session,
        clock: Clock,
        timeout_s: float,
        insecure_hosts: Sequence[str] = (),
        on_call: Callable[[Call], None] | None = None,
    ) -> None:
        """Take what a call needs; `timeout_s` bounds one whole answer, and the time within which a read is tried again."""
        self.installation = installation
        self.skew: float | None = None
        self._throttle, self._clock, self._timeout_s = throttle, clock, timeout_s
        self._foresight = Foresight(clock.monotonic)
        self._caller = Caller(
            installation=installation,
            tokens=tokens,
            throttle=throttle,
            transport=Transport(session, timeout_s, insecure_hosts),
            clock=clock,
            on_call=on_call or (lambda _: None),
            on_skew=self._learn_skew,
        )

    def read(self, method: str, params: Mapping[str, Any] = NONE) -> Answer:
        """Return what a method that changes nothing answers.

        Raises Busy, AccessLost, Refused, NotFound and DomainMoved, and Unavailable after a few tries.
        """
        foreseen = self._foresight.take({method: (method, params)})
        if foreseen is not None and isinstance(known := foreseen[method], Answer):
            return known
        return self._tried(lambda: self._caller.call(method, params, is_write=False))

    def foresee(self, commands: Iterable[Asked]) -> None:
        """Ask reading commands now, fifty a request; reading one of them within a minute takes no request. Raises as `read`."""
        self._foresight.keep(commands, self.batch)

    def is_foreseen(self, commands: Iterable[Asked]) -> bool:
        """Say whether reading each of these would take no request now."""
        return self._foresight.has(commands)

    def write(self, method: str, params: Mapping[str, Any] = NONE) -> Answer:
        """Send one change exactly once and return the answer.

        Raises Busy, AccessLost, Refused and NotFound when the portal said that it did nothing, Unavailable when nothing
        was sent, and Unknown or DomainMoved when nobody knows.
        """
        return self._caller.call(method, params, is_write=True)

    def read3(self, method: str, params: Mapping[str, Any] = NONE) -> Answer:
        """Return what a method of REST 3.0 that changes nothing answers. Raises as `read` does."""
        return self._tried(lambda: self._caller.call(method, params, is_write=False, version3=Version3()))

    def write3(self, method: str, params: Mapping[str, Any], key: str) -> Answer:
        """Send one change to REST 3.0 exactly once, under a key by which the portal knows a repetition for 24 hours.

        Raises as `write` does, and Refused when the key came with other parameters before: then that change was made.
        """
        return self._caller.call(method, params, is_write=True, version3=Version3(key))

    def batch(self, commands: Commands, *, halt: bool = False, is_write: bool = False) -> Outcomes:
        """Send up to fifty commands in one request and return what became of each, by its key.

        A command's error is an item and raises nothing; None is a command that was not executed, because `halt` stopped
        the batch before it. When the answer to writes does not come, every item is Unknown. Raises as `read` does when
        nothing was executed, and ValueError for commands that cannot be sent in a batch.
        """
        params = params_of(commands, halt=halt)
        if not is_write:
            if (foreseen := self._foresight.take(commands)) is not None:
                return foreseen
            return self._tried(lambda: self._batch(commands, params, halt=halt, is_write=False))
        try:
            return self._batch(commands, params, halt=halt, is_write=True)
        except (Unknown, DomainMoved) as error:
            return all_unsure(commands, error)

    def keyset(
        self,
        method: str,
        params: Mapping[str, Any] = NONE,
        *,
        id_key: str,
        rows_key: str,
        after: int = 0,
        row_id: str = "",
        is_chained: bool = False,
    ) -> Iterator[list[dict[str, Any]]]:
        """Yield a list's rows page by page in the order of their ids, starting behind `after`.

        `id_key` is the id's name in filter and order, `row_id` its name in a row where that differs, `rows_key` the key
        of the rows in the result ("" when the result is the rows). An `order` in `params` is kept. `is_chained` reads
        many pages per request. The iterator ends where the list ends: anything else raises, as `read` does.
        """
        listing = paging.Listing(method, params, id_key, row_id or id_key, rows_key)
        return paging.chained(self, listing, after) if is_chained else paging.single(self, listing, after)

    def _batch(self, commands: Commands, params: Mapping[str, Any], *, halt: bool, is_write: bool) -> Outcomes:
        answer = self._caller.call("batch", params, is_write=is_write, inner=methods_of(commands))
        try:
            report = Report.of(commands, answer.result)
        except UnusableAnswerError as error:
            raise unsure("batch", "unusable_answer", str(error), is_write=is_write) from None
        for method, outcome in report.learnt():
            self._throttle.after(method, outcome.time, outcome.code if isinstance(outcome, Fault) else "")
        return report.outcomes(halt=halt, is_write=is_write, now=self._clock.now())

    def _tried(self, attempt: Callable[[], T]) -> T:
        """Return what an attempt returns, trying again while the trouble may pass and time is left."""
        began = self._clock.monotonic()

        def is_over(state: RetryCallState) -> bool:
            spent = self._clock.monotonic() - began
            return state.attempt_number >= TRIES or spent + state.upcoming_sleep > self._timeout_s

        def pause(state: RetryCallState) -> float:
            return FIRST_PAUSE_S * 2.0 ** (state.attempt_number - 1)

        retrying = Retrying(
            retry=retry_if_exception(is_passing), stop=is_over, wait=pause, sleep=self._clock.sleep, reraise=True
        )
        result: T = retrying(attempt)
        return result

    def _learn_skew(self, seconds: float) -> None:
        self.skew = seconds


def is_passing(error: BaseException) -> bool:
    """Say whether a read that failed so may succeed in a few seconds."""
    if isinstance(error, Busy):
        return error.code.lower() == QUERY_LIMIT
    return isinstance(error, Unavailable) and error.code != UNSAFE
