"""How a vignette is read and how its `expect` is compared with an answer: only what it names, and that strictly.

Keys that take a list of names ask that each is there (`warnings`, `actions`, `ask_first`, `not_judged`,
`also_permitted`, `excluded`, `undetermined`) or that none is (`never_preferred`, `no_warnings`, `no_actions`,
`not_asked`, `not_listed`, `not_judged_never`);
`preferred`, `permitted`, `excluded_by`, `branches` and `trail` are compared whole; `asked_in_order` is how `ask_first`
begins. A fact is named by the end of its
pointer. `says` is a part of the first sentence, `not_said` no part of it; `cautions_say` and `cautions_never_say` ask
the same of the cautions of an option. `rests_on` names the evidence keys of the rows that the case is about
(tests/grounds.py).

`equivalents` lists other charts of the same patient, each with a `history`, a `patient` or both in place of the case's
own, and `told` to say how it is charted. Each must get the decision of the case itself (tests/equivalence.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from yaml import CSafeLoader as SafeLoader

from statemachine.answer import AssumedAnswer, Option, Recommendation, ShownBranch
from statemachine.answering.recommend import recommend
from statemachine.editions.library import Library
from statemachine.record.read_record import read
from tests import grounds

Vignette = Mapping[str, Any]
Check = Callable[[Any, Recommendation], Iterable[str]]

USUAL_PATIENT = Path(__file__).parent / "vignettes" / "usual_patient.yaml"
ALWAYS_LISTED = {"clinical_trial", "best_supportive_care"}


def vignettes(folder: Path) -> list[Vignette]:
    """All cases of a folder's YAML files, in order; the usual patient is not one of them."""
    files = (path for path in sorted(folder.glob("*.yaml")) if path.name != USUAL_PATIENT.name)
    return [case for path in files for case in cases_of(path)]


def cases_of(file: Path) -> list[Vignette]:
    """The cases of one file, in order."""
    cases: list[Vignette] = yaml.load(file.read_text("utf-8"), SafeLoader)
    return cases


@cache
def usual_patient() -> Mapping[str, Any]:
    """The facts of `usual: true`: a fit patient about whom everything is charted and nothing stands in the way."""
    facts: Mapping[str, Any] = yaml.load(USUAL_PATIENT.read_text("utf-8"), SafeLoader)
    return facts


def facts_of(patient: Mapping[str, Any]) -> dict[str, Any]:
    """The patient's facts; under `usual: true` a case's own facts replace the usual ones, and null takes one away."""
    own = {fact: value for fact, value in patient.items() if fact != "usual"}
    merged = {**usual_patient(), **own} if patient.get("usual") else own
    return {fact: value for fact, value in merged.items() if value is not None}


def answer_to(library: Library, case: Vignette, guideline: str) -> Recommendation:
    """The answer of one edition to a vignette; a history is complete unless the case says otherwise."""
    document = {"history_complete": True, **case, "patient": facts_of(case["patient"])}
    record = read(document, library.catalogue)
    return recommend(library.pick(guideline, record.as_of), record)


def equivalents(case: Vignette) -> Iterator[tuple[str, Vignette]]:
    """Every other chart of a case, as a case of its own, with how it is told."""
    for number, chart in enumerate(case.get("equivalents", ()), start=1):
        yield chart.get("told", f"chart {number}"), {**case, **chart}


def differences(expected: Mapping[str, Any], answer: Recommendation) -> list[str]:
    """What the answer does not have as expected, one sentence each; empty if it is as expected."""
    found = []
    for key, value in expected.items():
        check = CHECKS.get(key)
        if key == "rests_on":
            found += [f"{key}: {says}" for says in grounds.faults(expected, answer)]
        elif check is None:
            found.append(f"the expectation {key!r} is not known; known are {', '.join(sorted([*CHECKS, 'rests_on']))}")
        else:
            found += [f"{key}: {says}" for says in check(value, answer)]
    return found


def _equal(found: Any, wanted: Any) -> Iterator[str]:
    if found != wanted:
        yield f"{found} instead of {wanted}"


def _same_set(found: Iterable[str], wanted: Iterable[str]) -> Iterator[str]:
    yield from _equal(sorted(found), sorted(wanted))


def _each(found: Iterable[str], wanted: Iterable[str]) -> Iterator[str]:
    known = sorted(set(found))
    yield from (f"{name} is not among {known}" for name in wanted if name not in known)


def _none(found: Iterable[str], unwanted: Iterable[str]) -> Iterator[str]:
    yield from (f"{name} is there" for name in sorted(set(found) & set(unwanted)))


