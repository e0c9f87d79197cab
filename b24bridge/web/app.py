"""The application factory: routes, guards, and what happens to errors. Which bridge it is given is `wired.py`."""

from dataclasses import replace
from importlib.resources import files

from flask import Flask, Response, g, jsonify, make_response, request, send_file

from b24bridge.services.arrivals import Visitor
from b24bridge.web.api import api
from b24bridge.web.counters import Counters
from b24bridge.web.errors import Failure, Forbidden, failure_of
from b24bridge.web.frame import frame
from b24bridge.web.guards import guard
from b24bridge.web.hooks import hooks
from b24bridge.web.needs import WebBridge
from b24bridge.web.pages import Failing, failed
from b24bridge.web.probes import probes
from b24bridge.web.site import Site
from b24bridge.web.tokens import Expired, FrameTokens

FRAMED = ("frame.", "hooks.install")
EVENT = "hooks.event"
NOBODY = "none"


def create_app(bridge: WebBridge) -> Flask:
    """Return the web application of a bridge. Raises ConfigError when its settings hold no secret key."""
    app = Flask(__name__)
    app.config["IS_HTTPS"] = bridge.settings.public_url.startswith("https://")
    app.url_map.merge_slashes = False
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    site = Site(bridge, FrameTokens(bridge.settings), Counters())
    guard(app)
    for make in (hooks, frame, api, probes):
        app.register_blueprint(make(site))
    _serve_htmx(app)
    _answer_errors(app, site)

    @app.after_request
    def count(answer: Response) -> Response:
        rule = request.url_rule.rule if request.url_rule else NOBODY
        site.counters.answered(rule, answer.status_code)
        return answer

    return app


def _serve_htmx(app: Flask) -> None:
    """Serve htmx from the installed package: nothing of others lies in our tree, nothing comes from another host."""
    path = files("js_lib_htmx") / "static" / "htmx" / "htmx.min.js"

    @app.get("/static/htmx.min.js")
    def htmx() -> Response:
        return send_file(str(path), mimetype="text/javascript")


def _answer_errors(app: Flask, site: Site) -> None:
    """Answer every error by the one table: as a page in the frame, a notice for htmx, or JSON for machines."""

    @app.errorhandler(Exception)
    def fail(error: Exception) -> Response:
        failure = failure_of(error)
        if failure.status == 500 and request.endpoint == EVENT:
            # Whatever kept an event from being committed, the portal and its operator hear that it was not taken.
            failure = replace(failure, status=503)
        if failure.status < 500:
            site.counters.rejected(failure.code)
        answer = make_response(_body(error, failure, site), failure.status)
        if failure.status == 503:
            answer.headers["Retry-After"] = "30"
        return answer


def _body(error: Exception, failure: Failure, site: Site) -> Response | str:
    endpoint = request.endpoint or ""
    if not endpoint.startswith((*FRAMED, "api.")) or endpoint == "api.token":
        return jsonify(error=failure.code, at=site.now().isoformat(timespec="seconds"))
    visitor: Visitor | None = error.visitor if isinstance(error, Expired) else g.get("visitor")
    failing = Failing(
        failure=failure,
        visitor=visitor,
        language=request.args.get("LANG", ""),
        helper=str(error) if isinstance(error, Forbidden) else "",
        at=site.now(),
    )
    return failed(failing, is_notice=endpoint.startswith("api."))
