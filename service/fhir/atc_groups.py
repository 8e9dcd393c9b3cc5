"""The groups of ATC: of which class the drugs of one are, and which hold no drug against cancer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, Final

from service.fhir.values import a_list, a_text, an_object
from statemachine.record.catalogue import Catalogue

GROUP: Final = 5  # letters of a code that name a group of drugs: L01EH are the kinase inhibitors of HER2
_ATC_SYSTEM: Final = re.compile(r"(?:.*[/:])?atc", re.IGNORECASE)
# The main groups of ATC but L (against cancer, and on the immune system) and V (various, radiopharmaceuticals too).
_ATC_CODE: Final = re.compile(r"[ABCDGHJMNPRS]\d\d(?:[A-Z](?:[A-Z](?:\d\d)?)?)?")
# Sex hormones, hormones of the pituitary, corticosteroids and drugs for bone disease are given for cancer as well.
MAY_BE_FOR_CANCER: Final = ("G03", "H01", "H02", "M05")


@lru_cache(maxsize=4)
def groups_of(catalogue: Catalogue) -> Mapping[str, str]:
    """The groups of ATC in which at least two drugs of the catalogue are, all of one class, with that class."""
    classes: dict[str, list[str]] = {}
    for (system, code), drugs in catalogue.drug_names.codes.items():
        if system == "atc" and len(drugs) == 1:
            classes.setdefault(code[:GROUP], []).append(catalogue.agents[drugs[0]].drug_class)
    return {group: found[0] for group, found in classes.items() if len(found) > 1 and len(set(found)) == 1}


def is_of_another_group(concepts: Iterable[Any]) -> bool:
    """Is there a code of ATC, and is each one of a group without drugs against cancer?"""
    codings = [an_object(coding) for each in concepts for coding in a_list(an_object(each).get("coding"))]
    atc = [a_text(each.get("code")).upper() for each in codings if _ATC_SYSTEM.fullmatch(a_text(each.get("system")))]
    return bool(atc) and all(_ATC_CODE.fullmatch(code) and not code.startswith(MAY_BE_FOR_CANCER) for code in atc)
