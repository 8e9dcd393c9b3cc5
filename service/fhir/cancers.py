"""Which cancer a resource is about: that of the breast, certainly another one, or one that nobody can tell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from service.fhir import codes
from service.fhir.bundle import Resources
from service.fhir.cancer_names import names_another
from service.fhir.condition_names import EFFUSION
from service.fhir.places import place_named, places_in
from service.fhir.report import Report, Resource
from service.fhir.values import Code, a_list, a_text, an_object, extensions, texts
from service.fhir.values import codes as codes_of
from service.fhir.verification import NOT_SO, UNSURE, verification_of

OTHER: Final = "other"
OPEN: Final = "open"
MOST_REFERENCES: Final = 10  # of one resource
MOST_STEPS: Final = 5  # from a status to a metastasis, and from there to its primary
OF_THE_BREAST: Final = re.compile("breast|mamma|brust", re.IGNORECASE)
CANCER: Final = re.compile(
    r"cancer|carcinom|karzinom|\bca\b|krebs|malign|neoplas|tumou?r|ductal|duktal|lobul", re.IGNORECASE
)
# A treatment, and what comes of a cancer, name none.
NO_CANCER: Final = re.compile(rf"antineoplas\w*|{EFFUSION}", re.IGNORECASE)
# Words with which a name of the cancer does not say that this patient has it.
NOT_HERS: Final = re.compile(
    r"in situ|dcis|benign|gutartig|famil|screen|risk|risiko|suspect|verdacht|rule out|ausschlu|\bno\b|\bkein",
    re.IGNORECASE,
)
# A cancer of which the name says no organ, or that it has spread.
MAY_BE_HERS: Final = re.compile(
    r"metasta|filia|secondary|sekundär|mening|du[ck]tal|lobul|marker|h(?:istory|/o) of"
    r"|^(?:malignant |bösartige )?(?:cancer|neoplasm|neubildung|tumou?r|carcinoma|karzinom|krebs)$",
    re.IGNORECASE,
)
# A metastasis, whatever it is of.
MORE_THAN_THE_BREAST: Final = re.compile("metasta|filia|secondary|sekundär", re.IGNORECASE)
_OTHER_ICD: Final = re.compile(r"C(?!50|7[6-9]|80|97)\d\d", re.IGNORECASE)
OF_ANOTHER: Final = "It is of another cancer than that of the breast."
NOT_SAID: Final = "It does not say of which cancer it is, or names one that is not known here."
OF_WHICH: Final = "Of which cancer is this: that of the breast, or another one?"
IS_IT: Final = "Does this patient have breast cancer? No condition says that it is so."


class Cancers:
    """The cancers of a bundle, and what names which of them."""

    def __init__(self, among: Resources) -> None:
        """Find every primary that by its code or name is another than that of the breast, and whether one of it stands.

        `doubtful` are those that are charted in its place: of another organ, refuted, or not certain.
        """
        self.among = among
        self._known: dict[str, str] = {}
        conditions = [each for each in among.of("Condition") if verification_of(each) not in NOT_SO]
        self.others = [each for each in conditions if is_another(each) or _is_another_by_name(each)]
        stands = any(_is_of_the_breast(each) for each in conditions if verification_of(each) not in UNSURE)
        self.doubtful = [] if stands else [each for each in among.of("Condition") if _is_a_cancer(each)]
        self.is_charted = stands or any(map(_is_of_breast_tissue, among.of("Observation")))

    def of(self, resource: Resource) -> str:
        """OTHER where all that it names is certainly another primary, OPEN where that cannot be told, else empty."""
        return self._one_of(set(self._named(resource, MOST_STEPS)))

    def is_of_another(self, condition: Resource) -> bool:
        """Is a condition certainly another primary, or a metastasis of one?"""
        return self._is(condition, MOST_STEPS) == OTHER

    def _one_of(self, found: set[str]) -> str:
        if not found and self.doubtful:
            return OPEN
        return "" if found <= {""} else OTHER if found == {OTHER} else OPEN

    def ask_about(self, resource: Resource, report: Report) -> None:
        """Ask whose it is, where it names no cancer and there are two."""
        if self.others and not set(self._named(resource, MOST_STEPS)):
            report.ask(OF_WHICH, [resource])

    def _named(self, resource: Resource, steps: int) -> Iterator[str]:
        for reference, must_lead in references_of(resource):
            found = self.among.referred(resource, reference)
            if found is None:
                if must_lead and _is_of_a_condition(reference):
                    yield OPEN
            elif found.kind == "Condition":
                yield self._is(found, steps - 1)

    def _is(self, condition: Resource, steps: int) -> str:
        """What a condition is, worked out once, so that no tangle of references takes long."""
        if condition.pointer not in self._known:
            self._known[condition.pointer] = OPEN  # where it leads back to itself
            self._known[condition.pointer] = self._worked_out(condition, steps)
        return self._known[condition.pointer]

    def _worked_out(self, condition: Resource, steps: int) -> str:
        coded = codes_of(condition.content.get("code"))
        if verification_of(condition) in NOT_SO:
            return OPEN
        if is_another(condition):
            return OTHER
        if is_breast_cancer(condition, coded):
            return ""
        if names_another(texts(condition.content.get("code"))):
            return OPEN
        if not is_secondary(coded):
            return "" if any(map(OF_THE_BREAST.search, texts(condition.content.get("code")))) else OPEN
        return self._one_of(set(self._named(condition, steps))) if steps > 0 else OPEN


def is_breast_cancer(condition: Resource, coded: list[Code]) -> bool:
    """Is it the cancer of the breast, by its code or its body site?"""
    if any(codes.holds(codes.BREAST_CANCER, code) for code in coded):
        return True
    is_cancer = not codes.MALIGNANT_NEOPLASM.isdisjoint(coded)
    return is_cancer and place_named(a_list(condition.content.get("bodySite"))) == "breast"


def _is_of_the_breast(condition: Resource) -> bool:
    """Is it a cancer of the breast or of one, by its code or in words?"""
    named = texts(condition.content.get("code"))
    in_words = any(OF_THE_BREAST.search(text) and _names_a_cancer(text) for text in named)
    return in_words or is_breast_cancer(condition, codes_of(condition.content.get("code")))


def _is_a_cancer(condition: Resource) -> bool:
    """Is it a primary, by its code or in words?"""
    coded = codes_of(condition.content.get("code"))
    if is_secondary(coded):
        return False
    in_words = any(map(_names_a_cancer, texts(condition.content.get("code"))))
    return in_words or is_another(condition) or is_breast_cancer(condition, coded)


def _is_another_by_name(condition: Resource) -> bool:
    """Does its name say a cancer, and none that may be of the breast? That is enough to ask whose a metastasis is."""
    named = texts(condition.content.get("code"))
    may_be_hers = any(OF_THE_BREAST.search(text) or MAY_BE_HERS.search(text) for text in named)
    return _is_a_cancer(condition) and not may_be_hers and not _is_of_the_breast(condition)


def _names_a_cancer(text: str) -> bool:
    return CANCER.search(NO_CANCER.sub(" ", text)) is not None and NOT_HERS.search(text) is None


def _is_of_breast_tissue(observation: Resource) -> bool:
    return not codes.BREAST_TISSUE.isdisjoint(codes_of(observation.content.get("code")))


def is_secondary(coded: list[Code]) -> bool:
    """Is it a metastasis or a lymph node, by its code?"""
    return is_distant(coded) or any(
        codes.holds(codes.REGIONAL_NODES | codes.NODES | codes.CHEST_WALL, code) for code in coded
    )


def is_distant(coded: list[Code]) -> bool:
    """Is it a distant metastasis by its code, of whatever place?"""
    return any(codes.holds({*codes.METASTASES, *codes.METASTASIS}, code) for code in coded)


def is_another(condition: Resource) -> bool:
    """Is it certainly a primary of another organ, also where a code beside it names the metastasis of that?"""
    coded = codes_of(condition.content.get("code"))
    if is_breast_cancer(condition, coded):
        return False
    return any(
        code in codes.OTHER_CANCERS or (code.system == "icd10" and _OTHER_ICD.match(code.code)) for code in coded
    )


def references_of(resource: Resource) -> Iterator[tuple[Any, bool]]:
    """What a resource says that it is of, and whether that is a cancer even where the reference leads nowhere."""
    content = resource.content
    for each in extensions(content, *codes.RELATED):
        yield each.get("valueReference"), True
    for each in a_list(content.get("focus"))[:MOST_REFERENCES]:
        yield each, True
    for each in a_list(content.get("reasonReference"))[:MOST_REFERENCES]:
        yield each, False
    for evidence in a_list(content.get("evidence"))[:MOST_REFERENCES]:
        for each in a_list(an_object(evidence).get("detail"))[:MOST_REFERENCES]:
            yield each, False


def _is_of_a_condition(reference: Any) -> bool:
    """May it lead to a condition of which nobody says that it is of the breast?"""
    address = a_text(an_object(reference).get("reference"))
    kind = a_text(an_object(reference).get("type")) or (address.split("/")[-2] if "/" in address else "")
    return kind in ("", "Condition") and not is_the_breast_alone(a_text(an_object(reference).get("display")))


def is_the_breast_alone(text: str) -> bool:
    """Does it name the breast, and nothing to which a cancer of it may have spread?"""
    spread = set(places_in(text)) - {"breast"} or MORE_THAN_THE_BREAST.search(text)
    return bool(OF_THE_BREAST.search(text)) and not spread
