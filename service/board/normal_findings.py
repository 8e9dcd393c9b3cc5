"""What is charted of most patients in one press: a finding that is normal, said as such and never assumed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

# By fact: what the form then holds, and the words of the button.
NORMAL: Final[Mapping[str, tuple[str, str]]] = {
    "/patient/visceral_crisis": ("false", "no crisis"),
    "/patient/brain_metastases": ("none", "none known"),
    "/patient/brain_mass_effect": ("false", "none"),
    "/patient/neurological_symptoms": ("false", "none"),
    "/patient/heart_failure": ("none", "no failure known"),
    "/patient/interstitial_lung_disease": ("none", "none known"),
    "/patient/child_pugh": ("none", "no impairment"),
    "/patient/dpd_deficiency": ("none", "tested, none"),
    "/patient/pregnant": ("false", "not pregnant"),
    "/patient/taxane_contraindicated": ("false", "no reason against"),
    "/history_complete": ("true", "all is listed"),
}
