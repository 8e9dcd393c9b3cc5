"""What a recommendation costs against firing the same events on the library's bare machine.

The bare machine has the same states and transitions, but the library's own classes and no guards, and moves a model
that remembers nothing. The answer is measured with and without the labels of every option, each against its own target;
then an answer with six uncharted facts against the one with none.
Rounds are interleaved; the median of their ratios is printed, because absolute times mean nothing on a shared machine.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from statistics import median
from time import process_time

from transitions import Machine

from statemachine.answering.explore_branches import walk
from statemachine.answering.recommend import recommend
from statemachine.editions.library import load
from statemachine.machine.case import FIRST_STATE, Case
from statemachine.machine.guideline import Guideline
from statemachine.record.read_record import read

FIVE_TREATMENTS = Path(__file__).parent / "five_treatments.json"
ROUNDS, REPEATS = 15, 300
SIX_UNKNOWN = (
    "lvef_percent",
    "heart_failure",
    "interstitial_lung_disease",
    "hormone_receptor",
    "pregnant",
    "menopausal_status",
)
MOST_FOR_SIX_UNKNOWN = 40.0
TARGETS = {"without labels": 10.0, "with both labels": 12.0}


class Bare:
    """A model with a state and nothing else."""

    state = FIRST_STATE


def bare_machine(guideline: Guideline, case: Case) -> Machine:
    """The library's own machine with every transition of the guideline; those the case took are tried first."""
    taken = [(taken.trigger, taken.step.source, taken.step.dest) for taken in case.trail]
    every = [
        (trigger, step.source, step.dest)
        for trigger, event in guideline.events.items()
        for steps in event.transitions.values()
        for step in steps
    ]
    machine = Machine(model=None, states=list(guideline.states), initial=None, auto_transitions=False, send_event=True)
    for trigger, source, dest in [*dict.fromkeys(taken), *every]:
        machine.add_transition(trigger, source, dest)
    return machine


def seconds(action: Callable[[], object], repeats: int = REPEATS) -> float:
    """Processor time of so many calls."""
    start = process_time()
    for _ in range(repeats):
        action()
    return process_time() - start


def main() -> None:
    """Print the number of events and the median ratios."""
    library = load()
    document = json.loads(FIVE_TREATMENTS.read_bytes())
    guideline = library.pick("asco", date.fromisoformat(document["as_of"]))
    record = read(document, library.catalogue)
    case = walk(guideline, record)
    machine = bare_machine(guideline, case)
    triggers = [taken.trigger for taken in case.trail]

    def fire() -> None:
        model = Bare()
        for trigger in triggers:
            machine.events[trigger].trigger(model)

    print(f"a recommendation after five treatments ({len(triggers)} events), against the bare machine")
    labelled = guideline.about
    abouts = {"without labels": replace(labelled, labels=()), "with both labels": labelled}
    ratios: dict[str, list[float]] = {name: [] for name in abouts}
    for _ in range(ROUNDS):
        bare = seconds(fire)
        for name, about in abouts.items():
            guideline.about = about
            ratios[name].append(seconds(lambda: recommend(guideline, record)) / bare)
    for name, found in ratios.items():
        between = f"from {min(found):.1f} to {max(found):.1f}"
        print(f"{name}: median ratio {median(found):.1f} ({between}); target at most {TARGETS[name]}")
    patient = {fact: value for fact, value in document["patient"].items() if fact not in SIX_UNKNOWN}
    open_record = read({**document, "patient": {**patient, "sex": "female", "age_years": 40}}, library.catalogue)
    provisional = recommend(guideline, open_record)
    costs = [
        seconds(lambda: recommend(guideline, open_record), 20) / seconds(lambda: recommend(guideline, record), 20)
        for _ in range(ROUNDS)
    ]
    print(
        f"six uncharted facts ({provisional.outcome}, {len(provisional.branches)} branches) against none: "
        f"median ratio {median(costs):.1f} (from {min(costs):.1f} to {max(costs):.1f}); "
        f"target at most {MOST_FOR_SIX_UNKNOWN}"
    )


if __name__ == "__main__":
    main()
