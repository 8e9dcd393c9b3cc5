"""Why options are excluded, each reason as one statement, and those of one reason together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from service.board import brief
from service.board.facts import said
from statemachine import stated
from statemachine.answer import ShownFinding

# Questions that no sentence of an answer states: what their yes and their no say. The option itself is not named again.
STATEMENTS = (
    (r"Was (.+) received before", r"\1 was received before", r"\1 was not received before"),
    (r"Was a taxane received before", "a taxane was received before", "no taxane was received before"),
    (
        r"Was a taxane received for metastatic disease, or",
        "a taxane was received, or none can be given",
        "a taxane can still be given",
    ),
    (r"Does .+ need something that the patient declines", "the patient declines it", "the patient accepts it"),
    (r"Does .+ need a drug that cannot be had", "it cannot be had", "it can be had"),
    (
        r"Does the patient, who declines chemotherapy",
        "conjugates are declined",
        "conjugates are accepted",
    ),
    (r"Does the patient, who declines an antibody", "its antibody is declined", "its antibody is accepted"),
    (r"Was .+ stopped earlier for toxicity", "it was stopped for toxicity", "it was not stopped for toxicity"),
    (r"Was .+ itself stopped for the toxicity", "it was stopped for toxicity", "it was not stopped for toxicity"),
    (
        r"Is a toxicity of grade 3 or 4 of a drug that",
        "a grave toxicity of its drug is not settled",
        "no grave toxicity of its drug is unsettled",
    ),
    (r"Has the disease progressed on (.+?), which", r"progression on \1", r"no progression on \1"),
    (r"Did the disease recur on (.+?), which", r"recurrence on \1", r"no recurrence on \1"),
    (r"Does an antibody that was not tolerated", "its antibody was not tolerated", "its antibody was tolerated"),
    (
        r"Was the antibody that .+ stopped for hypersensitivity",
        "its antibody was stopped for hypersensitivity or an infusion reaction",
        "its antibody was not stopped for hypersensitivity",
    ),
    (
        r"Was trastuzumab, or what contains it, stopped for a fall",
        "trastuzumab was stopped for a fall of the ejection fraction, and the heart is not cleared",
        "the heart has recovered or is cleared",
    ),
    (r"Did the metastatic disease progress on (.+)\?", r"progression on \1", r"no progression on \1"),
    (
        r"Does a fall of the ejection fraction last that",
        "the ejection fraction fell after it was measured last",
        "the ejection fraction did not fall after it was measured last",
    ),
    (
        r"Is the disease burden low, or does the heart",
        "the disease burden is low, or the heart rules out anti-HER2 treatment",
        "the disease burden is not low, and the heart permits anti-HER2 treatment",
    ),
    (
        r"Is the performance status 3 or 4, and the cancer",
        "performance status 3 or 4, of which the cancer is not charted as the cause",
        "performance status below 3, or the cancer is its cause",
    ),
    (r"Is the tumour HER2-positive", "the tumour is HER2-positive", "the tumour is not HER2-positive"),
    (r"Is there no way to give any taxane", "no taxane can be given", "a taxane can be given"),
    (r"Is there no way to give (.+?):", r"\1 cannot be given", r"\1 can be given"),
    (r"Has .+ been given .+ in this line", "treated in this line", "not treated in this line"),
    (r"Has .+ been given", "metastatic disease was treated", "metastatic disease was not treated"),
    (r"Was (.+) received for metastatic disease before", r"\1 was received before", r"\1 was not received before"),
    (r"Was (.+) given for metastatic disease", r"\1 was given", r"\1 was not given"),
    (r"Did the disease progress (more than .+?)[,?]", r"the disease progressed \1", r"the disease did not progress \1"),
    (r"Do the charted dates leave (less than .+?)[,?]", r"the dates leave \1", r"the dates do not leave \1"),
    (
        r"Does the present treatment go on beyond a progression",
        "the disease progressed on what is being given",
        "the disease did not progress on what is being given",
    ),
    (r"Is every taxane contraindicated", "every taxane is contraindicated", "a taxane can be given"),
    (r"Is the (.+) (complete|partial|C)\?", r"the \1 is \2", r"the \1 is not \2"),
    (
        r"Is (?:the )?(left ventricular ejection fraction|ECOG performance status|creatinine clearance|age) (.+)\?",
        r"\1 is \2",
        r"\1 is not \2",
    ),
)
ASIDE = re.compile(r" \((what was stopped|LVEF )[^()]*\)")  # what a question explains; the opened line holds it

# Guards that tell where in her treatment the patient is: what they close is meant for others, and not barred to her.
ELSEWHERE = (
    "heart_permits",
    "recurred_within",
    "something_was_given",
    "treated_for_metastatic_disease",
    "taxane_received_for_metastatic_disease",
    "was_given",
)
REQUIRED = ("heart_permits", "her2_positive")
NOT_TOLERATED = ("stopped_for_toxicity", "needs_the_toxic_drug")  # which lasts, as what is found at present may not
GIVEN = ("received", "received_for_metastatic_disease")  # told after what is new to a board


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Regimens that one reason excludes; `is_barred` where something speaks against them, not only for others first."""

    reason: str
    labels: list[str]
    is_barred: bool


