"""What holds a running treatment is asked before a first dose too: a rule on treatment has its twin."""

from __future__ import annotations

from functools import cache

import pytest
import yaml
from yaml import CSafeLoader as SafeLoader

from statemachine.editions.library import FOLDER
from statemachine.editions.row import RowReader
from statemachine.editions.safety_rules import SafetyRule
from statemachine.machine.thresholds import facts_read
from tests.records import LIBRARY

CATALOGUE = LIBRARY.catalogue
LIMITS = LIBRARY.guidelines["asco@2022-05-31"].about.shared_limits
READER = RowReader(CATALOGUE, LIBRARY.evidence, LIBRARY.interpretations, LIMITS)
OF_THE_PATIENT = ("heart", "lung", "liver", "blood", "kidney", "dpd", "performance")


@cache
def rules() -> list[SafetyRule]:
    """The rules about a state of the patient, as written."""
    written = yaml.load((FOLDER / "safety.yaml").read_text("utf-8"), SafeLoader)["rows"]
    return [SafetyRule(f"rows[{at}]", row) for at, row in enumerate(written) if row["topic"] in OF_THE_PATIENT]


def reads(rule: SafetyRule) -> frozenset[str]:
    """The facts of the patient that the rule can hang on."""
    question = READER.question(rule.where, rule.word, None, rule.drugs(CATALOGUE))
    return facts_read([question], CATALOGUE)[question.sentence]


def without_twin(known: list[SafetyRule]) -> list[str]:
    """Each rule on treatment alone and the offered drugs of which nothing like it is asked before the first dose."""
    found = []
    for rule in known:
        if rule.document.get("going_on") != "only":
            continue
        alike = [one for one in known if one.topic == rule.topic and reads(one) & reads(rule)]
        drugs = rule.drugs(CATALOGUE) & CATALOGUE.in_regimens
        lacking = sorted(drug for drug in drugs if not any(one.is_about(drug, CATALOGUE) for one in alike))
        found += [f"{rule.where} {rule.topic} {rule.word}: {lacking}"] if lacking else []
    return found


def test_each_rule_on_treatment_has_a_twin_before_the_first_dose() -> None:
    assert without_twin(rules()) == []


@pytest.mark.parametrize("fact", ["platelets_10e9_per_l", "neutrophils_10e9_per_l", "interstitial_lung_disease"])
def test_a_rule_that_lost_its_twin_is_found(fact: str) -> None:
    on_treatment = [rule for rule in rules() if rule.document.get("going_on") == "only"]
    left = [rule for rule in rules() if rule in on_treatment or fact not in reads(rule)]
    expected = [rule.where for rule in on_treatment if fact in reads(rule)]
    assert expected == [told.partition(" ")[0] for told in without_twin(left)]
    assert expected
