"""The patient on one printed page: the facts on which an answer rests, as charted, and what the labels say of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from service.board import brief
from service.board.facts import label_of, said
from service.board.words import gettext as _
from statemachine import Guideline
from statemachine.answer import Option, Recommendation
from statemachine.record.facts import GROUPS

COUNTED = "recurred_within"  # the guard that holds the interval since the last dose against a limit
MOST_COURSES = 8
# Told also where nobody has charted them; the other facts only where somebody has.
ALWAYS = (
    "her2_status",
    "hormone_receptor",
    "brain_metastases",
    "lvef_percent",
    "lvef_measured_on",
    "interstitial_lung_disease",
    "ecog",
)
GROUPED = ("Disease", "Brain", "Heart", "Lungs", "Person")


def key_facts(edition: Guideline, document: Mapping[str, Any], answer: Recommendation) -> list[tuple[str, str]]:
    """The line, the interval with its limit, the treatments and the facts by group, each as one paragraph."""
    told = [(_("Line"), _line(edition, answer))]
    told += [(_("Interval"), text) for text in _intervals(answer)]
    told += [(_("Treated"), text) for text in _courses(edition, document["history"])]
    patient = document["patient"]
    retests = [entry for entry in document["history"] if entry.get("event") == "her2_retest"]
    for title, rows in GROUPS.items():
        if title in GROUPED:
            keys = [fact.name for fact in rows]
            facts = [f"{label_of(key)} {said(patient.get(key))}" for key in keys if key in patient or key in ALWAYS]
            facts += [_retest(entry) for entry in retests if title == "Disease"]
            told.append((_(title), "; ".join(facts)))
    others = [f"{label_of(key)} {said(patient[key])}" for key in _resting_on(answer) if patient.get(key) is not None]
    return [*told, (_("Also"), "; ".join(others))] if others else told


def chosen(answer: Recommendation) -> tuple[str, list[Option]]:
    """What is preferred, else what may turn out to be, else what is being given, and which of these it is."""
    if answer.preferred:
        codes, title = set(answer.preferred), _("Side by side") if len(answer.preferred) > 1 else _("Preferred")
    elif answer.branches:
        codes, title = {code for branch in answer.branches for code in branch.preferred}, _("It may be")
    else:
        codes, title = {answer.current.regimen or ""} if answer.current else set(), _("Being given")
    options = [option for option in answer.options if option.regimen in codes]
    return (title, options) if options else (_("Preferred"), [])


def labelled(options: Sequence[Option]) -> list[str]:
    """The options with what each label says of them on the day, those of one status together.

    A label's own remark is told where there is one option alone.
    """
    by_status: dict[str, list[str]] = {}
    for option in options:
        status = ", ".join(
            f"{brief.agency(layer)} {_(brief.LABELS[label.status])}"
            + (f" ({label.says})" if label.says and len(options) == 1 else "")
            for layer, label in option.labels.items()
        )
        by_status.setdefault(status, []).append(option.label)
    return [f"{'; '.join(labels)}{': ' if status else ''}{status}" for status, labels in by_status.items()]


def cautions(answer: Recommendation) -> list[str]:
    """What to heed with what is chosen, each once, with the options it is about where it is not about all."""
    options = chosen(answer)[1]
    about: dict[str, list[str]] = {}
    for option in options:
        for caution in option.cautions:
            about.setdefault(caution.text, []).append(brief.regimen(option.label))
    return [
        text if len(labels) == len(options) else f"{'; '.join(dict.fromkeys(labels))}: {text}"
        for text, labels in about.items()
    ]


def _line(edition: Guideline, answer: Recommendation) -> str:
    line = answer.line
    told = [_("not placed") if answer.state is None else _(edition.stages[answer.state].label)]
    told.append(_("line number %(number)s") % {"number": _("open") if line.number is None else line.number})
    if line.metastatic_regimens is not None:
        told.append(_("lines treated for metastatic disease %(number)s") % {"number": line.metastatic_regimens})
    if line.adjuvant_counts_as_line:
        told.append(_("the early-stage treatment counts as one"))
    return "; ".join(told)


def _intervals(answer: Recommendation) -> Iterator[str]:
    """What was counted, the limit it was held against in the words of the guard, and the answer."""
    for step in answer.trail:
        for finding in step.findings:
            if finding.guard == COUNTED:
                counted = "; ".join(text for pointer, text in finding.facts.items() if pointer.endswith("/on"))
                yield f"{counted}. {finding.question} {said(finding.answer)}".removeprefix(". ")
    ways = [way for branch in answer.branches for way in (branch.when, *branch.or_when)]
    open_still = {asked.question for way in ways for asked in way if asked.guard == COUNTED}
    for question in sorted(open_still):
        yield " ".join((question, _("not settled by what is charted")))


def _courses(edition: Guideline, history: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """The courses as charted, the last ones of many."""
    courses = [_course(edition, entry) for entry in history if "treatment" in entry]
    if courses:
        earlier = len(courses) - MOST_COURSES
        yield "; ".join(
            [_("%(number)s earlier courses") % {"number": earlier}, *courses[earlier:]] if earlier > 0 else courses
        )


def _course(edition: Guideline, entry: Mapping[str, Any]) -> str:
    named = entry["treatment"]
    regimens = edition.catalogue.regimens
    what = brief.regimen(regimens[named["regimen"]].label) if "regimen" in named else brief.drugs(named["agents"])
    since = entry.get("started", _("start not charted"))
    until = entry.get("ended", _("end not charted") if "stopped_for" in entry else _("now"))
    why = f", {said(entry['stopped_for'])}" if "stopped_for" in entry else ""
    held = ", " + _("held since %(day)s") % {"day": entry["held_since"]} if "held_since" in entry else ""
    dates = _("%(since)s to %(until)s") % {"since": since, "until": until}
    return f"{what} ({said(entry['setting'])}) {dates}{why}{held}"


def _retest(entry: Mapping[str, Any]) -> str:
    found = [f"{label_of(key)} {said(entry[key])}" for key in ("her2_status", "her2_ihc", "her2_ish") if key in entry]
    return _("retest %(day)s: %(found)s") % {"day": entry["on"], "found": ", ".join(found)}


def _resting_on(answer: Recommendation) -> list[str]:
    """The facts of no printed group that what is preferred rests on."""
    rests: dict[str, None] = {}
    for option in answer.options:
        if option.regimen in answer.preferred:
            for finding in option.findings:
                rests |= {key: None for pointer in finding.facts for key in [pointer.rpartition("/")[2]]}
    return [fact.name for title, rows in GROUPS.items() if title not in GROUPED for fact in rows if fact.name in rests]
