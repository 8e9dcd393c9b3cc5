"""What keeps a drug from being begun speaks while it is being given too: a rule before the first dose has its twin.

Each rule is asked of fit patients of whom one fact is another, at both ends of every span of values that rules tell
apart; wherever it speaks, a rule about going on speaks of the same drug and topic, or a waiver says why none does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, NamedTuple

import pytest
import yaml
from yaml import CSafeLoader as SafeLoader

from statemachine.answering.recommend import recommend
from statemachine.editions.library import FOLDER
from statemachine.editions.row import RowReader
from statemachine.editions.safety_rules import SafetyRule
from statemachine.guards import Vocabulary
from statemachine.machine.thresholds import facts_read
from statemachine.record.codes import OF_THE_RECORD
from statemachine.record.facts import MEASURES, VALUES
from statemachine.record.patient import Patient
from statemachine.record.read_record import read
from statemachine.record.record import Record
from tests.records import FIT, LIBRARY, Document

Facts = tuple[tuple[str, Any], ...]
CATALOGUE = LIBRARY.catalogue
GUIDELINE = LIBRARY.guidelines["contemporary@2026-05-15"]
READER = RowReader(CATALOGUE, LIBRARY.evidence, LIBRARY.interpretations, GUIDELINE.about.shared_limits)
USUAL = {fact: value for fact, value in FIT.items() if fact in VALUES or fact in MEASURES}
TOGETHER: Sequence[Facts] = ((("alt_times_uln", 4), ("bilirubin_times_uln", 2.5)),)  # Hy's law
NOT_OF_THE_PATIENT = ("choice_and_access", "toxicity", "failure", "history", "grave_value")
LIVER = "the gate liver_decides comes before going on, and refers"
# What a gate or a notice tells of what is being given, so that no row about going on is needed; the engine is asked.
TOLD: Mapping[str, str] = {
    "pregnancy may_be_pregnant": "the gate pregnancy refers, and a notice withholds the next dose",
    "her2 her2_positive": "the gate outside_pathway comes before going on",
    "heart heart_is_in_between": "a notice asks for cardio-oncology",
    "heart ejection_fraction_is_grave chemotherapy endocrine": "a notice asks for cardiology there too",
    "blood neutrophils_are_grave": "a notice calls the team whatever is being given",
    "liver charted child_pugh C": LIVER,
    "liver liver_fails": LIVER,
    "brain charted brain_metastases active": "a notice warns of it, and nothing here says to change the drugs",
}
# What ends with the first dose, by its source.
OF_THE_FIRST_DOSE: Mapping[str, str] = {
    "blood any_below platelets_10e9_per_l 75": "dossier 5.2: T-DM1 is held below 50, and after that until 75 or more",
    "blood any_below platelets_10e9_per_l 100": "dossier 5.2: it was not studied at the start of T-DM1",
    "liver any_above ast_times_uln 2.5 alt_times_uln 2.5 bilirubin_times_uln 1.5": (
        "dossier 5.2: T-DM1 goes on at the same dose at AST or ALT above 2.5 to 5 times normal"
    ),
    "liver any_above bilirubin_times_uln 1.5 thp th": "it asks which partner to choose; a taxane given has its rows",
    "taxane any_above bilirubin_times_uln 1 thp": "it tells which partner is off label",
    "taxane charted taxane_contraindicated true trastuzumab_chemotherapy chemotherapy": (
        "it tells that another partner is given; a taxane that is being given has its row"
    ),
    "performance at_least ecog 2": "dossier 5.3 says whom the trials took; 3 or 4 has a rule about going on",
}
# Rules that hang on dates, on the history, or on two facts, so that no single fact makes them speak.
ON_MORE_THAN_A_FACT: Mapping[str, str] = {
    "heart lvef_older_than 3": "the notice lvef_old tells it on every anti-HER2 treatment",
    "heart lvef_fall_reported_since": "the same question has a row about going on",
    "heart lvef_stays_fallen": "the table of toxicities holds what is being given after a fall",
    "performance performance_is_due_to_cancer_at 3": "a notice calls the team whatever is being given",
    "performance performance_is_due_to_cancer_at 4": "a notice calls the team whatever is being given",
    "lung lung_disease_may_last": "the same question has rows about going on",
    "lung lung_disease_after_it_was_slow trastuzumab_deruxtecan 28": "the table of toxicities lowers the dose",
    "blood platelets_stay_grave": "platelets_are_grave has its rows about going on",
    "blood neutrophils_stay_grave": "neutrophils_are_grave has its rows about going on",
    "taxane not_possible docetaxel thp": "it tells which partner is off label",
    "visceral_crisis visceral_crisis_beside_a_failing_heart endocrine": "a visceral crisis has a row about going on",
}
WAIVED = {**TOLD, **OF_THE_FIRST_DOSE, **ON_MORE_THAN_A_FACT}


@cache
def rules() -> tuple[SafetyRule, ...]:
    """The rules about a state of the patient, as written; those about the history hang on what is charted of it."""
    return tuple(rule for rule in every_rule() if rule.topic not in NOT_OF_THE_PATIENT)


def every_rule() -> Iterator[SafetyRule]:
    """The rules as written."""
    written = yaml.load((FOLDER / "safety.yaml").read_text("utf-8"), SafeLoader)["rows"]
    return (SafetyRule(f"rows[{at}]", row) for at, row in enumerate(written))


@cache
def speaks(where: str, changed: Facts) -> bool:
    """Does this rule forbid, or say something, of a fit patient with these facts?"""
    rule = next(one for one in rules() if one.where == where)
    patient = Patient(**{**USUAL, **dict(changed)})
    chart = Vocabulary(Record(date.min, True, patient, treatments=(), events=(), toxicities=()), CATALOGUE)
    question = READER.question(rule.where, rule.word, None, rule.drugs(CATALOGUE))
    return question.ask(chart).value is ("all_of" not in rule.document)


def changes(rule: SafetyRule) -> Iterator[Facts]:
    """The changes of a fit patient at which the rule may speak."""
    question = READER.question(rule.where, rule.word, None, rule.drugs(CATALOGUE))
    read = facts_read([question], CATALOGUE)[question.sentence]
    for fact in sorted(read & GUIDELINE.relevant_values.keys()):
        for span in GUIDELINE.relevant_values[fact]:
            yield from (((fact, end),) for end in dict.fromkeys((span.first, span.last)))
    yield from (facts for facts in TOGETHER if read.issuperset(fact for fact, _ in facts))


class Lacking(NamedTuple):
    """A rule before the first dose, and the drugs of which nothing is said with these facts while they are given."""

    rule: str
    facts: Facts
    drugs: tuple[str, ...]


def without_twin(known: Sequence[SafetyRule]) -> list[Lacking]:
    """Where a rule before the first dose speaks, and nothing about going on does; without facts, if it never speaks."""
    found = []
    for rule in known:
        if rule.document.get("going_on"):
            continue
        heard = [facts for facts in changes(rule) if speaks(rule.where, facts)]
        alike = [one for one in known if one.document.get("going_on") and one.topic == rule.topic]
        for facts in heard:
            about = frozenset().union(*(told_of(one) for one in alike if speaks(one.where, facts)))
            found += [Lacking(named(rule), facts, tuple(sorted(told_of(rule) - about)))]
        found += [] if heard else [Lacking(named(rule), (), ("any",))]
    return [lacking for lacking in found if lacking.drugs]


def told_of(rule: SafetyRule) -> frozenset[str]:
    """The drugs that a rule is about, every one where it joins every regimen, those of a regimen where it names it."""
    if rule.document.get("every_regimen"):
        return CATALOGUE.in_regimens
    regimens = (CATALOGUE.regimens[code] for code in rule.document.get("regimens", ()))
    needed = (slot for regimen in regimens for slot in regimen.slots)
    return (rule.drugs(CATALOGUE) & CATALOGUE.in_regimens).union(*needed)


def named(rule: SafetyRule) -> str:
    """The topic of a rule and its question, as the row writes it."""
    written = yaml.safe_dump(rule.word, sort_keys=False, default_flow_style=True, width=1000)
    words = re.findall(r"[\w.]+", written.removesuffix("...\n"))
    words = [word for word in words if word not in ("fact", "value", "bound", "agent", "days")]
    return " ".join([rule.topic, *words, *rule.document.get("regimens", ())])


def unwaived(known: Sequence[SafetyRule]) -> list[Lacking]:
    """The rules without a twin of which no waiver says why."""
    return [one for one in without_twin(known) if one.rule not in WAIVED]


def test_each_rule_before_the_first_dose_has_a_twin_while_the_drug_is_given() -> None:
    assert unwaived(rules()) == []


def test_each_waiver_waives_a_rule() -> None:
    never_heard = {one.rule for one in without_twin(rules()) if not one.facts}
    lacking = {one.rule for one in without_twin(rules()) if one.facts}
    assert lacking == TOLD.keys() | OF_THE_FIRST_DOSE.keys()
    assert never_heard == ON_MORE_THAN_A_FACT.keys()


@pytest.mark.parametrize("rule", TOLD)
def test_what_a_gate_or_a_notice_tells_is_told_of_every_drug_that_is_being_given(rule: str) -> None:
    told = [(one.facts, drug) for one in without_twin(rules()) if one.rule == rule for drug in one.drugs]
    assert told
    assert [(facts, drug) for facts, drug in told if passes_in_silence(dict(facts), drug)] == []


def passes_in_silence(facts: Document, drug: str) -> bool:
    """Does the drug go on with no action and no warning about the patient?"""
    fertile = {"age_years": 34, "menopausal_status": "pre"} if facts.get("pregnant") else {}
    fit = {"her2_status": "positive", **FIT, "lvef_measured_on": "2026-11-01", "cardio_oncology_clearance": None}
    course = {"treatment": {"agents": [drug]}, "setting": "metastatic", "started": "2026-06-01"}
    history = [{"event": "metastatic_diagnosis", "on": "2026-05-04"}, course]
    patient = {**fit, **fertile, **facts}
    document = {"as_of": "2026-11-20", "history_complete": True, "patient": patient, "history": history}
    answer = recommend(GUIDELINE, read(document, CATALOGUE))
    told = [one for one in answer.actions if one.code != "bone_modifying_agent"]
    told += [one for one in answer.warnings if one.code not in OF_THE_RECORD]
    return answer.outcome == "continue" and not told


DOCETAXEL = "liver any_above bilirubin_times_uln 1 ast_times_uln 1.5 alt_times_uln 1.5"
THREE_QUARTERS = "kidney between creatinine_clearance_ml_min low 30 high 50"


@pytest.mark.parametrize(
    ("twin", "found"),
    [
        ("liver any_above bilirubin_times_uln 1", {DOCETAXEL, "liver any_above bilirubin_times_uln 1.5"}),
        (THREE_QUARTERS, {THREE_QUARTERS}),
        ("dpd charted dpd_deficiency partial", {"dpd charted dpd_deficiency partial"}),
        ("heart clearance_is_refused", {"heart heart_permits"}),
        ("taxane charted taxane_contraindicated true", {"taxane charted taxane_contraindicated true"}),
    ],
)
def test_a_rule_whose_twin_was_removed_is_found(twin: str, found: set[str]) -> None:
    left = [one for one in rules() if not (one.document.get("going_on") and named(one) == twin)]
    assert len(left) < len(rules())
    assert {one.rule for one in unwaived(left)} == found


def test_a_rule_about_going_on_is_heard_wherever_its_drug_may_be_a_part_of_what_is_given() -> None:
    about_going_on = [rule for rule in every_rule() if rule.document.get("going_on")]
    silent = [
        (named(rule), regimen.code)
        for regimen in CATALOGUE.regimens.values()
        for rule in about_going_on
        if rule.drugs(CATALOGUE) & regimen.partners.union(*regimen.slots)
        and not rule.joins(regimen, CATALOGUE, going_on=True)
    ]
    assert silent == []
