"""The decision id: a hash of the question and the answer that is the same on every machine and through every door."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson

from statemachine.record.partial_dates import PartialDate
from statemachine.record.record import UNKNOWN_ANTICANCER, Dropped, Record, Treatment


def decision_id(record: Record, edition_sha256: str, answer: Mapping[str, Any]) -> str:
    """`sha256:` and the hash of the canonical (RFC 8785) record, the edition and the answer's codes.

    Pointers, prose and the order of the history are left out. Numbers are written as text, so that sorted keys and no
    spaces are all that RFC 8785 asks for.
    """
    question: dict[str, Any] = {
        "record": canonical(record),
        "edition": edition_sha256,
        "answer": dict(answer),
    }
    return "sha256:" + hashlib.sha256(orjson.dumps(question, option=orjson.OPT_SORT_KEYS)).hexdigest()


def canonical(record: Record) -> dict[str, Any]:
    """The record as read, without its pointers: names as codes, histories in the order of their content."""
    stops = (event for event in record.toxicities if event.graded_at is not None and event.grade is not None)
    graded = sorted([stop.kind or "", stop.on.text, stop.agent or "", stop.grade] for stop in stops)
    return {
        "as_of": record.as_of.isoformat(),
        "history_complete": record.history_complete,
        "patient": _charted(vars(record.patient).items()),
        "treatments": _sorted(
            {
                "regimens": sorted(course.regimens),
                "given": sorted(
                    [UNKNOWN_ANTICANCER] if UNKNOWN_ANTICANCER in slot else sorted(slot) for slot in course.given
                ),
                "setting": course.setting,
                "started": course.started.text,
                "ended": _plain(course.ended),
                "stopped_for": course.stopped_for,
                "toxicity_agent": course.toxicity_agent,
                "dropped": sorted(map(_dropped, course.dropped)),
                **_charted((name, getattr(course, name)) for name in ("toxicity_kind", "held_since", "dose_level")),
                **_charted([("dosings", _dosings(course))]),
            }
            for course in record.treatments
        ),
        "events": _sorted(
            _charted((name, getattr(event, name)) for name in event.__slots__[1:]) for event in record.events
        ),
        **({"grades_of_stops": graded} if graded else {}),
        **({"unlikely": _charted((value.fact, value.value) for value in record.unlikely)} if record.unlikely else {}),
    }


def _dosings(course: Treatment) -> tuple[Any, ...]:
    """How each drug is given, where they are not all given alike."""
    if len({(one.held_since, one.level) for one in course.dosings.values()}) < 2:
        return ()
    each = (
        [
            UNKNOWN_ANTICANCER if UNKNOWN_ANTICANCER in slot else "|".join(sorted(slot)),
            _plain(one.held_since) or "",
            repr(one.level),
        ]
        for slot, one in course.dosings.items()
    )
    return tuple(each)


def _dropped(part: Dropped) -> list[Any]:
    kind = [] if part.toxicity_kind is None else [part.toxicity_kind]
    return [sorted(part.agents), part.on.text, part.reason or "", *kind]


def _charted(facts: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """The facts that somebody has charted; of an event all but its pointer, which stands first."""
    return {name: _plain(value) for name, value in facts if value is not None and value != ()}


def _plain(value: Any) -> Any:
    if isinstance(value, PartialDate):
        return value.text
    if isinstance(value, int | float) and not isinstance(value, bool):
        return repr(float(value))
    return sorted(value) if isinstance(value, tuple) else value


def _sorted(entries: Any) -> Sequence[dict[str, Any]]:
    return sorted(entries, key=orjson.dumps)
