"""What is told of uncharted facts, against every way in which they can be charted.

The completions here are listed independently of the engine: values by hand, dates day by day with dateutil's months.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from datetime import date, timedelta
from functools import cache, partial
from itertools import pairwise, product
from typing import Any, NamedTuple

from dateutil.relativedelta import relativedelta
from hypothesis import assume, given
from hypothesis import strategies as st

from statemachine.answer import Recommendation
from statemachine.answering.actions import actions_of
from statemachine.answering.branches import Resolution
from statemachine.answering.decision import Settled
from statemachine.answering.explore_branches import resolve, walk
from statemachine.answering.options import going_on, offered
from statemachine.answering.recommend import recommend
from statemachine.answering.what_to_do import what_to_do
from statemachine.guards import Vocabulary
from statemachine.machine.guideline import Guideline
from statemachine.machine.possible_facts import completed_with, possible_facts_of
from statemachine.machine.question import Question
from statemachine.record.codes import STOP_REASONS
from statemachine.record.partial_dates import parse
from statemachine.record.read_record import read
from statemachine.record.record import Record
from statemachine.record.record_faults import RecordFaults
from tests.records import FIT, LIBRARY, Document, documents, examples

# Facts that decide, with values on both sides of what sources distinguish; a fact to check (the taxane) is none.
VALUES: dict[str, tuple[Any, ...]] = {
    "lvef_percent": (62, 49, 39),
    "heart_failure": ("none", "history", "symptomatic"),
    "cardio_oncology_clearance": (True, False),
    "interstitial_lung_disease": ("none", "past", "current"),
    "pregnant": (False, True),
    "hormone_receptor": ("positive", "negative"),
    "disease_burden": ("low", "high"),
}
MONTHS = (6, 12, 24)  # 24: how long an early-stage course without an end is read as going on
MOST_DAYS = 4_000  # combinations of days that are sorted into kinds


class Told(NamedTuple):
    """What two answers must share to be one answer, as far as no fact hangs on it that nobody asks for."""

    outcome: str
    preferred: tuple[str, ...]
    place: str
    actions: tuple[str, ...]


class Choice(NamedTuple):
    """What can be chosen, and what may turn out to be."""

    certain: frozenset[str]
    possible: frozenset[str]


def told(settled: Settled) -> Told:
    """What a branch tells to do, by the rows that led there."""
    to_do = what_to_do(settled)
    actions = {remark.code for remark in actions_of([settled.case], settled, (), ())}
    return Told(to_do.outcome, to_do.preferred, to_do.place, tuple(sorted(actions)))


def choice(settled: Settled) -> Choice:
    """The regimens of a branch that are permitted, with those that it leaves open."""
    if settled.outcome == "continue" or not what_to_do(settled).permitted:
        return Choice(frozenset(), frozenset())
    verdicts = {code: best.verdict for code, best in offered(settled.case).items()}
    certain = {code for code, verdict in verdicts.items() if verdict == "permitted"}
    return Choice(frozenset(certain), frozenset(code for code, verdict in verdicts.items() if verdict != "excluded"))


def date_fields(document: Document) -> dict[tuple[int, str], str]:
    """Every date of the history by entry and field."""
    return {
        (index, field): entry[field]
        for index, entry in enumerate(document["history"])
        for field in ("started", "ended", "on", "resolved_on")
        if field in entry
    }


@cache
def later(day: date, months: int) -> date:
    """The day so many calendar months later, by another library than the engine's own code."""
    return day + relativedelta(months=months)


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
            (one <= later(other, months), other <= later(one, months))
            for one in days
            for other in moments
            for months in MONTHS
        )
        if (order, zones) not in seen:
            seen.add((order, zones))
            yield {place: day.isoformat() for place, day in zip(partial, days, strict=True)}


