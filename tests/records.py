"""Random records as request documents: plausible stories with gaps, partial dates, brand names and contradictions."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date, timedelta
from importlib import import_module
from pkgutil import walk_packages
from typing import Any, Final

from hypothesis import settings
from hypothesis import strategies as st

import openapi
import service
import statemachine
from statemachine.editions.library import Library, load
from statemachine.record.codes import (
    DISEASE_STATUSES,
    DOSE_LEVELS,
    EVENT_SITES,
    LOCAL_TREATMENTS,
    TOXICITIES,
    TOXICITIES_TOLD_APART,
)
from statemachine.record.likely_values import confirming

# Hypothesis draws some values from the constants of our modules that happen to be loaded, and has no setting for it.
# With all of them loaded, the same records are drawn whichever tests run together. No test loads the extra for
# assistants, which takes a second.
for package in (statemachine, service, openapi):
    for module in walk_packages(package.__path__, f"{package.__name__}."):
        if not module.name.startswith("service.mcp."):
            import_module(module.name)

Document = dict[str, Any]
Draw = Callable[[st.SearchStrategy[Any]], Any]

LIBRARY: Final[Library] = load()

HUNT: Final = os.environ.get("EXAMPLES")  # EXAMPLES=50000 looks for new counterexamples instead of the same records

IN_FULL: Final = "IN_FULL" in os.environ  # `make proofs` tries all records, of which the suite tries a third


def examples(usual: int) -> settings:
    """So many records, the same ones in every run; in the suite the first third of them."""
    number = int(HUNT) if HUNT else usual if IN_FULL else -(-usual // 3)
    return settings(max_examples=number, derandomize=HUNT is None, deadline=None, database=None)


FIT: Final[Document] = {
    "hormone_receptor": "negative",
    "sex": "female",
    "age_years": 58,
    "menopausal_status": "post",
    "ecog": 1,
    "performance_due_to_cancer": False,
    "pregnant": False,
    "metastatic_sites": ["bone", "liver"],
    "visceral_crisis": False,
    "disease_burden": "high",
    "lvef_percent": 62,
    "lvef_measured_on": "recent",
    "lvef_baseline_percent": 64,
    "heart_failure": "none",
    "cardio_oncology_clearance": True,
    "interstitial_lung_disease": "none",
    "brain_metastases": "none",
    "brain_mass_effect": False,
    "neurological_symptoms": False,
    "child_pugh": "none",
    "ast_times_uln": 1.0,
    "alt_times_uln": 1.0,
    "bilirubin_times_uln": 0.8,
    "platelets_10e9_per_l": 210,
    "neutrophils_10e9_per_l": 4.2,
    "creatinine_clearance_ml_min": 90,
    "dpd_deficiency": "none",
    "taxane_contraindicated": False,
}
VALUES: Final[dict[str, tuple[Any, ...]]] = {
    "hormone_receptor": ("positive", "negative"),
    "sex": ("female", "male"),
    "age_years": (34, 59, 60, 81),
    "menopausal_status": ("pre", "peri", "post"),
    "ecog": (0, 1, 2, 3, 4),
    "performance_due_to_cancer": (True, False),
    "pregnant": (False, True),
    "metastatic_sites": ([], ["brain"], ["liver", "lung", "liver"]),
    "visceral_crisis": (True, False),
    "disease_burden": ("low", "high"),
    "lvef_percent": (62, 50, 49, 40, 39.9),
    "lvef_measured_on": ("recent", "old", "year"),
    "lvef_baseline_percent": (55, 64),
    "heart_failure": ("none", "history", "symptomatic"),
    "cardio_oncology_clearance": (True, False),
    "antibody_rechallenge_cleared": (True, False),
    "interstitial_lung_disease": ("none", "past", "current"),
    "interstitial_lung_disease_grade": (1, 2, 3, 4),
    "brain_metastases": ("none", "stable_treated", "active", "leptomeningeal"),
    "brain_mass_effect": (False, True),
    "neurological_symptoms": (True, False),
    "child_pugh": ("none", "A", "B", "C"),
    "ast_times_uln": (1.0, 2.6, 5.1, 20.5),
    "alt_times_uln": (1.0, 2.6, 5.1, 20.5),
    "bilirubin_times_uln": (0.8, 1.6, 3.1),
    "platelets_10e9_per_l": (210, 99, 74, 49),
    "neutrophils_10e9_per_l": (4.2, 1.4, 0.9),
    "creatinine_clearance_ml_min": (90, 50, 29.5),
    "dpd_deficiency": ("none", "partial", "complete"),
    "taxane_contraindicated": (True, False),
    "declines_conjugates": (True, False),
}
HER2: Final[tuple[Document, ...]] = (
    *({"her2_status": "positive"},) * 8,
    {"her2_status": "positive", "her2_ihc": "3+", "her2_ish": "not_done"},
    {"her2_ihc": "3+"},
    {"her2_ihc": "2+", "her2_ish": "positive"},
    {"her2_ihc": "1+", "her2_ish": "positive"},
    {"her2_ihc": "3+", "her2_ish": "negative"},
    {"her2_status": "unknown"},
    {"her2_status": "equivocal", "her2_ihc": "2+"},
    {"her2_ihc": "2+", "her2_ish": "not_done"},
    {"her2_status": "low", "her2_ihc": "1+"},
    {"her2_status": "ultralow", "her2_ihc": "0"},
    {"her2_status": "zero"},
)
AGENTS: Final = tuple(LIBRARY.agents)
OFFERED: Final = tuple(
    sorted(frozenset().union(*(row for each in LIBRARY.catalogue.regimens.values() for row in each.slots)))
)
EARLY: Final = tuple(code for code, row in LIBRARY.regimens.items() if row["stage"] == "early")
USUAL: Final = ("thp", "t_dxd", "hp", "t_dm1", "tucatinib_trastuzumab_capecitabine", "th", "hp_endocrine")
METASTATIC: Final = (*USUAL * 3, *(code for code, row in LIBRARY.regimens.items() if row["stage"] == "metastatic"))
AGENT_LISTS: Final = (
    ["Phesgo", "docetaxel"],
    ["Herceptin", "Perjeta", "nab-paclitaxel"],
    ["trastuzumab-dkst"],
    ["Phesgo"],
    ["Enhertu"],
    ["T-DM1"],
    ["Tukysa", "capecitabine", "Herzuma"],
    ["trastuzumab", "capecitabine"],
    ["letrozole"],
    ["letrozole", "trastuzumab"],
    ["carboplatin", "gemcitabine"],
    ["palbociclib", "letrozole"],
    ["pertuzumab", "trastuzumab", "letrozole"],
)
REFUSALS: Final = ("chemotherapy", "oral", "intravenous", "pertuzumab", "Enhertu", "Tukysa", "Phesgo", "docetaxel")
STOPS: Final = ("progression", "progression", "completion", "toxicity", "patient_choice", "access", None)
DROPS: Final = ("completion", "toxicity", "patient_choice", "access", None)  # a part that failed ends the regimen


def one_in(draw: Draw, number: int) -> bool:
    """True in one record of so many."""
    return bool(draw(st.integers(1, number)) == number)


@st.composite
def patients(draw: Draw, as_of: date) -> Document:
    """A fit patient with some facts changed or left out, or in one of five records any facts at all."""
    if one_in(draw, 5):
        names = draw(st.sets(st.sampled_from(sorted(VALUES))))
        facts = {name: draw(st.sampled_from(VALUES[name])) for name in sorted(names)}
    else:
        facts = dict(FIT)
        for name in draw(st.lists(st.sampled_from(sorted(VALUES)), max_size=4, unique=True)):
            if draw(st.booleans()):
                facts[name] = draw(st.sampled_from(VALUES[name]))
            else:
                facts.pop(name, None)
    if "lvef_measured_on" in facts:
        measured = {"recent": as_of - timedelta(20), "old": as_of - timedelta(200), "year": as_of}
        precision = 4 if facts["lvef_measured_on"] == "year" else 10
        facts["lvef_measured_on"] = measured[facts["lvef_measured_on"]].isoformat()[:precision]
    for name, words in (("declines", REFUSALS), ("unavailable", REFUSALS[3:])):
        if one_in(draw, 6):
            facts[name] = draw(st.lists(st.sampled_from(words), max_size=3))
    if one_in(draw, 8):
        facts["unavailable"] = [*OFFERED]
    return consistent({**draw(st.sampled_from(HER2)), **facts})


def consistent(facts: Document) -> Document:
    """The facts without the three contradictions that a record is refused for."""
    if facts.get("interstitial_lung_disease") == "none":
        facts.pop("interstitial_lung_disease_grade", None)
    if "brain" in facts.get("metastatic_sites", ()) and facts.get("brain_metastases") == "none":
        facts.pop("brain_metastases")
    if facts.get("sex") == "male" and facts.get("pregnant"):
        facts.pop("pregnant")
    return facts


class Story:
    """A history in the making: dates are days since its beginning until the day of the question is known."""

    def __init__(self, draw: Draw, distinct: bool) -> None:
        self.draw = draw
        self.distinct = distinct
        self.today = 0
        self.used: set[int] = set()
        self.entries: list[Document] = []

    def pass_days(self, most: int) -> int:
        """Go on by some days, and give the day."""
        self.today += self.draw(st.integers(0, most))
        while self.distinct and self.today in self.used:
            self.today += 1
        self.used.add(self.today)
        return self.today

    def happens(self, event: str, most: int, **fields: Any) -> None:
        """An event some days later."""
        self.entries.append({"event": event, "on": self.pass_days(most), **fields})

    def course(self, codes: tuple[str, ...], setting: str, longest: int, may_go_on: bool) -> Document:
        """A treatment, ended or not, by code or by what was given."""
        draw = self.draw
        if one_in(draw, 4):
            listed = draw(st.sampled_from(AGENT_LISTS) | st.lists(st.sampled_from(AGENTS), min_size=1, max_size=3))
            named: Document = {"agents": listed}
            parts = sorted({code for name in listed for code in LIBRARY.catalogue.agents_named(name)})
        else:
            code = draw(st.sampled_from(codes))
            named = {"regimen": code}
            parts = sorted(frozenset().union(*LIBRARY.catalogue.regimens[code].slots))
        course: Document = {"treatment": named, "setting": setting, "started": self.pass_days(60)}
        self.entries.append(course)
        if parts and one_in(draw, 8):
            dropped = {
                "agents": draw(st.lists(st.sampled_from(parts), min_size=1, max_size=2, unique=True)),
                "on": self.pass_days(200),
            }
            reason = draw(st.sampled_from(DROPS))
            course["dropped"] = dropped if reason is None else {**dropped, "for": reason}
        if setting == "metastatic":
            self._during(parts)
        if one_in(draw, 10):
            course["dose_level"] = draw(st.sampled_from(DOSE_LEVELS))
        if may_go_on and one_in(draw, 3):
            if one_in(draw, 4):
                course["held_since"] = self.pass_days(60)
            return course
        if not one_in(draw, 12):
            course["ended"] = self.pass_days(longest)
        reason = draw(st.sampled_from(STOPS))
        if reason is not None:
            course["stopped_for"] = reason
        if reason == "toxicity" and parts and draw(st.booleans()):
            course["toxicity_agent"] = draw(st.sampled_from([*parts, "whole_regimen"]))
        for ended in (course, course.get("dropped", {})):
            if "toxicity" in (ended.get("stopped_for"), ended.get("for")) and draw(st.booleans()):
                ended["toxicity_kind"] = draw(st.sampled_from((*TOXICITIES_TOLD_APART, *TOXICITIES)))
                if draw(st.booleans()):
                    ended["toxicity_grade"] = draw(st.integers(1, 4))
        return course

    def _during(self, parts: list[str]) -> None:
        draw = self.draw
        match draw(st.integers(0, 18)):
            case 1 | 2:
                toxicity: Document = {"kind": draw(st.sampled_from((*("interstitial_lung_disease",) * 6, *TOXICITIES)))}
                if draw(st.booleans()):
                    toxicity["grade"] = draw(st.integers(1, 4))
                if parts and draw(st.booleans()):
                    toxicity["agent"] = draw(st.sampled_from(parts))
                self.happens("toxicity", 200, **toxicity)
                if draw(st.booleans()):
                    self.entries[-1]["resolved_on"] = self.pass_days(60)
            case 3:
                self.happens("cns_progression", 200)
            case 4:
                self.happens("taxane_completed", 200)
            case 5:
                self.happens("progression", 200, **self._where())
            case 6:
                self.happens("her2_retest", 100, **draw(st.sampled_from(HER2)))
            case 7:
                self.happens("disease_status", 200, status=draw(st.sampled_from(DISEASE_STATUSES)), **self._where())
            case 8:
                self.happens("local_treatment", 100, kind=draw(st.sampled_from(LOCAL_TREATMENTS)))

    def _where(self) -> Document:
        """In some records the one place, and whether the treatment was to go on."""
        draw = self.draw
        told: Document = {"site": draw(st.sampled_from(EVENT_SITES))} if one_in(draw, 3) else {}
        return {**told, "treatment_continues": draw(st.booleans())} if one_in(draw, 4) else told


@st.composite
def documents(draw: Draw, precise: bool = False) -> Document:
    """A record that can be read; `precise` makes every date of the history a day of its own."""
    story = Story(draw, precise)
    for _ in range(draw(st.sampled_from((0, 1, 1, 2, 3)))):
        setting = draw(st.sampled_from(("neoadjuvant", "adjuvant", "adjuvant", "extended_adjuvant")))
        story.course(EARLY, setting, 380, may_go_on=one_in(draw, 6))
    if one_in(draw, 15):
        story.happens("locoregional_recurrence", 900)
    if not one_in(draw, 10):
        story.happens(draw(st.sampled_from(("recurrence", "recurrence", "metastatic_diagnosis"))), 900)
    courses = draw(st.integers(0, 4))
    for number in range(courses):
        story.course(METASTATIC, "metastatic", 500, may_go_on=number == courses - 1 or one_in(draw, 15))
        if one_in(draw, 5):
            story.happens("progression", 30)
    if one_in(draw, 12):
        story.today = draw(st.integers(0, story.today))
        story.happens(
            draw(st.sampled_from(("recurrence", "metastatic_diagnosis", "progression", "taxane_completed"))), 0
        )
    as_of = draw(st.dates(date(2022, 5, 31), date(2027, 12, 31)))
    end = max([story.today, *story.used]) + draw(st.integers(0, 200))
    exact = precise or draw(st.booleans())

    def charted(day: int) -> str:
        """The day as charted: in full, or its month or year alone."""
        length = 10 if exact else draw(st.sampled_from((10, 10, 10, 7, 7, 4)))
        told: str = (as_of - timedelta(end - day)).isoformat()
        return told[:length]

    for entry in [*story.entries, *(entry["dropped"] for entry in story.entries if "dropped" in entry)]:
        for name in ("started", "ended", "on", "resolved_on", "held_since"):
            if name in entry:
                entry[name] = charted(entry[name])
    patient = draw(patients(as_of))
    return {
        "as_of": as_of.isoformat(),
        "history_complete": not one_in(draw, 8),
        "patient": patient,
        "history": story.entries,
        **({} if one_in(draw, 3) else confirming(patient)),
    }
