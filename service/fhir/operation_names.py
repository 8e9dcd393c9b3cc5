"""Operations that are none of the tumour by their name: a scar, a reconstruction, what is benign or lowers a risk.

The setting of early treatment hangs on the operation of the tumour, so that these are asked about, and not charted.
"""

from __future__ import annotations

import re
from typing import Final

from service.fhir.report import Resource
from service.fhir.values import texts

NONE: Final = re.compile(
    r"\bscar\b|narbe|benign|gutartig|fibroaden|\bcyst|zyste|prophyla|risk[- ]reduc|risikoredu|contralateral"
    r"|kontralateral|revision|reduction mamm|mammareduktion|reduktionsplastik|abs[cz]ess|ha?ematoma|hämatom|serom"
    r"|lipofill|h(?:istory|/o) of|status post|\bs/p\b|zustand nach|z\.\s?n\.|follow-?up|nachsorge|gyn[aä]e?[ck]omast",
    re.IGNORECASE,
)
RECONSTRUCTION: Final = re.compile(
    r"re[ck]onstru[ck]|implant|prosthes|prothes|expander|\bdiep\b|\bflap\b", re.IGNORECASE
)
# With these words a reconstruction stands beside the operation of the tumour: "mastectomy with reconstruction".
OF_THE_TUMOUR: Final = re.compile(r"mastect|mastekt|lumpect|lumpekt|segmente[ck]|ablatio|quadrante[ck]", re.IGNORECASE)
AFTER: Final = re.compile(r"\bafter\b|\bfollowing\b|\bnach\b|\bpost|delayed|secondary|sekundär", re.IGNORECASE)
IS_IT: Final = (
    "Was this an operation of the cancer? By its name it may be none, and the setting of treatment hangs on it."
)


def may_be_of_no_tumour(each: Resource) -> bool:
    """Does the name of an operation say that it was none of the tumour, or leave that open?"""
    return any(map(_may_be, texts(each.content.get("code"))))


def _may_be(text: str) -> bool:
    if NONE.search(text):
        return True
    return bool(RECONSTRUCTION.search(text)) and not (OF_THE_TUMOUR.search(text) and not AFTER.search(text))