def dated(document: Document) -> Iterator[Document]:
    """Every way in which the partial dates and the uncharted reasons for stopping may turn out."""
    unexplained = [
        index
        for index, entry in enumerate(document["history"])
        if "setting" in entry and "ended" in entry and "stopped_for" not in entry
    ]
    # That it was toxicity which ended an early-stage course is something to check before a first dose, and no branch.
    history = document["history"]
    possible = [
        [reason for reason in STOP_REASONS if reason != "toxicity" or history[index]["setting"] == "metastatic"]
        for index in unexplained
    ]
    for days, reasons in product(kinds_of_days(document), product(*possible)):
        whole = deepcopy(document)
        for (index, field), text in days.items():
            whole["history"][index][field] = text
        for index, reason in zip(unexplained, reasons, strict=True):
            whole["history"][index]["stopped_for"] = reason
        yield whole


def asked_of(resolution: Resolution) -> set[str]:
    """The patient's facts that are asked for, or that leave a step open."""
    facts = {fact for question in resolution.questions for fact in question.facts}
    for branch in resolution.branches:
        for end in branch.ends:
            case = end.case
            open_steps = (weighed for weighed in case.weigh(case.state) if weighed.verdict == "undetermined")
            found = (finding for weighed in open_steps for finding in weighed.findings)
            facts |= {fact for finding in found if finding.effect == "leaves_open" for fact in finding.facts}
    return {fact.removeprefix("/patient/") for fact in facts}


def checked_while_given(resolution: Resolution) -> set[str]:
    """The patient's facts that nobody asks for where a treatment goes on: they are checked before its next dose."""
    found = (
        finding
        for branch in resolution.branches
        for end in branch.ends
        if end.outcome == "continue"
        for weighed in going_on(end.case)
        for finding in weighed.findings
    )
    unknown = (finding for finding in found if finding.answer is None and finding.guard.when_unknown == "check")
    return {fact.removeprefix("/patient/") for finding in unknown for fact in finding.to_ask}


def regimens_in_order(record: Record) -> list[str]:
    """The courses for metastatic disease by the first day on which they can have started."""
    courses = [course for course in record.treatments if course.setting == "metastatic"]
    return [
        course.pointer for course in sorted(courses, key=lambda course: (course.started.first, course.started.last))
    ]


def outlasts_its_successor(whole: Document) -> bool:
    """Was a treatment that ended for toxicity given beyond the start of the next? In one month it is read as before."""
    given = sorted((entry for entry in whole["history"] if "setting" in entry), key=lambda entry: entry["started"])
    return any(
        before.get("stopped_for") == "toxicity" and before["started"] < after["started"] < before.get("ended", "")
        for before, after in pairwise(given)
    )


def by_brute_force(guideline: Guideline, document: Document) -> dict[Told, set[Choice]]:
    """The answers to all completions; a completion that contradicts itself counts only where all of them do."""
    answers: dict[Told, set[Choice]] = {}
    unreadable: dict[Told, set[Choice]] = {}
    in_order = regimens_in_order(read(document, LIBRARY.catalogue))
    for whole in dated(document):
        try:
            record = read(whole, LIBRARY.catalogue)
        except RecordFaults:  # such as an end before the start
            continue
        # Two courses charted apart did not start on one day, and regimens follow each other in the order charted: none
        # is charted beyond the start of the next.
        overlap = any("ended" in whole["history"][int(one.pointer.split("/")[2])] for one in record.overruled)
        if record.joined or overlap or regimens_in_order(record) != in_order or outlasts_its_successor(whole):
            continue
        resolution = resolve(guideline, record)
        missing = sorted((asked_of(resolution) & VALUES.keys()) - whole["patient"].keys())
        checked = not checked_while_given(resolution).isdisjoint(missing)
        for values in product(*(VALUES[fact] for fact in missing)):
            patient = {**whole["patient"], **dict(zip(missing, values, strict=True))}
            for branch in resolve(guideline, read({**whole, "patient": patient}, LIBRARY.catalogue)).branches:
                for end in branch.ends:
                    if checked and told(end).place == "cannot_go_on":
                        continue
                    to_this = answers if end.case.unreadable is None else unreadable
                    to_this.setdefault(told(end), set()).add(choice(end))
    return answers or unreadable


