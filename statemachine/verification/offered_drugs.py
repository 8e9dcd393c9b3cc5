"""Who may be offered what: invariants about options that are excluded, failed, or meant for another disease."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from statemachine.machine.guard import Guard
from statemachine.machine.step import Step
from statemachine.record.catalogue import CYTOTOXIC_CLASSES, ENDOCRINE_CLASSES
from statemachine.verification.diagram import ALWAYS, ANSWERS, NEVER
from statemachine.verification.implications import her2, pregnancy, progressed_on
from statemachine.verification.situations import PASSES, Decision, effect
from statemachine.verification.space import Claim, Space

HAVE_A_RULE_OF_THEIR_OWN: Final = {"fluoropyrimidine", "other_cytotoxic"}
WAIVABLE: Final = "progression-on-pertuzumab"  # the one safety rule that a row may waive (dossier 5.3)
# Every class but the antibodies, of which trastuzumab is continued, and capecitabine, which has a rule of its own.
NEVER_AGAIN: Final = (
    "antibody_drug_conjugate",
    "her2_kinase_inhibitor",
    "cdk4_6_inhibitor",
    *sorted((ENDOCRINE_CLASSES | CYTOTOXIC_CLASSES) - HAVE_A_RULE_OF_THEIR_OWN),
)


def no_excluded_option_is_preferred(space: Space) -> Iterator[Claim]:
    """A rule that forbids an option in one row forbids it in all: no other row prefers it past the rule."""
    for place in space.of_kind("decision", "pause"):
        for code in place.offered:
            for step in place.into(code):
                for question, guard in space.joined[code].items():
                    if WAIVABLE in space.waived(step) and "pertuzumab" in guard.func.arguments.get("agents", ()):
                        continue
                    says = f"{code} is preferred although a rule forbids it: {question}"
                    against = place.sets.both(place.best.get(step, NEVER), _forbids(place, guard))
                    yield Claim(says, place, against, (step.row,))


def failed_drug_is_never_offered_again(space: Space) -> Iterator[Claim]:
    """After certain progression on it, no step into a regimen that cannot do without the drug is open."""
    catalogue = space.guideline.catalogue
    for agent in sorted(frozenset().union(*(catalogue.of_class(drug_class) for drug_class in NEVER_AGAIN))):
        yield from _not_offered_after(space, agent)


def failed_pertuzumab_only_where_a_row_says_so(space: Space) -> Iterator[Claim]:
    """The same for pertuzumab, but for rows that waive the rule in writing."""
    return _not_offered_after(space, "pertuzumab", waivable=True)


def _not_offered_after(space: Space, agent: str, *, waivable: bool = False) -> Iterator[Claim]:
    for place in space.of_kind("decision", "pause"):
        for code in _needing(space, place, agent):
            for step in place.into(code):
                if not (waivable and WAIVABLE in space.waived(step)):
                    says = f"{code} is offered although the disease progressed on {agent}"
                    against = place.sets.both(progressed_on(place, agent), place.open[step])
                    yield Claim(says, place, against, (step.row,), agent)


def failed_capecitabine_is_never_preferred_alone(space: Space) -> Iterator[Claim]:
    """After progression on capecitabine nothing but regimens that need it is preferred only if no other is permitted.

    The others are the ranked options; a trial and supportive care are always there.
    """
    for place in space.of_kind("decision", "pause"):
        needing = _needing(space, place, "capecitabine")
        others = [step for code in _with_drugs(space, place) if code not in needing for step in place.into(code)]
        other = place.sets.either(place.permitted[step] for step in others if step.rank is not None)
        also = place.sets.either(place.best[step] for step in others if step in place.best)
        for code in needing:
            for step in place.into(code):
                alone = place.sets.both(place.best.get(step, NEVER), place.sets.outside(also), other)
                says = f"{code} is preferred alone although the disease progressed on capecitabine"
                against = place.sets.both(alone, progressed_on(place, "capecitabine"))
                yield Claim(says, place, against, (step.row,), "capecitabine")


def nothing_is_offered_outside_her2_positive_disease(space: Space) -> Iterator[Claim]:
    """HER2 not positive: outside the pathway or referred, no drug open. HER2 unknown: nothing recommended."""
    for place in space.of_kind("decision", "treatment", "pause"):
        sets, lost = place.sets, her2(place, False)
        inside = sets.outside(place.settled("outside_pathway", "refer"))
        yield Claim("HER2 is not positive, and the answer stays inside the pathway", place, sets.both(lost, inside))
        treated = place.settled("recommend", "continue")
        says = "HER2 is unknown, and something is recommended or gone on with"
        yield Claim(says, place, sets.both(her2(place, None), treated), _rows(place, "recommend", "continue"))
        for code in _with_drugs(space, place):
            for step in place.into(code):
                if step.dest != place.state:
                    says = f"{code} is open although HER2 is not positive"
                    yield Claim(says, place, sets.both(lost, place.open[step]), (step.row,))


def pregnant_patient_is_always_referred(space: Space) -> Iterator[Claim]:
    """Wherever treatment is decided: pregnant is a referral; while nobody knows, nothing is recommended."""
    for place in space.of_kind("decision", "treatment", "pause"):
        sets = place.sets
        against = sets.both(pregnancy(place, True), sets.outside(place.settled("refer")))
        yield Claim("The patient is pregnant and is not referred", place, against)
        treated = place.settled("recommend", "continue")
        says = "Nobody knows whether the patient is pregnant, and something is recommended or gone on with"
        yield Claim(says, place, sets.both(pregnancy(place, None), treated))


def _forbids(place: Decision, guard: Guard) -> int:
    """The situations in which a rule forbids; all of them where nobody asks it."""
    if guard.question not in place.level:
        return ALWAYS
    return place.answered(guard, *(answer for answer in ANSWERS if effect(guard, answer) != PASSES))


def _needing(space: Space, place: Decision, agent: str) -> list[str]:
    regimens = space.guideline.catalogue.regimens
    return [code for code in place.offered if regimens[code].cannot_do_without({agent})]


def _with_drugs(space: Space, place: Decision) -> list[str]:
    return [code for code in place.offered if space.guideline.catalogue.regimens[code].slots]


def _rows(place: Decision, *outcomes: str) -> tuple[str, ...]:
    steps: Iterable[Step] = (step for step in place.best if place.outcome(step) in outcomes)
    return tuple(dict.fromkeys(step.row for step in steps))
