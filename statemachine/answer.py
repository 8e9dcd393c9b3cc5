"""The shape of an answer, ready to be written as JSON.

No part is ever changed, and none is frozen: an answer holds hundreds, and freezing triples what each costs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Facts = Mapping[str, Any]
Statements = Sequence[Mapping[str, Any]]


@dataclass(slots=True)
class ShownFinding:
    """What one guard found: the question, the wanted and the found answer, the facts and the source."""

    guard: str
    question: str
    wanted: bool
    answer: bool | None
    facts: Facts
    basis: str
    evidence: Sequence[str]


@dataclass(slots=True)
class Caution:
    """Something to heed if the option is chosen; `code` names it where it is also a warning."""

    code: str | None
    text: str
    facts: Facts
    basis: str
    evidence: Sequence[str]


@dataclass(slots=True)
class LabelStatus:
    """What one agency's label says of an option on the day, and why.

    The status is on_label, off_label, undetermined, or not_examined where no label text of the regimen was seen.
    """

    status: str
    says: str | None
    since: str | None
    document: str | None
    unverified: bool
    basis: str
    evidence: Sequence[str]
    findings: Sequence[ShownFinding]


@dataclass(slots=True)
class Deciding:
    """The first finding that keeps an option from being permitted, in short."""

    guard: str
    question: str
    answer: bool | None


@dataclass(slots=True)
class Option:
    """One regimen of the decision: its verdict, every finding, and what a board weighs."""

    regimen: str
    label: str
    rank: int | None
    verdict: str
    strength: str | None
    quality: str | None
    deciding: Deciding | None
    says: str | None
    basis: str
    evidence: Sequence[str]
    interpretation: Sequence[str]
    findings: Sequence[ShownFinding]
    cautions: Sequence[Caution]
    labels: Mapping[str, LabelStatus]
    route: str | None
    schedule: str | None
    dosing: Statements
    continuation: Statements
    monitoring: Statements
    boxed_warnings: Statements
    toxicities: Statements
    notes: Statements
    trials: Statements


@dataclass(slots=True)
class AssumedAnswer:
    """One condition of a branch: the question, the assumed answer and the facts that would decide it."""

    guard: str
    question: str
    answer: bool
    facts: Sequence[str]


@dataclass(slots=True)
class ShownBranch:
    """One possible answer; outcome `provisional` where even these conditions leave it open.

    It holds under all conditions of `when`, and under all of any list in `or_when`. `permitted` is what can be chosen,
    and on a treatment that goes on that treatment. State and line are null where these conditions leave them open.
    """

    when: Sequence[AssumedAnswer]
    or_when: Sequence[Sequence[AssumedAnswer]]
    outcome: str
    state: str | None
    line_number: int | None
    preferred: Sequence[str]
    permitted: Sequence[str]
    cautions: Sequence[Caution]
    actions: Sequence[str]


@dataclass(slots=True)
class Asking:
    """A fact to ask for first, why, the regimens it decides, whose report tells it, and what it settles.

    `answers_left` is how many of the possible answers remain at most; None for a fact that decides between none.
    """

    fact: str
    because: str
    decides: Sequence[str]
    report: str
    answers_left: int | None


@dataclass(slots=True)
class Remark:
    """A warning or an action: its code, a sentence and its source."""

    code: str
    text: str
    basis: str
    evidence: Sequence[str]


@dataclass(slots=True)
class NotJudged:
    """A charted fact that no rule judged; `grave` where its value is, and some regimen has no rule for it."""

    fact: str
    label: str
    grave: bool


@dataclass(slots=True)
class TrailStep:
    """One step of the way: what was read, its name in words, from where to where, and why.

    The event is `stopped`, and a place is null, where the ways to one answer differ about it.
    """

    on: str | None
    event: str
    name: str
    fact: str
    entries: Sequence[str]
    source: str | None
    dest: str | None
    findings: Sequence[ShownFinding]
    basis: str
    evidence: Sequence[str]


@dataclass(slots=True)
class Line:
    """The line of the next decision, the lines treated for metastatic disease, and every drug received.

    A field is null where the open questions leave it open.
    """

    number: int | None
    metastatic_regimens: int | None
    adjuvant_counts_as_line: bool | None
    received: Sequence[str]


@dataclass(slots=True)
class Current:
    """The treatment being given; `regimen` is null off protocol and in a pause."""

    regimen: str | None
    label: str
    since: str | None
    held_since: str | None
    dose_level: int | None


@dataclass(slots=True)
class GuidelineNamed:
    """The edition that answered."""

    id: str
    edition: str
    title: str
    sha256: str
    reviewed_by: str | None
    evidence_current_to: str


@dataclass(slots=True)
class Recommendation:
    """The whole answer, as on the wire."""

    decision_id: str
    as_of: str
    guideline: GuidelineNamed
    outcome: str
    says: str
    state: str | None
    line: Line
    preferred: Sequence[str]
    options: Sequence[Option]
    branches: Sequence[ShownBranch]
    branches_complete: bool
    current: Current | None
    ask_first: Sequence[Asking]
    actions: Sequence[Remark]
    trail: Sequence[TrailStep]
    warnings: Sequence[Remark]
    not_judged: Sequence[NotJudged]
    limits_of_use: str
