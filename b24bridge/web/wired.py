"""The web application over the real bridge, wired from the environment. What `wsgi.py` serves."""

from flask import Flask

from b24bridge.bootstrap import wire
from b24bridge.logs import configure
from b24bridge.web.app import create_app
from config.process import ProcessSettings, read_settings


def make_application(settings: ProcessSettings | None = None) -> Flask:
    """Return the application of this process. Raises ConfigError for settings that cannot work."""
    settings = settings or read_settings()
    configure(settings.log_level)
    return create_app(wire(settings))
