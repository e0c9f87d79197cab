"""Pieces of pages for htmx, and the renewal of the frame's token. Every request bears that token; no cookie exists."""

from flask import Blueprint, Response, jsonify, request

from b24bridge.core.errors import WebhookRejected
from b24bridge.web import pages_clients, pages_decisions, pages_settings
from b24bridge.web.arriving import flat_form
from b24bridge.web.asked import filters_of
from b24bridge.web.site import Site
from b24bridge.web.tokens import LIFETIME


def api(site: Site) -> Blueprint:
    """Return the routes under `/api/v1`."""
    routes = Blueprint("api", __name__, url_prefix="/api/v1")

    @routes.post("/findings/<assistant>")
    def findings(assistant: str) -> str:
        reader, form = site.bearer(), flat_form(request)
        shown = pages_clients.listed(site, reader, assistant, filters_of(form))
        return site.printer().fragment("findings_list.html", reader, token=site.tokens.write(reader.entry), **shown)

    @routes.post("/decisions/<key>")
    def decision(key: str) -> str:
        reader = site.bearer()
        return site.printer().fragment("decisions_answered.html", reader, row=pages_decisions.row(site, reader, key))

    @routes.post("/settings/<page>")
    def preview(page: str) -> str:
        reader, form = site.bearer(), flat_form(request)
        shown = pages_settings.previewed(site, reader, page, form)
        return site.printer().fragment("settings_preview.html", reader, **shown)

    @routes.post("/token")
    def token() -> Response:
        visitor, access_token = site.bearer().visitor, flat_form(request).get("AUTH_ID", "")
        if not access_token:
            raise WebhookRejected("missing_key", 401)
        fresh, _ = site.tokens.give(site.bridge.renew(visitor, access_token), site.now())
        return jsonify(token=fresh, expires_in=int(LIFETIME.total_seconds()))

    return routes
