"""One record charted in other words: each function gives a chart of the same patient, drugs and days."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from statemachine.record.partial_dates import PartialDate, parse
from tests.records import LIBRARY, Document

CODES = LIBRARY.catalogue
DATED = ("started", "ended", "on", "resolved_on", "held_since")
FIRST_CYCLE_DAYS = 21
OF_TOXICITY = ("toxicity_kind", "toxicity_grade")
END = ("ended", "stopped_for", "toxicity_agent", "toxicity_kind", "toxicity_grade", "held_since", "dose_level")


def with_history(document: Document, history: Sequence[Document]) -> Document:
    """The document with another history."""
    return {**document, "history": [*history]}


def with_entries(document: Document, place: int, entries: Sequence[Document]) -> Document:
    """The document with these entries in place of one."""
    history = document["history"]
    return with_history(document, [*history[:place], *entries, *history[place + 1 :]])


def courses(document: Document) -> list[int]:
    """The places of the treatments."""
    return [place for place, entry in enumerate(document["history"]) if "treatment" in entry]


def drugs_of(entry: Document) -> frozenset[str] | None:
    """The drugs of a course by their codes; of those that a regimen leaves open one; None where there are none to name.

    What was dropped, or not tolerated, was certainly given.
    """
    named = entry["treatment"]
    if "agents" in named:
        return frozenset(code for name in named["agents"] for code in CODES.agents_named(name))
    certain = {*entry.get("dropped", {}).get("agents", ()), entry.get("toxicity_agent")}
    slots = CODES.regimens[named["regimen"]].slots
    drugs = frozenset(min(slot & certain or slot) for slot in slots)
    return drugs if drugs and certain - {None, "whole_regimen"} <= drugs else None


def by_its_drugs(document: Document, place: int) -> Document | None:
    """The course charted as a list of drugs; None where that cannot be told, or would be no chart at all."""
    entry = document["history"][place]
    drugs, dropped = drugs_of(entry), entry.get("dropped", {})
    if drugs is None or not drugs - set(dropped.get("agents", ())) or dropped.get("for") == "progression":
        return None
    return with_entries(document, place, [{**entry, "treatment": {"agents": sorted(drugs)}}])


def one_drug_an_entry(document: Document, place: int) -> Document:
    """A course that is charted by its drugs, with an entry for each of them."""
    entry = document["history"][place]
    return with_entries(document, place, [of_drugs(entry, [drug]) for drug in entry["treatment"]["agents"]])


def of_drugs(entry: Document, drugs: Sequence[str]) -> Document:
    """The part of a course that is about these drugs; all of it dropped is its end."""
    part = {**entry, "treatment": {"agents": [*drugs]}}
    dropped = part.pop("dropped", None)
    if dropped is not None and set(drugs) <= set(dropped["agents"]):
        for name in END:
            part.pop(name, None)
        part["ended"] = dropped["on"]
        told = {"stopped_for": dropped.get("for"), **{name: dropped.get(name) for name in OF_TOXICITY}}
        return part | {name: value for name, value in told.items() if value is not None}
    if dropped is not None and (gone := [drug for drug in dropped["agents"] if drug in drugs]):
        part["dropped"] = {**dropped, "agents": gone}
    if part.get("toxicity_agent") not in (None, "whole_regimen", *drugs):
        del part["toxicity_agent"]
    return part


def started_later(document: Document, place: int, drug: str, days: int) -> Document:
    """One drug of a course in an entry of its own, which begins some days after the others."""
    entry = document["history"][place]
    rest = [other for other in entry["treatment"]["agents"] if other != drug]
    later = {**of_drugs(entry, [drug]), "started": days_after(entry["started"], days)}
    return with_entries(document, place, [of_drugs(entry, rest), later])


def as_doses(entry: Document, cycle: int) -> list[Document]:
    """A course that ended, dose by dose, so many days apart; the last entry tells why it ended."""
    until = without(entry, *END)
    doses, day = [], entry["started"]
    while day < entry["ended"]:
        doses.append({**until, "started": day, "ended": day})
        day = days_after(day, cycle)
    return [*doses, {**entry, "started": entry["ended"]}]


def cut_in_two(document: Document, place: int, last: str, first: str, end: Document, names: Sequence[str]) -> Document:
    """A course in two entries: until `last` with this end, and from `first` on under other names of its drugs."""
    entry = document["history"][place]
    until = without(entry, *END, "dropped")
    since = {**entry, "started": first, "treatment": {"agents": [*names]}}
    return with_entries(document, place, [{**until, "ended": last, **end}, since])


def renamed(document: Document, named: Callable[[str], str]) -> Document:
    """Every drug of the history and of what is declined or not to be had under another name."""

    def again(value: Any, key: str = "") -> Any:
        if key in ("agents", "unavailable") or (key == "declines"):
            return [named(name) for name in value]
        if key in ("agent", "toxicity_agent") and value != "whole_regimen":
            return named(value)
        if isinstance(value, dict):
            return {name: again(inner, name) for name, inner in value.items()}
        return [again(inner) for inner in value] if isinstance(value, list) else value

    renamed: Document = again(document)
    return renamed


def days_after(day: str, days: int) -> str:
    """A day so many days later."""
    return (date.fromisoformat(day) + timedelta(days)).isoformat()


def dates_of(entry: Document) -> Iterator[PartialDate]:
    """Every date of an entry."""
    yield from (parse(entry[name]) for name in DATED if name in entry)
    if "dropped" in entry:
        yield parse(entry["dropped"]["on"])


def without(entry: Document, *names: str) -> Document:
    """The entry with these keys left out."""
    return {name: value for name, value in entry.items() if name not in names}


def as_orders(entry: Document, chance: Random, within: int) -> list[Document]:
    """A course as an order system has it: each drug by itself, from a day within the first cycle on, in several orders.

    The days lie in the first days of the course, so many of them; an order follows the one before after 0 to 21 days.
    """
    orders = []
    for drug in entry["treatment"]["agents"]:
        left = of_drugs(entry, [drug])
        begun = chance.randint(0, min(FIRST_CYCLE_DAYS, within)) if drug != entry["treatment"]["agents"][0] else 0
        while True:
            left = {**left, "started": days_after(entry["started"], begun)}
            last = begun + chance.randint(1, 90)
            begun = last + chance.choice((0, 7, 14, 21))
            if begun > within:
                break
            orders.append({**without(left, *END, "dropped"), "ended": days_after(entry["started"], last)})
        orders.append(left)
    return orders


def quiet_days(document: Document, place: int) -> int:
    """For how many days after its start a course certainly went on, up to as_of, while nothing else is charted.

    The start is a day in full; below 0 where something may have happened before, on or after it.
    """
    entry = document["history"][place]
    start = date.fromisoformat(entry["started"])
    ends = [entry["ended"]] if "ended" in entry else []
    ends += [entry["dropped"]["on"]] if "dropped" in entry else []
    until = [date.fromisoformat(document["as_of"]) + timedelta(1), *(parse(end).first for end in ends)]
    dates = [on for each in document["history"] for on in dates_of(each)]
    return (min([*until, *(on.first for on in dates if on.last > start)]) - start).days - 1
