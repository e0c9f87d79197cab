"""One call: permission, token, request, and the answer judged. Not trying again: only a token that died is replaced.

Every request is written to the log by method, time, status and error code; never its parameters, tokens or names.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import structlog

from b24bridge.bitrix.envelope import Answer, Fault, UnusableAnswerError, parse
from b24bridge.bitrix.errors import Meaning, error_of, meaning_of, unsure
from b24bridge.bitrix.ports import Clock, Throttle, TokenSource
from b24bridge.bitrix.transport import NO_HEADERS, Failure, Reply, Transport
from b24bridge.core.errors import DomainMoved, PortalError, Unavailable
from b24bridge.core.installations import Installation

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Call:
    """One request as logs and metrics see it. `status` is 0 when no answer came, `code` empty when it succeeded."""

    portal: str
    method: str
    ms: int
    status: int
    code: str


@dataclass(frozen=True, slots=True)
class Version3:
    """That a call goes to REST 3.0, and the key by which a repetition of a write is known (api-reference/rest-v3.md)."""

    key: str = ""

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers of the call."""
        return {"Idempotency-Key": self.key} if self.key else {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Makes calls to one portal. `on_call` hears of every request, `on_skew` how far the portal's clock is ahead (s)."""

    installation: Installation
    tokens: TokenSource
    throttle: Throttle
    transport: Transport
    clock: Clock
    on_call: Callable[[Call], None]
    on_skew: Callable[[float], None]

    def call(
        self,
        method: str,
        params: Mapping[str, Any],
        *,
        is_write: bool,
        inner: Sequence[str] = (),
        version3: Version3 | None = None,
    ) -> Answer:
        """Return the answer to one call, renewing a dead token once. `inner` are the methods of a batch.

        Raises PortalError and its kin, and what the token source raises.
        """
        token = self.tokens.current()
        outcome = self._send(method, {**params, "auth": token}, inner, version3, is_write=is_write)
        if isinstance(outcome, Fault) and meaning_of(outcome) is Meaning.STALE:  # the portal said that it did nothing
            token = self.tokens.renew(token)
            outcome = self._send(method, {**params, "auth": token}, inner, version3, is_write=is_write)
        if isinstance(outcome, Fault):
            raise error_of(method, outcome, is_write=is_write, now=self.clock.now())
        return outcome

    def _send(
        self, method: str, body: Mapping[str, Any], inner: Sequence[str], version3: Version3 | None, *, is_write: bool
    ) -> Answer | Fault:
        self.throttle.before(method, inner)
        began, sent = self.clock.monotonic(), self.clock.now().timestamp()
        address = self.installation.endpoint + ("api/" if version3 else "") + method
        reply = self.transport.post_json(address, body, version3.headers if version3 else NO_HEADERS)
        outcome = _judged(method, reply, is_write=is_write)
        code = outcome.code if isinstance(outcome, Fault | PortalError) else ""
        status = reply.status if isinstance(reply, Reply) else 0
        ms = round((self.clock.monotonic() - began) * 1000)
        self._tell(Call(self.installation.member_id, method, ms, status, code))
        if isinstance(outcome, PortalError):
            self.throttle.after(method, None, code)
            raise outcome
        self.throttle.after(method, outcome.time, code)
        if outcome.time is not None and outcome.time.start is not None and outcome.time.finish is not None:
            ours = (sent + self.clock.now().timestamp()) / 2
            self.on_skew((outcome.time.start + outcome.time.finish) / 2 - ours)
        return outcome

    def _tell(self, call: Call) -> None:
        write = log.warning if call.code else log.debug
        write("portal_call", portal=call.portal, method=call.method, ms=call.ms, status=call.status, code=call.code)
        self.on_call(call)


def _judged(method: str, reply: Reply | Failure, *, is_write: bool) -> Answer | Fault | PortalError:
    """Return what a reply says; anything that is neither an answer nor the portal's own error leaves a write unknown."""
    if isinstance(reply, Failure):
        if reply.is_unsent:
            return Unavailable(method, reply.reason, reply.text)
        return unsure(method, reply.reason, reply.text, is_write=is_write)
    if reply.moved_to is not None:
        return DomainMoved(method, reply.moved_to)
    try:
        return parse(reply.status, reply.body)
    except UnusableAnswerError as error:
        return unsure(method, "unusable_answer", f"HTTP {reply.status}, {error}", is_write=is_write)
