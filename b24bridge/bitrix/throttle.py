"""The portal's limits, kept before the portal has to say so (limits.md). One bucket per portal and address of ours.

Each request adds one to a bucket that drains steadily, and each method uses up running time. We keep a fifth of both to
ourselves: other applications behind our address share the bucket, and a request counts when it arrives, not when it left.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

import structlog
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from b24bridge.bitrix.envelope import Timing
from b24bridge.bitrix.errors import OPERATION_LIMIT, OVERLOAD, QUERY_LIMIT
from b24bridge.bitrix.local_pace import LocalPace
from b24bridge.bitrix.ports import Clock
from b24bridge.bitrix.throttle_scripts import LEARN, MEET, STRIKE, TAKE
from b24bridge.core.errors import Busy

OPERATING_S: Final = 480.0
SLOW_AT, STOP_AT = 0.7 * OPERATING_S, 0.8 * OPERATING_S  # the stop is also below the 420 s of a portal on its owner's server
LONGEST_PAUSE_S: Final = 5.0
WINDOW_S: Final = 600.0
BAN_S: Final = 300.0
RESERVE: Final = 5  # room that background work leaves to people who wait
FIRST_BLOCK_S, LONGEST_BLOCK_S, FORGIVEN_S, OVERLOAD_S = 2.0, 60.0, 120.0, 3600.0
LONGEST_WAIT_S: Final = 20.0
THROTTLED: Final = "throttled"
log = structlog.get_logger()


def connect(url: str) -> Redis:
    """Return a Redis that answers within two seconds or fails: a limiter has another way, the stock one tries for minutes."""
    return Redis.from_url(url, socket_timeout=2, socket_connect_timeout=1, retry=Retry(NoBackoff(), 1))


@dataclass(frozen=True, slots=True)
class Rate:
    """How much of a plan's bucket we use: requests at once, and requests per second."""

    capacity: float
    drain: float

    @classmethod
    def of(cls, license_family: str) -> "Rate":
        """Return the rate for a plan: Enterprise has 250 and 5 a second, all others 50 and 2 (limits.md)."""
        size, drain = (250, 5) if license_family.lower().startswith("ent") else (50, 2)
        return cls(0.8 * size, 0.98 * drain)


class Limiter:
    """The limits of all portals as one process sees them; one per process, for all its threads."""

    def __init__(
        self,
        redis: Redis,
        clock: Clock,
        *,
        jitter: Callable[[], float],
        egress: str = "default",
        moment: Callable[[], float] | None = None,
        folder: Path | None = None,
    ) -> None:
        """Take the shared Redis, made by `connect`; `egress` names the address from which we call.

        Without Redis the processes of this machine take turns in `folder`.

        `jitter` gives numbers from 0 to 1, `moment` seconds instead of Redis's own clock, which all processes share.
        """
        self.clock, self.jitter, self.egress = clock, jitter, egress
        self.pace = LocalPace(clock.monotonic, folder)
        scripts = (TAKE, LEARN, STRIKE, MEET)
        self.take, self.learn, self.strike, self.greet = (redis.register_script(script) for script in scripts)
        self._moment = moment

    def throttle(
        self, host: str, license_family: str = "", *, is_background: bool = True, longest_wait_s: float = 20
    ) -> "PortalThrottle":
        """Return the throttle of one portal, known by its `host` or `host:port`."""
        return PortalThrottle(self, host, Rate.of(license_family), RESERVE if is_background else 0, longest_wait_s)

    def meet(self, host: str) -> None:
        """Begin with an empty bucket, since none of us has ever called this portal; the caller knows that for sure."""
        try:
            self.greet(keys=[PortalThrottle(self, host, Rate.of(""), 0, 0).bucket], args=[self.moment()])
        except RedisError:
            log.info("throttle_not_told", host=host)

    def moment(self) -> str:
        """Return the moment that the scripts are given: empty for Redis's own."""
        return "" if self._moment is None else repr(self._moment())


