"""What is read as one regimen, however it was charted: the table of docs/one-regimen.md.

One line an entry: drugs, first day, last day and reason ("..." goes on). One line a course as it is read: drugs, first
day, last day and reason, then what was dropped on the way.
"""

from __future__ import annotations

from itertools import permutations

import pytest

from statemachine.record.read_record import read
from statemachine.record.record import Record, Treatment
from tests.records import LIBRARY, Document

HP = "trastuzumab pertuzumab"
HP_LEFT = "pertuzumab trastuzumab"  # as a course is read
THP = f"docetaxel {HP}"

TOGETHER = {
    "chemotherapy that begins a day later": (
        [f"{HP} 2026-01-05 ...", "paclitaxel 2026-01-06 2026-06-10 completion"],
        ["paclitaxel pertuzumab trastuzumab 2026-01-05 2026-06-10 chemotherapy_completed", f"{HP_LEFT} 2026-06-10 ..."],
    ),
    "chemotherapy that begins a week later": (
        [f"{HP} 2026-01-05 ...", "paclitaxel 2026-01-12 ..."],
        ["paclitaxel pertuzumab trastuzumab 2026-01-05 ..."],
    ),
    "chemotherapy that begins some days before": (
        ["docetaxel 2026-01-05 ...", f"{HP} 2026-01-09 ..."],
        ["docetaxel pertuzumab trastuzumab 2026-01-05 ..."],
    ),
    "one drug an entry": (
        ["trastuzumab 2026-01-05 ...", "pertuzumab 2026-01-06 ...", "docetaxel 2026-01-06 ..."],
        ["docetaxel pertuzumab trastuzumab 2026-01-05 ..."],
    ),
    "ends a few days apart for one reason are one end": (
        ["trastuzumab 2026-01-05 2026-06-20 completion", "docetaxel 2026-01-05 2026-06-05 completion"],
        ["docetaxel trastuzumab 2026-01-05 2026-06-20 completion"],
    ),
    "a part that was not tolerated": (
        [f"{HP} 2026-01-05 ...", "docetaxel 2026-01-05 2026-03-01 toxicity"],
        [
            "docetaxel pertuzumab trastuzumab 2026-01-05 2026-03-01 chemotherapy_completed"
            " without docetaxel since 2026-03-01 (toxicity)",
            f"{HP_LEFT} 2026-03-01 ...",
        ],
    ),
    "a part that failed ends the whole": (
        ["trastuzumab 2026-01-05 ...", "docetaxel 2026-01-05 2026-08-01 progression"],
        ["docetaxel trastuzumab 2026-01-05 2026-08-01 progression"],
    ),
    "another brand": (
        [f"{THP} 2026-01-05 2026-03-05", "docetaxel Ogivri pertuzumab 2026-03-05 ..."],
        ["docetaxel pertuzumab trastuzumab 2026-01-05 ..."],
    ),
    "another route": (
        [f"{HP} 2026-01-05 2026-08-20", "Phesgo 2026-09-10 ..."],
        ["pertuzumab trastuzumab 2026-01-05 ..."],
    ),
    "an order a cycle": (
        [f"{HP} 2026-01-05 2026-01-05 completion", f"{HP} 2026-01-26 2026-01-26 completion", f"{HP} 2026-02-16 ..."],
        ["pertuzumab trastuzumab 2026-01-05 ..."],
    ),
    "capecitabine some days later": (
        ["tucatinib trastuzumab 2026-01-05 ...", "capecitabine 2026-01-10 ..."],
        ["capecitabine trastuzumab tucatinib 2026-01-05 ..."],
    ),
    "endocrine treatment added to a conjugate": (
        ["T-DXd 2026-01-05 ...", "letrozole 2026-05-01 ..."],
        ["letrozole trastuzumab_deruxtecan 2026-01-05 ..."],
    ),
    "endocrine treatment added and stopped by itself": (
        [f"{HP} 2026-01-05 ...", "letrozole 2026-03-02 2026-09-01 toxicity"],
        ["letrozole pertuzumab trastuzumab 2026-01-05 ... without letrozole since 2026-09-01 (toxicity)"],
    ),
    "a drug left out of what goes on": (
        ["tucatinib trastuzumab capecitabine 2026-01-05 2026-05-01", "tucatinib trastuzumab 2026-05-08 ..."],
        ["capecitabine trastuzumab tucatinib 2026-01-05 ... without capecitabine since 2026-05-01"],
    ),
    "another taxane in the place of the first": (
        [f"{HP} 2026-01-05 ...", "docetaxel 2026-01-05 2026-03-01 toxicity", "paclitaxel 2026-03-08 ..."],
        ["docetaxel paclitaxel pertuzumab trastuzumab 2026-01-05 ... without docetaxel since 2026-03-01 (toxicity)"],
    ),
}
ONE_AFTER_THE_OTHER = {
    "a partner added later begins another regimen of the same line": (
        [f"{HP} 2026-01-05 ...", "tucatinib 2026-05-01 ..."],
        [
            "pertuzumab trastuzumab 2026-01-05 2026-05-01 partner_added",
            "pertuzumab trastuzumab tucatinib 2026-05-01 ...",
        ],
    ),
    "endocrine treatment after the chemotherapy begins the maintenance": (
        [f"{HP} 2026-01-05 ...", "docetaxel 2026-01-05 2026-06-05 completion", "letrozole 2026-07-01 ..."],
        [
            "docetaxel pertuzumab trastuzumab 2026-01-05 2026-07-01 partner_added "
            "without docetaxel since 2026-06-05 (completion)",
            "letrozole pertuzumab trastuzumab 2026-07-01 ...",
        ],
    ),
    "the antibodies alone soon after the chemotherapy are its maintenance": (
        [f"{THP} 2026-01-05 2026-06-05", f"{HP} 2026-06-26 ..."],
        [
            "docetaxel pertuzumab trastuzumab 2026-01-05 2026-06-05 chemotherapy_completed",
            "pertuzumab trastuzumab 2026-06-26 ...",
        ],
    ),
    "one drug an entry, of which the antibodies went on without the chemotherapy": (
        [
            "trastuzumab 2026-01-05 2026-10-09 progression",
            "pertuzumab 2026-01-05 2026-10-09 progression",
            "docetaxel 2026-01-05 2026-06-05 completion",
        ],
        [
            "docetaxel pertuzumab trastuzumab 2026-01-05 2026-06-05 chemotherapy_completed",
            "pertuzumab trastuzumab 2026-06-05 2026-10-09 progression",
        ],
    ),
    "antibodies that were not tolerated after chemotherapy that was not tolerated": (
        [f"{HP} 2026-01-05 2026-10-09 toxicity", "docetaxel 2026-01-05 2026-06-05 toxicity"],
        [
            "docetaxel pertuzumab trastuzumab 2026-01-05 2026-06-05 chemotherapy_completed "
            "without docetaxel since 2026-06-05 (toxicity)",
            "pertuzumab trastuzumab 2026-06-05 2026-10-09 toxicity",
        ],
    ),
    "one order for trastuzumab over two lines": (
        [
            "trastuzumab 2025-01-05 ...",
            "pertuzumab 2025-01-05 2026-01-10 progression",
            "docetaxel 2025-01-05 2025-06-05 completion",
            "tucatinib 2026-02-01 ...",
            "capecitabine 2026-02-01 ...",
        ],
        [
            "docetaxel pertuzumab trastuzumab 2025-01-05 2025-06-05 chemotherapy_completed",
            "pertuzumab trastuzumab 2025-06-05 2026-01-10 progression",
            "capecitabine trastuzumab tucatinib 2026-02-01 ...",
        ],
    ),
    "an end charted two days after the next regimen began": (
        [f"{HP} 2026-01-05 2026-10-09 progression", "T-DXd 2026-10-07 ..."],
        ["pertuzumab trastuzumab 2026-01-05 2026-10-07 progression", "trastuzumab_deruxtecan 2026-10-07 ..."],
    ),
}
ONE_AFTER_THE_OTHER |= {
    "pertuzumab without an end, which is not given alone": (
        ["T-DXd 2026-01-05 2026-10-09 toxicity", "pertuzumab 2026-01-05 ..."],
        ["pertuzumab trastuzumab_deruxtecan 2026-01-05 2026-10-09 toxicity"],
    ),
    "pertuzumab given longer, which ends with the conjugate": (
        ["T-DXd 2026-01-05 2026-07-09 toxicity", "pertuzumab 2026-01-05 2026-10-09"],
        ["pertuzumab trastuzumab_deruxtecan 2026-01-05 2026-07-09 toxicity"],
    ),
    "chemotherapy without an end, where nobody says why the rest was left": (
        ["lapatinib 2026-01-05 2026-10-09", "capecitabine 2026-01-05 ..."],
        ["capecitabine lapatinib 2026-01-05 2026-10-09"],
    ),
    "a drug that is given again joins what went on of its regimen": (
        ["pertuzumab 2026-01-05 ...", "trastuzumab 2026-01-05 2026-03-05", "trastuzumab 2026-09-01 ..."],
        [
            "pertuzumab trastuzumab 2026-01-05 ... without trastuzumab since 2026-03-05",
            "pertuzumab trastuzumab 2026-09-01 ...",
        ],
    ),
    "chemotherapy that is given again joins the antibodies that went on": (
        [f"{HP} 2026-01-05 ...", "docetaxel 2026-01-05 2026-03-05 toxicity", "docetaxel 2026-09-01 ..."],
        [
            "docetaxel pertuzumab trastuzumab 2026-01-05 2026-09-01 partner_added "
            "without docetaxel since 2026-03-05 (toxicity)",
            "docetaxel pertuzumab trastuzumab 2026-09-01 ...",
        ],
    ),
}
BEGUN_BESIDE = {
    "a taxane that joined the antibodies later and was completed": (
        [f"{HP} 2026-03-10 ...", "paclitaxel 2026-06-01 2026-09-20 completion"],
        [
            "pertuzumab trastuzumab 2026-03-10 2026-06-01 partner_added",
            "paclitaxel pertuzumab trastuzumab 2026-06-01 2026-09-20 chemotherapy_completed",
            "pertuzumab trastuzumab 2026-09-20 ...",
        ],
    ),
    "the same, with trastuzumab alone and the dates in months": (
        ["trastuzumab 2026-03 ...", "vinorelbine 2026-06 2026-09 completion"],
        [
            "trastuzumab 2026-03 2026-06 partner_added",
            "trastuzumab vinorelbine 2026-06 2026-09 chemotherapy_completed",
            "trastuzumab 2026-09 ...",
        ],
    ),
    "the same, in antibodies that failed months after it": (
        [f"{HP} 2025-03-10 2026-03-01 progression", "paclitaxel 2025-06-01 2025-09-20 completion"],
        [
            "pertuzumab trastuzumab 2025-03-10 2025-06-01 partner_added",
            "paclitaxel pertuzumab trastuzumab 2025-06-01 2025-09-20 chemotherapy_completed",
            "pertuzumab trastuzumab 2025-09-20 2026-03-01 progression",
        ],
    ),
    "the same, where pertuzumab was left for it, so that it is asked why": (
        ["trastuzumab 2026-03-10 ...", "pertuzumab 2026-03-10 2026-05-25", "paclitaxel 2026-06-01 2026-09-20"],
        [
            "pertuzumab trastuzumab 2026-03-10 ... without pertuzumab since 2026-05-25",
            "paclitaxel trastuzumab 2026-06-01 ... without paclitaxel since 2026-09-20",
        ],
    ),
    "capecitabine that joined the antibodies and was completed": (
        [f"{HP} 2026-03-10 ...", "capecitabine 2026-06-01 2026-09-20 completion"],
        [
            "pertuzumab trastuzumab 2026-03-10 2026-06-01 partner_added",
            "capecitabine pertuzumab trastuzumab 2026-06-01 ... without capecitabine since 2026-09-20 (completion)",
        ],
    ),
    "chemotherapy beside a conjugate that nobody has ended": (
        ["T-DXd 2026-01-05 ...", "capecitabine 2026-08-01 ..."],
        [
            "trastuzumab_deruxtecan 2026-01-05 2026-08-01 partner_added",
            "capecitabine trastuzumab_deruxtecan 2026-08-01 ...",
        ],
    ),
    "pertuzumab beside a conjugate that nobody has ended": (
        ["T-DXd 2026-01-05 ...", "pertuzumab 2026-08-01 ..."],
        [
            "trastuzumab_deruxtecan 2026-01-05 2026-08-01 partner_added",
            "pertuzumab trastuzumab_deruxtecan 2026-08-01 ...",
        ],
    ),
    "vinorelbine in the place of capecitabine beside tucatinib and trastuzumab": (
        [
            "tucatinib 2026-03-20 ...",
            "trastuzumab 2026-03-20 ...",
            "capecitabine 2026-03-20 2026-09-09 toxicity",
            "vinorelbine 2026-09-10 ...",
        ],
        [
            "capecitabine trastuzumab tucatinib 2026-03-20 2026-09-10 partner_added "
            "without capecitabine since 2026-09-09 (toxicity)",
            "trastuzumab tucatinib vinorelbine 2026-09-10 ...",
        ],
    ),
    "a taxane in the place of another one that nobody has ended": (
        [f"{THP} 2026-01-05 ...", "paclitaxel 2026-06-01 ..."],
        [
            "docetaxel pertuzumab trastuzumab 2026-01-05 2026-06-01 partner_added",
            "paclitaxel pertuzumab trastuzumab 2026-06-01 ...",
        ],
    ),
}
APART = {
    "another regimen after a progression": [f"{THP} 2026-01-05 2026-06-05 progression", f"{HP} 2026-06-20 ..."],
    "a drug that is given again after a progression": [
        "pertuzumab trastuzumab 2026-01-05 2026-06-05 progression",
        "trastuzumab 2026-09-01 ...",
    ],
    "the same drugs months later": [f"{HP} 2026-01-05 2026-03-05 completion", f"{HP} 2026-06-05 ..."],
    "what was stopped for toxicity and begun again": [f"{HP} 2026-01-05 2026-03-05 toxicity", f"{HP} 2026-03-15 ..."],
    "a conjugate beside antibodies that nobody has ended": [f"{HP} 2026-01-05 ...", "T-DXd 2026-08-01 ..."],
    "another regimen against HER2 beside antibodies that nobody has ended": [
        f"{HP} 2026-01-05 ...",
        "lapatinib capecitabine 2026-08-01 ...",
    ],
    "chemotherapy beside a drug that failed": [
        "T-DXd 2026-01-05 2026-06-05 progression",
        "capecitabine 2026-06-20 ...",
    ],
    "chemotherapy before the antibodies that was stopped": [
        "docetaxel 2026-01-05 2026-01-12 toxicity",
        f"{HP} 2026-01-19 ...",
    ],
    "an endocrine drug that may have begun after the antibodies": [
        f"{HP} 2026-01-05 2026-06 toxicity",
        "letrozole 2026-06-02 ...",
    ],
}


