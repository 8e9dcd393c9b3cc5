"""That no grave value passes in silence: every regimen carries a caution about it, and people are called."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from statemachine.machine.guard import Guard
from statemachine.machine.guideline import Notice
from statemachine.record.codes import ACTIONS
from statemachine.verification.diagram import NEVER
from statemachine.verification.implications import grave
from statemachine.verification.situations import Decision
from statemachine.verification.space import Claim, Space


class Grave(NamedTuple):
    """A grave value as a record charts it, and the questions by which a notice may call people for it."""

    charted: tuple[tuple[str, Any], ...]
    calling: tuple[str, ...]


# By the question of the vocabulary that asks for it (dossier 15.2).
GRAVE_VALUES: Final[Mapping[str, Grave]] = {
    "platelets_are_grave": Grave((("platelets_10e9_per_l", 40),), ("platelets_are_grave",)),
    "neutrophils_are_grave": Grave((("neutrophils_10e9_per_l", 0.5),), ("neutrophils_are_grave",)),
    "liver_fails": Grave((("child_pugh", "C"),), ("liver_fails",)),
    "transaminases_are_grave": Grave((("ast_times_uln", 6),), ("transaminases_are_grave",)),
    "meets_hys_law": Grave((("alt_times_uln", 4), ("bilirubin_times_uln", 2.5)), ("meets_hys_law",)),
    "lung_disease_present": Grave(
        (("interstitial_lung_disease", "current"), ("interstitial_lung_disease_grade", 1)), ("lung_disease_present",)
    ),
    "kidney_is_grave": Grave((("creatinine_clearance_ml_min", 20),), ("kidney_is_grave",)),
    "ejection_fraction_is_grave": Grave(
        (("lvef_percent", 35),), ("ejection_fraction_is_grave", "heart_forbids_going_on")
    ),
}
DECIDES_FIRST: Final[Mapping[str, tuple[tuple[str, Any], ...]]] = {  # a gate comes before every regimen
    "liver_fails": (("child_pugh", "C"),),
    "lung_disease_is_grave": (("interstitial_lung_disease", "current"), ("interstitial_lung_disease_grade", 4)),
}
SETTLED: Final = ("recommend", "continue")
OF_ONE_DRUG: Final = "an_unnamed_drug_is_given"  # what is held for it alone says nothing of other drugs


def no_grave_value_passes_in_silence(space: Space) -> Iterator[Claim]:
    """Wherever something is recommended or goes on, each grave value has a caution and a notice, or decides first."""
    for place in space.of_kind("decision", "treatment", "pause"):
        for name, charted in DECIDES_FIRST.items():
            says = f"A treatment is settled although this may be: {name}"
            yield Claim(says, place, _not_decided_first(place, name), charted=charted)
        for name, value in GRAVE_VALUES.items():
            yield from _without_notice(space, place, name, value)
            yield from _without_caution(space, place, name, value)


def _not_decided_first(place: Decision, name: str) -> int:
    """The settled situations in which the gate's question is a yes, or all of them where no gate asks it."""
    return place.sets.both(place.settled(*SETTLED), grave(place, name))


def _without_notice(space: Space, place: Decision, name: str, value: Grave) -> Iterator[Claim]:
    for outcome in SETTLED:
        settled = place.settled(outcome)
        told = any(_calls(notice, value.calling) for notice in space.guideline.notices_in(place.state, outcome))
        told = told or name in DECIDES_FIRST or _every_regimen_calls(space, place, name, outcome)
        says = f"{outcome}, and nobody is called where this is so: {name}"
        yield Claim(says, place, NEVER if told else settled, charted=value.charted)


def _without_caution(space: Space, place: Decision, name: str, value: Grave) -> Iterator[Claim]:
    for step, best in place.best.items():
        regimen = space.guideline.stages[step.dest].regimen
        if place.outcome(step) in SETTLED and regimen is not None and regimen.slots:
            told = any(guard.func.name == name and guard.says for guard in step.cautions)
            says = f"{regimen.code} is settled, and nothing is said with it where this is so: {name}"
            yield Claim(says, place, NEVER if told else best, (step.row,), charted=value.charted)


def _calls(notice: Notice, calling: Sequence[str]) -> bool:
    """Does it call people for the value, whatever drug is given?"""
    wanted = {guard.func.name for guard in notice.guards if guard.target}
    return notice.kind == "action" and not wanted.isdisjoint(calling) and OF_ONE_DRUG not in wanted


def _every_regimen_calls(space: Space, place: Decision, name: str, outcome: str) -> bool:
    """Does the option itself call people, as present lung disease does before any first dose?"""
    steps = [step for step, best in place.best.items() if best != NEVER and place.outcome(step) == outcome]
    return all(any(_is_action(guard, name) for guard in step.cautions) for step in steps)


def _is_action(guard: Guard, name: str) -> bool:
    return guard.func.name == name and guard.code in ACTIONS