@dataclass(frozen=True, slots=True)
class PortalThrottle:
    """Permission to call one portal. `longest_wait_s` is how long a call may be held back before it is Busy."""

    limiter: Limiter
    host: str
    rate: Rate
    reserve: float
    longest_wait_s: float

    def before(self, method: str, inner: Sequence[str] = ()) -> None:
        """Wait for one request's room. Raises Busy when that takes too long, or when a method has used up its time."""
        clock, began = self.limiter.clock, self.limiter.clock.monotonic()
        while (wait := self._ask(method, inner)) > 0:
            if clock.monotonic() - began + wait > self.longest_wait_s:
                raise self._busy(method, wait, "our own limit for this portal")
            clock.sleep(wait * (1 + 0.1 * self.limiter.jitter()))

    def after(self, method: str, timing: Timing | None, code: str = "") -> None:
        """Learn from an answer what its method has used up, and from a refusal that we were too fast."""
        try:
            if code.lower() in (QUERY_LIMIT, OVERLOAD):
                self._strike(is_overload=code.lower() == OVERLOAD)
            elif code.lower() == OPERATION_LIMIT:
                reset_in = timing.reset_in if timing is not None else None
                self._learn(method, OPERATING_S, reset_in or BAN_S)
            elif timing is not None and timing.operating:
                self._learn(method, timing.operating, WINDOW_S if timing.reset_in is None else timing.reset_in)
        except RedisError as error:
            self._tell(error)

    def _ask(self, method: str, inner: Sequence[str]) -> float:
        """Return 0 when the call may go, otherwise the seconds to wait before asking again. Raises Busy."""
        methods = list(dict.fromkeys([method, *inner]))
        rate, pace = self.rate, self.limiter.pace
        room = rate.capacity - self.reserve
        unseen = int(pace.is_used(self.host))
        args: list[str | float] = [self.limiter.moment(), rate.capacity, rate.drain, room, unseen]
        try:
            keys = [self.bucket, *map(self._operating, methods)]
            kind, ms, *place = self.limiter.take(keys=keys, args=[*args, SLOW_AT, STOP_AT, LONGEST_PAUSE_S])
        except RedisError as error:
            self._tell(error)
            return pace.take(self.host)
        pace.forget(self.host)
        if kind == 2:
            raise self._busy(methods[place[0]], ms / 1000, "this method's running time is used up")
        if kind == 0:
            self.limiter.clock.sleep(ms / 1000)
            return 0.0
        return float(max(ms, 1) / 1000)

    def _learn(self, method: str, used: float, reset_in: float) -> None:
        keep = min(max(reset_in, 1.0), WINDOW_S)
        self.limiter.learn(keys=[self._operating(method)], args=[self.limiter.moment(), used, keep])

    def _strike(self, *, is_overload: bool) -> None:
        first = OVERLOAD_S if is_overload else FIRST_BLOCK_S * (0.5 + self.limiter.jitter())
        longest = OVERLOAD_S if is_overload else LONGEST_BLOCK_S
        args: list[str | float] = [self.limiter.moment(), self.rate.capacity, self.rate.drain, first, longest, FORGIVEN_S]
        ms = self.limiter.strike(keys=[self.bucket], args=args)
        log.warning("portal_too_fast", host=self.host, is_overload=is_overload, blocked_ms=ms)

    def _busy(self, method: str, wait: float, text: str) -> Busy:
        return Busy(method, THROTTLED, text, retry_at=self.limiter.clock.now() + timedelta(seconds=wait))

    def _tell(self, error: RedisError) -> None:
        if self.limiter.pace.is_new_trouble():
            log.error("redis_unreachable", error=type(error).__name__, pace="one call a second per portal and machine")

    @property
    def bucket(self) -> str:
        """Return the key of the portal's bucket."""
        return f"b24b:throttle:{{{self.host}}}:bucket:{self.limiter.egress}"  # braces: one slot of a cluster

    def _operating(self, method: str) -> str:
        return f"b24b:throttle:{{{self.host}}}:operating:{method.lower()}"