READ = {**TOGETHER, **ONE_AFTER_THE_OTHER, **BEGUN_BESIDE}


def entry(told: str) -> Document:
    """One line as an entry of the history."""
    words = told.split()
    day = next(index for index, word in enumerate(words) if word[0].isdigit())
    drugs, started, rest = words[:day], words[day], [word for word in words[day + 1 :] if word != "..."]
    fields = dict(zip(("ended", "stopped_for"), rest, strict=False))
    return {"treatment": {"agents": drugs}, "setting": "metastatic", "started": started, **fields}


def record(entries: list[Document]) -> Record:
    """The record of these entries."""
    history = [{"event": "metastatic_diagnosis", "on": "2024-12-01"}, *entries]
    patient = {"her2_status": "positive"}
    document = {"as_of": "2026-11-20", "history_complete": True, "patient": patient, "history": history}
    return read(document, LIBRARY.catalogue)


def told(course: Treatment) -> str:
    """One course as a line of the table."""
    reason = f" {course.stopped_for}" if course.stopped_for else ""
    end = f"{course.ended.text}{reason}" if course.ended else "..."
    dropped = [
        f"without {' '.join(sorted(part.agents))} since {part.on.text}{f' ({part.reason})' if part.reason else ''}"
        for part in course.dropped
    ]
    return " ".join([*sorted(course.drugs), course.started.text, end, *dropped])


