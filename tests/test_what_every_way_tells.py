"""Where several answers are possible, what all ways share is told: options, alarms, and the way itself."""

from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st

from statemachine.answer import Recommendation
from statemachine.answering.explore_branches import resolve
from statemachine.answering.recommend import answer_for, recommend
from statemachine.machine.guideline import Guideline
from statemachine.record.codes import ACTIONS, WARNINGS
from statemachine.record.read_record import read
from tests.recharted import with_history
from tests.records import LIBRARY, Document, documents, examples

EDITIONS = st.sampled_from([LIBRARY.guidelines["asco@2022-05-31"], LIBRARY.guidelines["contemporary@2026-05-15"]])
RESUMES = {"resume", "resume_same_dose", "resume_one_dose_level_lower"}  # told only where it is settled
PATIENT: Document = {"her2_status": "positive", "hormone_receptor": "negative", "sex": "female", "lvef_percent": 60}
DIAGNOSED_IN_THE_MONTH_OF_THE_FIRST_DOSE: Document = {
    "as_of": "2026-11-20",
    "history_complete": True,
    "patient": {**PATIENT, "lvef_measured_on": "2026-11-02", "dpd_deficiency": "partial"},
    "history": [
        {"event": "metastatic_diagnosis", "on": "2024-01"},
        {
            "treatment": {"regimen": "thp"},
            "setting": "metastatic",
            "started": "2024-01",
            "ended": "2024-06",
            "stopped_for": "completion",
        },
        {
            "treatment": {"regimen": "hp"},
            "setting": "metastatic",
            "started": "2024-07",
            "ended": "2026-10",
            "stopped_for": "progression",
        },
        {"event": "toxicity", "on": "2024-05", "kind": "neuropathy", "grade": 4, "agent": "paclitaxel"},
    ],
}


def alarms(answer: Recommendation) -> set[str]:
    """The codes of all that an answer tells to do or to beware of."""
    told = {remark.code for remark in (*answer.actions, *answer.warnings)}
    return told | {caution.code for option in answer.options for caution in option.cautions if caution.code is not None}


def to_the_month(day: str) -> str:
    """The month of a day."""
    return day[:7]


def in_months(document: Document) -> Document:
    """The same history with a month for every day."""
    return with_history(
        document,
        [
            {name: to_the_month(value) if name in ("started", "ended", "on") else value for name, value in each.items()}
            for each in document["history"]
        ],
    )


def test_a_diagnosis_in_the_month_of_the_first_dose_loses_nothing() -> None:
    charted = DIAGNOSED_IN_THE_MONTH_OF_THE_FIRST_DOSE
    diagnosed_before = with_history(
        charted, [{"event": "metastatic_diagnosis", "on": "2023-12"}, *charted["history"][1:]]
    )
    for edition in ("asco@2022-05-31", "contemporary@2026-05-15"):
        told, known = (
            recommend(LIBRARY.guidelines[edition], read(document, LIBRARY.catalogue))
            for document in (charted, diagnosed_before)
        )
        assert {option.regimen: option.verdict for option in told.options} == {
            option.regimen: option.verdict for option in known.options
        }
        assert (told.outcome, alarms(told), told.says) == ("provisional", alarms(known), known.says)
        assert [step.dest for step in told.trail] == [step.dest for step in known.trail]


@examples(75)
@given(documents(), EDITIONS)
def test_no_alarm_that_every_branch_tells_is_missing_from_the_whole_answer(
    document: Document, edition: Guideline
) -> None:
    told = recommend(edition, read(document, LIBRARY.catalogue))
    assume(told.outcome == "provisional")
    of_each = [
        {*branch.actions, *(caution.code for caution in branch.cautions)} & {*ACTIONS, *WARNINGS}
        for branch in told.branches
    ]
    assert set.intersection(*of_each) - RESUMES - alarms(told) == set()


@examples(40)
@given(documents(precise=True), EDITIONS)
def test_a_month_for_a_day_closes_no_option_where_all_ways_end_at_one_decision(
    document: Document, edition: Guideline
) -> None:
    known = recommend(edition, read(document, LIBRARY.catalogue))
    record = read(in_months(document), LIBRARY.catalogue)
    resolution = resolve(edition, record)
    places = {case.decision for case in resolution.cases}
    assume(resolution.complete and len(places) == 1 and known.options and known.outcome != "refer")
    told = answer_for(edition, record, resolution)
    open_with_days = {option.regimen for option in known.options if option.verdict != "excluded"}
    open_with_months = {option.regimen for option in told.options if option.verdict != "excluded"}
    assume(any(end.state == known.state for end in resolution.ends))
    assert open_with_days - open_with_months == set()