def _verdict(wanted: str) -> Check:
    def check(regimens: Iterable[str], answer: Recommendation) -> Iterator[str]:
        verdicts = {option.regimen: option.verdict for option in answer.options}
        for regimen in regimens:
            if verdicts.get(regimen) != wanted:
                yield f"{regimen} is {verdicts.get(regimen, 'not listed')}"

    return check


def _of_options(compare: Callable[[Option, Any], Iterable[str]]) -> Check:
    """A check of `{regimen: wanted}`: every named regimen must be listed, and be as `compare` wants it."""

    def check(wanted: Mapping[str, Any], answer: Recommendation) -> Iterator[str]:
        options = {option.regimen: option for option in answer.options}
        for regimen, value in wanted.items():
            if regimen not in options:
                yield f"{regimen} is not listed"
            else:
                yield from (f"{regimen}: {says}" for says in compare(options[regimen], value))

    return check


def _grade(option: Option, wanted: list[str | None]) -> Iterator[str]:
    yield from _equal([option.strength, option.quality], wanted)


def _excluded_by(option: Option, guards: list[str]) -> Iterator[str]:
    """All the guards whose answer is the opposite of what the option wants."""
    against = {finding.guard for finding in option.findings if finding.answer is (not finding.wanted)}
    yield from _same_set(against, guards)


def _about(*, charted: bool, wanted: bool) -> Check:
    """Is there a caution about each of these facts (or none about any), charted or still to be checked?"""

    def compare(option: Option, facts: list[str]) -> Iterator[str]:
        pointers = [
            pointer
            for caution in option.cautions
            for pointer, value in caution.facts.items()
            if (value is not None) == charted
        ]
        for fact in facts:
            if any(pointer.endswith(f"/{fact}") for pointer in pointers) != wanted:
                yield f"{fact} is {'not ' if wanted else ''}among {pointers}"

    return _of_options(compare)


def _cautions(option: Option, codes: list[str]) -> Iterator[str]:
    yield from _each((caution.code or "" for caution in option.cautions), codes)


def _caution_says(*, wanted: bool) -> Check:
    """Does one of the cautions contain this part of a sentence, or none of them?"""

    def compare(option: Option, part: str) -> Iterator[str]:
        told = [caution.text for caution in option.cautions]
        if any(part in text for text in told) != wanted:
            yield f"{part!r} is {'not ' if wanted else ''}in {told}"

    return _of_options(compare)


def _labels(wanted: Mapping[str, Mapping[str, str]], answer: Recommendation) -> Iterator[str]:
    """Only for regimens that are options of the decision."""
    for option in answer.options:
        for label, status in wanted.get(option.regimen, {}).items():
            shown = option.labels[label].status if label in option.labels else "not there"
            if shown != status:
                yield f"{label} of {option.regimen}: {shown} instead of {status}"


def _asked(answer: Recommendation, fact: str) -> bool:
    return any(asking.fact.endswith(f"/{fact}") for asking in answer.ask_first)


def _ask_first(facts: Iterable[str], answer: Recommendation) -> Iterator[str]:
    known = [asking.fact for asking in answer.ask_first]
    yield from (f"{fact} is not asked; asked are {known}" for fact in facts if not _asked(answer, fact))


def _way(assumed: Iterable[AssumedAnswer]) -> dict[str, bool]:
    return {asked.guard: asked.answer for asked in assumed}


