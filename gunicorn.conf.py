"""How the service is run; read by gunicorn from the folder it is started in."""

import os

from service.settings import read_settings

settings = read_settings()
wsgi_app = "service:create_app()"
bind = f"[{settings.host}]:{settings.port}" if ":" in settings.host else f"{settings.host}:{settings.port}"

# The guidelines are read once, before the fork: a mistake in them stops the start, and workers share memory.
preload_app = True
# Threads, none of which waits for a client: see service/server/worker.py, which also has the deadlines.
worker_class = "service.server.worker.WholeRequestWorker"
logger_class = "service.server.gunicorn_log.GunicornLog"
workers = settings.workers
threads = 4

# The heartbeat file must not wait for a slow disk; None lets gunicorn choose where there is no /dev/shm.
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108

# No header of a client changes what is seen of the request (SCRIPT_NAME, X-Forwarded-Proto).
forwarded_allow_ips = ""
# Answers are made in memory.
sendfile = False
# More connections than these end the ones that have waited longest; stays below the usual limit of 1024 files.
worker_connections = 500

# Of the worker's loop, not of a request: a worker that stands still for so long is replaced.
timeout = 30
graceful_timeout = 20
max_requests = 20_000
max_requests_jitter = 2_000

# The service logs requests itself, without payloads.
accesslog = None

# The control socket wants a home folder, which a container does not have.
control_socket_disable = True
