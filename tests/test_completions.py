"""What is told of uncharted facts, against every way in which they can be charted.

The completions here are listed independently of the engine: values by hand, dates day by day with dateutil's months.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from datetime import date, timedelta
from itertools import product
from typing import Any, NamedTuple

from dateutil.relativedelta import relativedelta
from hypothesis import assume, given
from hypothesis import strategies as st

from statemachine.codes import STOP_REASONS
from statemachine.guideline import Guideline
from statemachine.partial_date import parse
from statemachine.reading import RecordFaults, read
from statemachine.recommend import recommend
from statemachine.record import Record
from statemachine.resolve import Settled, resolve
from tests.records import FIT, LIBRARY, Document, documents, examples

# Facts that a guard with `when_unknown: ask` may read, and values on both sides of everything a source distinguishes.
DECIDING: dict[str, tuple[Any, ...]] = {
    "lvef_percent": (62, 49, 39),
    "heart_failure": ("none", "history", "symptomatic"),
    "cardio_oncology_clearance": (True, False),
    "pregnant": (False, True),
    "hormone_receptor": ("positive", "negative"),
}
ASKED_AT_TIMES = {
    "interstitial_lung_disease": ("none", "past", "current"),
    "taxane_contraindicated": (False, True),
    "disease_burden": ("low", "high"),
}
VALUES = {**DECIDING, **ASKED_AT_TIMES}
MONTHS = (6, 12)
MOST_DAYS = 12_000  # combinations of days that are sorted into kinds


class Told(NamedTuple):
    """What two answers must share to be one answer."""

    outcome: str
    state: str | None
    line: int | None
    preferred: tuple[str, ...]


def told(settled: Settled) -> Told:
    """The answer of a branch."""
    return Told(settled.outcome, settled.state, settled.line, settled.preferred)


def date_fields(document: Document) -> dict[tuple[int, str], str]:
    """Every date of the history by entry and field."""
    return {
        (index, field): entry[field]
        for index, entry in enumerate(document["history"])
        for field in ("started", "ended", "on", "resolved_on")
        if field in entry
    }


def kinds_of_days(document: Document) -> Iterator[dict[tuple[int, str], str]]:
    """One choice of days for the partial dates of each kind: of each order among all dates and each zone of months."""
    charted = {place: parse(text) for place, text in date_fields(document).items()}
    last = date.fromisoformat(document["as_of"])
    partial = [place for place, on in charted.items() if not on.is_a_day]
    choices = []
    for place in partial:
        on = charted[place]
        choices.append([on.first + timedelta(n) for n in range((min(on.last, last) - on.first).days + 1)])
    seen = set()
    for days in product(*choices):
        at = {place: on.first for place, on in charted.items()} | dict(zip(partial, days, strict=True))
        moments = list(at.values())
        order = tuple((one < other, one == other) for one in days for other in moments)
        zones = tuple(
            one <= other + relativedelta(months=months) for one in days for other in moments for months in MONTHS
        ) + tuple(other <= one + relativedelta(months=months) for one in days for other in moments for months in MONTHS)
        if (order, zones) not in seen:
            seen.add((order, zones))
            yield {place: day.isoformat() for place, day in zip(partial, days, strict=True)}


def completed(document: Document, asked: set[str]) -> Iterator[Record]:
    """Every record that the document may turn out to be."""
    missing = [fact for fact in VALUES if fact not in document["patient"] and (fact in DECIDING or fact in asked)]
    unexplained = [
        index
        for index, entry in enumerate(document["history"])
        if entry.get("setting") == "metastatic" and "ended" in entry and "stopped_for" not in entry
    ]
    ways = product(kinds_of_days(document), product(STOP_REASONS, repeat=len(unexplained)))
    for days, reasons in ways:
        for values in product(*(VALUES[fact] for fact in missing)):
            whole = deepcopy(document)
            for (index, field), text in days.items():
                whole["history"][index][field] = text
            for index, reason in zip(unexplained, reasons, strict=True):
                whole["history"][index]["stopped_for"] = reason
            whole["patient"] |= dict(zip(missing, values, strict=True))
            try:
                yield read(whole, LIBRARY.catalogue)
            except RecordFaults:
                continue


def by_brute_force(guideline: Guideline, document: Document, asked: set[str]) -> set[Told]:
    """The answers to all completions; a completion that contradicts itself counts only where all of them do."""
    answers: set[Told] = set()
    unreadable: set[Told] = set()
    for record in completed(document, asked):
        for branch in resolve(guideline, record).branches:
            assert branch.settled is not None
            (answers if branch.is_readable else unreadable).add(told(branch.settled))
    return answers or unreadable


@st.composite
def with_gaps(draw: Any) -> Document:
    """A plausible record of which some deciding facts are not charted, and some dates only by month or year."""
    document: Document = draw(documents(precise=True))
    document["history_complete"] = True
    document["patient"] = {**FIT, **document["patient"]}
    for fact in draw(st.sets(st.sampled_from(sorted(VALUES)), max_size=3)):
        document["patient"].pop(fact, None)
        if fact == "pregnant":
            document["patient"] |= {"sex": "female", "age_years": 40, "menopausal_status": "pre"}
    document["patient"].pop("interstitial_lung_disease_grade", None)
    without = [entry for entry in document["history"] if "stopped_for" not in entry and "ended" in entry]
    for entry in without[1:]:  # one unexplained end is enough to enumerate
        entry["stopped_for"] = "progression"
    places = sorted(date_fields(document))
    room = MOST_DAYS
    for index, field in draw(st.lists(st.sampled_from(places), max_size=2, unique=True)) if places else []:
        length = draw(st.sampled_from((7, 7, 4)))
        room //= 366 if length == 4 else 31
        if room:
            document["history"][index][field] = document["history"][index][field][:length]
    return document


@examples(300)
@given(with_gaps(), st.sampled_from(sorted(LIBRARY.guidelines)))
def test_the_branches_are_exactly_the_answers_to_all_completions(document: Document, reference: str) -> None:
    guideline = LIBRARY.guidelines[reference]
    try:
        record = read(document, LIBRARY.catalogue)
    except RecordFaults:
        assume(False)
    resolution = resolve(guideline, record)
    assume(resolution.complete)
    asked = {fact.removeprefix("/patient/") for question in resolution.questions for fact in question.facts}
    answer = recommend(guideline, record)
    for option in answer.options:
        if option.verdict == "undetermined":
            for finding in option.findings:
                asked |= {fact.removeprefix("/patient/") for fact in finding.facts}
    assume(not (resolution.firm and resolution.firm.best.is_gate))
    assert by_brute_force(guideline, document, asked) == {
        told(branch.settled) for branch in resolution.branches if branch.settled is not None
    }