def may_be_joined(document: Document) -> bool:
    """Is there a completion of the dates in which entries are read as one regimen?"""
    for whole in dated(document):
        try:
            if read(whole, LIBRARY.catalogue).joined:
                return True
        except RecordFaults:
            continue
    return False


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
    for entry in document["history"]:  # a day that is not charted at all cannot be enumerated
        if entry.get("setting", "metastatic") != "metastatic" and "stopped_for" in entry:
            entry.setdefault("ended", entry["started"])
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


@examples(125)  # `make equivalent-charts` tries 3,000
@given(with_gaps(), st.sampled_from(sorted(LIBRARY.guidelines)))
def test_the_branches_are_exactly_the_answers_to_all_completions(document: Document, reference: str) -> None:
    guideline = LIBRARY.guidelines[reference]
    try:
        record = read(document, LIBRARY.catalogue)
    except RecordFaults:
        assume(False)
    resolution = resolve(guideline, record)
    # Where partial dates leave open whether entries are one regimen, they are read apart (docs/one-regimen.md).
    assume(resolution.complete and not record.joined and not may_be_joined(document))
    assume(not any(end.best.is_gate for end in resolution.ends))  # an unknown gate does not hold up a certain one
    answers = by_brute_force(guideline, document)
    assert answers.keys() == {told(end) for end in resolution.ends}
    for choices in answers:
        branches = [choice(end) for end in resolution.ends if told(end) == choices]
        for certain, _ in answers[choices]:
            assert any(found.certain <= certain <= found.possible for found in branches)


AFTER_THP: Document = {
    "as_of": "2026-11-20",
    "history_complete": True,
    "patient": {**FIT, "her2_status": "positive", "lvef_measured_on": "2026-11-01"},
    "history": [
        {"event": "metastatic_diagnosis", "on": "2025-03-11"},
        {
            "treatment": {"regimen": "thp"},
            "setting": "metastatic",
            "started": "2025-03-24",
            "ended": "2026-11-06",
            "stopped_for": "progression",
        },
    ],
}
EARLY_RELAPSE: Document = {
    **AFTER_THP,
    "history": [
        {
            "treatment": {"regimen": "trastuzumab"},
            "setting": "adjuvant",
            "started": "2023-09-01",
            "ended": "2024",
            "stopped_for": "completion",
        },
        {"event": "recurrence", "on": "2025-09-20"},
    ],
}


def answer_of(document: Document, reference: str = "asco@2022-05-31", **charted: Any) -> Recommendation:
    """The answer with some facts charted otherwise; None takes a fact away."""
    facts = {fact: value for fact, value in {**document["patient"], **charted}.items() if value is not None}
    return recommend(LIBRARY.guidelines[reference], read({**document, "patient": facts}, LIBRARY.catalogue))


def test_a_year_alone_leaves_both_sides_of_the_boundary_open() -> None:
    answer = answer_of(EARLY_RELAPSE)
    assert answer.outcome == "provisional"
    assert {(branch.state, branch.preferred) for branch in answer.branches} == {
        ("first_line", ("thp",)),
        ("second_line", ("t_dxd",)),
    }
    assert answer.branches_complete
    assert [(asking.fact, asking.answers_left) for asking in answer.ask_first] == [("/history/0/ended", 1)]


def test_a_year_is_enough_where_every_day_of_it_leads_to_one_answer() -> None:
    within = {**EARLY_RELAPSE, "history": [*EARLY_RELAPSE["history"][:1], {"event": "recurrence", "on": "2024-11-20"}]}
    assert answer_of(within).preferred == ("t_dxd",)


