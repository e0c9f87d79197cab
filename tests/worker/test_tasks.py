"""The Celery tasks: names and arguments as beat and Flower see them."""

import pytest

from b24bridge.bell import DRAIN, TICK
from b24bridge.worker.app import make_worker
from config.process import ProcessSettings


@pytest.fixture
def celery(tmp_path):
    return make_worker(ProcessSettings(_env_file=None, data_dir=tmp_path, redis_url="redis://127.0.0.1:1/0"))


def test_the_tasks_are_named_for_an_admin(celery):
    """Flower shows two kinds of work: draining a portal, and the tick."""
    assert {name for name in celery.tasks if name.startswith("b24bridge.")} == {DRAIN, TICK}


def test_beat_can_send_the_tick(celery):
    """The schedule's entry fits its task: beat counts the arguments before it sends anything."""
    entry = celery.conf.beat_schedule["tick"]

    celery.tasks[entry["task"]].__header__()
    celery.tasks[DRAIN].__header__("member")
