"""The ports of who we are to a portal: its installation with its tokens, and what its people set."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any, Protocol

from b24bridge.core.decisions import Json
from b24bridge.core.installations import Application, Installation, Status, Tokens


class Installations(Protocol):
    """Who has installed us, with which tokens. Tokens are encrypted at rest."""

    def register(self, application: Application) -> None:
        """Keep an application's keys, replacing those of the same client_id."""

    def application(self, client_id: str) -> Application | None:
        """Return the keys of an application, or None when it was never registered."""

    def save(self, installation: Installation, tokens: Tokens) -> None:
        """Store an installation that was verified, with its tokens, in one commit."""

    def find(self, member_id: str) -> Installation | None:
        """Return the installation of a portal, or None."""

    def all(self) -> Sequence[Installation]:
        """Return every installation, by member_id."""

    def tokens(self, member_id: str) -> Tokens | None:
        """Return the stored pair, or None when there is none."""

    def save_tokens(self, member_id: str, tokens: Tokens) -> None:
        """Replace the pair in one commit. Raises AccessLost when the portal uninstalled us in the meantime."""

    def refreshing(self, member_id: str) -> AbstractContextManager[None]:
        """Hold the portal's refresh lock. Raises RefreshInProgress when another worker keeps it for too long."""

    def change(self, member_id: str, **columns: Any) -> None:
        """Change columns of an installation (status, note, domain, endpoint, time_zone, skew, ...)."""

    def set_status(self, member_id: str, status: Status, note: str = "") -> None:
        """Change the status and say why; `uninstalled` destroys the tokens at once, and only `save` ends it."""


class Settings(Protocol):
    """Settings of portals, in versions."""

    def load(self, member_id: str) -> Mapping[str, Json]:
        """Return what was set for a portal; empty when nothing was."""

    def save(self, member_id: str, values: Mapping[str, Json], author: str, at: datetime) -> int:
        """Store a new version and return its number, counted from 1."""

    def history(self, member_id: str) -> Sequence[Mapping[str, Json]]:
        """Return every version, newest first: `version`, `author`, `saved_at` (ISO 8601, UTC), `settings`."""
