"""The stores in memory: what the contract suites hold to the databases, for tests of everything above them."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from b24bridge.core.decisions import Json
from b24bridge.core.errors import AccessLost, RefreshInProgress, UnknownPortal
from b24bridge.core.installations import Application, Installation, Status, Tokens
from b24bridge.core.jobs import Job
from tests.doubles_inbox import MemoryInbox

__all__ = ["MemoryInbox", "MemoryInstallations", "MemoryJobs", "MemorySettings"]

REFRESH_LEASE = timedelta(seconds=90)
REFRESH_WAIT_S = 30


class MemoryInstallations:
    """Who has installed us."""

    def __init__(self, clock: Any) -> None:
        self.clock = clock
        self.applications: dict[str, Application] = {}
        self.installations: dict[str, Installation] = {}
        self.pairs: dict[str, Tokens] = {}
        self.held: dict[str, datetime] = {}
        self.lock = threading.Lock()

    def register(self, application: Application) -> None:
        self.applications[application.client_id] = application

    def application(self, client_id: str) -> Application | None:
        return self.applications.get(client_id)

    def save(self, installation: Installation, tokens: Tokens) -> None:
        self.installations[installation.member_id] = installation
        self.pairs[installation.member_id] = tokens

    def find(self, member_id: str) -> Installation | None:
        return self.installations.get(member_id)

    def all(self) -> Sequence[Installation]:
        return [self.installations[member_id] for member_id in sorted(self.installations)]

    def tokens(self, member_id: str) -> Tokens | None:
        return self.pairs.get(member_id)

    def save_tokens(self, member_id: str, tokens: Tokens) -> None:
        if self._known(member_id).status is Status.UNINSTALLED:
            raise AccessLost("oauth/token", "uninstalled")
        self.pairs[member_id] = tokens

    @contextmanager
    def refreshing(self, member_id: str) -> Iterator[None]:
        self._known(member_id)
        began = self.clock.monotonic()
        while (until := self._try(member_id)) is None:
            if self.clock.monotonic() - began >= REFRESH_WAIT_S:
                raise RefreshInProgress(member_id)
            self.clock.sleep(0.05)
        try:
            yield
        finally:
            if self.held.get(member_id) is until:
                del self.held[member_id]

    def change(self, member_id: str, **columns: Any) -> None:
        standing = self._known(member_id)
        if standing.status is Status.UNINSTALLED:
            columns = {name: value for name, value in columns.items() if name not in {"status", "note", "application_token"}}
        if columns.get("status") is Status.UNINSTALLED:
            self.pairs.pop(member_id, None)
            columns["application_token"] = ""
        self.installations[member_id] = replace(standing, **columns)

    def set_status(self, member_id: str, status: Status, note: str = "") -> None:
        self.change(member_id, status=status, note=note)

    def _known(self, member_id: str) -> Installation:
        if member_id not in self.installations:
            raise UnknownPortal
        return self.installations[member_id]

    def _try(self, member_id: str) -> datetime | None:
        with self.lock:
            now = self.clock.now()
            if member_id in self.held and self.held[member_id] > now:
                return None
            self.held[member_id] = now + REFRESH_LEASE
            return self.held[member_id]


@dataclass
class MemoryJob:
    """When one verb is due, and what was asked for while it ran."""

    due_at: datetime | None = None
    asked_at: datetime | None = None
    is_running: bool = False
    attempts: int = 0
    error: str = ""


def earlier(*moments: datetime | None) -> datetime | None:
    """Return the earliest of moments that may be missing."""
    return min((moment for moment in moments if moment is not None), default=None)


@dataclass
class MemoryJobs:
    """When each verb is next due on each portal, and which worker holds the portal's one lane."""

    rows: dict[tuple[str, str], MemoryJob] = field(default_factory=dict)
    lanes_held: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    processes: dict[str, datetime] = field(default_factory=dict)
    lock: Any = field(default_factory=threading.Lock)

    def plan(self, member_id: str, verb: str, due_at: datetime) -> None:
        job = self.rows.setdefault((member_id, verb), MemoryJob())
        job.due_at = earlier(job.due_at, due_at)
        if job.is_running:
            job.asked_at = earlier(job.asked_at, due_at)

    def due(self, member_id: str, at: datetime) -> Sequence[Job]:
        return [job for job in self.all(member_id) if job.due_at is not None and job.due_at <= at]

    def all(self, member_id: str) -> Sequence[Job]:
        jobs = [
            Job(
                member_id=member_id,
                verb=verb,
                due_at=job.due_at,
                attempts=job.attempts,
                error=job.error,
            )
            for (portal, verb), job in self.rows.items()
            if portal == member_id
        ]
        return sorted(jobs, key=lambda job: (job.due_at or datetime.max.replace(tzinfo=UTC), job.verb))

    def begin(self, member_id: str, verb: str) -> None:
        job = self.rows.setdefault((member_id, verb), MemoryJob())
        job.asked_at, job.is_running = None, True

    def finish(self, member_id: str, verb: str, next_at: datetime | None, error: str = "") -> None:
        job = self.rows.setdefault((member_id, verb), MemoryJob())
        attempts = job.attempts + 1 if error else 0
        self.rows[member_id, verb] = MemoryJob(earlier(job.asked_at, next_at), attempts=attempts, error=error)

    def take(self, member_id: str, worker: str, at: datetime, lease_s: float) -> bool:
        with self.lock:
            holder, until = self.lanes_held.get(member_id, (worker, at))
            if holder != worker and until > at:
                return False
            self.lanes_held[member_id] = (worker, at + timedelta(seconds=lease_s))
            return True

    def lanes(self) -> Mapping[str, str]:
        return {member_id: worker for member_id, (worker, _) in self.lanes_held.items()}

    def release(self, member_id: str, worker: str) -> None:
        if self.lanes_held.get(member_id, ("", None))[0] == worker:
            del self.lanes_held[member_id]

    def portals_due(self, at: datetime) -> Sequence[str]:
        first: dict[str, datetime] = {}
        for member_id, _ in self.rows:
            if (due := self.due(member_id, at)) and self.lanes_held.get(member_id, ("", at))[1] <= at:
                first[member_id] = min(job.due_at for job in due if job.due_at is not None)
        return sorted(first, key=lambda member_id: (first[member_id], member_id))

    def beat(self, process: str, at: datetime) -> None:
        self.processes[process] = at

    def beats(self) -> Mapping[str, datetime]:
        return dict(self.processes)


class MemorySettings:
    """Settings of portals, in versions."""

    def __init__(self) -> None:
        self.versions: dict[str, list[dict[str, Json]]] = {}

    def load(self, member_id: str) -> Mapping[str, Json]:
        versions = self.versions.get(member_id)
        return dict(versions[-1]["settings"]) if versions else {}  # type: ignore[arg-type] - what `save` put there

    def save(self, member_id: str, values: Mapping[str, Json], author: str, at: datetime) -> int:
        versions = self.versions.setdefault(member_id, [])
        number = len(versions) + 1
        moment = at.astimezone(UTC).isoformat()
        versions.append({"version": number, "author": author, "saved_at": moment, "settings": dict(values)})
        return number

    def history(self, member_id: str) -> Sequence[Mapping[str, Json]]:
        return self.versions.get(member_id, [])[::-1]
