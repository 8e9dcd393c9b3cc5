"""What the page of an edition shows: the edition set out for review, and every reading and source that it names."""

from __future__ import annotations

from typing import Any

from service.board.facts import place_of
from statemachine import Guideline, Library, grounds_of, in_words, joined, review, safety
from statemachine.record.codes import ACTIONS, OUTCOMES

BASES = {
    "guideline": "the guideline",
    "label": "a drug label",
    "trial": "a trial",
    "secondary": "a secondary source",
    "service": "a rule of this project",
}


def shown(library: Library, guideline: Guideline) -> dict[str, Any]:
    """Everything that the template asks for."""
    every = list(grounds_of(guideline))
    readings = sorted(
        {key for told in every for key in told.interpretation}, key=lambda key: library.interpretations[key]["title"]
    )
    named = {key for told in every for key in told.evidence}
    named |= {key for reading in readings for key in library.interpretations[reading]["evidence"]}
    return {
        "guideline": guideline,
        "about": guideline.about,
        "reference": guideline.reference,
        "superseded_on": guideline.superseded_on,
        "stages": guideline.stages,
        "review": review(guideline),
        "start": safety(guideline, going_on=False),
        "going_on_rules": safety(guideline, going_on=True),
        "cited": {
            "readings": readings,
            "sources": sorted(named, key=lambda key: (library.evidence[key]["title"], key)),
        },
        "evidence": library.evidence,
        "interpretations": library.interpretations,
        "agents": library.catalogue.agents,
        "codes": {regimen.label: code for code, regimen in library.catalogue.regimens.items()},
        "bases": BASES,
        "actions": ACTIONS,
        "outcomes": OUTCOMES,
        "in_words": in_words,
        "place_of": place_of,
        "safe": lambda regimen: bool(joined(guideline, regimen, going_on=False)),
    }
