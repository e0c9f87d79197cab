"""Running a measured piece in a fresh process, and what such a process used. Linux only: memory is read from /proc."""

import multiprocessing
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")
MB_OF_KB = 1024


def alone(work: Callable[..., T], *given: Any) -> T:
    """Return what a function returns in a process of its own, which inherits no memory of ours."""
    with processes(1) as pool:
        return pool.submit(work, *given).result()


def processes(number: int) -> ProcessPoolExecutor:
    """Return so many fresh processes; use it as a context, so that none is left behind."""
    return ProcessPoolExecutor(number, multiprocessing.get_context("spawn"))


def peak_mb() -> float:
    """Return the most memory that this process has ever had resident, in MB.

    Not getrusage: its figure survives exec, so a child would answer with its parent's peak.
    """
    return _status("VmHWM")


def resident_mb() -> float:
    """Return the memory that this process has resident now, in MB."""
    return _status("VmRSS")


def _status(name: str) -> float:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:")) / MB_OF_KB
