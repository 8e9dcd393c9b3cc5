"""How the clinic names each kind of toxicity: a closed list of words that mean one thing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

TOXICITIES: Final[Mapping[str, str]] = {
    "interstitial_lung_disease": "ild, pneumonitis, interstitial lung disease, lung toxicity",
    "lvef_fall": "lvef fall, lvef drop, fall of lvef, low lvef, cardiotoxicity, cardiac toxicity",
    "hepatic": "hepatotoxicity, hepatic toxicity, liver toxicity, hepatic",
    "neuropathy": "neuropathy, polyneuropathy, peripheral neuropathy, peripheral sensory neuropathy",
    "haematologic": "haematologic toxicity, hematologic toxicity, neutropenia, thrombocytopenia",
    "diarrhoea": "diarrhoea, diarrhea",
    "hypersensitivity": "hypersensitivity, anaphylaxis, infusion reaction, allergic reaction, allergy",
    "portal_hypertension": "portal hypertension",
    "nodular_regenerative_hyperplasia": "nodular regenerative hyperplasia, nrh",
}
