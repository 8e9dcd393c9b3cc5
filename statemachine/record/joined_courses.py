"""Drugs charted one by one: entries for metastatic disease that start together are read as one treatment.

An order system charts each drug of a regimen by itself. Read apart, they would look like treatments that overlap. So
would endocrine treatment, with or without a CDK4/6 inhibitor, that is added to an anti-HER2 treatment which goes on: it
is read as part of that.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from statemachine.record.catalogue import Catalogue
from statemachine.record.record import Dropped, Treatment


def joined(treatments: Sequence[Treatment], catalogue: Catalogue) -> tuple[tuple[Treatment, ...], tuple[str, ...]]:
    """The treatments with those joined that are one, and the pointers of the entries that were joined into others."""
    together: dict[tuple[str, str], list[Treatment]] = {}
    for treatment in treatments:
        together.setdefault((treatment.setting, treatment.started.text), []).append(treatment)
    result: list[Treatment] = []
    absorbed: list[str] = []
    for entries in together.values():
        one = _join(entries, catalogue) if _may_be_one(entries) else None
        result += entries if one is None else [one]
        absorbed += [] if one is None else [entry.pointer for entry in entries[1:]]
    partners = catalogue.endocrine | catalogue.of_class("cdk4_6_inhibitor")
    alone = [one for one in result if one.setting == "metastatic" and one.drugs and one.drugs <= partners]
    for added in alone:
        hosts = (one for one in result if one.setting == "metastatic" and one.drugs & catalogue.anti_her2)
        host = next((one for one in hosts if _goes_on_with(one, added)), None)
        if host is not None and _took_the_place(host, added, catalogue):
            result[result.index(host)] = replace(host, ended=None, stopped_for=None, toxicity_agent=None)
            result[result.index(added)] = _maintenance(host, added, catalogue)
        elif host is not None:
            result[result.index(host)] = _with_added(host, added, catalogue)
            result.remove(added)
            absorbed.append(added.pointer)
    return tuple(result), tuple(absorbed)


def _goes_on_with(host: Treatment, added: Treatment) -> bool:
    """Was this certainly added to a treatment that went on then, and not given beyond it but for progression?"""
    host_goes_on = _goes_on(host)
    both_go_on = host_goes_on and _goes_on(added)
    began = host.started.first <= added.started.last if both_go_on else host.started.last < added.started.first
    if added.dropped or not began:
        return False
    if not host_goes_on and (host.ended is None or host.ended.first <= added.started.last):
        return False
    if _goes_on(added):
        return host_goes_on or host.stopped_for == "progression"
    together = (added.ended, added.stopped_for) == (host.ended, host.stopped_for)
    together = together or added.stopped_for == host.stopped_for == "progression"
    before = added.ended is not None and (host.ended is None or added.ended.last <= host.ended.first)
    return together or (before and added.stopped_for != "progression")


def _took_the_place(host: Treatment, added: Treatment, catalogue: Catalogue) -> bool:
    """Had the chemotherapy been dropped before, so that this begins the maintenance?"""
    return any(part.agents & catalogue.backbone and part.on.last <= added.started.first for part in host.dropped)


def _maintenance(host: Treatment, added: Treatment, catalogue: Catalogue) -> Treatment:
    """What was left of the treatment, together with what was added, from the day of that."""
    left = replace(host, given=tuple(slot for slot in host.given if slot & host.left), dropped=())
    return replace(
        _with_added(replace(left, regimens=()), added, catalogue), pointer=added.pointer, started=added.started
    )


def _with_added(host: Treatment, added: Treatment, catalogue: Catalogue) -> Treatment:
    """The treatment with what was added, which is a part dropped where it was stopped by itself."""
    given = tuple(sorted({*host.given, *added.given}, key=sorted))
    together = catalogue.regimens_of(_agents([host, added])) if all(len(slot) == 1 for slot in given) else ()
    dropped = host.dropped
    if added.ended is not None and (added.ended, added.stopped_for) != (host.ended, host.stopped_for):
        dropped = (*dropped, Dropped(added.drugs, added.ended, added.stopped_for, f"{added.pointer}/ended"))
    return replace(host, regimens=tuple(dict.fromkeys((*together, *host.regimens))), given=given, dropped=dropped)


def _may_be_one(entries: Sequence[Treatment]) -> bool:
    """Do they start on one day, or in one month or year while all of them were certainly given after it?"""
    first = entries[0]
    went_on = all(_goes_on(entry) or (entry.ended and entry.ended.first > entry.started.last) for entry in entries)
    return len(entries) > 1 and first.setting == "metastatic" and (first.started.is_a_day or went_on)


def _join(entries: Sequence[Treatment], catalogue: Catalogue) -> Treatment | None:
    """One treatment; of two ends the earlier is a part dropped. None where the entries cannot be told together."""
    first = entries[0]
    ends = {(entry.ended, entry.stopped_for) for entry in entries}
    going_on = [entry for entry in entries if _goes_on(entry)]
    left = [entry for entry in entries if entry not in going_on]
    dropped = first.dropped
    if len(ends) > 1:
        if any(entry.stopped_for == "progression" for entry in left):  # a part is not dropped for progression
            return None
        if not going_on or len({(entry.ended, entry.stopped_for) for entry in left}) > 1 or left[0].ended is None:
            return None
        if _agents(left) & _agents(going_on):  # the same drug charted as stopped and as going on
            return None
        dropped = (Dropped(_agents(left), left[0].ended, left[0].stopped_for, f"{left[0].pointer}/ended"),)
        first = replace(first, ended=None, stopped_for=None, toxicity_agent=None)
    if any(entry.dropped for entry in entries):
        return None
    given = tuple(sorted({slot for entry in entries for slot in entry.given}, key=sorted))
    codes = {entry.regimens for entry in entries}
    regimens = first.regimens if len(codes) == 1 and set(first.given) == set(given) else ()
    if not regimens and all(len(slot) == 1 for slot in given):
        regimens = catalogue.regimens_of(_agents(entries))
    counts = any(entry.counts_as_line for entry in entries)
    return replace(first, regimens=regimens, given=given, counts_as_line=counts, dropped=dropped)


def _goes_on(entry: Treatment) -> bool:
    return entry.ended is None and entry.stopped_for is None


def _agents(entries: Iterable[Treatment]) -> frozenset[str]:
    return frozenset(agent for entry in entries for slot in entry.given for agent in slot)
