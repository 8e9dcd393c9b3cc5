"""The units of a laboratory report, however it spells them, and what they are in one common unit.

A conversion is a definition (1 ukat/l is 60 U/L) or stands in the dossier (bilirubin). What a laboratory can have as
its upper limit is ours: wide enough for any of them, and so narrow that no limit in one unit can be one in the other.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

MULTIPLE: Final = "x ULN"
_SIGNS: Final = {ord("\N{GREEK SMALL LETTER MU}"): "u", ord("\N{MULTIPLICATION SIGN}"): "x"}


@dataclass(frozen=True)
class Quantity:
    """Its units, the first of them the common one; `upper_limits`, in that unit, only where a multiple is wanted."""

    units: Mapping[str, float]
    spellings: Mapping[str, str] = field(default_factory=dict)
    upper_limits: tuple[float, float] | None = None

    @property
    def known(self) -> tuple[str, ...]:
        """The units that can be charted."""
        return (*self.units, MULTIPLE) if self.upper_limits else tuple(self.units)

    def unit(self, charted: str) -> str | None:
        """The unit that is meant; None if it is not known."""
        spelled = _spelled(charted)
        if spelled == "uln" and self.upper_limits:
            return MULTIPLE
        return self.spellings.get(spelled) or next((unit for unit in self.units if _spelled(unit) == spelled), None)


_TRANSAMINASE = Quantity({"U/L": 1, "ukat/l": 60}, {"iu/l": "U/L", "units/l": "U/L"}, (10, 200))
_BILIRUBIN = Quantity({"umol/l": 1, "mg/dl": 17.1}, {}, (4, 60))
_CELLS = Quantity(
    {"10^9/l": 1, "G/l": 1, "10^3/ul": 1, "/ul": 0.001},
    {
        **{"10^3/mm3": "10^3/ul", "k/ul": "10^3/ul", "/mm3": "/ul", "cells/ul": "/ul", "cells/mm3": "/ul"},
        # As German laboratories print them: a nanolitre, giga particles, and thousands.
        **{"/nl": "10^9/l", "gpt/l": "10^9/l", "tsd/ul": "10^3/ul", "tsd./ul": "10^3/ul"},
    },
)
QUANTITIES: Final[Mapping[str, Quantity]] = {
    "ast_times_uln": _TRANSAMINASE,
    "alt_times_uln": _TRANSAMINASE,
    "bilirubin_times_uln": _BILIRUBIN,
    "platelets_10e9_per_l": _CELLS,
    "neutrophils_10e9_per_l": _CELLS,
    "creatinine_clearance_ml_min": Quantity({"ml/min": 1}),
}


def _spelled(unit: str) -> str:
    """The unit without what reports spell differently: capitals, spaces, the micro sign, and how powers are set."""
    text = re.sub(r"\s", "", unicodedata.normalize("NFKC", unit).lower().translate(_SIGNS))
    text = re.sub(r"^x|(?<=/l)it(er|re)$", "", text)
    text = re.sub(r"mc(?=l$|mol|kat)", "u", text)
    return re.sub(r"^[*]?10(?:\^|\*\*?|e)?(?=[39]/)", "10^", text)
