"""A question with its answer as a statement, as a sentence has it."""

from __future__ import annotations

import re
from collections.abc import Sequence

# A question, and what its yes and its no state; a question of another form is not put into the sentence.
STATEMENTS = (
    (
        r"Are the (platelets|neutrophils) below (.+ per litre), also when they are counted again\?",
        r"the \1 stay below \2",
        r"once the \1 are \2 or more",
    ),
    (r"Is there still (an? )?(.+)\?", r"there is still \1\2", r"there is no longer \1\2"),
    (r"Is there (an? )?(.+), while the heart rules out .+\?", r"there is \1\2", r"there is no \2"),
    (r"Is there (?!no )(an? )?(.+)\?", r"there is \1\2", r"there is no \2"),
    (r"Are there (.+)\?", r"there are \1", r"there are no \1"),
    (
        r"Was there (.+), or of a grade that nobody charted\?",
        r"there was \1, or of a grade that nobody charted",
        r"there was no \1 and none of a grade that nobody charted",
    ),
    (r"Was there (an? )?(.+)\?", r"there was \1\2", r"there was no \2"),
    (r"Has there been (.+)\?", r"there has been \1", r"there has been no \1"),
    (r"Is the patient (.+)\?", r"\1", r"not \1"),
    (r"Are the (brain metastases|hormone receptors) (.+)\?", r"the \1 are \2", r"the \1 are not \2"),
    (r"Does the heart permit ([^()]+?)( \(.*\))?\?", r"the heart permits \1", r"the heart does not permit \1"),
    (r"Had the disease progressed (.+)\?", r"the disease had progressed \1", r"the disease had not progressed \1"),
    (
        r"Was (.+), which is being given, stopped before for (.+)\?",
        r"\1 was stopped before for \2",
        r"\1 was not stopped before for \2",
    ),
    (r"Was (\S+) the reason (.+)\?", r"\1 was the reason \2", r"\1 was not the reason \2"),
    (r"Was (the .+) of grade (.+)\?", r"\1 was of grade \2", r"\1 was not of grade \2"),
    (
        r"Was the disease in response( or stable)? when (.+), and has it not progressed since\?",
        r"the disease was in response\1 when \2 and has not progressed since",
        r"the disease was not in response\1 when \2 or has progressed since",
    ),
    (
        r"Are AST or ALT above (.+), and bilirubin above (.+), (the upper limit .+)\?",
        r"AST or ALT are above \1 and bilirubin above \2 \3",
        r"AST or ALT are not above \1, or bilirubin is not above \2 \3",
    ),
    (
        r"Is the ejection fraction below (.+), or is heart failure symptomatic\?",
        r"the ejection fraction is below \1, or heart failure is symptomatic",
        r"the ejection fraction is not below \1, and heart failure is not symptomatic",
    ),
    (r"Has cardio-oncology refused (.+)\?", r"cardio-oncology has refused \1", r"cardio-oncology has not refused \1"),
    (
        r"Is ([\w ]+) above (\S+ times), or ([\w ]+) above (\S+ times), (the upper limit .+)\?",
        r"\1 is above \2, or \3 above \4, \5",
        r"\1 is not above \2, and \3 not above \4, \5",
    ),
    (
        r"Is bilirubin above (.+), or is the Child-Pugh class C\?",
        r"bilirubin is above \1, or the Child-Pugh class is C",
        r"bilirubin is not above \1, and the Child-Pugh class is not C",
    ),
    (r"Is (AST or ALT|AST|ALT|bilirubin) (above|below) ([^,]+)\?", r"\1 is \2 \3", r"\1 is not \2 \3"),
    (r"Are (platelets|neutrophils) (above|below) (.+)\?", r"\1 are \2 \3", r"\1 are not \2 \3"),
    (r"Did the disease recur (.+)\?", r"the disease recurred \1", r"the disease did not recur \1"),
    (r"Did (.+) come before (.+)\?", r"\1 came before \2", r"\1 did not come before \2"),
)


def stated(question: str, answer: bool) -> str | None:
    """The statement that this answer to the question makes; None for a question of another form."""
    for asked, yes, no in STATEMENTS:
        if re.fullmatch(asked, question):
            return re.sub(asked, yes if answer else no, question)
    return None


def without_the_weaker(statements: Sequence[str]) -> list[str]:
    """The statements without those that a stricter one holds: none of grade 2 or more is none of grade 3 or more."""
    strictest: dict[str, tuple[int, str]] = {}
    for told in statements:
        grade = re.search(r"of grade (\d) or more", told)
        if grade is None:
            strictest[told] = (0, told)
            continue
        strictness = -int(grade[1]) if re.search(r"\b(no|not)\b", told) else int(grade[1])
        about = told.replace(grade[0], "")
        strictest[about] = max(strictest.get(about, (strictness, told)), (strictness, told))
    return [told for _, told in strictest.values()]
