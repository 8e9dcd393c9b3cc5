"""What nobody has charted and a dose waits for: the actions that obtain it, and how a sentence names them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from statemachine.answer import Caution, Remark
from statemachine.answering.step_cautions import ONLY_ASKS
from statemachine.record import words
from statemachine.record.codes import ACTIONS, BASES
from statemachine.record.facts import FACTS

# By the warning or the action that asks for it, in a few words.
IN_SHORT: Mapping[str, str] = {
    "lvef_old": "measure the ejection fraction",
    "liver_tests": "test the liver",
    "blood_count": "count the blood",
    "lung_check": "look for interstitial lung disease",
    "dpyd_test": "test for DPD deficiency",
}


def to_obtain(cautions: Sequence[Caution]) -> Iterator[Remark]:
    """The actions of these cautions, each with all the facts that it is to find out."""
    together: dict[tuple[str, str], list[Caution]] = {}
    for caution in cautions:
        if caution.code is not None and caution.text.startswith(ONLY_ASKS):
            together.setdefault((caution.code, caution.text.partition(":")[0]), []).append(caution)
    for (code, lead), asking in together.items():
        missing = dict.fromkeys(fact for caution in asking for fact, value in caution.facts.items() if value is None)
        named = ", ".join(FACTS[fact.removeprefix("/patient/")].words for fact in missing)
        weakest = max((caution.basis for caution in asking), key=BASES.index)
        evidence = tuple(dict.fromkeys(key for caution in asking for key in caution.evidence))
        yield Remark(code, f"{lead}: {named}.", weakest, evidence)


def codes_to_obtain(cautions: Sequence[Caution]) -> set[str]:
    """The codes of those actions, and of the cautions that are such an action themselves."""
    told = {caution.code for caution in cautions if caution.code in IN_SHORT and caution.code in ACTIONS}
    return told | {remark.code for remark in to_obtain(cautions)}


def obtained_before(dose: str, due: Collection[str]) -> str:
    """`; test the liver and count the blood before the next dose`; nothing where no such code is due."""
    obtained = [says for code, says in IN_SHORT.items() if code in due]
    return f"; {words.one_of(obtained, 'and')} before the {dose} dose" if obtained else ""
