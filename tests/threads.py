"""Doing the same thing at the same moment from several threads."""

import threading
from collections.abc import Callable
from typing import Any


def in_threads(number: int, work: Callable[[int], Any]) -> list[Any]:
    """Do the same in threads that start together; return what each brought, and raise what any of them raised."""
    start = threading.Barrier(number)
    brought: list[Any] = []
    broken: list[Exception] = []

    def run(which: int) -> None:
        start.wait(timeout=10)
        try:
            brought.append(work(which))
        except Exception as error:  # noqa: BLE001 - raised again below
            broken.append(error)

    threads = [threading.Thread(target=run, args=(which,)) for which in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    if broken:
        raise broken[0]
    assert len(brought) == number
    return brought
