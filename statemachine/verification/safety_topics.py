"""That nothing which can harm goes unasked: a rule or a waiver about each topic speaks of every drug on offer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from statemachine.editions.closed_lists import DEMANDED_TOPICS
from statemachine.machine.step import Step
from statemachine.verification.diagram import NEVER
from statemachine.verification.space import Claim, Space

TopicInvariant = Callable[[Space], Iterator[Claim]]


def _asked_of_every_drug(topic: str) -> TopicInvariant:
    def asked(space: Space) -> Iterator[Claim]:
        regimens = space.guideline.catalogue.regimens
        for place in space.of_kind("decision", "pause"):
            for code in place.offered:
                for agent in sorted(frozenset().union(*(slot for slot in regimens[code].slots if len(slot) == 1))):
                    for step in place.into(code):
                        says = f"{code} is offered, and nothing is asked about {agent} and {topic}"
                        silent = not _asks(space, step, topic, agent)
                        yield Claim(says, place, place.open[step] if silent else NEVER, (step.row,), agent)

    asked.__name__ = f"{topic}_is_asked_of_every_drug"
    asked.__doc__ = (
        f"Of each drug that an offered regimen needs, a rule about {topic} speaks before the first dose, or a waiver."
    )
    return asked


def _asks(space: Space, step: Step, topic: str, agent: str) -> bool:
    waived = any(one.topic == topic and agent in one.drugs for one in space.guideline.about.waivers)
    guards = (guard for guard in (*step.conditions, *step.cautions) if guard.topic == topic)
    return waived or any(guard.concerns(agent) for guard in guards) or _row_waives(space, step, topic)


def _row_waives(space: Space, step: Step, topic: str) -> bool:
    """Does the row itself waive a rule about this topic by name, since its own source gives the drug again?"""
    return topic == "failure" and bool(space.waived(step))


SAFETY_TOPICS: Final = tuple(_asked_of_every_drug(topic) for topic in DEMANDED_TOPICS)
