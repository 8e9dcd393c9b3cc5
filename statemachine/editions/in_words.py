"""Events, places and codes of an edition in the words of a reader."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from statemachine.machine.guideline import Guideline
from statemachine.machine.step import Stage

EVENTS = {
    "early_stage_treatment": "a treatment of early-stage disease",
    "metastatic_diagnosis": "a diagnosis of metastatic disease",
    "recurrence": "a recurrence",
    "locoregional_recurrence": "a locoregional recurrence",
    "progression": "a progression",
    "cns_progression": "a progression in the brain",
    "taxane_completed": "the end of the taxane",
    "component_dropped": "the end of one drug of a treatment",
    "her2_retest": "a new HER2 test",
    "toxicity": "a toxicity",
    "supportive_treatment": "the start of a supportive drug",
    "local_treatment": "a local treatment",
    "completion": "the end of a treatment that was completed",
    "stopped": "the end of a treatment without a charted reason",
    "stopped_for_toxicity": "the end of a treatment for toxicity",
    "stopped_by_choice": "the end of a treatment by the patient's choice",
    "stopped_for_access": "the end of a treatment for lack of access",
    "stopped_for_pregnancy": "the end of a treatment because of a pregnancy",
    "stopped_for_other_illness": "the end of a treatment because of another illness",
    "planned_end": "the planned end of a treatment",
    "disease_status": "an assessment of the disease",
}
OUTCOMES = {
    "recommend": "a recommendation",
    "continue": "going on as before",
    "provisional": "a provisional answer",
    "need_data": "a request for data",
    "refer": "a referral",
    "outside_pathway": "outside the pathway",
    "exhausted": "nothing left",
}
CAPITALS = {"her2": "HER2", "dpyd": "DPYD", "ild": "lung disease", "lvef": "ejection fraction", "dm1": "DM1"}


def event(trigger: str) -> str:
    """A trigger as something that is charted; one without words of its own is told by its name."""
    return EVENTS.get(trigger, trigger.replace("_", " "))


def code(name: str) -> str:
    """A warning or an action by its name, as a phrase."""
    words = " ".join(CAPITALS.get(word, word) for word in name.split("_"))
    return words.replace("t DM1", "T-DM1").replace("t dxd", "T-DXd")


def one_of(parts: Iterable[str]) -> str:
    """Alternatives in a line, kept apart by semicolons where the names of regimens hold commas."""
    *others, last = dict.fromkeys(parts)
    if not others:
        return last
    plain = len(others) == 1 and "," not in f"{others[0]}{last}"
    return f"{others[0]} or {last}" if plain else f"{'; '.join(others)}; or {last}"


def places(guideline: Guideline, names: Collection[str]) -> str:
    """Where something holds: whole kinds, decisions and regimens as one, the other places one by one."""
    stages = guideline.stages
    if len(names) == len(stages):
        return "anywhere"
    left = [stage for name, stage in stages.items() if name in names]
    told: list[str] = []
    for phrase, meant in _whole(stages.values()):
        if all(stage in left for stage in meant):
            told.append(phrase)
            left = [stage for stage in left if stage not in meant]
    return one_of([*(_within(stage.label) for stage in left), *told])


def _whole(stages: Collection[Stage]) -> Iterator[tuple[str, list[Stage]]]:
    """What can be told as one, the largest first; what is outside the edition last."""
    decisions = [stage for stage in stages if stage.kind == "decision"]
    treatments = [stage for stage in stages if stage.kind == "treatment"]
    pauses = [stage for stage in stages if stage.kind == "pause"]
    yield "any decision, on treatment or off", [*decisions, *treatments, *pauses]
    yield "any decision", decisions
    yield "any treatment", treatments
    yield "any pause of treatment", pauses
    for decision in decisions:
        given = [stage for stage in treatments if stage.decision == decision.name]
        paused = [stage for stage in pauses if stage.decision == decision.name]
        yield f"{_within(decision.label)}, on treatment or off", [decision, *given, *paused]
        yield f"any treatment in {_within(decision.label)}", given
    named = {stage.regimen.label: stage.regimen for stage in treatments if stage.regimen}
    for label, regimen in [*named.items(), ("a treatment outside this edition", None)]:
        alike = [stage for stage in treatments if stage.regimen is regimen]
        yield label, alike
        for stage in alike:
            where = next(decision.label for decision in decisions if decision.name == stage.decision)
            yield f"{label} in {_within(where)}", [stage]


def _within(label: str) -> str:
    """A label within a sentence."""
    return label if label[:2].isupper() or label.startswith("HER2") else label[:1].lower() + label[1:]
