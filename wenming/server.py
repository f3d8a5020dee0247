"""gunicorn's settings: `gunicorn --config python:wenming.server wenming.wsgi`.

WEB_CONCURRENCY, PORT and gunicorn's own command line say what differs between machines.
"""

import os

bind = f"127.0.0.1:{os.environ.get('PORT', '8000')}"  # a reverse proxy stands in front
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = "gthread"
threads = 4
preload_app = True  # the checks of `start` run once, before any worker is forked
timeout = 60
graceful_timeout = 30
errorlog = "-"
control_socket_disable = True  # nothing steers the server but its signals
