"""Cancer drugs that were not given, are held, or must not be given: the reason is charted or asked, and never lost.

Where nothing of the drug was given since, it is held from that day on, which is no stop. A toxicity whose kind is known
is charted as that event: whether it has resolved, and whether the drug was stopped for it, is asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, Final, NamedTuple

from service.fhir.courses import Course
from service.fhir.given import Given, Kept
from service.fhir.not_given import written_on
from service.fhir.report import Report
from service.fhir.values import first_day

CHART_IT: Final = "Chart what speaks against it: a toxicity, what the patient declines, or what cannot be had."
HELD_OR_STOPPED: Final = "Is it held since then or stopped, and for what?"
GIVEN_AGAIN: Final = "It was given again: was that a toxicity, and when had it resolved?"
PRECISIONS: Final = (len("2026-11-20"), len("2026-11"), len("2026"))
NOTHING: Final = Kept("")


class Toxicity(NamedTuple):
    """The event as the record has it, and the drug that was not given for it."""

    event: dict[str, Any]
    given: Given


def apart(given: Iterable[Given]) -> tuple[list[Given], list[Given]]:
    """What was given, and what was not."""
    read, withheld = list[Given](), list[Given]()
    for each in given:
        (withheld if each.role in ("withheld", "cancelled") else read).append(each)
    return read, withheld


def since_the_first(withheld: Iterable[Given], courses: Sequence[Course]) -> Iterator[Given]:
    """What was not given, where cycle after cycle was called off for one reason each with the day of the first one."""
    before: dict[tuple[object, str], Given] = {}
    for each in sorted(withheld, key=lambda one: first_day(one.started)):
        key = (each.drugs.charted, (each.kept or NOTHING).says)
        first = before.get(key)
        if first is not None and not _is_given_between(first, each, courses):
            each = replace(each, started=first.started, kept=first.kept)
        before[key] = each
        yield each


def _is_given_between(first: Given, each: Given, courses: Iterable[Course]) -> bool:
    of_the_drug = (course for course in courses if course.first.drugs.charted == each.drugs.charted)
    given = (first_day(one.ended or one.started) for course in of_the_drug for one in course.members)
    return any(first_day(first.started) < day <= first_day(each.started) for day in given)


def hold(courses: Sequence[Course], withheld: Iterable[Given], as_of: str, report: Report) -> None:
    """Say of the last course of a drug since when it is held, and ask about all that was not given, or may not be."""
    for course in courses:
        _by_orders(course, as_of, report)
    for each in sorted(withheld, key=lambda one: first_day(one.started)):
        kept = each.kept or NOTHING
        of_the_drug = [course for course in courses if course.first.drugs.charted == each.drugs.charted]
        if each.role == "cancelled" and not kept.has_reason:
            report.ignored(each.source, "It was not given (status cancelled).")
        elif not _was_begun(each, courses):
            _never_given(each, kept, bool(of_the_drug), report)
        else:
            _given_before(each, kept, of_the_drug, as_of, report)


def _was_begun(each: Given, courses: Iterable[Course]) -> bool:
    """Does anything tell that the drug was given before?"""
    of_the_drug = (course for course in courses if course.first.drugs.charted == each.drugs.charted)
    return any(first_day(course.started) <= first_day(each.started) for course in of_the_drug)


def _never_given(each: Given, kept: Kept, is_given_later: bool, report: Report) -> None:
    """Nothing tells that it was given before: what kept it from being given may be what is not charted."""
    is_toxicity = kept.reason is not None and kept.reason.reason == "toxicity"
    if not (kept.has_reason or kept.is_forbidden) or (is_given_later and not (is_toxicity or kept.is_forbidden)):
        report.ignored(each.source, f"It was not given: {kept.says}")
        return
    report.not_understood(each.source, f"{each.drugs.says} It was not given: {kept.says}")
    report.ask(f"{each.drugs.named}: {kept.says} {CHART_IT}", [each.source])
    report.unread_medications = True
    if kept.is_forbidden or is_toxicity:
        report.leave_out([each.source], each.drugs.named)


def _day(each: Given, last: Course, as_of: str) -> str:
    """When it was not given; what was to come was called off after it was written and after the last dose."""
    kept = each.kept or NOTHING
    if not kept.is_coming:
        return each.started
    written = written_on(each.source.content, as_of) or last.last_charted
    return kept.since or between(max(last.last_charted, written, key=first_day), as_of)


def _given_before(each: Given, kept: Kept, courses: list[Course], as_of: str, report: Report) -> None:
    last, says = courses[-1], f"{each.drugs.named}, {each.started}: {kept.says}"
    if _is_given_since(each, kept, courses):
        if kept.has_reason or kept.is_forbidden:
            report.not_understood(each.source, f"{each.drugs.says} It was not given, and given again later.")
            report.ask(f"{says} {GIVEN_AGAIN}", [each.source])
        else:
            report.ignored(each.source, "It was not given, and given again later.")
    elif last.ended(as_of) is None and not last.stops:
        last.held_since = last.held_since or _day(each, last, as_of)
        report.used(each.source, f"{each.drugs.says} It was not given, and is held since then.")
        report.ask(f"{says} {HELD_OR_STOPPED}", [each.source])
    elif last.stops or not (kept.has_reason or kept.is_forbidden):
        report.ignored(each.source, f"It was over by then. {kept.says}")
    else:
        report.not_understood(each.source, f"{each.drugs.says} It was not given, and was over by then.")
        report.ask(f"{says} Was it stopped for that?", [each.source])


def _is_given_since(each: Given, kept: Kept, courses: list[Course]) -> bool:
    on = first_day(each.started)
    if any(first_day(course.last_charted) > on for course in courses):
        return True
    of_the_day = (one.role == "dose" and first_day(one.started) == on for one in courses[-1].members)
    return not (kept.has_reason or kept.is_forbidden) and any(of_the_day)


def _by_orders(course: Course, as_of: str, report: Report) -> None:
    """An order that is held seldom says since when; one that stands with a reason contradicts itself."""
    held = [each for each in course.members if each.held]
    if held and course.ended(as_of) is None and not course.stops:
        since = [each.kept.since for each in held if each.kept is not None and each.kept.since is not None]
        course.held_since = min(since, key=first_day) if since else between(course.last_charted, as_of)
    for each in held:
        report.ask(f"{each.drugs.named}: {(each.kept or NOTHING).says} Since when, and for what?", [each.source])
    for each in course.members:
        if each.kept is not None and not each.held:
            report.ask(f"{each.drugs.named}: {each.kept.says} Was it stopped, and when?", [each.source])
            report.leave_out([each.source], each.drugs.named)


def between(last_given: str, as_of: str) -> str:
    """A date after the last dose, only as precise as that is certain; of different years it is the day of asking."""
    same = (letters for letters in PRECISIONS if letters <= len(last_given) and last_given[:letters] == as_of[:letters])
    return as_of[: next(same, len(as_of))]


def chart_toxicities(
    courses: Sequence[Course], withheld: Iterable[Given], as_of: str, history: list[dict[str, Any]], report: Report
) -> None:
    """Chart each toxicity for which a drug that was begun was not given; the same of one drug once, the last time."""
    last = {course.first.drugs.charted: course for course in courses}
    dated = [(_day(each, last[each.drugs.charted], as_of), each) for each in withheld if _was_begun(each, courses)]
    for course in courses:
        on = course.held_since or between(course.last_charted, as_of)
        dated += [(on, each) for each in course.members]
    found: dict[tuple[object, ...], Toxicity] = {}
    for on, each in sorted(dated, key=lambda one: first_day(one[0])):
        reason = each.kept.reason if each.kept is not None else None
        if reason is None or reason.kind is None:
            continue
        event: dict[str, Any] = {"event": "toxicity", "on": on, "kind": reason.kind}
        if len(each.drugs.agents) == 1:
            event["agent"] = each.drugs.agents[0]
        if reason.grade is not None:
            event["grade"] = reason.grade
        found[(each.drugs.charted, reason.kind, reason.grade)] = Toxicity(event, each)
    for event, each in found.values():
        report.fact(f"/history/{len(history)}", [each.source])
        report.used(each.source, f"{each.drugs.says} The toxicity that is told of it is charted.")
        history.append(event)
