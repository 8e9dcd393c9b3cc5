"""The options of a decision as a board weighs them: verdict, findings, cautions, labels and the regimen itself."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from statemachine.answer import Caution, Deciding, Option, ShownFinding
from statemachine.answering.step_cautions import ONLY_ASKS, step_cautions
from statemachine.machine.case import Case
from statemachine.machine.guard import Finding
from statemachine.machine.step import Weighed

OPEN_ON_EVERY_WAY = "open_on_every_way"  # a finding of the answer alone: no guard asks it
BEST_FIRST = ("permitted", "undetermined", "excluded")


class Offer(NamedTuple):
    """A regimen as a decision offers it: the case that is there, the step that speaks best for it, and the verdict.

    Where possible decisions disagree, `elsewhere` is how each of them offers it; `decisions` are all that are possible.
    `ways` are case and step of each of several ways on which it is not excluded.
    """

    case: Case
    best: Weighed
    verdict: str
    elsewhere: tuple[Weighed, ...] = ()
    decisions: tuple[str, ...] = ()
    ways: tuple[tuple[Case, Weighed], ...] = ()


def options_of(cases: Sequence[Case], *, in_brief: bool = False) -> list[Option]:
    """Every regimen of the decision once, with its steps joined: those that can be chosen first, then by rank.

    In brief it comes without labels, and with the findings alone that speak against it or are open.
    """
    options = [_option(offer, in_brief=in_brief) for offer in offers_of(cases).values()]
    options.sort(key=lambda option: (option.verdict == "excluded", option.rank is None, option.rank or 0))
    return options


def offers_of(cases: Sequence[Case]) -> dict[str, Offer]:
    """Each regimen that is offered where the ways end; undetermined where they disagree about it."""
    found = [
        {code: Offer(case, best, verdict_of(case, best)) for code, best in offered(case).items()} for case in cases
    ]
    if len(found) < 2:
        return dict(*found)
    decisions = tuple(dict.fromkeys(case.decision for case in cases))
    joined: dict[str, Offer] = {}
    for code in dict.fromkeys(code for offers in found for code in offers):
        offers = [offered_there[code] for offered_there in found if code in offered_there]
        verdicts = {offer.verdict for offer in offers} | ({"excluded"} if len(offers) < len(found) else set())
        if verdicts <= {"permitted", "undetermined"} and all(offer.best.verdict == "permitted" for offer in offers):
            joined[code] = max(offers, key=lambda offer: offer.verdict == "permitted")  # open however it turns out
        elif len(verdicts) == 1:
            joined[code] = offers[0]
        else:
            elsewhere = tuple(offer.best for offer in offers)
            joined[code] = offers[0]._replace(verdict="undetermined", elsewhere=elsewhere, decisions=decisions)
        joined[code] = joined[code]._replace(ways=tuple(offer[:2] for offer in offers if offer.verdict != "excluded"))
    return joined


def offered(case: Case) -> dict[str, Weighed]:
    """Each regimen with the step that speaks best for it, in the decision's order; empty where nothing was decided."""
    if case.unreadable is not None:
        return {}
    by_regimen: dict[str, list[Weighed]] = {}
    for weighed in case.weigh_offers():
        regimen = case.guideline.stages[weighed.step.dest].regimen
        if regimen is not None:
            by_regimen.setdefault(regimen.code, []).append(weighed)
    offers = {code: min(steps, key=_merit) if len(steps) > 1 else steps[0] for code, steps in by_regimen.items()}
    present, forbidding = case.stage.regimen, against_going_on(case)
    if present is not None and present.code in offers and forbidding:  # what may not go on is not begun again either
        best = offers[present.code]
        offers[present.code] = Weighed(best.step, "excluded", (*best.findings, *forbidding))
    return offers


def against_going_on(case: Case) -> list[Finding]:
    """The findings that forbid continuing the present treatment; empty where none is being given."""
    if case.stage.kind != "treatment":
        return []
    return [finding for weighed in going_on(case) for finding in weighed.findings if finding.effect == "blocks"]


def cautions_of(case: Case, regimens: Collection[str]) -> list[Caution]:
    """What to heed with these open options."""
    return [
        caution for code, best in offered(case).items() if code in regimens for caution in step_cautions(case, best)
    ]


def cautions_of_going_on(case: Case) -> list[Caution]:
    """What to heed on the present treatment, but of drugs that may not go on; empty where none is being given.

    Where it cannot be continued, or no treatment is chosen here, nothing is asked about it.
    """
    return [
        caution
        for weighed in going_on(case)
        for caution in step_cautions(case, weighed)
        if not caution.text.startswith(ONLY_ASKS)
        or (case.stage.kind == "treatment" and verdict_of(case, weighed) != "excluded")
    ]


def cautions_of_adding(case: Case, regimens: Collection[str]) -> list[Caution]:
    """What to heed with the drugs of these options that are not being given yet."""
    given = case.current.left if case.current is not None else frozenset()
    chosen = (best for code, best in offered(case).items() if code in regimens)
    return [caution for best in chosen for caution in step_cautions(case, best, given)]