def _branch(branch: ShownBranch, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """What a branch has under the keys that a case names for it."""
    has = {
        "outcome": branch.outcome,
        "state": branch.state,
        "line_number": branch.line_number,
        "preferred": sorted(branch.preferred),
        "when": _way(branch.when),
        "or_when": [_way(way) for way in branch.or_when],
    }
    return {key: has.get(key, f"{key} is no key of a branch") for key in wanted}


def _branches(wanted: list[dict[str, Any]], answer: Recommendation) -> Iterator[str]:
    """The same branches in any order, none missing and none besides."""
    left = list(answer.branches)
    for branch in wanted:
        sought = {**branch, "preferred": sorted(branch.get("preferred", []))}
        match = next((found for found in left if _branch(found, sought) == sought), None)
        if match is None:
            yield f"no branch {sought}"
        else:
            left.remove(match)
    every = ("outcome", "state", "line_number", "preferred", "when", "or_when")
    yield from (f"unexpected branch {_branch(branch, dict.fromkeys(every))}" for branch in left)


def _first_branch(wanted: Mapping[str, Any], answer: Recommendation) -> Iterator[str]:
    if not answer.branches:
        yield "there are no branches"
    else:
        yield from _equal(_branch(answer.branches[0], wanted), dict(wanted))


def _current(wanted: Mapping[str, Any] | None, answer: Recommendation) -> Iterator[str]:
    if wanted is None or answer.current is None:
        yield from _equal(answer.current, wanted)
    else:
        yield from _equal({key: getattr(answer.current, key) for key in wanted}, dict(wanted))


def _mentions(wanted: Mapping[str, str], answer: Recommendation) -> Iterator[str]:
    """Does the warning or action of this code contain this text?"""
    for code, text in wanted.items():
        said = [remark.text for remark in (*answer.warnings, *answer.actions) if remark.code == code]
        if not any(text in says for says in said):
            yield f"{code} does not say {text!r}: {said}"


def _not_mentioned(unwanted: Mapping[str, str], answer: Recommendation) -> Iterator[str]:
    for code, part in unwanted.items():
        told = [remark.text for remark in (*answer.warnings, *answer.actions) if remark.code == code]
        yield from (f"{code} says {text!r}" for text in told if part in text)


CHECKS: Mapping[str, Check] = {
    "edition": lambda wanted, answer: _equal(answer.guideline.edition, wanted),
    "outcome": lambda wanted, answer: _equal(answer.outcome, wanted),
    "state": lambda wanted, answer: _equal(answer.state, wanted),
    "line_number": lambda wanted, answer: _equal(answer.line.number, wanted),
    "metastatic_regimens": lambda wanted, answer: _equal(answer.line.metastatic_regimens, wanted),
    "adjuvant_counts_as_line": lambda wanted, answer: _equal(answer.line.adjuvant_counts_as_line, wanted),
    "received": lambda wanted, answer: _same_set(answer.line.received, wanted),
    "current": _current,
    "preferred": lambda wanted, answer: _same_set(answer.preferred, wanted),
    "never_preferred": lambda unwanted, answer: _none(answer.preferred, unwanted),
    "permitted": lambda wanted, answer: _same_set(
        {option.regimen for option in answer.options if option.verdict == "permitted"} - ALWAYS_LISTED, wanted
    ),
    "also_permitted": _verdict("permitted"),
    "excluded": _verdict("excluded"),
    "undetermined": _verdict("undetermined"),
    "not_listed": lambda unwanted, answer: _none((option.regimen for option in answer.options), unwanted),
    "excluded_by": _of_options(_excluded_by),
    "grades": _of_options(_grade),
    "ranks": _of_options(lambda option, rank: _equal(option.rank, rank)),
    "evidence": _of_options(lambda option, keys: _each(option.evidence, keys)),
    "cautions": _of_options(_cautions),
    "cautions_about": _about(charted=True, wanted=True),
    "no_cautions_about": _about(charted=True, wanted=False),
    "cautions_say": _caution_says(wanted=True),
    "cautions_never_say": _caution_says(wanted=False),
    "check_before_first_dose": _about(charted=False, wanted=True),
    "labels": _labels,
    "ask_first": _ask_first,
    "asked_in_order": lambda wanted, answer: _equal(
        [one.fact.split("/", 2)[-1] for one in answer.ask_first[: len(wanted)]], wanted
    ),
    "not_asked": lambda facts, answer: (f"{fact} is asked" for fact in facts if _asked(answer, fact)),
    "warnings": lambda codes, answer: _each((remark.code for remark in answer.warnings), codes),
    "no_warnings": lambda codes, answer: _none((remark.code for remark in answer.warnings), codes),
    "actions": lambda codes, answer: _each((remark.code for remark in answer.actions), codes),
    "no_actions": lambda codes, answer: _none((remark.code for remark in answer.actions), codes),
    "mentions": _mentions,
    "not_mentioned": _not_mentioned,
    "says": lambda part, answer: [] if part in answer.says else [f"{part!r} is not in {answer.says!r}"],
    "not_said": lambda part, answer: [f"{part!r} is in {answer.says!r}"] if part in answer.says else [],
    "not_judged": lambda facts, answer: _each((each.fact.rpartition("/")[2] for each in answer.not_judged), facts),
    "not_judged_never": lambda facts, answer: _none(
        (each.fact.rpartition("/")[2] for each in answer.not_judged), facts
    ),
    "branches": _branches,
    "first_branch": _first_branch,
    "trail": lambda states, answer: _equal([step.dest for step in answer.trail], states),
}
