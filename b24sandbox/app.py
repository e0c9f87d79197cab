"""The web application of one portal: REST, authorization server, control, and the pages when they are there."""

from __future__ import annotations

from flask import Flask, Response

from b24sandbox import batch, control, methods, oauth, rest
from b24sandbox.portal import Portal

BODY_LIMIT = 64 * 1024 * 1024


def create_app(portal: Portal) -> Flask:
    """Serve this portal."""
    app = Flask("b24sandbox")
    app.config["MAX_CONTENT_LENGTH"] = BODY_LIMIT
    app.config["MAX_FORM_MEMORY_SIZE"] = BODY_LIMIT
    app.url_map.strict_slashes = False
    app.extensions["portal"] = portal
    app.extensions["methods"] = (methods.__name__, batch.__name__)
    for blueprint in (rest.blueprint, oauth.blueprint, control.blueprint):
        app.register_blueprint(blueprint)
    app.add_url_rule("/", "index", lambda: Response(f"{portal.settings.name}\n", content_type="text/plain; charset=utf-8"))
    return app
