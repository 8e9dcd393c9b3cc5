"""How charts write a drug: with route, strength and schedule around it, several in one, or as local treatment."""

from __future__ import annotations

import re

# What a bag holds beside the drug, as in "in sodium chloride 0.9 % 250 mL".
SOLVENTS = frozenset(
    ("sodium", "chloride", "nacl", "normal", "saline", "ns", "dextrose", "glucose", "d5w", "sterile", "water", "bag")
)
# What a chart adds to a name without making it another medicine. "Liposomal", "nab" and the second word of a conjugate
# are no such words.
BESIDE_A_NAME = {
    "route": "sc subcut subcutaneous subcutaneously iv intravenous intravenously infusion infusions push bolus po oral "
    "orally by mouth for im intramuscular intramuscularly depot",
    "form": "vial vials tablet tablets tab tabs capsule capsules cap caps pill pills powder concentrate solution "
    "suspension liquid pack carton as injection injections injectable syringe prefilled pen film coated "
    "lyophilized lyophilised reconstituted product of inj soln conc recon syrg ivpb",
    "dose": "mg mcg ug g gm ml per kg m2 unt unit units iu percent auc dose doses loading maintenance",
    "German form": "pulver konzentrat infusionslösungskonzentrat infusionslösungskonzentrats infusionslösung lösung "
    "injektionslösung lösungsmittel injektion durchstechflasche durchstechflaschen ampulle ampullen fertigspritze "
    "fertigspritzen fertigpen filmtablette filmtabletten tablette tabletten hartkapsel hartkapseln weichkapsel "
    "weichkapseln kapsel kapseln zur zum herstellung einer eines ein für subkutan intravenös stück",
    "schedule": "day days daily bid tid qd weekly biweekly every week weeks three two q1w q2w q3w q4w q21d q28d cycle "
    "cycles d1 d8 d15",
}
LOCAL_TREATMENT = {
    "radiotherapy": "radiotherapy radiation irradiation radiosurgery brachytherapy sbrt sabr srs wbrt gamma knife "
    "cyberknife imrt",
    "surgery": "surgery mastectomy lumpectomy resection metastasectomy hepatectomy craniotomy lobectomy excision",
    "ablation": "ablation radiofrequency microwave cryoablation thermoablation",
}
# What may stand around local treatment; any other word might be a drug.
AROUND_LOCAL_TREATMENT = {
    "manner": "therapy treatment palliative stereotactic body ablative whole partial surgical boost fraction fractions "
    "gy external beam hypofractionated conserving radical modified simple total segmental wide local adjuvant",
    "place": "brain breast chest wall bone spine liver lung axilla axillary lymph node nodes skin left right bilateral "
    "primary metastasis metastases metastatic lesion lesions tumor tumour to the in of and for",
}
_STRENGTH = re.compile(
    r"\d+(?:[.,]\d+)*\s*(?:mg|mcg|ug|µg|gm?|ml|unt|units?|iu|%)"
    r"(?:\s*/\s*(?:\d+(?:[.,]\d+)*\s*)?(?:ml|m2|m²|kg|h|hr|d|day|week|vial|unt|units?|mg|g|[a-z]?ml))*(?![a-z])",
    re.IGNORECASE,
)
_PER = re.compile(r"\b(?:mg|mcg|g|unt|units)\s*/\s*(?:ml|m2|m²|kg|day)(?![a-z0-9])", re.IGNORECASE)
_SPELT = (("s.c.", "sc"), ("i.v.", "iv"), ("p.o.", "po"), ("i.m.", "im"), ("b.i.d.", "bid"), ("3-weekly", "weekly"))
_JOINS = re.compile(r"\s*[+/&;,]\s*|\s+-\s+|\s+(?:and|with|plus|und|mit)\s+", re.IGNORECASE)
_LAST_JOIN = re.compile(r"\s+(?:and|und)$")  # between two words that stand beside a name
_BRACKETED = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
# As orders are called: "trastuzumab-anns (KANJINTI) 420 mg chemo infusion". Only behind a second name in brackets is
# the word no other treatment, with nothing between them but a strength and a solvent.
_CHEMO_OF_AN_ORDER = re.compile(
    rf"([(\[]([^()\[\]]*)[)\]](?:\s+(?:{_STRENGTH.pattern}|in|[\d.]+|%|{'|'.join(sorted(SOLVENTS))}))*)"
    r"\s+chemo(?=\s+(?:infusion|injection|ivpb)\b)",
    re.IGNORECASE,
)

_BESIDE = frozenset(" ".join(BESIDE_A_NAME.values()).split())
_LOCAL = {word: kind for kind, words in LOCAL_TREATMENT.items() for word in words.split()}
_AROUND = _BESIDE.union(" ".join(AROUND_LOCAL_TREATMENT.values()).split())


def plain(name: str) -> str:
    """The letters and digits of a name alone, so that no hyphen, space, capital or trade mark sign matters."""
    return re.sub(r"[\W_]+", "", name.replace("®", "").replace("™", "")).casefold()


def bare(name: str) -> str:
    """The name without strengths, without the words that stand beside a name, and without what it is dissolved in."""
    text = _undissolved(name).replace("®", " ").replace("™", " ").casefold()
    for written, word in _SPELT:
        text = text.replace(written, word)
    text = _PER.sub(" ", _STRENGTH.sub(" ", text))
    kept = (word for word in text.split() if not _is_beside(word))
    return _LAST_JOIN.sub("", " ".join(kept))


def _undissolved(name: str) -> str:
    drug, _, solvent = name.casefold().partition(" in ")
    words = set(_words(solvent)) - {"in"}
    known = all(word in SOLVENTS or word in _BESIDE or word.isdigit() for word in words)
    return drug if drug and known and not SOLVENTS.isdisjoint(words) else name


def within_and_without_brackets(name: str) -> tuple[str, ...]:
    """What stands before brackets, and what stands within each: "trastuzumab (Herceptin)" names one drug twice."""
    named = _CHEMO_OF_AN_ORDER.sub(lambda order: order[1] if bare(order[2]) else order[0], name)
    return (_BRACKETED.sub(" ", named), *_BRACKETED.findall(named))


def parts(name: str) -> list[str]:
    """The names that are joined by plus, slash, comma or a word for "and"."""
    return [part for part in _JOINS.split(name) if part]


def may_be_alternatives(name: str) -> bool:
    """Is there a slash, which joins what was given together as well as what was given the one or the other?"""
    return "/" in name


def local_treatment(name: str) -> str | None:
    """The kind of local treatment that the words name; None where one of them says anything else."""
    words = _words(name.casefold())
    if "intrathecal" in words:
        return "intrathecal"
    kinds = [_LOCAL[word] for word in words if word in _LOCAL]
    return kinds[0] if kinds and all(word in _LOCAL or word in _AROUND or word.isdigit() for word in words) else None


def _is_beside(text: str) -> bool:
    words = _words(text)
    return bool(words) and all(word in _BESIDE or word.isdigit() for word in words)


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text)
