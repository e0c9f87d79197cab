"""Entry point for WSGI servers: `gunicorn wsgi:application`. Not for import by anything else."""

from b24bridge.web.wired import make_application

application = make_application()