def going_on(case: Case) -> Iterator[Weighed]:
    """The step that goes on with what is being given, whatever else may be chosen: it has no question of its own."""
    return (weighed for weighed in case.weigh(case.state) if weighed.step.dest == case.state and not weighed.step.own)


def cautions_told(cases: Sequence[Case], of_options: Sequence[Caution]) -> list[Caution]:
    """What an answer tells of: the cautions of what is being given, and of the options where a choice may be due."""
    going_on = [caution for case in cases for caution in cautions_of_going_on(case)]
    return going_on if all(case.stage.kind == "treatment" for case in cases) else [*going_on, *of_options]


def cautions_of_offers(offers: Iterable[Offer]) -> list[Caution]:
    """What to heed with every regimen that is offered and not excluded."""
    open_to_choose = (offer for offer in offers if offer.verdict != "excluded")
    return [caution for offer in open_to_choose for caution in _cautions_on_every_way(offer)]


def verdict_of(case: Case, weighed: Weighed) -> str:
    """The verdict as an answer shows it: what a branch only assumes is still unknown."""
    return weighed.verdict if case.assumptions.say_nothing else _verdict(weighed)


def _option(offer: Offer, *, in_brief: bool) -> Option:
    case, step, verdict = offer.case, offer.best.step, offer.verdict
    regimen = case.guideline.stages[step.dest].regimen
    assert regimen is not None  # noqa: S101  # options are the steps into a regimen
    labels = case.guideline.about.labels if regimen.slots and not in_brief else ()
    return Option(
        regimen=regimen.code,
        label=regimen.label,
        rank=step.rank,
        verdict=verdict,
        strength=step.strength,
        quality=step.quality,
        deciding=_deciding(offer),
        says=step.says,
        basis=step.grounds.basis,
        evidence=step.grounds.evidence,
        interpretation=step.grounds.interpretation,
        findings=_where_they_disagree(offer) if offer.elsewhere else _shown(offer.best, against=in_brief),
        cautions=_cautions_on_every_way(offer) if verdict != "excluded" else [],
        labels={label.code: label.status(case, regimen.code) for label in labels},
        **regimen.card,
    )


def _shown(weighed: Weighed, *, against: bool) -> list[ShownFinding]:
    """All findings, or those alone that speak against the step or are open."""
    return [
        finding.guard.show(finding)
        for finding in weighed.findings
        if not against or finding.answer is not finding.guard.target
    ]


def _deciding(offer: Offer) -> Deciding | None:
    """What an option that cannot be chosen yet, or at all, owes that to: first what was answered, then what was not."""
    if offer.verdict == "permitted":
        return None
    if offer.elsewhere:
        return Deciding(OPEN_ON_EVERY_WAY, _asks_which_way(offer), None)
    effect = "blocks" if offer.verdict == "excluded" else "leaves_open"
    found = [finding for finding in offer.best.findings if finding.effect == effect or _is_assumed(finding)]
    first = min(found, key=lambda finding: (finding.effect != effect, finding.answer is None))
    return Deciding(first.guard.func.name, first.guard.question, first.answer)


def _where_they_disagree(offer: Offer) -> list[ShownFinding]:
    """What is found wherever the regimen is offered; unknown is what differs, and which decision is due."""
    found_elsewhere = [
        {finding.guard.question: finding.answer for finding in weighed.findings} for weighed in offer.elsewhere
    ]
    shown = []
    for finding in offer.best.findings:
        answers = {found[finding.guard.question] for found in found_elsewhere if finding.guard.question in found}
        if len(answers) > 1:
            shown.append(replace(finding.guard.show(finding), answer=None))
        elif finding.effect != "blocks":
            shown.append(finding.guard.show(finding))
    return [*shown, ShownFinding(OPEN_ON_EVERY_WAY, _asks_which_way(offer), True, None, {}, "service", ())]


def _asks_which_way(offer: Offer) -> str:
    labels = " or ".join(offer.case.guideline.stages[decision].label for decision in offer.decisions)
    return f"Is it open whichever way the history is read ({labels})?"


def _merit(weighed: Weighed) -> tuple[int, bool, int, int, int]:
    """The best verdict, then a row with a rank, one meant here, the fewest reasons against it, and the best rank."""
    step, rank = weighed.step, weighed.step.rank
    blocking = [finding.guard for finding in weighed.findings if finding.effect == "blocks"]
    elsewhere = sum(guard.target and guard.grounds is step.grounds for guard in blocking)
    return (BEST_FIRST.index(weighed.verdict), rank is None, elsewhere, len(blocking), rank or 0)


def _verdict(weighed: Weighed) -> str:
    """The verdict without what a branch only assumes: an assumed answer is shown as unknown, and so is its effect."""
    known = [finding for finding in weighed.findings if not _is_assumed(finding)]
    if any(finding.effect == "blocks" for finding in known):
        return "excluded"
    return weighed.verdict if len(known) == len(weighed.findings) else "undetermined"


def _is_assumed(finding: Finding) -> bool:
    return finding.answer is None and finding.guard.when_unknown == "ask"


def _cautions_on_every_way(offer: Offer) -> list[Caution]:
    """What to heed on any of the ways on which the regimen may be given, each sentence once."""
    return list({told.text: told for way in offer.ways or (offer[:2],) for told in step_cautions(*way)}.values())
