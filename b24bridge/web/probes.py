"""What operators and balancers ask: alive, ready, how much. No secrets, and nothing of any portal."""

from flask import Blueprint, Response, jsonify

from b24bridge.web.site import Site


def probes(site: Site) -> Blueprint:
    """Return the probes."""
    routes = Blueprint("probes", __name__)

    @routes.get("/healthz")
    def alive() -> Response:
        return jsonify(status="alive")

    @routes.get("/readyz")
    def ready() -> tuple[Response, int]:
        checks = {check.name: check.is_ok for check in site.bridge.health()}
        is_ready = all(checks.values())
        return jsonify(status="ready" if is_ready else "not ready", checks=checks), 200 if is_ready else 503

    @routes.get("/metrics")
    def metrics() -> Response:
        return Response(site.counters.text(), mimetype="text/plain", content_type="text/plain; version=0.0.4; charset=utf-8")

    return routes
