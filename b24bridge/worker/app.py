"""The Celery application with its tasks. What each does is `Bridge.drain` and `Bridge.tick`."""

from collections.abc import Callable

from celery import Celery
from celery.signals import worker_ready

from b24bridge.bell import DRAIN, TICK
from b24bridge.bootstrap import Bridge, wire
from b24bridge.logs import configure
from config.process import ProcessSettings


def make_worker(settings: ProcessSettings | None = None) -> Celery:
    """Return the application for `celery worker` and `celery beat`. Raises ConfigError for settings that cannot work."""
    settings = settings or ProcessSettings()
    configure(settings.log_level)
    bridge = wire(settings)
    worker_ready.connect(_beginner(bridge), weak=False)
    bridge.celery.task(name=DRAIN)(_drainer(bridge))
    bridge.celery.task(name=TICK)(bridge.tick)
    return bridge.celery


def _drainer(bridge: Bridge) -> Callable[[str], None]:
    def drain(member_id: str) -> None:
        """Do what is due for one portal, for at most one slice."""
        bridge.drain(member_id)

    return drain


def _beginner(bridge: Bridge) -> Callable[..., None]:
    def begin(**_: object) -> None:
        bridge.begin_work()

    return begin
