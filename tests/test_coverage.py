"""What the vignettes reach: every written row of every edition is taken, and every guard is seen answering each way.

A row counts as reached where the trail of a case, in a branch or firm, took it. A `treat` row into a regimen counts
where it was the best step of a permitted option; one that only goes on with what is given, without being chosen, where
a case with something given ended; any other `treat` row where it was the step that settled the answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import pytest
from transitions.core import EventData

from statemachine.answering import recommend as recommending
from statemachine.answering.branches import Resolution
from statemachine.answering.explore_branches import resolve
from statemachine.answering.options import _merit
from statemachine.editions.library import Library
from statemachine.machine.case import Case
from statemachine.machine.guard import Finding, Guard, Undetermined
from statemachine.machine.guideline import Guideline
from statemachine.machine.step import Step
from statemachine.record.record import Record
from tests.comparison import answer_to, vignettes
from tests.records import LIBRARY

VIGNETTES = Path(__file__).parent / "vignettes"

Row = tuple[str, str, str, str]  # edition, row, trigger, and for `treat` rows where they lead

# Guards that always know, by what they rest on.
READ = "what has been read so far is charted, or it has not been read"
LISTED = "lists that are absent are empty on the wire"
CHARTED = "asks whether something is charted, which is always known"
SILENT = "speaks only of what is charted; another guard of the same steps tells of the missing fact"
DATED = "as_of is required, and an event without a date of resolution has not resolved"
RULED_OUT = "what is open, or may be, is not ruled out"
NEVER_UNKNOWN = {
    "a_charted_end_was_overruled": READ,
    "a_last_dose_was_read_as_going_on": READ,
    "metastases_were_diagnosed_late": READ,
    "taxane_not_possible": "a contraindication that nobody charted is assumed absent",
    "an_open_order_goes_on_beside_more": READ,
    "another_line_is_asserted": READ,
    "counting_regimen_given": READ,
    "early_stage_treatment_goes_on": READ,
    "entries_were_joined": READ,
    "given_beside": READ,
    "left_for_toxicity": READ,
    "lvef_fall_awaits_clearance": "a grade or a clearance that nobody charted is a yes",
    "no_dose_is_left": READ,
    "nothing_acts_against_her2": READ,
    "partner_of_pertuzumab_is_held": READ,
    "is_the_only_drug_against_her2": READ,
    "no_regimen_holds_what_is_given": READ,
    "chemotherapy_alone_was_given": READ,
    "treated_against_her2": "the way is walked as if everything were listed; whether it is, is asked apart",
    "left_without_a_reason": READ,
    "metastasis_is_of_another_primary": READ,
    "which_primary_has_spread_is_open": READ,
    "newest_her2_results_disagree": READ,
    "newest_her2_sample_is_equivocal": READ,
    "off_protocol_treatment_given": READ,
    "one_drug_is_ordered_twice": READ,
    "has_come_back": READ,
    "recurrence_is_uncharted": READ,
    "retested_since_recurrence": READ,
    "something_was_given": READ,
    "toxicity_is": READ,
    "toxicity_is_of_another_drug": READ,
    "was_held_when_the_disease_progressed": READ,
    "stopped_for_progression_before_the_recurrence": "an interval that dates leave open is told",
    "locoregional_recurrence_was_early": "an interval that dates leave open is told",
    "one_was_left_long_before_progression": "an interval that dates leave open is not told",
    "toxicity_of": READ,
    "toxicity_was_of": READ,
    "dose_is_at_the_lowest_level": "a level that nobody charted is asked for beside the order to lower it",
    "toxic_drug_is_cleared": "until somebody says that the drug can be given again it is held",
    "was_given_up": READ,
    "declined": LISTED,
    "declines": LISTED,
    "unavailable": LISTED,
    "given_cannot_be_had": LISTED,
    "brain_imaging_charted": CHARTED,
    "brain_is_charted_otherwise_than_told": CHARTED,
    "brain_is_involved": CHARTED,
    "brain_progressed_after_radiotherapy": "where dates leave the order open, it is a no",
    "not_of_the_last_cycle": "of a value without a day nothing is said",
    "brain_may_have_been_treated_before": CHARTED,
    "brain_was_treated_since_then": "where dates leave the order open, it is a yes",
    "brain_was_treated_since_it_progressed": "where dates leave the order open, it is a yes",
    "brain_was_treated_since_the_recurrence": "where dates leave the order open, it is a yes",
    "brain_was_irradiated_before": "where dates leave the order open, it is a no",
    "performance_is_due_to_cancer_at": SILENT,
    "dates_leave_open": CHARTED,
    "her2_uncharted": CHARTED,
    "heart_is_in_between": SILENT,
    "anti_her2_treatment_goes_on": SILENT,
    "treatment_fell_to_the_heart": SILENT,
    "recovered_after_the_heart": SILENT,
    "antibody_was_not_tolerated": SILENT,
    "antibody_was_cleared": CHARTED,
    "failed_in_early_stage": READ,
    "may_hold_what_failed": READ,
    "reopened_after_the_heart": SILENT,
    "brain_regimen_is_ruled_out": RULED_OUT,
    "is_ruled_out": RULED_OUT,
    "brain_has_progressed": SILENT,
    "clearance_is_refused": SILENT,
    "her2_not_positive": SILENT,
    "her2_is_lost_on_treatment": SILENT,
    "her2_results_disagree": SILENT,
    "lung_reports_disagree": SILENT,
    "lvef_fall_reported_since": SILENT,
    "no_anti_her2_drug_is_left": SILENT,
    "grave_toxicity_of_its_drugs": SILENT,
    "grave_toxicity_before_a_dpd_test": "it asks whether a fact is missing",
    "reaction_is_cleared": "until somebody says that the drug can be given again it is held",
    "same_class_was_toxic": SILENT,
    "liver_toxicity_of_its_class": SILENT,
    "choice_holds_what_was_not_tolerated": SILENT,
    "charted_as_controlled_when_stopped": CHARTED,
    "chemotherapy_alone": READ,
    "cycles_are_not_in_the_record": READ,
    "dates_leave_no_room_for_its_cycles": "where dates leave it open, it is a no, and a caution tells of the cycles",
    "chemotherapy_is_left": READ,
    "chemotherapy_with_trastuzumab": READ,
    "a_progression_is_in_doubt": READ,
    "given_beyond_progression": READ,
    "given_together": READ,
    "a_drug_is_given": READ,
    "maintenance_may_begin": READ,
    "another_primary_may_have_grown": CHARTED,
    "another_primary_may_have_spread_since": CHARTED,
    "another_primary_was_found_since": CHARTED,
    "treatment_may_be_of_another_primary": CHARTED,
    "only_another_primary_has_grown": CHARTED,
    "runs_past_a_progression": READ,
    "a_start_is_uncharted": CHARTED,
    "toxicity_charted_as_at_least": CHARTED,
    "held_since_the_toxicity": CHARTED,
    "lung_disease_after_it_was_slow": "a duration that nobody charted counts as a long one",
    "dose_was_settled_since": CHARTED,
    "dose_is_at_the_full_level": CHARTED,
    "reaction_to_a_drug_given_no_more": CHARTED,
    "drug_is_held_longer_than": CHARTED,
    "toxic_drug_is_given": READ,
    "what_is_given_may_have_caused_it": READ,
    "may_be_given_now": READ,
    "is_given_now": READ,
    "endocrine_courses_at_least": READ,
    "newest_her2_result_is_positive_in_a_metastasis": CHARTED,
    "another_anti_her2_drug_goes_on": READ,
    "maintenance_is_to_be_chosen": READ,
    "goes_on_without_what_a_toxicity_ended": CHARTED,
    "is_held": CHARTED,
    "is_held_for_the_heart": CHARTED,
    "lvef_low_without_baseline": CHARTED,
    "stable_on_treatment": CHARTED,
    "asked_on_or_after": DATED,
    "stopped_for_pregnancy_lately": "of a stop whose date leaves it open, it is a yes",
    "toxicity_resolved": DATED,
    "an_unnamed_drug_is_given": READ,
    "antibody_not_tolerated_before": READ,
    "antibody_waits_for_clearance": "until somebody says that the antibody can be given again, nobody has",
    "antibody_is_given_against_a_refusal": "until somebody says that the antibody cannot be given again, nobody has",
    "another_drug_of_its_antibody_reacted": "until somebody says that the antibody can be given again, nobody has",
    "a_like_drug_was_stopped_lately": "it asks whether a fact is missing",
    "a_like_drug_was_stopped_long_ago": "it asks whether a fact is missing",
    "failed_before": READ,
    "failed_before_in_early_stage": READ,
    "fell_to_the_heart_before": "recovery and clearance that nobody charted are none yet",
    "last_was_not_tolerated": READ,
    "lung_disease_is_charted_as_grave": CHARTED,
    "lung_disease_of_another_drug_before": READ,
    "lung_disease_may_last": "lungs that nobody charted since are a yes",
    "lung_disease_of_no_grade": CHARTED,
    "not_tolerated_before": READ,
    "stopped_before_at_grade": CHARTED,
    "stopped_before_at_no_grade": CHARTED,
    "stopped_before_for": READ,
}
BY_ITS_EVENT = "a treatment that was stopped for a charted reason is read by the event of that reason"
OF_AN_EVENT = {"progressed": BY_ITS_EVENT, "stopped_because": BY_ITS_EVENT}
RECOVERS = "a grave count may recover until the next one is charted, which is then no grave one"
MAY_HAVE_RESOLVED = "a toxicity may have resolved without being charted so, until somebody says that it has not"
NEVER_YES = {
    **OF_AN_EVENT,
    "neutrophils_stay_grave": RECOVERS,
    "platelets_stay_grave": RECOVERS,
    "lvef_stays_fallen": "the ejection fraction may have recovered until it is measured again",
    "is_still_there": MAY_HAVE_RESOLVED,
    "unsettled_toxicity_is_of_its_drugs": MAY_HAVE_RESOLVED,
    "lost_her2_result_is_of_this_tumour": "a result that is charted as one of this tumour is simply the newest one",
    "needs_the_toxic_drug": "it is about toxicity of which no drug is named; a named one is stopped_for_toxicity",
}
NEVER_NO = {
    **OF_AN_EVENT,
    "cycles_are_not_in_the_record": "the maintenance that it is asked of follows chemotherapy",
    "special_circumstances": "a long disease-free interval has no number, so without the others nobody knows (B8)",
}


@dataclass
class Reached:
    """The rows that were taken and the answers that were given, over all vignettes and the editions they name."""

    rows: set[Row] = field(default_factory=set)
    answers: dict[str, set[bool | None]] = field(default_factory=dict)

    def note(self, resolution: Resolution) -> None:
        """Every step that the walks and decisions of one answer took."""
        for branch in resolution.branches:
            if branch.settled is not None:
                self.note_case(branch.settled.case)
                self.rows.add(_row(branch.settled.case.guideline, "treat", branch.settled.best))
        if resolution.charted is not None:
            self.note_case(resolution.charted)

    def note_case(self, case: Case) -> None:
        """The trail of one walk, and the best step of each option that is open where it ended."""
        guideline = case.guideline
        self.rows |= {_row(guideline, taken.trigger, taken.step) for taken in case.trail if taken.step.row}
        if case.current is not None:
            self.rows |= {
                _row(guideline, "treat", weighed.step)
                for weighed in case.weigh(case.state)
                if weighed.step.dest == case.state and weighed.step.rank is None
            }
        by_dest: dict[str, list[tuple[tuple[int, bool, int, int, int], str, Step]]] = {}
        for weighed in case.weigh_offers() if case.unreadable is None else ():
            if guideline.stages[weighed.step.dest].regimen is not None:
                best = (_merit(weighed), weighed.verdict, weighed.step)
                by_dest.setdefault(weighed.step.dest, []).append(best)
        for steps in by_dest.values():
            _, verdict, step = min(steps, key=lambda weighed: weighed[0])
            if verdict == "permitted":
                self.rows.add(_row(guideline, "treat", step))


def _row(guideline: Guideline, trigger: str, step: Step) -> Row:
    """A row by its edition, its trigger, and where a `treat` row leads, as one row may name several options."""
    dest = "=" if step.dest == step.source else step.dest.rpartition(".")[2]
    return (guideline.reference, step.row, trigger, dest if trigger == "treat" else "")


def _written(guideline: Guideline) -> Iterator[Row]:
    for trigger, event in guideline.events.items():
        for steps in event.transitions.values():
            for step in steps:
                assert isinstance(step, Step)
                if step.row:
                    yield _row(guideline, trigger, step)


@pytest.fixture(scope="module")
def reached() -> Reached:
    """All vignettes answered once by every edition they name, with a note of each step and each guard's answer.

    A row on which the reading stops, because nobody can say, counts as taken.
    """
    found = Reached()
    ask, evaluate = Guard.ask, Step._eval_conditions

    def noted_ask(guard: Guard, case: Case) -> Finding:
        finding = ask(guard, case)
        found.answers.setdefault(guard.func.name, set()).add(finding.answer)
        return finding

    def noted_resolve(guideline: Guideline, record: Record) -> Resolution:
        resolution = resolve(guideline, record)
        found.note(resolution)
        return resolution

    def noted_evaluation(step: Step, event_data: EventData) -> bool:
        try:
            return evaluate(step, event_data)
        except Undetermined:
            found.rows.add(_row(cast(Case, event_data.model).guideline, event_data.event.name, step))
            raise

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Guard, "ask", noted_ask)
        patch.setattr(Step, "_eval_conditions", noted_evaluation)
        patch.setattr(recommending, "resolve", noted_resolve)
        for case in vignettes(VIGNETTES):
            for guideline in case["expect"]:
                answer_to(LIBRARY, case, guideline)
    return found


def test_every_written_row_of_every_edition_is_taken(reached: Reached) -> None:
    written = {row for guideline in LIBRARY.guidelines.values() for row in _written(guideline)}
    assert len(written) > 300
    assert sorted(written - reached.rows) == []


def _used(library: Library) -> set[str]:
    """The guards that any file uses: rows, safety rules, notices and labels."""
    used: set[str] = set()
    for guideline in library.guidelines.values():
        for event in guideline.events.values():
            for steps in event.transitions.values():
                for step in steps:
                    assert isinstance(step, Step)
                    used |= {guard.func.name for guard in (*step.conditions, *step.cautions)}
        used |= {guard.func.name for notice in guideline.about.notices for guard in notice.guards}
        for label in guideline.about.labels:
            used |= {guard.func.name for rows in label.indications.values() for row in rows for guard in row.guards}
    return used


@pytest.mark.parametrize(
    ("answer", "never"),
    [
        pytest.param(True, NEVER_YES, id="yes"),
        pytest.param(False, NEVER_NO, id="no"),
        pytest.param(None, NEVER_UNKNOWN, id="unknown"),
    ],
)
def test_every_guard_in_use_is_seen_giving_each_answer_it_can_give(
    reached: Reached, answer: bool | None, never: dict[str, str]
) -> None:
    unseen = {name for name in _used(LIBRARY) if answer not in reached.answers.get(name, set())}
    assert unseen == set(never)
