"""What the steps taken have ordered: by event, and by kind of toxicity and drug."""

from __future__ import annotations

from collections.abc import Mapping

from statemachine.machine.step import Step
from statemachine.record import words
from statemachine.record.record import Event

STOPS = "stop_permanently"
HOLD = "hold"
NOT_GIVEN = (STOPS, HOLD)  # the orders after which a drug is not given, for good or for now
OF_A_DRUG = (
    "toxicity_of",
    "toxicity_was_of",
    "toxicity_is_of_another_drug",
)  # the questions that name the drug of a rule

Orders = dict[tuple[str, str | None, str | None], list[tuple[str, Step, Event | None]]]


def toxicity_of(step: Step, event: Event | None) -> tuple[str | None, str | None]:
    """The kind of toxicity that is being read, and the drug held responsible, by the event or by the rule."""
    if event is None:
        return None, None
    return event.kind, event.agent or next(iter(drugs_of_its_rule(step)), None)


def drugs_of_its_rule(step: Step) -> frozenset[str]:
    """The drug that a rule about a toxicity is of; none where it is of all."""
    return frozenset(guard.func.arguments["agent"] for guard in step.conditions if guard.func.name in OF_A_DRUG)


def without_a_dose(orders: Orders) -> Mapping[str, str]:
    """The toxicities after which a drug is to be stopped that is still followed as going on."""
    return {
        event.pointer: words.dated(words.of_event(event), event.on)
        for steps in orders.values()
        for code, step, event in steps
        if code == STOPS and event is not None and not step.excludes
    }
