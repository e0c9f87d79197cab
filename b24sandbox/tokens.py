"""Tokens that the authorization server has given out, their life counted by the portal's clock.

An access token lives 3600 s, a refresh token 180 days, a code 30 s (settings/oauth/auto-renewal.md, index.md).
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from b24sandbox.clock import Clock, Dice

ACCESS_SECONDS = 3600
REFRESH_DAYS = 180
CODE_SECONDS = 30


class Kind(StrEnum):
    """What a token is good for."""

    ACCESS = "access"
    REFRESH = "refresh"
    CODE = "code"


@dataclass
class Token:
    """A token of one user for one application."""

    value: str
    kind: Kind
    client_id: str
    user_id: int
    expires: datetime
    scope: tuple[str, ...]


class Tokens:
    """All tokens by value; may be used from any thread."""

    def __init__(self, clock: Clock, dice: Dice) -> None:
        """Tokens live by this clock and are made by these dice."""
        self._clock, self._dice = clock, dice
        self._lock = threading.Lock()
        self._tokens: dict[str, Token] = {}

    def give(self, kind: Kind, client_id: str, user_id: int, scope: list[str]) -> Token:
        """A new token."""
        life = {
            Kind.ACCESS: timedelta(seconds=ACCESS_SECONDS),
            Kind.REFRESH: timedelta(days=REFRESH_DAYS),
            Kind.CODE: timedelta(seconds=CODE_SECONDS),
        }[kind]
        token = Token(self._dice.token(), kind, client_id, user_id, self._clock.now() + life, tuple(scope))
        with self._lock:
            self._tokens[token.value] = token
        return token

    def find(self, value: str, kind: Kind) -> Token | None:
        """The token of this value and kind, alive or expired."""
        with self._lock:
            token = self._tokens.get(value)
        return token if token and token.kind is kind else None

    def is_alive(self, token: Token) -> bool:
        """Whether its time has not run out."""
        return token.expires > self._clock.now()

    def spend(self, token: Token) -> bool:
        """Take a token out; False if someone else was faster."""
        with self._lock:
            return self._tokens.pop(token.value, None) is not None

    def revoke(self, client_id: str) -> None:
        """Kill every token of an application, as an uninstall does."""
        with self._lock:
            self._tokens = {value: token for value, token in self._tokens.items() if token.client_id != client_id}

    def expire(self, client_id: str | None = None) -> None:
        """Let access tokens run out at once."""
        with self._lock:
            for token in self._tokens.values():
                if token.kind is Kind.ACCESS and client_id in {None, token.client_id}:
                    token.expires = self._clock.now()