def read_as(entries: list[str]) -> list[str]:
    """The courses that these entries are read as."""
    return [told(course) for course in record([entry(line) for line in entries]).treatments]


@pytest.mark.parametrize(("entries", "courses"), [*READ.values()], ids=[*READ])
def test_what_was_given_when_decides_and_not_how_it_was_charted(entries: list[str], courses: list[str]) -> None:
    assert read_as(entries) == courses


@pytest.mark.parametrize("entries", [*APART.values()], ids=[*APART])
def test_what_is_not_one_regimen_stays_apart(entries: list[str]) -> None:
    found = record([entry(line) for line in entries])
    assert (len(found.treatments), found.joined) == (len(entries), {})


@pytest.mark.parametrize(
    "entries",
    [entries for entries, _ in READ.values()],
    ids=[*READ],
)
def test_the_order_of_the_entries_changes_nothing(entries: list[str]) -> None:
    read_in_every_order = {tuple(sorted(read_as([*order]))) for order in permutations(entries)}
    assert len(read_in_every_order) == 1


HELD = [
    pytest.param(entries, place, id=f"{name} - entry {place + 1}")
    for name, (entries, courses) in READ.items()
    for place, line in enumerate(entries)
    if line.endswith("...") and "..." in courses[-1]
]


@pytest.mark.parametrize(("entries", "place"), HELD)
def test_a_hold_and_a_dose_level_stay_with_the_drugs_of_their_entry_in_any_order(
    entries: list[str], place: int
) -> None:
    charted = [entry(line) for line in entries]
    charted[place] |= {"held_since": "2026-11-01", "dose_level": -1}
    own = record([charted[place]]).treatments[0].drugs
    for order in permutations(charted):
        last = max(record([*order]).treatments, key=lambda course: course.started.first)
        for slot, dosing in last.dosings.items():
            assert (dosing.held_since is not None, dosing.level == -1) == (slot <= own, slot <= own)
            assert (order[int(dosing.pointer.split("/")[2]) - 1] == charted[place]) == (slot <= own)
        assert (last.goes_on, last.held_since is not None) == (True, True)


