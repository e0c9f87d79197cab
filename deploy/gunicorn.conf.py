"""Gunicorn behind a proxy that buffers requests: `gunicorn -c deploy/gunicorn.conf.py wsgi:application`.

One process with threads: it receives, reads and renders; all work is the worker's. Without a buffering proxy in front a
few stalled clients could hold every thread, and with them the portal's events.
"""

import os

bind = os.environ.get("BIND", "127.0.0.1:8000")
worker_class = "gthread"
workers = 1
threads = 16
# A page may wait for the authorization server and the portal; an event never does.
timeout = 120
graceful_timeout = 30
keepalive = 5
# The portal's own addresses are short, and nothing of ours needs long headers.
limit_request_line = 4094
limit_request_fields = 60
limit_request_field_size = 8190
# The proxy on this machine says whether the portal came by https.
forwarded_allow_ips = "127.0.0.1"
control_socket_disable = True
loglevel = "warning"
