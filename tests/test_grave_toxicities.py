"""No grave toxicity of the past passes in silence: each kind and drug, on every option that may hold the drug."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest

from statemachine.answering.recommend import recommend
from statemachine.editions.library import Library
from statemachine.record.codes import TOXICITIES
from statemachine.record.read_record import read
from tests.records import FIT, LIBRARY
from tests.samples import one_in

EDITIONS = sorted(LIBRARY.guidelines, key=lambda edition: (edition != "asco@2022-05-31", edition))
PATIENT = {"her2_status": "positive", **FIT, "hormone_receptor": "positive", "lvef_measured_on": "2026-11-02"}
CAN_BE_GIVEN_AGAIN = {"cardio_oncology_clearance": True, "antibody_rechallenge_cleared": True}
SINCE = [
    {"event": "metastatic_diagnosis", "on": "2024-01-15"},
    {
        "treatment": {"agents": ["vinorelbine"]},
        "setting": "metastatic",
        "started": "2024-02-05",
        "ended": "2026-11-09",
        "stopped_for": "progression",
    },
]


def silent(library: Library, edition: str, kind: str, grade: int) -> Iterator[str]:
    """Each drug with the options that may hold it and do not name what it caused."""
    guideline, catalogue = library.guidelines[edition], library.catalogue
    for drug in sorted(catalogue.in_regimens - {"vinorelbine"}):
        course = {"treatment": {"agents": [drug]}, "setting": "adjuvant", "started": "2021-01-11"}
        event = {"event": "toxicity", "kind": kind, "grade": grade, "agent": drug}
        history = [
            {**course, "ended": "2021-02-08", "stopped_for": "completion"},
            {**event, "on": "2021-02-08", "resolved_on": "2021-03-08"},
            *SINCE,
        ]
        patient = PATIENT | CAN_BE_GIVEN_AGAIN
        document = {"as_of": "2026-11-23", "history_complete": True, "patient": patient, "history": history}
        for option in recommend(guideline, read(document, catalogue)).options:
            holds = drug in catalogue.held_by.get(option.regimen, ())
            told = any(f"of grade {grade}" in caution.text for caution in option.cautions)
            if holds and option.verdict != "excluded" and not told:
                yield f"{drug}: {option.regimen}"


@pytest.mark.parametrize("edition", one_in(4, EDITIONS))
def test_a_grave_toxicity_is_named_on_every_option_that_may_hold_its_drug(edition: str) -> None:
    charts = product(TOXICITIES, (3, 4))
    assert [(kind, grade, said) for kind, grade in charts for said in silent(LIBRARY, edition, kind, grade)] == []
