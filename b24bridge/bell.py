"""The doorbell: a Celery message that says which portal has work. It may be lost, doubled or late without harm.

Work itself lives in SQL (docs/adr/0002). Celery over Redis loses messages when a worker or the broker is killed, with any
settings: celery/kombu#305, celery/celery#7950.
"""

from dataclasses import dataclass

import redis
import structlog
from celery import Celery
from kombu.exceptions import OperationalError

DRAIN = "b24bridge.drain"
TICK = "b24bridge.tick"
QUIET_S = 30
# kombu waits for six seconds otherwise, and whoever rings has a portal waiting
IMPATIENT = {"max_retries": 1, "interval_start": 0, "interval_step": 0, "interval_max": 0}
log = structlog.get_logger()


def make_celery(redis_url: str, tick_s: float) -> Celery:
    """Return the Celery application that web, worker and beat share; nothing is connected yet."""
    broker = redis_url.replace("unix://", "redis+socket://", 1) if redis_url.startswith("unix://") else redis_url
    app = Celery("b24bridge", broker=broker, set_as_current=False)
    app.conf.update(
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        task_ignore_result=True,
        task_serializer="json",
        accept_content=["json"],
        task_send_sent_event=True,
        worker_send_task_events=True,
        worker_prefetch_multiplier=1,
        worker_hijack_root_logger=False,
        worker_redirect_stdouts=False,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        broker_transport_options={
            "visibility_timeout": 900,
            "unacked_restore_interval": 5,
            "unacked_restore_throttle": 1,
            "socket_timeout": 30,
            "socket_connect_timeout": 2,
            "socket_keepalive": True,
            "max_connections": 64,
        },
        beat_schedule={"tick": {"task": TICK, "schedule": tick_s, "options": {"expires": tick_s}}},
        beat_max_loop_interval=tick_s,
    )
    return app


@dataclass(frozen=True, slots=True)
class CeleryBell:
    """Rings at most once per portal until a worker has answered."""

    celery: Celery
    redis: redis.Redis

    def ring(self, member_id: str) -> None:
        """Say that a portal has work. Never raises: the tick rings again."""
        try:
            if self.redis.set(_token(member_id), 1, nx=True, ex=QUIET_S):
                with self.celery.connection_for_write(transport_options=IMPATIENT) as connection:
                    self.celery.send_task(DRAIN, args=[member_id], retry=False, connection=connection)
        except (redis.RedisError, OperationalError, OSError) as error:
            log.warning("bell_silent", portal=member_id, error=type(error).__name__)

    def answered(self, member_id: str) -> None:
        """Let the portal ring again; called before its work is looked at, so that nothing new is missed."""
        try:
            self.redis.delete(_token(member_id))
        except redis.RedisError as error:
            log.warning("bell_stuck", portal=member_id, error=type(error).__name__)


@dataclass(frozen=True, slots=True)
class SilentBell:
    """Where there is no broker nobody is rung: the tick finds what waits once the bridge runs."""

    def ring(self, member_id: str) -> None:
        """Do nothing."""

    def answered(self, member_id: str) -> None:
        """Do nothing."""


def _token(member_id: str) -> str:
    return f"b24b:bell:{member_id}"
