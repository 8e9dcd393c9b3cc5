"""How the service is run; read by gunicorn from the folder it is started in."""

import atexit
import ctypes
import gc
import os
import sys
from contextlib import contextmanager
from itertools import count
from shutil import rmtree
from tempfile import TemporaryFile, mkdtemp

# The heartbeat file must not wait for a slow disk; None lets gunicorn choose where there is no /dev/shm.
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108

ROOM = 1 << 20  # bytes for the counts of the process that starts; those of the workers are reserved below

# Named before the service is imported, which then counts for all workers. A reload reads this file again.
if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = counts = mkdtemp(prefix="linewise-metrics-", dir=worker_tmp_dir)
    master = os.getpid()  # a worker inherits what is registered, and its end is not that of the service
    atexit.register(lambda: rmtree(counts, ignore_errors=True) if os.getpid() == master else None)


@contextmanager
def refused_without_room():  # type: ignore[no-untyped-def]
    """End the start with a reason where a file system has no room for the counts."""
    try:
        yield
    except OSError as error:
        folder = os.environ["PROMETHEUS_MULTIPROC_DIR"]
        sys.exit(
            f"The service does not start: no room for the counts of the workers in {folder} ({error.strerror}). Free "
            "half a megabyte a worker there, or name another folder in PROMETHEUS_MULTIPROC_DIR."
        )


# The import maps a file there, and one that finds no room then ends the process without a word.
with refused_without_room(), TemporaryFile(dir=os.environ["PROMETHEUS_MULTIPROC_DIR"]) as probe:
    os.posix_fallocate(probe.fileno(), 0, ROOM)
from service import metrics  # noqa: E402
from service.settings import read_settings  # noqa: E402

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

# No header of a client changes what is seen of the request (SCRIPT_NAME, X-Forwarded-Proto).
forwarded_allow_ips = ""
# Answers are made in memory.
sendfile = False
# More connections than these end the ones that have waited longest; stays below the usual limit of 1024 files.
worker_connections = 500
# Idle connections cost a file each, and a proxy wants to use them again.
keepalive = 15

# Of the worker's loop, not of a request: a worker that stands still for so long is replaced.
timeout = 30
graceful_timeout = 20
max_requests = 20_000
max_requests_jitter = 2_000

# The service logs requests itself, without payloads.
accesslog = None

# The control socket wants a home folder, which a container does not have.
control_socket_disable = True

M_ARENA_MAX = -8  # malloc.h

# The workers count in files of one folder (service/metrics.py); reserved here, so that a full disk ends no worker, and
# more than there are workers, because a reload runs the old and the new ones side by side.
with refused_without_room():
    metrics.reserve(range(2 * workers + 1))


def pre_fork(server, worker):  # type: ignore[no-untyped-def]
    """Give a new worker the first free place to count in."""
    taken = {other.place for other in server.WORKERS.values()}
    worker.place = next(place for place in count(1) if place not in taken)


def post_fork(server, worker):  # type: ignore[no-untyped-def]
    """Count in this place, after whoever had it before, and let threads take turns more often."""
    metrics.begin_at(worker.place)
    # A costly question hands over to a short one five times as soon as usual (benchmarks/costly.py).
    sys.setswitchinterval(0.001)


def when_ready(server):  # type: ignore[no-untyped-def]
    """Before the first worker begins: give back what the start has used, and share the rest without touching it."""
    c_library = ctypes.CDLL(None)
    if hasattr(c_library, "mallopt"):  # glibc: what each thread keeps of freed memory adds up
        c_library.mallopt(M_ARENA_MAX, 1)
    gc.collect()
    if hasattr(c_library, "malloc_trim"):
        c_library.malloc_trim(0)
    gc.freeze()
