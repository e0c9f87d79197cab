"""The frame's token: a signed note of who opened the page, for a quarter of an hour. Not a session, not a cookie.

It lives in the page's memory and comes back as `Authorization: Bearer`, or in the body of a form; since no browser sends
it by itself, requests cannot be forged across sites.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from itsdangerous import BadData, URLSafeSerializer

from b24bridge.core.errors import BridgeError, ConfigError, WebhookRejected
from b24bridge.services.arrivals import Visitor
from config.process import ProcessSettings

LIFETIME = timedelta(minutes=15)
MAX_LENGTH = 4096


class Expired(BridgeError):
    """The page was open too long; the person reloads it."""

    def __init__(self, visitor: Visitor) -> None:
        """Keep who it was, so that the answer is shown inside his portal and in his language."""
        super().__init__("the frame's token has expired")
        self.visitor = visitor


@dataclass(frozen=True, slots=True)
class Pass:
    """A verified visitor and the moment (UTC) at which his token ends."""

    visitor: Visitor
    expires_at: datetime


class FrameTokens:
    """Makes and reads tokens. Keys are derived from the process's secret keys; the first signs, all are accepted."""

    def __init__(self, settings: ProcessSettings) -> None:
        """Raise ConfigError when there is no secret key at all."""
        keys = [key.get_secret_value() for key in reversed(settings.secret_keys)]
        if not keys:
            raise ConfigError("B24BRIDGE_SECRET_KEYS", "there is no secret key", "Set at least one Fernet key.")
        self._serializer = URLSafeSerializer(
            keys, salt="b24bridge.frame", signer_kwargs={"key_derivation": "hmac", "digest_method": sha256}
        )

    def give(self, visitor: Visitor, now: datetime) -> tuple[str, Pass]:
        """Return a fresh token and what it stands for."""
        entry = Pass(visitor, now + LIFETIME)
        return self.write(entry), entry

    def write(self, entry: Pass) -> str:
        """Return a token that ends when `entry` does: moving between pages prolongs nothing."""
        visitor = entry.visitor
        claims = {
            "aud": visitor.member_id,
            "sub": visitor.user_id,
            "name": visitor.name,
            "admin": visitor.is_admin,
            "lang": visitor.language,
            "origin": visitor.origin,
            "exp": int(entry.expires_at.timestamp()),
        }
        return str(self._serializer.dumps(claims))

    def read(self, token: str, now: datetime) -> Pass:
        """Return what a token stands for. Raises WebhookRejected for one that is not ours, Expired for one that was."""
        if not token or len(token) > MAX_LENGTH:
            raise WebhookRejected("no_frame_token", 401)
        try:
            claims = self._serializer.loads(token)
        except BadData:
            raise WebhookRejected("wrong_frame_token", 401) from None
        visitor = Visitor(
            member_id=claims["aud"],
            user_id=claims["sub"],
            name=claims["name"],
            is_admin=claims["admin"],
            language=claims["lang"],
            origin=claims["origin"],
        )
        expires_at = datetime.fromtimestamp(claims["exp"], now.tzinfo)
        if expires_at <= now:
            raise Expired(visitor)
        return Pass(visitor, expires_at)
