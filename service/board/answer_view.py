"""What the answer page shows of an answer, in the answer's own words: who is for, who is against, and the sources."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from service.board.common_to_options import Common, common_to
from service.board.entries import read_entries, step_in_words
from service.board.reasons import Exclusion, deciding, exclusions, in_a_sentence, statement
from service.board.statechart import Statechart, statechart
from service.board.timeline import Timeline, timeline
from service.board.who_checks import missing_in, only_asks, only_asks_for
from statemachine import NOT_CHARTED, Guideline, Library, Record, read
from statemachine.answer import Caution, Option, Recommendation, Remark, ShownFinding

# What has to come before an option that is open otherwise, by the code of its caution.
WAITS_FOR = {
    "hold": "only once settled",
    "measure_lvef": "only after the heart is measured",
    "confirm_value": "only after a value is confirmed",
    "cardio_oncology_review": "only after cardio-oncology",
    "local_therapy_first": "discuss local treatment first",
    "brain_active": "discuss local treatment first",
    "multidisciplinary_review": "only after the team",
}
# What a regimen's card says; told for what can be chosen, and at /v1/regimens for the rest.
CARD = ("boxed_warnings", "dosing", "continuation", "monitoring", "toxicities", "notes")


@dataclass(frozen=True, slots=True)
class ShownOption:
    """An option with its findings sorted: against it, left open, and for it; `to_check` is only due before a dose.

    What is to check is told once, as a caution, and not among what is left open. `waits_for` is what comes first.
    """

    option: Option
    against: list[ShownFinding]
    unknown: list[ShownFinding]
    fitting: list[ShownFinding]
    to_check: list[Caution]
    is_preferred: bool
    waits_for: str

    @property
    def is_excluded(self) -> bool:
        """Can it not be chosen?"""
        return self.option.verdict == "excluded"

    @property
    def reason(self) -> str:
        """What decides against it, as a statement; empty where nothing does."""
        return statement(deciding(self.against)) if self.against else ""


@dataclass(frozen=True, slots=True)
class Place:
    """The place of an option among those that are shown; several may share one."""

    number: int
    is_shared: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """An answer ready for the page: the record as sent and as read, the edition, and everything drawn of them.

    `way` names each step, `common` is what all options share, and `source_names` name each source as a reader knows it.
    """

    document: Mapping[str, Any]
    record: Record
    answer: Recommendation
    edition: Guideline
    options: list[ShownOption]
    cards: list[ShownOption]
    common: Common
    excluded: list[Exclusion]
    timeline: Timeline | None
    way: list[str]
    statechart: Statechart
    sources: list[tuple[str, Mapping[str, Any]]]
    source_names: Mapping[str, str]

    @property
    def shut(self) -> str:
        """What is excluded and why, in one line; empty where nothing is."""
        return in_a_sentence(self.excluded)

    @property
    def places(self) -> dict[int, Place]:
        """The place among the options shown, by rank: an option that is excluded leaves no gap."""
        ranks = [each.option.rank for each in self.options if not each.is_excluded and each.option.rank is not None]
        return {rank: Place(number, ranks.count(rank) > 1) for number, rank in enumerate(sorted(set(ranks)), 1)}

    @property
    def told_for_all(self) -> Common:
        """What all options share, without what the sentence says and what the banner asks already."""
        return replace(
            self.common,
            unknown=self.not_asked_above(self.common.unknown),
            cautions=[each for each in self.common.cautions if not self._says(each)],
            to_check=[each for each in self.common.to_check if not _is_asked(each, self.answer)],
            checked_by_some=[each for each in self.common.checked_by_some if not _is_asked(each, self.answer)],
        )

    @property
    def all_wait_for(self) -> str:
        """What has to come before every option that has a place; empty where they wait for different things."""
        waits = [each.waits_for for each in self.options if not each.is_excluded and each.option.rank is not None]
        return waits[0] if len(waits) > 1 and len(set(waits)) == 1 else ""

    @property
    def to_do(self) -> list[Remark]:
        """The actions, without those that only ask for what is to be checked before a dose of some option.

        Of the others that only name what is not charted there is one for each dose that waits for it.
        """
        done: dict[str, Remark] = {}
        checks = self.told_for_all.checks
        asked = [*missing_in(checks), *(asked.fact for asked in self.answer.ask_first)] if checks else []
        for action in self.answer.actions:
            if only_asks_for(action.text, asked):
                continue
            asks, is_asking, facts = action.text.partition(": ")
            key = asks if is_asking and asks.startswith(NOT_CHARTED) else action.text
            before = done.get(key)
            if before is None:
                done[key] = action
            else:
                text = f"{before.text.removesuffix('.')}, {facts}"
                evidence = list(dict.fromkeys([*before.evidence, *action.evidence]))
                done[key] = replace(before, text=text, evidence=evidence)
        return list(done.values())

    def _says(self, caution: Caution) -> bool:
        """Does the sentence say it, or what it waits for?"""
        told = (caution.text, WAITS_FOR.get(caution.code or "", caution.text))
        return any(each.lower() in self.answer.says.lower() for each in told)

    def not_asked_above(self, findings: Iterable[ShownFinding]) -> list[ShownFinding]:
        """Those of which the banner does not ask every fact already."""
        return [each for each in findings if not _is_asked(each, self.answer)]


def show(
    library: Library,
    guideline: Guideline,
    document: Mapping[str, Any],
    answer: Recommendation,
    beside: Sequence[Any] = (),
) -> Shown:
    """Everything the page needs of one answer; the sources also name those of what stands beside it."""
    options = [_option(option, answer) for option in answer.options]
    states = {name: stage.label for name, stage in guideline.stages.items()}
    record = read(document, library.catalogue)
    months = {limit.months for each in library.guidelines.values() for limit in each.about.limits.values()}
    cards = [each for each in options if _has_card(each, answer)]
    told = [answer.actions, answer.warnings, answer.trail, [each.option.trials for each in cards]]
    told += [[getattr(each.option, part) for part in CARD] for each in cards]
    told += [[each.against, each.unknown, each.option.cautions] for each in options]
    told += [[{"evidence": each.option.evidence}, each.option.labels] for each in options if not each.is_excluded]
    cited = sorted(set(_cited([*told, beside])))
    return Shown(
        document,
        record,
        answer,
        guideline,
        options,
        cards,
        common_to([each for each in options if not each.is_excluded]),
        exclusions((each.option.label, each.against) for each in options if each.is_excluded and each.against),
        timeline(document, answer, read_entries(library, document, record), states, sorted(months)),
        [step_in_words(document, record, step) for step in answer.trail],
        statechart(guideline, answer, {each.option.regimen: each.reason for each in options if each.is_excluded}),
        [(key, library.evidence[key]) for key in cited],
        {key: source_name(library.evidence[key]) for key in cited},
    )


def source_name(source: Mapping[str, Any]) -> str:
    """The title of a source, with its year where the title has none."""
    title, year = str(source["title"]), str(source.get("published", ""))[:4]
    return title if not year or re.search(r"\b(19|20)\d\d\b", title) else f"{title}, {year}"


def _option(option: Option, answer: Recommendation) -> ShownOption:
    to_check = [caution for caution in option.cautions if only_asks(caution) and _missing(caution)]
    told = [caution for caution in option.cautions if caution not in to_check]
    checked = set().union(*map(_missing, to_check)) - {asked.fact for asked in answer.ask_first}
    unknown = [each for each in option.findings if each.answer is None]
    return ShownOption(
        option,
        [each for each in option.findings if each.answer is not None and each.answer != each.wanted],
        [each for each in unknown if not _missing(each) or not _missing(each) <= checked],
        [each for each in option.findings if each.answer == each.wanted],
        to_check,
        option.regimen in answer.preferred,
        next((says for code, says in WAITS_FOR.items() if code in {each.code for each in told}), ""),
    )


def _is_asked(told: ShownFinding | Caution, answer: Recommendation) -> bool:
    """Does the banner name all that it lacks?"""
    return bool(missing := _missing(told)) and missing <= {asked.fact for asked in answer.ask_first}


def _missing(told: ShownFinding | Caution) -> set[str]:
    """The facts that nobody has charted."""
    return {pointer for pointer, value in told.facts.items() if value is None}


def _has_card(shown: ShownOption, answer: Recommendation) -> bool:
    """Can it be chosen, or is it being given?"""
    option = shown.option
    is_current = answer.current is not None and answer.current.regimen == option.regimen
    return is_current or (option.verdict != "excluded" and option.rank is not None)


def _cited(told: Any) -> Iterable[str]:
    """Every evidence key within some part of an answer."""
    if is_dataclass(told) and not isinstance(told, type):
        told = {each.name: getattr(told, each.name) for each in fields(told)}
    if isinstance(told, Mapping):
        yield from told.get("evidence", ())
        for value in told.values():
            yield from _cited(value)
    elif isinstance(told, (list, tuple)):
        for value in told:
            yield from _cited(value)
