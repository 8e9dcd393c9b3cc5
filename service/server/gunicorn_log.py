"""gunicorn's own logger as JSON lines: the master in words; a worker, which sees requests, by kind and place alone."""

from __future__ import annotations

import logging
import os
from functools import partialmethod
from typing import Any

from gunicorn.glogging import Logger

from service.foreign_log import KindAndPlace
from service.log_lines import never_wait_for_stderr


def _told_of_the_caller(log: Logger, level: str, text: object, *values: object, **more: Any) -> None:
    getattr(log.error_log, level)(text, *values, stacklevel=3, **more)


class GunicornLog(Logger):
    """What gunicorn is told to log with."""

    def setup(self, cfg: Any) -> None:
        """Write lines to stderr, and to nothing else."""
        super().setup(cfg)
        never_wait_for_stderr()
        self.error_log.handlers[:] = [_MasterInWords()]
        self.access_log.handlers.clear()

    # The place that is told is the caller's.
    debug = partialmethod(_told_of_the_caller, "debug")
    info = partialmethod(_told_of_the_caller, "info")
    warning = partialmethod(_told_of_the_caller, "warning")
    error = partialmethod(_told_of_the_caller, "error")
    critical = partialmethod(_told_of_the_caller, "critical")
    exception = partialmethod(_told_of_the_caller, "exception")

    def access(self, resp: Any, req: Any, environ: Any, request_time: Any) -> None:
        """Write nothing: a path and a query are whatever a client wrote, and the service logs requests itself."""


class _MasterInWords(KindAndPlace):
    def __init__(self) -> None:
        super().__init__()
        self.master = os.getpid()

    def text(self, record: logging.LogRecord) -> dict[str, str]:
        return {"text": record.getMessage()} if os.getpid() == self.master else {}
