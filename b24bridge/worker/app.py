"""The Celery application with its tasks. What each does is `Bridge.drain` and `Bridge.tick`."""

from collections.abc import Callable

from celery import Celery
from celery.signals import worker_ready

from b24bridge.bell import DRAIN, TICK
from b24bridge.bootstrap import Bridge, wire
from b24bridge.logs import configure
from config.process import ProcessSettings, read_settings


def make_worker(settings: ProcessSettings | None = None) -> Celery:
    """Return the application for `celery worker` and `celery beat`. Raises ConfigError for settings that cannot work."""
    settings = settings or read_settings()
    configure(settings.log_level)
    bridge = wire(settings)
    worker_ready.connect(_beginner(bridge), weak=False)
    _add_tasks(bridge)
    return bridge.celery


def _add_tasks(bridge: Bridge) -> None:
    # Plain functions: beat cannot count the arguments of a bound method and would send nothing.
    @bridge.celery.task(name=DRAIN, shared=False)  # type: ignore[untyped-decorator]
    def drain(member_id: str) -> None:
        bridge.drain(member_id)

    @bridge.celery.task(name=TICK, shared=False)  # type: ignore[untyped-decorator]
    def tick() -> None:
        bridge.tick()


def _beginner(bridge: Bridge) -> Callable[..., None]:
    def begin(**_: object) -> None:
        bridge.begin_work()

    return begin
