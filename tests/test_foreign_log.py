"""What libraries log is told by kind and place: their texts quote requests."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from typing import Any

import pytest
from flask import Flask

from service.problems import MEDIA_TYPE, handle_errors
from service.request_log import configure_logging, log_requests

PLANTED = "Erika Mustermann, 1961-04-03"


@pytest.fixture(autouse=True)
def told() -> None:
    """Every logger at its most talkative."""
    configure_logging("debug")


def only_line(capfd: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """The one line that was written, which holds nothing planted."""
    [text] = capfd.readouterr().err.splitlines()
    assert "Mustermann" not in text
    line: dict[str, Any] = json.loads(text)
    return line


@pytest.mark.parametrize("level", [logging.DEBUG, logging.WARNING, logging.CRITICAL])
def test_a_text_is_not_told(capfd: pytest.CaptureFixture[str], level: int) -> None:
    logging.getLogger("some.library").log(level, f"cannot read {PLANTED}")
    line = only_line(capfd)
    assert (line["logger"], line["level"], line["kinds"]) == ("some.library", logging.getLevelName(level).lower(), [])
    assert line["at"][0].startswith("test_foreign_log.py:")


def test_an_error_is_told_by_its_kind(capfd: pytest.CaptureFixture[str]) -> None:
    try:
        raise LookupError(PLANTED)
    except LookupError as error:
        logging.getLogger("some.library").exception("failed: %s %s", PLANTED, error)
    assert only_line(capfd)["kinds"] == ["LookupError", "LookupError"]


def test_a_logger_that_tells_nobody_else_is_not_told_by_the_last_resort_either(
    capfd: pytest.CaptureFixture[str],
) -> None:
    alone = logging.getLogger("alone")
    alone.propagate = False
    alone.error(PLANTED)
    assert only_line(capfd)["logger"] == "alone"


def test_a_second_failure_while_the_first_is_told_says_nothing_of_the_patient(
    capfd: pytest.CaptureFixture[str],
) -> None:
    app = Flask("twice")
    log_requests(app)
    handle_errors(app)

    @app.get("/")
    def fail() -> str:
        raise ValueError(PLANTED)

    def fail_again(failure: Exception) -> str:
        raise RuntimeError(f"{failure}") from failure

    app.register_error_handler(Exception, fail_again)
    answer = app.test_client().get("/")
    assert (answer.status_code, answer.content_type) == (500, MEDIA_TYPE)
    assert "Mustermann" not in answer.get_data(as_text=True)
    failure, request = (json.loads(line) for line in capfd.readouterr().err.splitlines())
    assert (failure["kinds"], failure["at"][-1].split()[-1]) == (["RuntimeError"], "fail_again")
    assert (request["status"], request["request_id"]) == (500, failure["request_id"])
    assert "Mustermann" not in f"{failure}{request}"


@pytest.mark.parametrize(
    ("uncaught", "kind"),
    [
        ("raise LookupError(planted)", "LookupError"),
        ("threading.Thread(target=lambda: {}[planted]).start()", "KeyError"),
        ("class Fails:\n  def __del__(self): raise LookupError(planted)\nFails()", "LookupError"),
        ("warnings.warn(planted)", "UserWarning"),
        ("create_app().logger.error(planted)", None),
    ],
)
def test_what_nobody_caught_is_told_by_its_kind(uncaught: str, kind: str | None) -> None:
    program = f"""
import threading, warnings
from service import create_app
from service.foreign_log import tell_by_kind_and_place, tell_uncaught_by_kind_and_place
tell_by_kind_and_place("debug")
tell_uncaught_by_kind_and_place()
planted = {PLANTED!r}
{uncaught}
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)  # noqa: S603
    assert "Mustermann" not in done.stderr + done.stdout
    [line] = [json.loads(line) for line in done.stderr.splitlines()]
    assert line["kinds"] == ([] if kind is None else [kind])


HANDLERS = """
import logging
from service import create_app
create_app()
names = (None, *logging.root.manager.loggerDict)
handlers = {handler for name in names for handler in logging.getLogger(name).handlers}
print(*{type(handler).__name__ for handler in handlers if not isinstance(handler, logging.NullHandler)})
"""


def test_an_application_at_work_has_no_logger_that_would_tell_a_text() -> None:
    # In a process of its own: what else the tests import would bring its handlers.
    told = subprocess.run([sys.executable, "-c", HANDLERS], check=True, capture_output=True, text=True)  # noqa: S603
    assert told.stdout.split() == ["KindAndPlace"]
