"""The closed tables of codes outside the catalogue of drugs.

The codes are those of mCODE 4.0.0 (hl7.fhir.us.mcode: its profiles, value sets and examples), of the older mCODE
editions, of the clinical trial matching app of mCODE, and otherwise of the source that stands beside them. A code that
was seen in no source is not here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from service.fhir.values import Code

HIERARCHIES: Final = ("icd10", "ops")  # where a code stands for all that begin with it


def loinc(*codes: str) -> frozenset[Code]:
    """Codes of LOINC."""
    return frozenset(Code("loinc", code) for code in codes)


def sct(*codes: str) -> frozenset[Code]:
    """Codes of SNOMED CT."""
    return frozenset(Code("sct", code) for code in codes)


HER2_INTERPRETATION: Final = loinc("48676-1")
HER2_IHC: Final = loinc("85319-2", "72383-3", "18474-7")
HER2_ISH: Final = loinc("85318-4", "31150-6", "96893-3")
BREAST_TISSUE: Final = loinc("85319-2", "85318-4")  # of HER2: by their names of a specimen of breast cancer
HER2_COUNTS: Final = loinc("49683-6", "74860-8", "72382-5")
HER2_SERUM: Final = loinc("32996-1", "42914-2", "51981-9")
OESTROGEN_RECEPTOR: Final = loinc("16112-5", "85337-4", "40556-3")
PROGESTERONE_RECEPTOR: Final = loinc("16113-3", "85339-0", "40557-1")
# Percentages and amounts: which of them is positive is medicine, so only what the report calls it is read.
OESTROGEN_COUNTS: Final = loinc("14228-1", "85329-1", "85310-1", "14130-9")
PROGESTERONE_COUNTS: Final = loinc("14230-7", "85325-9", "85331-7", "10861-3", "31207-4")
# The second, and the answers but those of LOINC: the German core data set for oncology (MII, module Onkologie).
ECOG: Final = loinc("89247-1") | sct("423740007")
ECOG_ANSWERS: Final[Mapping[Code, str]] = {
    **{Code("loinc", code): str(score) for score, code in enumerate(("LA9622-7", "LA9623-5", "LA9624-3"))},
    Code("loinc", "LA9625-0"): "3",
    Code("loinc", "LA9626-8"): "4",
    **{Code("sct", code): str(score) for score, code in enumerate(("425389002", "422512005", "422894000"))},
    Code("sct", "423053003"): "3",
    Code("sct", "423237006"): "4",
    **{Code("mii-ecog", str(score)): str(score) for score in range(5)},
}
# The last three: DICOM's context groups 3467 and 3833 (angiography, computed tomography, magnetic resonance).
EJECTION_FRACTION: Final = loinc("10230-1", "18043-0", "8806-2", "8808-8", "8810-4", "8811-2") | sct("70822001")
LABORATORY: Final[Mapping[Code, str]] = {
    Code("loinc", "1920-8"): "ast_times_uln",
    Code("loinc", "30239-8"): "ast_times_uln",  # with pyridoxal phosphate, as 1743-4: the French EDSH profiles
    Code("loinc", "1742-6"): "alt_times_uln",
    Code("loinc", "1743-4"): "alt_times_uln",
    Code("loinc", "1975-2"): "bilirubin_times_uln",
    Code("loinc", "14631-6"): "bilirubin_times_uln",  # moles a volume: the German DISTANCE profiles, with 1975-2
    Code("loinc", "42719-5"): "bilirubin_times_uln",  # of blood: the INDICATE data dictionary lists it with these two
    Code("loinc", "777-3"): "platelets_10e9_per_l",
    Code("loinc", "26515-7"): "platelets_10e9_per_l",  # however counted: the CIBMTR reporting guide (nmdp-ig)
    Code("loinc", "26499-4"): "neutrophils_10e9_per_l",
    Code("loinc", "751-8"): "neutrophils_10e9_per_l",  # counted by a machine: the Vulcan schedule of activities (HL7)
}
# The second: the profile in mCODE STU1. The third, its answers and METASTASIS_FOUND with its places: the German core
# data set for oncology again.
DISEASE_STATUS: Final = loinc("97509-4", "88040-1") | sct("396432002")
METASTASIS_FOUND: Final = sct("385421009")
FOUND_AT: Final[Mapping[Code, str]] = {
    Code("mii-metastases", "PUL"): "lung",
    Code("mii-metastases", "OSS"): "bone",
    Code("mii-metastases", "MAR"): "bone",
    Code("mii-metastases", "HEP"): "liver",
    Code("mii-metastases", "BRA"): "brain",
    Code("mii-metastases", "LYM"): "lymph_node",
    Code("mii-metastases", "PLE"): "pleura",
    Code("mii-metastases", "SKI"): "skin",
    Code("mii-metastases", "PER"): "other",
    Code("mii-metastases", "ADR"): "other",
    Code("mii-metastases", "OTH"): "other",
}
# Which fact a result tells; of a result with codes of several the first one here.
OBSERVED: Final[Mapping[str, frozenset[Code]]] = {
    "her2": HER2_INTERPRETATION | HER2_IHC | HER2_ISH,
    "her2_count": HER2_COUNTS,
    "her2_in_blood": HER2_SERUM,
    "oestrogen": OESTROGEN_RECEPTOR | OESTROGEN_COUNTS,
    "progesterone": PROGESTERONE_RECEPTOR | PROGESTERONE_COUNTS,
    "ecog": ECOG,
    "lvef": EJECTION_FRACTION,
    **{fact: frozenset(code for code, of in LABORATORY.items() if of == fact) for fact in LABORATORY.values()},
    "disease_status": DISEASE_STATUS,
    "metastasis": METASTASIS_FOUND,
}

RESULTS: Final[Mapping[Code, str]] = {
    Code("sct", "10828004"): "positive",
    Code("loinc", "LA6576-8"): "positive",
    Code("interpretation", "POS"): "positive",
    Code("sct", "427685000"): "positive",
    Code("sct", "260385009"): "negative",
    Code("loinc", "LA6577-6"): "negative",
    Code("interpretation", "NEG"): "negative",
    Code("sct", "431396003"): "negative",
    Code("sct", "280414007"): "equivocal",
    Code("sct", "416237000"): "not_done",
}
# Of a number, where it lies (HH and LL: critically so; A: out of the range on either side), by HL7's vital signs guide.
FLAGS: Final[Mapping[Code, str]] = {
    Code("interpretation", "H"): "high",
    Code("interpretation", "HH"): "high",
    Code("interpretation", "L"): "low",
    Code("interpretation", "LL"): "low",
    Code("interpretation", "N"): "normal",
    Code("interpretation", "A"): "abnormal",
}
HER2_OF_CONDITION: Final[Mapping[Code, str]] = {
    Code("sct", "427685000"): "positive",
    Code("sct", "431396003"): "negative",
}
STATUSES: Final[Mapping[Code, str]] = {
    Code("sct", "359746009"): "stable",
    Code("sct", "271299001"): "progression",
    Code("sct", "709137006"): "not_evaluable",
    Code("sct", "103338009"): "complete_response",
    Code("sct", "550991000124107"): "complete_response",
    Code("sct", "USCRS-352236"): "complete_response",
    Code("sct", "103337004"): "partial_response",
    Code("sct", "551001000124108"): "partial_response",
    Code("sct", "USCRS-352237"): "partial_response",
    Code("sct", "419835002"): "progression",
    Code("mii-status", "V"): "complete_response",
    Code("mii-status", "T"): "partial_response",
    Code("mii-status", "K"): "stable",
    Code("mii-status", "P"): "progression",
    Code("mii-status", "U"): "not_evaluable",
}
# As RECIST names them.
STATUS_NAMES: Final[Mapping[str, str]] = {
    "progressive disease": "progression",
    "stable disease": "stable",
    "partial response": "partial_response",
    "complete response": "complete_response",
    **{"pd": "progression", "sd": "stable", "pr": "partial_response", "cr": "complete_response"},
}
IMPROVED: Final = sct("268910001") | {Code("mii-status", "B")}
STOP_REASONS: Final[Mapping[Code, str]] = {
    Code("sct", "266721009"): "progression",
    Code("sct", "407563006"): "toxicity",
    Code("sct", "105480006"): "patient_choice",
    Code("sct", "160932005"): "access",
    Code("sct", "309846006"): "access",
    Code("sct", "77386006"): "pregnancy",
    Code("sct", "443729008"): "planned_end",
    Code("sct", "182992009"): "completion",
    Code("mii-end", "E"): "completion",  # MII, module Onkologie: MII_CS_Onko_Therapie_Ende_Grund
    Code("mii-end", "P"): "progression",
    Code("mii-end", "A"): "toxicity",
    Code("mii-end", "V"): "patient_choice",
}
SETTINGS: Final[Mapping[Code, str]] = {
    Code("sct", "373846009"): "adjuvant",
    Code("sct", "373847000"): "neoadjuvant",
    Code("sct", "363676003"): "metastatic",
}

# Conditions: an ICD-10 code also stands for those below it.
METASTASES: Final[Mapping[Code, str]] = {
    Code("sct", "94225005"): "brain",
    Code("icd10", "C79.31"): "brain",
    Code("sct", "94381002"): "liver",
    Code("icd10", "C78.7"): "liver",
    Code("sct", "94391008"): "lung",
    Code("icd10", "C78.0"): "lung",
    Code("sct", "94222008"): "bone",
    Code("icd10", "C79.5"): "bone",
    Code("icd10", "C78.2"): "pleura",
    Code("sct", "94579000"): "skin",
    Code("icd10", "C79.2"): "skin",
    Code("icd10", "C79.32"): "meninges",
    Code("icd10", "C79.3"): "brain",  # or its meninges: ICD-10-GM does not tell them apart
    Code("sct", "94606003"): "other",
    Code("sct", "94399005"): "other",
    **{Code("icd10", f"C78.{number}"): "other" for number in (1, 3, 4, 5, 6, 8)},
    **{Code("icd10", f"C79.{number}"): "other" for number in (0, 1, 4, 6, 7, 82, 89)},
}
MAY_BE_MENINGES: Final = frozenset({Code("icd10", "C79.3"), Code("icd10", "C79.4")})  # by their titles
# Of the place that the condition names beside it; of ICD-10 whatever is secondary and not above, or disseminated
# (C80.0): codes of ICD-10-CM as medtrack-io/icd_code lists all of them.
METASTASIS: Final = sct("128462008") | {Code("icd10", code) for code in ("C78", "C79", "C80.0")}
SECONDARY_PROFILE: Final = "mcode-secondary-cancer-condition"
REGIONAL_NODES: Final = frozenset({Code("sct", "94181007"), Code("icd10", "C77.3")})
NODES: Final = frozenset({Code("sct", "94392001"), Code("icd10", "C77")})
CHEST_WALL: Final = sct("94253005")
BREAST_CANCER: Final = (
    sct("254837009", "372064008", "408643008", "713609000", "278054005", "254840009", "353431000119107")
    | sct("353511000119101", "427685000", "431396003", "1082701000112100")
    | {Code("icd10", "C50")}
)
MALIGNANT_NEOPLASM: Final = sct("363346000")  # of the breast by its body site
# Of ICD-10 every malignant neoplasm but C50, C76 to C80 and C97 is one too.
OTHER_CANCERS: Final = (
    sct("363406005", "93761005", "269533000", "363351006", "93984006", "254582000")  # colon and rectum
    | sct("363358000", "93880001", "890528009", "890529001", "254626006", "254632001", "254637007")  # lung
    | sct("399326009", "93689003", "399068003", "93974005", "254900004", "399490008")  # bladder and prostate
    | sct("428061005", "93727008", "109989006", "92814006", "277571004")  # brain, myeloma and leukaemia
    # Stomach, ovary, pancreas and melanoma: value sets and code maps of public FHIR projects, each in more than one.
    | sct("363349007", "363443007", "363418001", "372244006")
)
# But for the first two of SNOMED CT, and I50: registries and phenotypes of heart failure.
HEART_FAILURE: Final = sct(
    *("84114007", "88805009", "42343007", "48447003", "417996009", "441481004", "446221000", "418304008", "56675007")
) | {Code("icd10", code) for code in ("I50", "I11.0", "I13.0", "I13.2")}
# NYHA class I: value set "Symptomatik" of HL7 Austria for heart failure. I50.11, of ICD-10-GM alone:
# "Linksherzinsuffizienz, ohne Beschwerden", as the coding recommendation KDE-195 of the medical services has it.
WITHOUT_SYMPTOMS: Final = sct("420300004") | {Code("icd10", "I50.11")}
# Pneumonitis (205237003): the international edition of SNOMED CT, as value sets of the NHS and of OHDSI have it. The
# three after it, and J84.1 and J84.8 with what stands below them: phenotypes of interstitial lung disease.
LUNG_DISEASE: Final = sct(*("233703007", "51615001", "205237003", "196051003", "196053000", "196125002")) | {
    Code("icd10", code) for code in ("J84.1", "J84.8", "J84.9", "J70.2", "J70.3", "J70.4")
}
PREGNANCY: Final = sct("77386006")
# What may mean these, and is only asked about: codes of ICD-10-CM as medtrack-io/icd_code lists all of them, and Z33 as
# the WHO's guide for antenatal care has it.
MAY_BE_PREGNANCY: Final = frozenset(Code("icd10", code) for code in ("O", "Z33", "Z34"))
MAY_BE_HEART_FAILURE: Final = frozenset(Code("icd10", code) for code in ("I42", "I43"))
MAY_BE_LUNG_DISEASE: Final = frozenset(Code("icd10", code) for code in ("J84", "J70.0", "J70.1"))

# 64368001: an example of mCODE; the others: value sets of SNOMED CT, CPT and OPS in published guides for breast cancer.
BREAST_SURGERY: Final = sct("64368001", "172043006", "406505007", "384723003", "392021009") | {
    *(Code("cpt", code) for code in ("19301", "19302", "19303", "19307")),
    *(Code("ops", code) for code in ("5-870", "5-872")),
}
RADIOTHERAPY: Final = sct(
    *("1217123003", "10611004", "45643008", "80347004", "1156505006", "1156506007", "394902000", "1156708005"),
    *("441799006", "1156530009", "1162782007", "1156526006"),
    *("33195004", "152198000"),  # external beam radiotherapy, brachytherapy: mCODE STU1 and STU2, and MII Onkologie
)
# Radiotherapy and what prepares it: the chapter as a judgment on its coding has it (LSG Berlin L 9 KR 334/19).
MAYBE_RADIOTHERAPY: Final = frozenset({Code("ops", "8-52")})
SURGERY_PROFILE: Final = "mcode-cancer-related-surgical-procedure"
RADIOTHERAPY_PROFILES: Final = (
    "mcode-radiotherapy-course-summary",
    "mcode-cancer-related-radiation-procedure",  # of STU1 and STU2
    "CancerRelatedRadiationProcedure",  # of the drafts before STU1
)
ASSERTED: Final = "condition-assertedDate"  # of HL7: mCODE and the German core data set have the day of finding there
RELATED: Final = ("condition-related", "mcode-related-primary-cancer-condition")
INTENTS: Final = ("mcode-procedure-intent", "mcode-treatment-intent")
BESIDE_INTENTS: Final = sct("399707004", "261004008")  # supportive, diagnostic
STOPPED_BECAUSE: Final = ("mcode-treatment-termination-reason", "mcode-termination-reason")


def holds(table: Iterable[Code], code: Code) -> bool:
    """Is the code in a table; of ICD-10 also what stands below a code of it?"""
    return any(_above(code, each) for each in table)


def found(table: Mapping[Code, str], codes: Iterable[Code]) -> list[str]:
    """What a table says of codes, the most specific code first, each answer once."""
    hits = [(len(known.code), said) for code in codes for known, said in table.items() if _above(code, known)]
    return list(dict.fromkeys(said for _, said in sorted(hits, key=lambda hit: -hit[0])))


def _above(code: Code, known: Code) -> bool:
    if code.system != known.system:
        return False
    return code.code == known.code or (code.system in HIERARCHIES and code.code.upper().startswith(known.code))