def test_whoever_recurred_within_six_months_did_so_within_twelve() -> None:
    course = {**EARLY_RELAPSE["history"][0], "treatment": {"regimen": "tchp"}}
    history = [course, {"event": "recurrence", "on": "2025-03-20"}]
    answer = answer_of({**EARLY_RELAPSE, "history": history}, "contemporary@2026-05-15")
    questions = [[(asked.question, asked.answer) for asked in branch.when] for branch in answer.branches]
    assert len(questions) > 1
    for asked in questions:
        months = {question.partition(" months")[0].rpartition(" ")[2]: found for question, found in asked}
        assert not (months.get("6") is True and months.get("12") is False)


def test_the_fact_that_settles_most_is_asked_first() -> None:
    answer = answer_of(AFTER_THP, lvef_percent=None, interstitial_lung_disease=None)
    assert [(asking.fact, asking.report) for asking in answer.ask_first][:2] == [
        ("/patient/lvef_percent", "cardiology"),
        ("/patient/interstitial_lung_disease", "lung"),
    ]
    left = [asking.answers_left for asking in answer.ask_first if asking.answers_left is not None]
    assert left == sorted(left)
    assert left[0] < len(answer.branches)


def test_an_incomplete_history_says_that_its_branches_are_not_all_answers() -> None:
    answer = answer_of({**AFTER_THP, "history_complete": False})
    assert (answer.outcome, answer.branches_complete) == ("provisional", False)


def test_what_the_two_ways_to_here_have_in_common_is_told_of_the_line() -> None:
    start = {"treatment": {"regimen": "t_dm1"}, "setting": "metastatic", "started": "2025-02"}
    history = [{"event": "recurrence", "on": "2025-02-03"}, start]
    answer = answer_of({**AFTER_THP, "patient": {"her2_status": "positive"}, "history": history})
    assert [branch.outcome for branch in answer.branches] == ["continue", "refer"]
    assert (answer.line.metastatic_regimens, answer.line.adjuvant_counts_as_line) == (1, False)


def test_a_value_with_which_the_question_stays_open_leaves_both_answers() -> None:
    case = walk(LIBRARY.guidelines["asco@2022-05-31"], read(AFTER_THP, LIBRARY.catalogue))
    uncharted = completed_with(case, {"/patient/disease_burden": None})
    assert (case.patient.disease_burden, uncharted.patient.disease_burden) == ("high", None)
    shared = case.guideline.about.shared_limits
    special = partial(
        Vocabulary.special_circumstances, lvef_too_low=shared["lvef_too_low"], lvef_normal=shared["lvef_normal"]
    )
    ask = Question("special_circumstances", special, "Is the burden low?")
    rows = possible_facts_of(uncharted, ask, ask.ask(uncharted), case.guideline.relevant_values).rows
    assert {(("low",), True), (("high",), True), (("high",), False)} == {*rows}


def test_two_courses_of_one_regimen_in_one_month_are_two_questions() -> None:
    care = {"treatment": {"regimen": "best_supportive_care"}, "setting": "metastatic", "started": "2026-05"}
    progressed = {"event": "progression", "on": "2026-05-29"}
    document = {
        **AFTER_THP,
        "history": [{**care, "ended": "2026-05-27", "stopped_for": "progression"}, progressed, care],
    }
    answer = answer_of(document)
    assert [(branch.outcome, [asked.question for asked in branch.when]) for branch in answer.branches] == [
        (
            outcome,
            ["Did the start of best supportive care (May 2026, /history/2) come before the progression (29 May 2026)?"],
        )
        for outcome in ("recommend", "continue")
    ]
    resolution = resolve(LIBRARY.guidelines["asco@2022-05-31"], read(document, LIBRARY.catalogue))
    answers = by_brute_force(LIBRARY.guidelines["asco@2022-05-31"], document)
    assert answers.keys() == {told(end) for end in resolution.ends}
