"""How the service is run; read by gunicorn from the folder it is started in."""

import os

wsgi_app = "service:create_app()"
bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"

# The guidelines are read once, before the fork: a mistake in them stops the start, and workers share memory.
preload_app = True
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 4

# The heartbeat file must not wait for a slow disk; None lets gunicorn choose where there is no /dev/shm.
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108

timeout = 30
graceful_timeout = 20
max_requests = 20_000
max_requests_jitter = 2_000

# The service logs requests itself, without payloads.
accesslog = None

# The control socket wants a home folder, which a container does not have.
control_socket_disable = True