def statement(finding: ShownFinding) -> str:
    """What the answer to a question says of the patient, without the name of the option that it was asked about."""
    answer = bool(finding.answer)
    told = _own(finding.question, answer) or stated(finding.question, answer)
    return ASIDE.sub("", told or f"{finding.question} {said(finding.answer)}")


def stated_conditions(conditions: str) -> str:
    """The conditions of a way, each "question: yes" or "question: no", as statements."""
    told = []
    for each in filter(None, conditions.split("; ")):
        question, _, answer = each.rpartition(": ")
        said_so = _own(f"{question}?", answer == "yes") or stated(f"{question}?", answer == "yes")
        told.append(ASIDE.sub("", said_so or each))
    return " and ".join(told)


def deciding(against: Sequence[ShownFinding]) -> ShownFinding:
    """Of what stands against an option the finding that a board names first."""
    return min(against, key=_weight)


def exclusions(excluded: Iterable[tuple[str, Sequence[ShownFinding]]]) -> list[Exclusion]:
    """The excluded regimens by the reason that decides, first those to which something is an obstacle."""
    by_reason: dict[tuple[int, str], list[str]] = {}
    for label, against in excluded:
        finding = deciding(against)
        by_reason.setdefault((_weight(finding), statement(finding)), []).append(brief.regimen(label))
    ordered = sorted(by_reason.items(), key=lambda each: each[0][0])
    return [Exclusion(reason, labels, weight < 2) for (weight, reason), labels in ordered]


def _weight(finding: ShownFinding) -> int:
    """-1 if the drug was not tolerated, 0 if else it speaks against the option, 1 if that was given before, and 2 if
    the option is meant for other patients.
    """
    if finding.answer and finding.guard in NOT_TOLERATED:
        return -1
    if not finding.answer:
        return 0 if finding.guard in REQUIRED else 2
    return 2 if finding.guard in ELSEWHERE else 1 if finding.guard in GIVEN else 0


def in_a_sentence(excluded: Iterable[Exclusion]) -> str:
    """What is barred and why in one line; of what is only meant for other patients, how many."""
    told, elsewhere = [], 0
    for each in excluded:
        if each.is_barred:
            names = brief.joined(each.labels)
            told.append(f"{names} {'is' if len(each.labels) == 1 else 'are'} excluded: {each.reason}.")
        else:
            elsewhere += len(each.labels)
    if elsewhere:
        named = "more" if told else "regimen" if elsewhere == 1 else "regimens"
        told.append(f"{elsewhere} {named} {'is' if elsewhere == 1 else 'are'} not for this situation.")
    return " ".join(told)


def _own(question: str, answer: bool) -> str | None:
    for asked, yes, no in STATEMENTS:
        found = re.match(asked, question)
        if found:
            return found.expand(yes if answer else no)
    return None
