"""What every request must pass, and what every answer must say, whatever the route. Not who may see what."""

import re

from flask import Flask, Response, g, request
from werkzeug.exceptions import LengthRequired, UnsupportedMediaType

MAX_BODY = 256 * 1024
FORM = "application/x-www-form-urlencoded"
YEAR_S = 365 * 24 * 3600
ORIGIN = re.compile(r"https?://[A-Za-z0-9.-]{1,253}(:\d{1,5})?")
POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors {ancestors}"
)


def guard(app: Flask) -> None:
    """Bound the requests of an application and harden its answers."""
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY
    app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False
    app.before_request(_refuse_unbounded)
    app.before_request(_refuse_other_bodies)
    is_https = app.config["IS_HTTPS"]

    @app.after_request
    def harden(answer: Response) -> Response:
        answer.headers["Content-Security-Policy"] = POLICY.format(ancestors=_ancestors())
        answer.headers["X-Content-Type-Options"] = "nosniff"
        answer.headers["Referrer-Policy"] = "no-referrer"
        answer.headers.setdefault("Cache-Control", "no-store")
        if is_https:
            answer.headers["Strict-Transport-Security"] = f"max-age={YEAR_S}; includeSubDomains"
        return answer


def show_in(origin: str) -> None:
    """Allow the answer to be framed by that portal, whose origin was verified; all other answers by nobody."""
    g.frame_origin = origin


def _ancestors() -> str:
    origin = g.get("frame_origin", "")
    return origin if ORIGIN.fullmatch(origin) else "'none'"


def _refuse_unbounded() -> None:
    # A chunked body over the limit is cut silently by the server and would be handled as if it were whole.
    if "Transfer-Encoding" in request.headers:
        raise LengthRequired


def _refuse_other_bodies() -> None:
    if request.method == "POST" and request.mimetype != FORM:
        raise UnsupportedMediaType