def test_a_drug_that_was_begun_again_since_is_held_no_more() -> None:
    held = entry(f"{HP} 2026-01-05 ...") | {"held_since": "2026-06-01", "dose_level": -1}
    [course] = record([held, entry(f"{HP} 2026-06-20 ...")]).treatments
    assert (course.held_since, course.dose_level) == (None, None)
    [course] = record([held, entry(f"{HP} 2026-05-20 ...")]).treatments
    assert (course.held_since is not None, course.dose_level) == (True, None)


def test_the_entries_that_were_read_with_another_one_are_named() -> None:
    found = record([entry(line) for line in TOGETHER["one drug an entry"][0]])
    assert ([one.pointer for one in found.treatments], found.joined) == (
        ["/history/1"],
        {"/history/2": "/history/1", "/history/3": "/history/1"},
    )


def test_an_end_that_does_not_fit_what_came_after_is_named() -> None:
    found = record(
        [entry(line) for line in ONE_AFTER_THE_OTHER["an end charted two days after the next regimen began"][0]]
    )
    assert [one.pointer for one in found.overruled] == ["/history/1"]


def test_of_an_entry_that_was_read_as_left_the_drugs_are_named_that_this_is_about() -> None:
    entries, _ = READ["a taxane in the place of another one that nobody has ended"]
    found = record([entry(line) for line in entries])
    assert [(one.pointer, sorted(one.drugs)) for one in found.overruled] == [("/history/1", ["docetaxel"])]


