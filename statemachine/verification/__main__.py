"""Prove every edition over its whole decision space: `python -m statemachine.verification` writes its certificate.

A refuted invariant is printed with its counterexample; then no certificate is written for that edition, and the exit
code is 1.
"""

from __future__ import annotations

import json
import sys
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from statemachine.editions.library import FOLDER, load
from statemachine.verification.certificate import certificate, write
from statemachine.verification.counterexample import Refutation
from statemachine.verification.histories import histories
from statemachine.verification.proof import Proof, prove
from statemachine.verification.space import read_space


def main(folder: Path = FOLDER) -> int:
    """Prove the editions of a folder, print what was covered, and write what was proved; 1 if anything was refuted."""
    total, all_hold = 0, True
    with ProcessPoolExecutor() as processes:  # an edition each: they share nothing, and each takes half a minute
        for lines, situations, holds in processes.map(partial(proved, folder), load(folder).guidelines):
            print("\n".join(lines), flush=True)
            total, all_hold = total + situations, all_hold and holds
    print(f"{total:.3e} situations in all ({total}).")
    return 0 if all_hold else 1


def proved(folder: Path, reference: str) -> tuple[list[str], int, bool]:
    """What is told of one edition, how many situations its proof covers, and whether it holds; if so it is written."""
    guideline = load(folder).guidelines[reference]
    space = read_space(guideline, folder)
    proof = prove(space, [*histories(space)])
    if proof.holds:
        write(proof, folder)
    return told(proof), sum(place.total for place in proof.space.decisions.values()), proof.holds


def told(proof: Proof) -> list[str]:
    """The proof of one edition in lines: the edition, its decisions, then what does not hold or that all does."""
    guideline = proof.space.guideline
    lines = [f"{guideline.reference}  sha256 {guideline.about.sha256}"]
    for row in certificate(proof)["decisions"]:
        places = f"{row['places']} places" if row["places"] > 1 else "1 place"
        questions = f"up to {row['questions']} questions"
        lines.append(f"  {row['decision']:<24}{places:>10}, {questions}: {float(row['situations']):.3e} situations")
    for held in proof.invariants:
        if held.refuted is not None:
            lines += refuted(held.refuted)
    for difference in proof.differences[:1]:
        lines.append(f"  THE ENGINE ANSWERS OTHERWISE at {difference.state}: {difference}")
    claims = sum(held.claims for held in proof.invariants)
    if proof.holds:
        kept = f"{len(proof.invariants)} invariants hold ({claims} claims)"
        lines.append(f"  {kept}; the engine was asked {proof.compared} situations and answered as proved.")
    return lines


def refuted(refutation: Refutation) -> list[str]:
    """An invariant that does not hold, with a request that shows it or the answers that lead there."""
    rows = ", ".join(refutation.rows) or "none"
    lines = [
        f"  REFUTED: {refutation.invariant.replace('_', ' ')}",
        f"    {refutation.says}",
        f"    at {refutation.state}; rows: {rows}; {refutation.situations:.3e} situations",
    ]
    if refutation.record is not None:
        lines.append(f"    request: {json.dumps(refutation.record, ensure_ascii=False)}")
        lines.append(f"    answer: {json.dumps(refutation.answer, ensure_ascii=False)}")
    else:
        lines += [f"    {question} {answer}" for question, answer in refutation.answers.items()]
    return lines


if __name__ == "__main__":
    sys.exit(main())
