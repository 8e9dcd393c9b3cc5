"""The words of the clinic that tell an event in one line: what happened, where, and what was found; a closed list."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from service.board.told_line import either
from statemachine.record.toxicity_words import TOXICITIES

Told = Mapping[str, Any]

_EVENTS: Final[tuple[tuple[str, Told], ...]] = (
    (
        "metastatic diagnosis, diagnosis of metastatic disease, metastatic at diagnosis, de novo metastatic",
        {"event": "metastatic_diagnosis"},
    ),
    (
        "recurrence, relapse, metastatic recurrence, metastatic relapse, distant recurrence, distant relapse",
        {"event": "recurrence"},
    ),
    (
        "locoregional recurrence, locoregional relapse, local recurrence, local relapse",
        {"event": "locoregional_recurrence"},
    ),
    ("progression, pd, progressive disease, progressed", {"event": "progression"}),
    ("cns progression", {"event": "cns_progression"}),
    ("taxane completed, end of the taxane", {"event": "taxane_completed"}),
    ("complete response, complete remission, cr", {"event": "disease_status", "status": "complete_response"}),
    ("partial response, partial remission, pr", {"event": "disease_status", "status": "partial_response"}),
    ("stable disease, stable, sd", {"event": "disease_status", "status": "stable"}),
    ("no evidence of disease, ned", {"event": "disease_status", "status": "no_evidence_of_disease"}),
    ("not evaluable", {"event": "disease_status", "status": "not_evaluable"}),
    ("surgery, resection, metastasectomy", {"event": "surgery"}),
    ("radiotherapy, radiation, irradiation, radiosurgery, srs, sbrt, wbrt, rt", {"event": "radiotherapy"}),
    ("ablation", {"event": "ablation"}),
    ("intrathecal treatment", {"event": "local_treatment", "kind": "intrathecal"}),
    ("her2 retest, rebiopsy, re-biopsy", {"event": "her2_retest"}),
    *((words, {"event": "toxicity", "kind": kind}) for kind, words in TOXICITIES.items()),
    *(
        (f"ild{number}", {"event": "toxicity", "kind": "interstitial_lung_disease", "grade": number})
        for number in range(1, 5)
    ),
)
_SITES: Final[Mapping[str, str]] = {
    "breast": "breast",
    "bone": "bone, bones",
    "liver": "liver",
    "lung": "lung, lungs, pulmonary",
    "brain": "brain, cerebral",
    "lymph_node": "lymph node, lymph nodes, nodes, nodal",
    "skin": "skin",
    "pleura": "pleura, pleural",
    "leptomeninges": "leptomeninges, leptomeningeal",
}
# What was found of HER2, of the tumour of an event or of the patient.
HER2: Final[tuple[tuple[str, Told], ...]] = (
    *((f"ihc {score}, her2 ihc {score}", {"her2_ihc": score}) for score in ("0", "1+", "2+", "3+")),
    *((f"{test} {each}", {"her2_ish": each}) for test in ("ish", "fish") for each in ("positive", "negative")),
    ("ish not done, fish not done", {"her2_ish": "not_done"}),
    *(
        (f"her2 {each}", {"her2_status": each})
        for each in ("positive", "low", "ultralow", "zero", "negative", "equivocal")
    ),
)
_RESULTS: Final[tuple[tuple[str, Told], ...]] = (
    *HER2,
    *((f"grade {number}, gr {number}, g{number}", {"grade": number}) for number in range(1, 5)),
    ("treatment continues, the treatment goes on, beyond progression", {"treatment_continues": True}),
)
EVENTS: Final[Mapping[str, Told]] = {word: told for words, told in _EVENTS for word in words.split(", ")}
WORDS: Final[Mapping[str, Told]] = {
    **{word: told for words, told in _RESULTS for word in words.split(", ")},
    **{word: {"site": site} for site, words in _SITES.items() for word in words.split(", ")},
    **EVENTS,
}
_LITTLE: Final = ("in", "on", "of", "at", "to", "the", "and", "with", "found")
_WHOLE: Final = r"(?<![\w+/-]){}(?![\w+/-])"
PHRASE: Final = re.compile(_WHOLE.format(rf"(?P<phrase>{either(WORDS)})"), re.IGNORECASE)
# Little words that lead to a place, a date or a drug, at the edges of what is left.
LITTLE: Final = re.compile(rf"^(?:{either(_LITTLE)}(?:\s+|$))+|(?:(?:^|\s+){either(_LITTLE)})+$", re.IGNORECASE)
# A line tells an event where it begins with one, after its date or place at most.
BEGINS: Final = re.compile(
    rf"[\s\x1f,;:]*(?:{either(word for words in _SITES.values() for word in words.split(', '))}\s+)?"
    + _WHOLE.format(either(EVENTS)),
    re.IGNORECASE,
)
