"""What a proof leaves behind: a file that says what was proved of an edition, over what, and under which assumptions.

It knows nothing of how the proof is made, so that the service can serve it without loading that.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from statemachine.editions.library import FOLDER

if TYPE_CHECKING:
    from statemachine.machine.guideline import Guideline
    from statemachine.verification.proof import Proof

Certificate = dict[str, Any]

REDUCTION: Final = (
    "A situation is one combination of yes, no and unknown over all questions that the `treat` rows out of one place "
    "ask, exposures among them. A row matters only through its verdict, which depends on its own questions alone, and "
    "the answer depends only on the verdicts in the order of their ranks. So the situations in which each row is open, "
    "permitted or decisive are held as exact sets (reduced decision diagrams with three ways per question) and "
    "counted. Questions that one fact answers together count as independent unless an assumption joins them, so "
    "more is proved than any record can ask for."
)
UNKNOWN: Final = (
    "An open deciding question is covered as unknown, and every branch of a provisional answer is the situation with "
    "that question answered. Where a row says `check` or `silent`, unknown reads as a no by definition: for these it "
    "is proved that an answer given so is the answer to no, not that it stays when the answer turns out as yes."
)


def certificate(proof: Proof) -> Certificate:
    """What the proof of one edition says; numbers of situations as text, because they exceed what JSON readers hold."""
    about = proof.space.guideline.about
    return {
        "guideline": {"id": about.id, "edition": about.edition, "sha256": about.sha256},
        "holds": proof.holds,
        "situations": str(sum(place.total for place in proof.space.decisions.values())),
        "decisions": _decisions(proof),
        "reduction": REDUCTION,
        "unknown_answers": UNKNOWN,
        "assumptions": [{"name": name, "says": says} for name, says in proof.assumptions.items()],
        "invariants": [
            {"name": held.name, "says": held.says, "holds": held.refuted is None, "claims": held.claims}
            for held in proof.invariants
        ],
        "compared_with_the_engine": proof.compared,
    }


def write(proof: Proof, folder: Path) -> Path:
    """Write the certificate of a proof to its place below a folder of guidelines."""
    path = _path(proof.space.guideline, folder)
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(certificate(proof), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def read_certificate(guideline: Guideline, folder: Path = FOLDER) -> Certificate | None:
    """The certificate of an edition; None where there is none, or one of another text of that edition."""
    path = _path(guideline, folder)
    if not path.exists():
        return None
    found: Certificate = json.loads(path.read_text(encoding="utf-8"))
    return found if found["guideline"]["sha256"] == guideline.about.sha256 else None


def _path(guideline: Guideline, folder: Path) -> Path:
    return folder / "certificates" / f"{guideline.reference}.json"


def _decisions(proof: Proof) -> list[Mapping[str, Any]]:
    """By decision or phase: its places (treatments and pauses among them), their questions, situations and outcomes."""
    rows: dict[str, dict[str, Any]] = {}
    for place in proof.space.decisions.values():
        row = rows.setdefault(
            place.stage.decision or place.state,
            {"places": 0, "questions": 0, "situations": 0, "outcomes": defaultdict(int), "asks_first": 0},
        )
        row["places"] += 1
        row["questions"] = max(row["questions"], len(place.questions))
        row["situations"] += place.total
        row["asks_first"] += place.sets.count(place.asked)
        for outcome in sorted({place.outcome(step) for step in place.best}):
            row["outcomes"][outcome] += place.sets.count(place.settled(outcome))
    return [
        {
            "decision": name,
            **row,
            "situations": str(row["situations"]),
            "outcomes": {outcome: str(count) for outcome, count in sorted(row["outcomes"].items()) if count},
            "asks_first": str(row["asks_first"]),
        }
        for name, row in rows.items()
    ]