def test_two_orders_of_one_drug_before_another_regimen_can_be_read() -> None:
    twice = [entry("T-DXd 2026-01-05 ..."), entry("T-DXd 2026-01-05 ...")]
    found = record([*twice, entry("lapatinib capecitabine 2026-08-01 ...")])
    assert [one.pointer for one in found.overruled] == ["/history/1"]


def test_chemotherapy_of_another_kind_does_not_complete_the_chemotherapy() -> None:
    entries, _ = READ["another taxane in the place of the first"]
    [course] = record([entry(line) for line in entries]).treatments
    assert ([part.replaced for part in course.dropped], course.regimens) == ([True], ("thp",))


def test_a_treatment_counts_as_a_line_if_any_part_of_it_does() -> None:
    with_antibody = record([entry("letrozole 2026-01-05 ..."), entry("trastuzumab 2026-01-05 ...")])
    endocrine = record([entry("letrozole 2026-01-05 ..."), entry("fulvestrant 2026-01-05 ...")])
    assert [course.counts_as_line for course in (*with_antibody.treatments, *endocrine.treatments)] == [True, False]


def test_entries_without_any_drug_are_never_read_as_one() -> None:
    care = {"treatment": {"regimen": "best_supportive_care"}, "setting": "neoadjuvant", "started": "2018-01"}
    document = {"as_of": "2026-11-20", "history_complete": True, "patient": {"her2_status": "positive"}}
    record = read({**document, "history": [care, care]}, LIBRARY.catalogue)
    assert [course.pointer for course in record.treatments] == ["/history/0", "/history/1"]
