"""Equivalent charts get one decision: random records told in other words; `make equivalent-charts` tries 3,000 each."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from random import Random

from hypothesis import assume, given
from hypothesis import strategies as st

from statemachine.answering.recommend import recommend
from statemachine.editions.library import FOLDER
from statemachine.record.codes import DECLINABLE_KINDS, SETTINGS
from statemachine.record.read_record import read
from tests.equivalence import decision, differences
from tests.recharted import (
    END,
    FIRST_CYCLE_DAYS,
    as_doses,
    as_orders,
    by_its_drugs,
    courses,
    cut_in_two,
    days_after,
    drugs_of,
    one_drug_an_entry,
    quiet_days,
    renamed,
    started_later,
    with_entries,
    with_history,
    without,
)
from tests.records import LIBRARY, Document, documents, examples

EDITIONS = [LIBRARY.guidelines["asco@2022-05-31"], LIBRARY.guidelines["contemporary@2026-05-15"]]
BESIDE = ("denosumab", "zoledronic_acid", "dexamethasone", "pegfilgrastim", "ondansetron")
LOCAL = ("surgery", "radiotherapy", "ablation")
CONJUGATES = LIBRARY.catalogue.of_class("antibody_drug_conjugate")
FORMS = ("{} SC", "{} IV", "{} 600 mg", "intravenous {}", "{} 440 mg powder for infusion")
NAMES = {code: [code, row["label"], *row["names"]] for code, row in LIBRARY.agents.items()}


def parted(document: Document, *others: Document, but: Collection[str] = ()) -> list[str]:
    """Where the answers to other charts of one record differ from the first, but for these parts."""
    catalogue = LIBRARY.catalogue
    found: list[str] = []
    for edition in EDITIONS:
        answer = recommend(edition, read(document, catalogue))
        for other in others:
            found += differences(answer, recommend(edition, read(other, catalogue)), but)
    return found


def charts_by_drugs(fewest: int, quiet: int, settings: Sequence[str]) -> st.SearchStrategy[list[tuple[Document, int]]]:
    """Of a record each course that began on a known day, charted by its drugs, with its place."""

    def charts(document: Document) -> list[tuple[Document, int]]:
        return [
            (told, place)
            for place in courses(document)
            if len(document["history"][place]["started"]) == 10
            and document["history"][place]["setting"] in settings
            and quiet_days(document, place) >= quiet
            and (told := by_its_drugs(document, place)) is not None
            and len(told["history"][place]["treatment"]["agents"]) >= fewest
        ]

    return documents().map(charts).filter(bool)


def charted_by_drugs(
    fewest: int = 1, quiet: int = 0, settings: Sequence[str] = SETTINGS
) -> st.SearchStrategy[tuple[Document, int]]:
    """A record and the place of such a course, of so many drugs at least and so many days in which it went on alone."""
    return charts_by_drugs(fewest, quiet, settings).flatmap(st.sampled_from)


@examples(30)
@given(charted_by_drugs(fewest=2))
def test_one_drug_an_entry_is_one_regimen(chart: tuple[Document, int]) -> None:
    document, place = chart
    course = document["history"][place]
    assume(course.get("dropped", {}).get("on") != course.get("ended", ""))  # one day, two reasons: kept apart
    assert parted(document, one_drug_an_entry(document, place)) == []


@examples(30)
@given(charted_by_drugs(fewest=2, quiet=1, settings=["metastatic"]), st.data())
def test_a_drug_that_starts_within_the_first_cycle_started_with_the_others(
    chart: tuple[Document, int], data: st.DataObject
) -> None:
    document, place = chart
    entry = document["history"][place]
    drug = data.draw(st.sampled_from(entry["treatment"]["agents"]))
    # A conjugate that begins beside trastuzumab stays apart from it (docs/one-regimen.md, 9).
    assume("trastuzumab" not in entry["treatment"]["agents"] or CONJUGATES.isdisjoint(entry["treatment"]["agents"]))
    days = data.draw(st.integers(1, min(FIRST_CYCLE_DAYS, quiet_days(document, place))))
    assert parted(document, started_later(document, place, drug, days)) == []


@examples(20)
@given(documents(), st.randoms(use_true_random=False))
def test_a_brand_or_a_biosimilar_is_the_drug(document: Document, chance: Random) -> None:
    def other_name(name: str) -> str:
        codes = () if name in DECLINABLE_KINDS else LIBRARY.catalogue.agents_named(name)
        return chance.choice(NAMES[codes[0]]) if len(codes) == 1 else name

    assert parted(document, renamed(document, other_name)) == []


@examples(30)
@given(charted_by_drugs(quiet=1, settings=["metastatic"]), st.data())
def test_a_course_that_goes_on_under_another_name_is_one_course(
    chart: tuple[Document, int], data: st.DataObject
) -> None:
    document, place = chart
    entry = document["history"][place]
    quiet = quiet_days(document, place)
    gap = data.draw(st.sampled_from([days for days in (0, 7, 14, 21) if days < quiet]))
    last = days_after(entry["started"], data.draw(st.integers(1, min(200, quiet - gap))))
    first = days_after(last, gap)
    end = data.draw(st.sampled_from(({}, {"stopped_for": "completion"})))
    names = [data.draw(st.sampled_from(NAMES[drug])) for drug in entry["treatment"]["agents"]]
    assert parted(document, cut_in_two(document, place, last, first, end, names)) == []


@examples(30)
@given(charted_by_drugs(settings=["metastatic"]), st.data(), st.randoms(use_true_random=False))
def test_the_orders_of_an_order_system_are_one_course(
    chart: tuple[Document, int], data: st.DataObject, chance: Random
) -> None:
    document, place = chart
    entry = document["history"][place]
    within = data.draw(st.integers(0, min(300, quiet_days(document, place))))
    assert parted(document, with_entries(document, place, as_orders(entry, chance, within))) == []


@examples(20)
@given(charted_by_drugs(settings=["metastatic"]), st.data(), st.sampled_from((7, 21, 42, 90)))
def test_a_course_charted_dose_by_dose_is_one_course(
    chart: tuple[Document, int], data: st.DataObject, cycle: int
) -> None:
    document, place = chart
    entry = document["history"][place]
    last = days_after(entry["started"], data.draw(st.integers(0, min(300, quiet_days(document, place)))))
    ended = {**without(entry, *END, "dropped"), "ended": last, "stopped_for": entry.get("stopped_for", "progression")}
    charted = with_entries(document, place, [ended])
    assert parted(charted, with_entries(document, place, as_doses(ended, cycle))) == []


@examples(20)
@given(documents(), st.randoms(use_true_random=False))
def test_route_strength_and_form_are_no_part_of_a_name(document: Document, chance: Random) -> None:
    def in_full(name: str) -> str:
        return name if name in DECLINABLE_KINDS else chance.choice(FORMS).format(name)

    assert parted(document, renamed(document, in_full)) == []


@examples(20)
@given(documents(), st.data())
def test_what_is_given_beside_a_treatment_changes_nothing(document: Document, data: st.DataObject) -> None:
    day = days_after(document["as_of"], -data.draw(st.integers(0, 1500)))
    entry: Document = {"event": "local_treatment", "on": day, "kind": data.draw(st.sampled_from(LOCAL)), "site": "bone"}
    if data.draw(st.booleans()):
        drug = data.draw(st.sampled_from(BESIDE))
        entry = {"treatment": {"agents": [drug]}, "setting": "metastatic", "started": day}
    place = data.draw(st.integers(0, len(document["history"])))
    history = [*document["history"][:place], entry, *document["history"][place:]]
    assert parted(document, with_history(document, history)) == []


@examples(30)
@given(documents(), st.randoms(use_true_random=False))
def test_the_order_of_the_entries_changes_nothing(document: Document, chance: Random) -> None:
    history = [*document["history"]]
    chance.shuffle(history)
    assert parted(document, with_history(document, history)) == []


def drugs_that_no_row_names() -> Iterator[tuple[str, str]]:
    """Each drug that only the list of drugs names, with its class."""
    rows = "".join(path.read_text("utf-8") for path in FOLDER.rglob("*.yaml") if path.name != "agents.yaml")
    for code, agent in LIBRARY.catalogue.agents.items():
        if not re.search(rf"\b{code}\b", rows) and not code.startswith("other_"):
            yield code, agent.drug_class


@examples(20)
@given(charted_by_drugs(settings=["metastatic"]), st.sampled_from(sorted(drugs_that_no_row_names())))
def test_an_unlisted_drug_is_read_by_its_class(chart: tuple[Document, int], drug: tuple[str, str]) -> None:
    document, place = chart
    entry = document["history"][place]
    # Begun again under its name, the listed drug is the same one; what is not listed is another.
    assume(all(drug[0] not in (drugs_of(document["history"][other]) or ()) for other in courses(document)))
    listed, unlisted = (
        with_entries(document, place, [{**entry, "treatment": {"agents": [*entry["treatment"]["agents"], added]}}])
        for added in (drug[0], {"other": "a new drug", "class": drug[1]})
    )
    assert parted(listed, unlisted, but=["name"]) == []


CHEMOTHERAPY = frozenset({"docetaxel", "paclitaxel", "nab_paclitaxel"})
TOLD_OF_WHAT_IS_GIVEN = ("current", "actions")  # what may be added is told only where it is still to be chosen


@st.composite
def what_the_taxane_left(draw: st.DrawFn) -> list[Document]:
    """HP that goes on after its taxane, of any patient: by event, as a part dropped, by an entry for each drug, as HP.

    What is told beside came later than both.
    """
    random = draw(documents())
    taxane = draw(st.sampled_from(sorted(CHEMOTHERAPY)))
    start = days_after(random["as_of"], -draw(st.integers(300, 700)))
    ended = days_after(start, draw(st.integers(100, 160)))
    held = {"held_since": days_after(random["as_of"], -draw(st.integers(1, 120)))} if draw(st.booleans()) else {}
    begun = {"setting": "metastatic", "started": start}
    antibodies = ["trastuzumab", "pertuzumab"]
    over = {"ended": ended, "stopped_for": "completion"}
    told = [{"event": "metastatic_diagnosis", "on": days_after(start, -10)}]
    later: list[Document] = []
    for _ in range(draw(st.integers(0, 2))):
        on = days_after(random["as_of"], -draw(st.integers(0, 60)))
        kind = draw(st.sampled_from(("diarrhoea", "hypersensitivity", "lvef_fall", "interstitial_lung_disease")))
        agent, grade = draw(st.sampled_from(antibodies)), draw(st.integers(1, 4))
        later.append({"event": "toxicity", "on": on, "kind": kind, "agent": agent, "grade": grade})
    if draw(st.booleans()):
        later.append({"event": "cns_progression", "on": days_after(random["as_of"], -draw(st.integers(0, 60)))})
    every = {"treatment": {"agents": [taxane, *antibodies]}, **begun}
    ways: list[list[Document]] = [
        [{**every, **held}, {"event": "taxane_completed", "on": ended}],
        [{**every, **held, "dropped": {"agents": [taxane], "on": ended, "for": "completion"}}],
        [
            {"treatment": {"agents": [taxane]}, **begun, **over},
            *({"treatment": {"agents": [drug]}, **begun, **held} for drug in antibodies),
        ],
        [
            {**every, **over},
            {"treatment": {"regimen": "hp"}, "setting": "metastatic", "started": days_after(ended, 21), **held},
        ],
    ]
    document = {**random, "history_complete": True}
    return [with_history(document, [*told, *way, *later]) for way in ways]


@examples(60)
@given(what_the_taxane_left())
def test_what_the_taxane_left_is_being_given_however_its_end_is_charted(charts: list[Document]) -> None:
    first, *others = charts
    but = set(decision(recommend(EDITIONS[0], read(first, LIBRARY.catalogue)))) - {*TOLD_OF_WHAT_IS_GIVEN}
    assert parted(first, *others, but=but) == []
