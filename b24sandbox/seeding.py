"""Where a portal's rows come from: the seeds of this package, a file, or lines; and the way back to the start."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

from b24sandbox.portal import Portal
from b24sandbox.portal_file import PortalFileError, load
from b24sandbox.switches import Switches

NAMES = ("demo", "services", "empty")


def read_seed(name: str) -> list[str]:
    """Lines of a named seed or of a file. Raises PortalFileError."""
    if name in NAMES:
        return files("b24sandbox").joinpath("seeds", f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    path = Path(name)
    if not path.is_file():
        raise PortalFileError(f"{name}: no such file and no seed of that name ({', '.join(NAMES)})")
    return path.read_text(encoding="utf-8").splitlines()


def seed(portal: Portal, lines: list[str]) -> None:
    """Fill the portal and remember with what, for a reset. Raises PortalFileError."""
    fill(portal, lambda target: load(target, lines))


def fill(portal: Portal, source: Callable[[Portal], None]) -> None:
    """Fill the portal from any source and remember it, for a reset."""
    source(portal)
    portal.refill = source


def reset(portal: Portal) -> None:
    """Back to the start: rows and clock of the seed; no installations, tokens, faults, calls or events."""
    with portal.lock:
        for app in portal.apps.values():
            portal.tokens.revoke(app.client_id)
            app.forget()
        if portal.refill:
            portal.refill(portal)
        portal.switches = Switches()
        portal.faults.set([])
        portal.calls.clear()
        portal.delivery.clear()
        portal.limits.clear()
        portal.answers.clear()
