"""What a condition is of by its name, where no code of it is read: asked and not charted, as words may deny too."""

from __future__ import annotations

import re
from typing import Any, Final

from service.fhir.values import texts

EFFUSION: Final = (
    r"malignant (?:pleural |pericardial )?(?:effusion|ascites)|malign\w* (?:pleuraerguss|perikarderguss|erguss|aszites)"
)
NAMES: Final = {
    "a metastasis": re.compile(
        r"metasta|metasti|\bmets\b|filia|secondary malig|secondary neopl|mening\w*[eo]sis|leptomening|carcinomatos"
        r"|karzinomatos|karzinose|(?:malignant|neoplastic|carcinomatous) mening"
        rf"|{EFFUSION}",
        re.IGNORECASE,
    ),
    "heart failure": re.compile(
        r"heart failure|cardiac failure|ventric\w* failure|ventric\w* dysfunction|cardiac dysfunction|cardiomyopath"
        r"|kardiomyopath|cardiotox|kardiotox|herzinsuffizienz|herzversagen|herzschwäche|\bhf[rmp]+ef\b|\bchf\b",
        re.IGNORECASE,
    ),
    "interstitial lung disease or pneumonitis": re.compile(
        r"pneumonitis|pneumopath|interstiti\w* (?:lung|pulm|pneum)|(?:pulmonary|lung) fibros|lungenfibrose"
        r"|lungengerüst|alveolitis|\bild\b|organi[sz]ing pneumonia",
        re.IGNORECASE,
    ),
    "a pregnancy": re.compile(r"pregnan|schwanger|gravid", re.IGNORECASE),
}


def named(concept: Any) -> str:
    """Of what a concept is by its name; empty where it names nothing on which an answer hangs."""
    called = texts(concept)
    return next((what for what, name in NAMES.items() if any(map(name.search, called))), "")


def question(what: str) -> str:
    """What to ask about it."""
    return f"By its name this is of {what}, which no code of it says: is it so, and does it last?"
