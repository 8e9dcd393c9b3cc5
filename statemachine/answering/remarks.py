"""Remarks out of rows, notices and cautions, and several of them as one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from statemachine.answer import Caution, Remark
from statemachine.answering.step_cautions import ONLY_ASKS
from statemachine.machine.guard import Grounds
from statemachine.machine.guideline import Notice
from statemachine.record import codes


def remark_of_row(code: str, text: str, grounds: Grounds) -> Remark:
    """What a row says, under its code."""
    return Remark(code, text, grounds.basis, grounds.evidence)


def of_notices(notices: Iterable[Notice], kind: str) -> list[Remark]:
    """The notices of this kind that are about no decision alone."""
    return [
        remark_of_row(notice.code, notice.says, notice.grounds)
        for notice in notices
        if notice.kind == kind and notice.about is None
    ]


def of_cautions(cautions: Sequence[Caution], known: Sequence[str]) -> list[Remark]:
    """The cautions that carry one of these codes, without those that only ask for what is not charted."""
    return [
        Remark(caution.code, caution.text, caution.basis, caution.evidence)
        for caution in cautions
        if caution.code is not None and caution.code in known and not caution.text.startswith(ONLY_ASKS)
    ]


def each_once(remarks: Iterable[Remark]) -> list[Remark]:
    """The remarks without those that say the same under the same code."""
    return list({(remark.code, remark.text): remark for remark in remarks}.values())


def as_one(remarks: Sequence[Remark], code: str) -> list[Remark]:
    """The remarks of this code as one, where the first of them stands."""
    same = [remark for remark in remarks if remark.code == code]
    if len(same) < 2:
        return list(remarks)
    return [
        joined(same) if remark is same[0] else remark for remark in remarks if remark is same[0] or remark not in same
    ]


def by_code(remarks: Iterable[Remark]) -> list[Remark]:
    """One remark of each code, so that no order stands twice in an answer, with every reason for it."""
    together: dict[str, list[Remark]] = {}
    for remark in remarks:
        together.setdefault(remark.code, []).append(remark)
    return [joined(same) if len(same) > 1 else same[0] for same in together.values()]


def joined(parts: Sequence[Remark], heading: str = "") -> Remark:
    """Several remarks in one: every sentence and source once, and the basis that says least.

    A sentence that another one begins with, before it names what is charted, is not told again.
    """
    texts = dict.fromkeys(part.text for part in parts)
    sentences = [text for text in texts if not any(other != text and other.startswith(text) for other in texts)]
    evidence = dict.fromkeys(key for part in parts for key in part.evidence)
    weakest = max((part.basis for part in parts), key=codes.BASES.index)
    return Remark(parts[0].code, heading + " ".join(sentences), weakest, tuple(evidence))
