"""Names of workers: a killed process of this machine is recognised, everybody else is left alone."""

import os
import subprocess
import sys

from b24bridge.workers import is_dead, worker_name


def test_a_living_worker_is_not_dead():
    """Our own process holds what it holds."""
    assert not is_dead(worker_name(1.0))


def test_two_turns_have_two_names():
    """A lease taken in one turn is not mistaken for that of another."""
    assert worker_name(1.0) != worker_name(2.0)


def test_a_process_that_ended_is_dead():
    """The lane of a process that is gone may be taken back."""
    ended = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, text=True, check=True)
    name = worker_name(1.0).replace(f":{os.getpid()}:", f":{ended.stdout.strip()}:")

    assert is_dead(name)


def test_nobody_here_can_tell_of_another_machine():
    """A worker of another host keeps its lane until its lease runs out."""
    assert not is_dead("elsewhere:999999999:1:0.0")
    assert not is_dead("nonsense")
