"""Editions with a fault planted in them: each loads, the proof refutes each, and shows a request that can be posted."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import NamedTuple

import pytest

from statemachine.answering.recommend import recommend
from statemachine.editions.library import FOLDER, load
from statemachine.record.read_record import read
from statemachine.verification.__main__ import told
from statemachine.verification.exposure import IMPLICATIONS
from statemachine.verification.proof import INVARIANTS, Proof, examine
from statemachine.verification.space import read_space
from statemachine.verification.stories import told as retold
from tests.proofs import histories_of

ASCO_2022, CONTEMPORARY, OVERVIEW = "asco@2022-05-31", "contemporary@2026-05-15", "overview@2017-07-17"
SHARED, SAFETY = "shared.yaml", "safety.yaml"
MAINTENANCE = (
    "    dest: hp_endocrine\n    rank: 1\n    conditions: {charted: {fact: hormone_receptor, value: positive}}\n"
)
PREGNANCY_GATE = "dest: pregnancy, rank: -90,"
MASS_EFFECT_GATE = "dest: mass_effect\n    rank: -80\n"
SECOND_PROGRESSION = (
    "    conditions: counting_regimen_given\n    lines: 1\n    fails: true\n"
    "    basis: secondary\n    evidence: [overview-2017]\n\n  - {trigger: treat, source: third"
)
PERTUZUMAB_LATER = (
    "    rank: 1\n    conditions: taxane_used_or_not_possible\n"
    "    unless: {received_for_metastatic_disease: pertuzumab}\n"
)
STABLE_BRAIN = (
    '    conditions: {charted: {fact: brain_metastases, value: stable_treated}, when_unknown: "silent"}\n'
    "    unless: {progressed_on: capecitabine}\n"
)
THIRD_LINE = "  - {trigger: treat, source: third_line_or_later, dest: chemotherapy,"
BACK = '  - {trigger: cns_progression, source: "third_line_or_later.*", dest: second_line, basis: service}\n'


class Fault(NamedTuple):
    """An edition, the texts that are replaced by file, and the invariant that no longer holds.

    Where the new text is empty the whole row is taken away that begins with the old text.
    """

    edition: str
    changes: dict[str, dict[str, str]]
    refutes: str
    shown: bool = True


def own(edition: str) -> str:
    """The file of an edition."""
    return f"{edition.replace('@', '/')}.yaml"


FAULTS = {
    "two gates of one rank lead to two outcomes": Fault(
        OVERVIEW, {SHARED: {MASS_EFFECT_GATE: MASS_EFFECT_GATE.replace("-80", "-70")}}, "exactly_one_outcome"
    ),
    "a row waives the rule about earlier lung disease": Fault(
        CONTEMPORARY,
        {
            SAFETY: {
                "{unless: lung_disease_was_serious,": "{name: earlier-lung-disease, unless: lung_disease_was_serious,"
            },
            own(CONTEMPORARY): {
                "source: third_line_or_later, dest: t_dxd, rank: 1,": (
                    "source: third_line_or_later, dest: t_dxd, rank: 1, waives: [earlier-lung-disease],"
                )
            },
        },
        "no_excluded_option_is_preferred",
    ),
    "lapatinib that failed is offered again": Fault(
        OVERVIEW,
        {
            SAFETY: {
                "{unless: {failed: [trastuzumab_deruxtecan, trastuzumab_emtansine, tucatinib, lapatinib, neratinib,": (
                    "{unless: {failed: [trastuzumab_deruxtecan, trastuzumab_emtansine, tucatinib, neratinib,"
                )
            }
        },
        "failed_drug_is_never_offered_again",
    ),
    "what failed does not matter at all": Fault(
        ASCO_2022,
        {SAFETY: {"  - {unless: {failed: [trastuzumab_deruxtecan,": ""}},
        "failed_drug_is_never_offered_again",
    ),
    "pertuzumab that failed is offered again and no row says so": Fault(
        ASCO_2022,
        {
            SAFETY: {"unless: {failed: [pertuzumab]}": "unless: {failed: [margetuximab]}"},
            own(ASCO_2022): {PERTUZUMAB_LATER: "\n".join(PERTUZUMAB_LATER.split("\n")[:2]) + "\n"},
        },
        "failed_pertuzumab_only_where_a_row_says_so",
    ),
    "lapatinib with capecitabine keeps the first rank after capecitabine has failed": Fault(
        OVERVIEW,
        {own(OVERVIEW): {"rank: 1, unless: {progressed_on: capecitabine},": "rank: 1,"}},
        "failed_capecitabine_is_never_preferred_alone",
    ),
    "tucatinib keeps the first rank after capecitabine has failed when the brain is stable": Fault(
        ASCO_2022,
        {own(ASCO_2022): {STABLE_BRAIN: STABLE_BRAIN.splitlines(keepends=True)[0]}},
        "failed_capecitabine_is_never_preferred_alone",
    ),
    "the gate for lost HER2 is gone": Fault(
        OVERVIEW,
        {
            SHARED: {
                "  - {trigger: treat, source: {kind: [decision, treatment, pause, phase]}, dest: outside_pathway,": ""
            }
        },
        "nothing_is_offered_outside_her2_positive_disease",
    ),
    "no regimen asks for HER2": Fault(
        OVERVIEW,
        {SAFETY: {"  - {conditions: her2_positive, every_regimen": ""}},
        "nothing_is_offered_outside_her2_positive_disease",
    ),
    "lost HER2 comes before pregnancy": Fault(
        OVERVIEW,
        {SHARED: {PREGNANCY_GATE: PREGNANCY_GATE.replace("-90", "-65")}},
        "pregnant_patient_is_always_referred",
    ),
    "the pregnancy gate is gone": Fault(
        OVERVIEW,
        {SHARED: {"  - {trigger: treat, source: {kind: [decision, treatment, pause]}, dest: pregnancy,": ""}},
        "pregnant_patient_is_always_referred",
    ),
    "pregnancy and mass effect have the same rank": Fault(
        OVERVIEW,
        {SHARED: {MASS_EFFECT_GATE: MASS_EFFECT_GATE.replace("-80", "-90")}},
        "order_of_equal_rows_does_not_matter",
    ),
    "the fallback of a decision is gone": Fault(
        OVERVIEW,
        {SHARED: {"  - {trigger: treat, source: {kind: [decision]}, dest: nothing_permitted,": ""}},
        "no_undeclared_dead_end",
    ),
    "nothing follows where the present treatment cannot go on": Fault(
        OVERVIEW,
        {SHARED: {"  - {trigger: treat, source: {kind: [treatment]}, dest: cannot_go_on,": ""}},
        "no_undeclared_dead_end",
    ),
    "an event leads from the third line back to the second": Fault(
        OVERVIEW,
        {own(OVERVIEW): {THIRD_LINE: BACK + THIRD_LINE}},
        "progression_only_moves_forward",
    ),
    "progression on second line adds no line": Fault(
        OVERVIEW,
        {own(OVERVIEW): {SECOND_PROGRESSION: SECOND_PROGRESSION.replace("    lines: 1\n", "")}},
        "progression_only_moves_forward",
    ),
    "unknown hormone receptors read as negative": Fault(
        ASCO_2022,
        {own(ASCO_2022): {MAINTENANCE: MAINTENANCE.replace("positive}}", 'positive}, when_unknown: "silent"}')}},
        "knowledge_only_narrows",
    ),
    "nothing is ever exhausted": Fault(
        OVERVIEW,
        {own(OVERVIEW): {"dest: exhausted, rank: 80": "dest: exhausted, rank: 95"}},
        "everything_is_reachable",
        False,
    ),
    "an option asks for what cannot be": Fault(
        OVERVIEW,
        {own(OVERVIEW): {"dest: hp, rank: 1,": "dest: hp, rank: 1, unless: something_was_given,"}},
        "everything_is_reachable",
        False,
    ),
}


def changed(text: str, changes: dict[str, str]) -> str:
    """The text with each old part, which is there once, replaced; or without the row that it begins."""
    for old, new in changes.items():
        assert text.count(old) == 1, f"{old!r} is there {text.count(old)} times"
        if new:
            text = text.replace(old, new)
        else:
            start = text.index(old)
            end = min(at for at in (text.find(sign, start + 1) for sign in ("\n  - ", "\n\n", "\n  #")) if at > 0)
            text = text[:start] + text[end + 1 :]
    return text


def planted(fault: Fault, tmp_path: Path) -> Path:
    """A folder of guidelines with the fault in it, and no certificates."""
    folder = tmp_path / "guidelines"
    shutil.copytree(FOLDER, folder, ignore=shutil.ignore_patterns("certificates"))
    for name, changes in fault.changes.items():
        file = folder / name
        file.write_text(changed(file.read_text("utf-8"), changes), encoding="utf-8")
    return folder


def proved_again(fault: Fault, tmp_path: Path) -> Proof:
    """The proof of the invariant that no longer holds, from the shipped edition's stories as the faulty one reads them.

    A whole proof takes most of its time for finding new stories and proves what the fault does not touch.
    """
    folder = planted(fault, tmp_path)
    space = read_space(load(folder).guidelines[fault.edition], folder)
    stories = (known.story for known in histories_of(fault.edition))
    known = [read_story for story in stories if (read_story := retold(space.guideline, story)) is not None]
    invariant = next(one for one in INVARIANTS if one.__name__ == fault.refutes)
    return Proof(space, (examine(invariant, space, known),), 0, (), IMPLICATIONS)


@pytest.mark.parametrize("fault", [pytest.param(fault, id=says) for says, fault in FAULTS.items()])
def test_a_planted_fault_is_refuted_with_a_request_that_shows_it(tmp_path: Path, fault: Fault) -> None:
    proof = proved_again(fault, tmp_path)
    found = proof.invariants[0].refuted
    assert found is not None
    assert not proof.holds
    assert fault.shown == (found.record is not None)
    if found.answer is not None:
        assert found.record is not None
        guideline = proof.space.guideline
        answer = recommend(guideline, read(found.record, guideline.catalogue))
        assert (found.answer["outcome"], found.answer["preferred"]) == (answer.outcome, [*answer.preferred])
    assert any("REFUTED" in line for line in told(proof))
