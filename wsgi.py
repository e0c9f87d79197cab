"""The WSGI application of production servers: `gunicorn -c deploy/gunicorn.conf.py wsgi:application`."""

from b24bridge.bootstrap import wire
from b24bridge.web.app import create_app

application = create_app(wire())
