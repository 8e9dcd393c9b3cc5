"""Editions with a fault planted in them: each loads, the proof refutes each, and shows a request that can be posted."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from statemachine.answering.recommend import recommend
from statemachine.editions.library import load
from statemachine.record.read_record import read
from statemachine.verification.__main__ import told
from statemachine.verification.histories import told as retold
from statemachine.verification.implications import IMPLICATIONS
from statemachine.verification.proof import INVARIANTS, Proof, examine
from statemachine.verification.space import read_space
from tests.planting import GONE, NEW, Change, copied, file_of, notice, plant, row, rule
from tests.proofs import histories_of

ASCO_2022, OVERVIEW = "asco@2022-05-31", "overview@2017-07-17"
SHARED, SAFETY = "shared.yaml", "safety.yaml"
TUCATINIB = "tucatinib_trastuzumab_capecitabine"
FAILING = [
    "trastuzumab_deruxtecan",
    "trastuzumab_emtansine",
    "tucatinib",
    "lapatinib",
    "neratinib",
    "margetuximab",
]
BACK = {"trigger": "cns_progression", "source": "third_line_or_later.*", "dest": "second_line", "basis": "service"}


class Fault(NamedTuple):
    """An edition, what is written otherwise by file, and the invariant that no longer holds."""

    edition: str
    changes: dict[str, list[Change]]
    refutes: str
    shown: bool = True


FAULTS = {
    "two gates of one rank lead to two outcomes": Fault(
        OVERVIEW, {SHARED: [((*row(dest="mass_effect"), "rank"), -70)]}, "exactly_one_outcome"
    ),
    "a row waives the rule about earlier lung disease": Fault(
        ASCO_2022,
        {
            SAFETY: [((*rule(none_of="lung_disease_was_serious"), "name"), "earlier-lung-disease")],
            file_of(ASCO_2022): [((*row(source="second_line", dest="t_dxd"), "waives"), ["earlier-lung-disease"])],
        },
        "no_excluded_option_is_preferred",
    ),
    "lapatinib that failed is offered again": Fault(
        OVERVIEW,
        {
            SAFETY: [
                ((*rule(none_of="failed", agents=["margetuximab"]), "except_agents"), ["lapatinib"]),
            ]
        },
        "failed_drug_is_never_offered_again",
    ),
    "what failed does not matter at all": Fault(
        ASCO_2022,
        {
            SAFETY: [
                (rule(none_of="failed", agents=["margetuximab"]), GONE),
                (("waivers", NEW), {"topic": "failure", "agents": ["margetuximab"], "because": "Planted."}),
            ]
        },
        "failed_drug_is_never_offered_again",
    ),
    "pertuzumab that failed is offered again and no row says so": Fault(
        ASCO_2022,
        {
            SAFETY: [
                ((*rule(none_of="failed", agents=["pertuzumab"]), "agents"), ["margetuximab"]),
                (("waivers", NEW), {"topic": "failure", "agents": ["pertuzumab"], "because": "Planted."}),
            ],
            file_of(ASCO_2022): [((*row(source="third_line_or_later", dest="hp"), "none_of"), GONE)],
        },
        "failed_pertuzumab_only_where_a_row_says_so",
    ),
    "lapatinib with capecitabine keeps the first rank after capecitabine has failed": Fault(
        OVERVIEW,
        {file_of(OVERVIEW): [((*row(dest="lapatinib_capecitabine", rank=1), "none_of"), GONE)]},
        "failed_capecitabine_is_never_preferred_alone",
    ),
    "tucatinib keeps the first rank after capecitabine has failed when the brain is stable": Fault(
        ASCO_2022,
        {file_of(ASCO_2022): [((*row(source="second_line", dest=TUCATINIB, rank=1), "none_of"), GONE)]},
        "failed_capecitabine_is_never_preferred_alone",
    ),
    "nothing is said of a grave creatinine clearance": Fault(
        OVERVIEW,
        {SAFETY: [(rule(caution="kidney_is_grave", code="not_judged"), GONE)]},
        "no_grave_value_passes_in_silence",
    ),
    "nobody is called for grave transaminases": Fault(
        OVERVIEW,
        {SHARED: [(notice(all_of={"transaminases_are_grave": None, "when_unknown": "silent"}), GONE)]},
        "no_grave_value_passes_in_silence",
    ),
    "a failing liver decides nothing": Fault(
        OVERVIEW,
        {SHARED: [(row(dest="liver_decides"), GONE)]},
        "no_grave_value_passes_in_silence",
    ),
    "the gate for lost HER2 is gone": Fault(
        OVERVIEW,
        {SHARED: [(row(dest="outside_pathway", all_of="her2_not_positive"), GONE)]},
        "nothing_is_offered_outside_her2_positive_disease",
    ),
    "no regimen asks for HER2": Fault(
        OVERVIEW,
        {SAFETY: [(rule(all_of="her2_positive", every_regimen=True), GONE)]},
        "nothing_is_offered_outside_her2_positive_disease",
    ),
    "lost HER2 comes before pregnancy": Fault(
        OVERVIEW,
        {SHARED: [((*row(dest="pregnancy", all_of="may_be_pregnant"), "rank"), -65)]},
        "pregnant_patient_is_always_referred",
    ),
    "the pregnancy gate is gone": Fault(
        OVERVIEW,
        {SHARED: [(row(dest="pregnancy", all_of="may_be_pregnant"), GONE)]},
        "pregnant_patient_is_always_referred",
    ),
    "pregnancy and mass effect have the same rank": Fault(
        OVERVIEW,
        {SHARED: [((*row(dest="mass_effect"), "rank"), -90)]},
        "order_of_equal_rows_does_not_matter",
    ),
    "the fallback of a decision is gone": Fault(
        OVERVIEW,
        {SHARED: [(row(dest="nothing_permitted"), GONE)]},
        "no_undeclared_dead_end",
    ),
    "nothing follows where the present treatment cannot go on": Fault(
        OVERVIEW,
        {SHARED: [(row(dest="cannot_go_on", rank=90), GONE)]},
        "no_undeclared_dead_end",
    ),
    "an event leads from the third line back to the second": Fault(
        OVERVIEW,
        {file_of(OVERVIEW): [(("transitions", NEW), BACK)]},
        "progression_only_moves_forward",
    ),
    "progression on second line adds no line": Fault(
        OVERVIEW,
        {file_of(OVERVIEW): [((*row(trigger="progression", dest="third_line_or_later"), "lines"), GONE)]},
        "progression_only_moves_forward",
    ),
    "unknown hormone receptors read as negative": Fault(
        ASCO_2022,
        {file_of(ASCO_2022): [((*row(dest="hp_endocrine"), "all_of", "when_unknown"), "silent")]},
        "knowledge_only_narrows",
    ),
    "nothing is ever exhausted": Fault(
        OVERVIEW,
        {file_of(OVERVIEW): [((*row(dest="exhausted"), "rank"), 95)]},
        "everything_is_reachable",
        False,
    ),
    "an option asks for what cannot be": Fault(
        OVERVIEW,
        {
            file_of(OVERVIEW): [
                ((*row(dest=hp), "none_of"), "something_was_given") for hp in ("hp", "first_line_maintenance.hp")
            ]
        },
        "everything_is_reachable",
        False,
    ),
}


def planted(fault: Fault, tmp_path: Path) -> Path:
    """A folder of the one guideline with the fault in it."""
    folder = copied(tmp_path, fault.edition.partition("@")[0])
    for name, changes in fault.changes.items():
        plant(folder / name, changes)
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


@pytest.mark.proof
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
