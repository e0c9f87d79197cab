"""The web application of one portal: REST, authorization server, control, and the pages."""

from __future__ import annotations

from flask import Flask, request

from b24sandbox import batch, control, methods, oauth, pages, rest, rest3
from b24sandbox.portal import Portal

BODY_LIMIT = 64 * 1024 * 1024


def _read_body() -> None:
    """Read the body whatever becomes of it, so that the connection can be kept."""
    request.get_data(cache=True, parse_form_data=False)


def create_app(portal: Portal) -> Flask:
    """Serve this portal."""
    app = Flask("b24sandbox")
    app.config["MAX_CONTENT_LENGTH"] = BODY_LIMIT
    app.config["MAX_FORM_MEMORY_SIZE"] = BODY_LIMIT
    app.url_map.strict_slashes = False
    app.extensions["portal"] = portal
    app.extensions["methods"] = (methods.__name__, batch.__name__)  # imported for what they declare
    app.before_request(_read_body)
    for blueprint in (rest3.blueprint, rest.blueprint, oauth.blueprint, control.blueprint, pages.blueprint):
        app.register_blueprint(blueprint)
    return app
