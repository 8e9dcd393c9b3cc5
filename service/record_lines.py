"""Many records, one a line (NDJSON): each line is judged and answered by itself, and its faults stop no other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import orjson
import structlog
from flask import Flask

from service import detail
from service.edition_and_record import question
from service.fault_codes import PROBLEMS
from service.faults import Fault
from service.foreign_log import places
from service.json_body import decode
from service.problems import Refused
from statemachine import Effort, recommend

LONGEST_LINE: Final = 1_000_000  # bytes: a record with all that may be charted in it takes some 200,000
NOT_ASKED: Final = "The records before this one took all the work that one request may cost: send it in another."
TOO_LONG: Final = f"The line is longer than {LONGEST_LINE:,} bytes."


@dataclass(frozen=True, slots=True)
class AnsweredLine:
    """The line that answers a record, with its line feed; the edition and the outcome, or the status of its problem."""

    written: bytes
    status: int = 200
    guideline: str = ""
    outcome: str = ""


def answers_to(app: Flask, lines: Iterable[tuple[int, bytes]], effort: Effort) -> Iterator[AnsweredLine]:
    """The answer to each line, given with its number; an empty line has none.

    Once the effort is used up nothing more is asked, and each line says so.
    """
    for number, line in lines:
        if not line.strip():
            continue
        if effort.is_used_up:
            yield _problem(number, 503, NOT_ASKED)
            continue
        with app.app_context():  # not around the yield, where others may be answered
            answered = _answer_to(number, line, effort)
        yield answered


def _answer_to(number: int, line: bytes, effort: Effort) -> AnsweredLine:
    """The answer to one line, or what is wrong with it."""
    try:
        if len(line) > LONGEST_LINE:
            raise Refused(413, TOO_LONG)
        document = decode(line)
        guideline, record = question(document)
        effort.spend(record.length)
        wanted = document.get("detail", detail.BRIEF)
        answer = recommend(guideline, record, effort, in_brief=wanted == detail.BRIEF)
    except Refused as refused:
        return _problem(number, refused.status, refused.detail, refused.faults)
    except Exception as failure:
        # A mistake of ours about one record is no reason to leave the others without an answer.
        structlog.get_logger().error("failure", type=type(failure).__name__, at=places(failure.__traceback__))
        return _problem(number, 500, PROBLEMS[500].says)
    return AnsweredLine(
        _line(number, detail.recommendation(answer, wanted), None), 200, guideline.reference, answer.outcome
    )


def _problem(number: int, status: int, detail: str, faults: Iterable[Fault] = ()) -> AnsweredLine:
    told = {"status": status, "detail": detail, "faults": [fault.as_json() for fault in faults]}
    return AnsweredLine(_line(number, None, told), status)


def _line(number: int, answer: dict[str, Any] | None, problem: dict[str, Any] | None) -> bytes:
    told = {"line": number, "answer": answer, "problem": problem}
    return orjson.dumps(told, default=dict, option=orjson.OPT_APPEND_NEWLINE)
