"""What is charted as going on, where courses are not followed one after the other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from statemachine.record.record import Treatment, has_left


def going_on(courses: Iterable[Treatment]) -> Treatment | None:
    """What is left of all courses that nothing charted has ended, as one that began with the last; None if none is."""
    given = sorted((course for course in courses if course.goes_on and course.left), key=lambda one: one.started.first)
    if not given:
        return None
    *_, last = given
    if len(given) == 1 and not last.dropped:
        return last
    return replace(
        last,
        regimens=(),
        given=tuple(dict.fromkeys(slot for course in given for slot in _left(course))),
        dropped=(),
        names={code: name for course in given for code, name in course.names.items()},
        dosings={slot: dosing for course in given for slot, dosing in course.dosings.items()},
    )


def _left(course: Treatment) -> list[frozenset[str]]:
    gone = frozenset().union(*(part.agents for part in course.dropped))
    return [slot for slot in course.given if not has_left(slot, gone)]
