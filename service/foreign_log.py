"""What libraries log, told by its kind and its place alone: their texts may quote a request, and so a patient."""

from __future__ import annotations

import logging
import sys
import threading
import time
import warnings
from pathlib import Path
from types import TracebackType

import orjson
import structlog

from service.log_lines import write_line

PLACES = 5


class KindAndPlace(logging.Handler):
    """Writes where a record was logged and the kinds of the errors that came with it, never its text."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write the line."""
        _, error, traceback = record.exc_info or (None, None, None)
        told = [error, record.msg, *(record.args if isinstance(record.args, tuple) else ())]
        write_foreign(
            record.name,
            record.levelname.lower(),
            [f"{record.filename}:{record.lineno} {record.funcName}", *places(traceback)],
            [type(each).__name__ for each in told if isinstance(each, BaseException)],
            **self.text(record),
        )

    def text(self, _: logging.LogRecord) -> dict[str, str]:
        """What may be told in words: nothing."""
        return {}


def tell_by_kind_and_place(level: str) -> None:
    """Let every logger that has no handler of its own, and the last resort of those, tell no text."""
    handler = KindAndPlace()
    logging.lastResort = handler
    root = logging.getLogger()
    root.setLevel(level.upper())
    if not any(isinstance(each, KindAndPlace) for each in root.handlers):
        root.addHandler(handler)


def tell_uncaught_by_kind_and_place() -> None:
    """The same for what nobody caught, in this process: the interpreter would print it with its text."""
    sys.excepthook = lambda kind, _, traceback: _uncaught(kind, traceback)
    threading.excepthook = lambda told: _uncaught(told.exc_type, told.exc_traceback)
    sys.unraisablehook = lambda told: _uncaught(told.exc_type, told.exc_traceback)
    warnings.showwarning = lambda _, kind, file, number, *rest: write_foreign(
        "python", "warning", [f"{Path(file).name}:{number}"], [kind.__name__]
    )


def places(traceback: TracebackType | None) -> list[str]:
    """The last frames of a traceback, file and line only."""
    found = []
    while traceback is not None:
        code = traceback.tb_frame.f_code
        found.append(f"{Path(code.co_filename).name}:{traceback.tb_lineno} {code.co_name}")
        traceback = traceback.tb_next
    return found[-PLACES:]


def write_foreign(logger: str, level: str, at: list[str], kinds: list[str], **more: str) -> None:
    """Write one line about something that is not our own event, with the id of the request it belongs to."""
    line = {
        **more,
        "logger": logger,
        "at": at,
        "kinds": kinds,
        "event": "logged",
        **structlog.contextvars.get_contextvars(),
        "level": level,
        "timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
    }
    write_line(orjson.dumps(line, default=str).decode())


def _uncaught(kind: type[BaseException], traceback: TracebackType | None) -> None:
    write_foreign("python", "error", places(traceback), [kind.__name__])
