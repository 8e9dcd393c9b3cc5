"""Who does what an answer asks for, and by when: proposals for the minutes, which a board changes as it likes."""

from __future__ import annotations

from typing import Final

from service.board.who_checks import WHO
from service.board.words import gettext as _
from statemachine.answer import Recommendation, Remark

# By the code of an action, and by what it names; the treating clinic where neither says it.
NAMED: Final = {
    "lung specialists": "respiratory medicine",
    "obstetrician": "obstetrics",
    "neurosurgery or radiotherapy": "neurosurgery or radiotherapy",
}
ACTS: Final = {
    "measure_lvef": "cardiology",
    "cardio_oncology_review": "cardio-oncology",
    "cardio_oncology_follow_up": "cardio-oncology",
    "brain_imaging": "radiology",
    "repeat_her2_testing": "pathology",
    "multidisciplinary_review": "the multidisciplinary team",
}
DECISION: Final = "before the decision"
FIRST_DOSE: Final = "before the first dose"
NEXT_DOSE: Final = "before the next dose"
OF_A_DOSE: Final = (
    "hold",
    "drop_component",
    "adjust_dose",
    "measure_lvef",
    "confirm_value",
    "resume",
    "resume_same_dose",
    "resume_one_dose_level_lower",
    "stop_permanently",
)
OFF_TREATMENT: Final = "Off treatment"  # what an answer calls a pause
WHENEVER: Final = ("bone_modifying_agent", "clinical_trial")  # nothing waits for it


def who_acts(action: Remark) -> str:
    """Who does what an action asks for."""
    asked = [who for code, who in ACTS.items() if code == action.code]
    named = [who for words, who in NAMED.items() if words in action.text]
    return ", ".join(map(_, [*asked, *named] or [WHO["clinic"]]))


def acts_by(action: Remark, answer: Recommendation) -> str:
    """By when it is done; empty where nothing waits for it."""
    if action.code in WHENEVER:
        return ""
    told = next((dose for dose in (FIRST_DOSE, NEXT_DOSE) if dose in action.text), None)
    return _(told or (next_dose(answer) if _is_of_a_dose(action, answer) else DECISION))


def next_dose(answer: Recommendation) -> str:
    """Before which dose, the next one of what is given or the first one of what follows."""
    is_given = answer.current is not None and answer.current.label != OFF_TREATMENT
    return NEXT_DOSE if answer.outcome == "continue" or (is_given and not answer.preferred) else FIRST_DOSE


def _is_of_a_dose(action: Remark, answer: Recommendation) -> bool:
    return answer.outcome == "continue" or action.code in OF_A_DOSE
