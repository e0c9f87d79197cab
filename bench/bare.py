"""The yardstick for intake: a Flask application that parses the posted form, answers 204, and does nothing else."""

from flask import Flask, Response, request

application = Flask(__name__)


@application.post("/b24/event")
def event() -> Response:
    """Parse the form and answer."""
    request.form.to_dict()
    return Response(status=204)


@application.get("/readyz")
def ready() -> str:
    """Say that the server is up."""
    return ""
