"""Names of workers: which machine, process and turn holds a lease, and whether that process is still alive."""

import os
import socket
import threading


def worker_name(turn: float) -> str:
    """Return a name that no other turn of any process has."""
    return f"{socket.gethostname()}:{os.getpid()}:{threading.get_ident()}:{turn:.6f}"


def is_dead(name: str) -> bool:
    """Say whether a worker was a process of this machine that is gone; of other machines nobody here can tell."""
    host, _, rest = name.partition(":")
    number = rest.partition(":")[0]
    if host != socket.gethostname() or not number.isdigit():
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
