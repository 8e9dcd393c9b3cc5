"""A document read into a record: names understood, facts derived, and every contradiction told at once."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statemachine.record.facts import report_of
from statemachine.record.partial_dates import parse
from statemachine.record.read_record import read
from statemachine.record.record import Record
from statemachine.record.record_faults import Fault, RecordFaults
from tests.records import LIBRARY, Document, documents, examples

AS_OF = "2026-11-20"
COURSE: Document = {"setting": "metastatic", "started": "2025-01-10"}


def record(history: list[Document] | None = None, **patient: Any) -> Record:
    """A record of a patient who is HER2-positive unless said otherwise."""
    facts = patient or {"her2_status": "positive"}
    document = {"as_of": AS_OF, "history_complete": True, "patient": facts, "history": history or []}
    return read(document, LIBRARY.catalogue)


def faults(history: list[Document] | None = None, **patient: Any) -> list[Fault]:
    """What is wrong with it."""
    with pytest.raises(RecordFaults) as refused:
        record(history, **patient)
    return refused.value.faults


def pointers(history: list[Document] | None = None, **patient: Any) -> list[str]:
    """Where it is wrong."""
    return [fault.pointer for fault in faults(history, **patient)]


def given_agents(*names: str) -> set[str]:
    """The codes of the drugs of a course charted by names."""
    course = record([{**COURSE, "treatment": {"agents": list(names)}}]).treatments[0]
    return {agent for slot in course.given for agent in slot}


@examples(300)
@given(documents())
def test_every_random_record_can_be_read_with_all_its_entries(document: Document) -> None:
    found = read(document, LIBRARY.catalogue)
    told = {course.pointer for course in found.treatments} | {event.pointer for event in found.events}
    told |= {beside.pointer for beside in found.beside} | set(found.joined)
    assert {f"/history/{index}" for index in range(len(document["history"]))} == told
    assert date.fromisoformat(document["as_of"]) == found.as_of


def test_an_empty_fact_is_an_unknown_one() -> None:
    assert record(her2_status="positive", lvef_percent=None).patient == record(her2_status="positive").patient
    assert record(her2_status="positive").patient.lvef_percent is None


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("trastuzumab", {"trastuzumab"}),
        ("Herceptin", {"trastuzumab"}),
        ("HERCEPTIN HYLECTA", {"trastuzumab"}),
        ("trastuzumab-dkst", {"trastuzumab"}),
        ("Trastuzumab_dkst", {"trastuzumab"}),
        ("Herzuma", {"trastuzumab"}),
        ("Perjeta", {"pertuzumab"}),
        ("Phesgo", {"pertuzumab", "trastuzumab"}),
        ("Kadcyla", {"trastuzumab_emtansine"}),
        ("T-DM1", {"trastuzumab_emtansine"}),
        ("tdm1", {"trastuzumab_emtansine"}),
        ("ado-trastuzumab emtansine", {"trastuzumab_emtansine"}),
        ("Enhertu", {"trastuzumab_deruxtecan"}),
        ("fam-trastuzumab deruxtecan-nxki", {"trastuzumab_deruxtecan"}),
        ("Trastuzumab deruxtecan", {"trastuzumab_deruxtecan"}),
        ("Nab-Paclitaxel", {"nab_paclitaxel"}),
        ("nab paclitaxel", {"nab_paclitaxel"}),
    ],
)
def test_drugs_are_understood_by_brand_biosimilar_and_abbreviation(name: str, codes: set[str]) -> None:
    assert codes == given_agents(name)


def test_a_conjugate_is_never_read_as_trastuzumab_under_any_of_its_names() -> None:
    for code in ("trastuzumab_emtansine", "trastuzumab_deruxtecan"):
        for name in [code, LIBRARY.agents[code]["label"], *LIBRARY.agents[code]["names"]]:
            course = record([{**COURSE, "treatment": {"agents": [name]}}]).treatments[0]
            assert False is course.gave("trastuzumab")
            assert True is course.gave(code)


def test_phesgo_with_docetaxel_is_the_first_line_regimen() -> None:
    course = record([{**COURSE, "treatment": {"agents": ["Phesgo", "docetaxel"]}}]).treatments[0]
    assert "thp" in course.regimens
    assert course.counts_as_line


def test_a_regimen_code_leaves_open_which_drug_of_a_slot_was_given() -> None:
    course = record([{**COURSE, "treatment": {"regimen": "thp"}}]).treatments[0]
    taxanes = frozenset({"docetaxel", "paclitaxel", "nab_paclitaxel"})
    assert [course.gave(agent) for agent in ("docetaxel", "pertuzumab", "lapatinib")] == [None, True, False]
    assert [
        course.gave_one_of(agents)
        for agents in (taxanes, frozenset({"docetaxel", "lapatinib"}), frozenset({"lapatinib"}))
    ] == [True, None, False]


def test_a_drug_list_that_fits_several_codes_keeps_all_of_them() -> None:
    course = record([{**COURSE, "treatment": {"agents": ["paclitaxel", "trastuzumab"]}}]).treatments[0]
    assert {"th", "trastuzumab_chemotherapy", "paclitaxel_trastuzumab"} == set(course.regimens)


def test_a_drug_list_that_fits_no_code_is_kept_by_its_drugs() -> None:
    course = record([{**COURSE, "treatment": {"agents": ["lapatinib", "Kadcyla"]}}]).treatments[0]
    assert course.regimens == ()
    assert course.name == "lapatinib+trastuzumab_emtansine"


@pytest.mark.parametrize(
    ("agents", "counts"),
    [(["letrozole"], False), (["palbociclib", "letrozole"], False), (["carboplatin"], True), (["neratinib"], True)],
)
def test_endocrine_drugs_alone_are_no_line(agents: list[str], counts: bool) -> None:
    assert counts == record([{**COURSE, "treatment": {"agents": agents}}]).treatments[0].counts_as_line


@pytest.mark.parametrize(
    ("charted", "status"),
    [
        ({"her2_ihc": "3+"}, "positive"),
        ({"her2_ihc": "3+", "her2_ish": "negative"}, "positive"),
        ({"her2_ihc": "1+", "her2_ish": "positive"}, "positive"),
        ({"her2_ihc": "2+", "her2_ish": "positive"}, "positive"),
        ({"her2_ihc": "2+", "her2_ish": "negative"}, "low"),
        ({"her2_ihc": "2+", "her2_ish": "not_done"}, "equivocal"),
        ({"her2_ihc": "2+"}, "equivocal"),
        ({"her2_ihc": "1+"}, "low"),
        ({"her2_ihc": "0"}, "zero"),
        ({"her2_ihc": "0", "her2_status": "ultralow"}, "ultralow"),
        ({"her2_ihc": "0", "her2_status": "negative"}, "negative"),
        ({"her2_ihc": "1+", "her2_status": "negative"}, "negative"),
        ({"her2_ihc": "2+", "her2_ish": "negative", "her2_status": "negative"}, "negative"),
        ({"her2_ihc": "3+", "her2_status": "unknown"}, "positive"),
        ({"her2_ish": "negative"}, None),
        ({"her2_ish": "not_done", "her2_status": "positive"}, "positive"),
        ({"her2_ihc": "2+", "her2_status": "positive"}, "positive"),  # nobody says whether ISH was done
    ],
)
def test_her2_is_read_from_its_tests(charted: Document, status: str | None) -> None:
    assert status == record(**charted).patient.her2_status
    retest = {"event": "her2_retest", "on": "2026-01-05", **charted}
    assert status == record([retest]).events[0].her2_status


@pytest.mark.parametrize(
    "charted",
    [
        {"her2_status": "positive", "her2_ihc": "1+"},
        {"her2_status": "low", "her2_ihc": "3+"},
        {"her2_status": "positive", "her2_ihc": "2+", "her2_ish": "negative"},
        {"her2_status": "positive", "her2_ihc": "2+", "her2_ish": "not_done"},
        {"her2_status": "ultralow", "her2_ihc": "1+"},
        {"her2_status": "negative", "her2_ihc": "3+"},
        {"her2_status": "zero", "her2_ish": "positive"},
        {"her2_status": "positive", "her2_ihc": "0"},
    ],
)
def test_a_status_against_its_tests_is_refused(charted: Document) -> None:
    assert pointers(**charted) == ["/patient/her2_status"]
    retest = {"event": "her2_retest", "on": "2026-01-05", **charted}
    assert pointers([retest]) == ["/history/0/her2_status"]


def test_a_partial_date_ends_on_the_day_of_the_question() -> None:
    event = record([{"event": "recurrence", "on": "2026"}]).events[0]
    assert (date(2026, 1, 1), date(2026, 11, 20), "2026") == (event.on.first, event.on.last, event.on.text)


def test_the_day_of_the_question_is_not_yet_the_future() -> None:
    assert parse(AS_OF) == record([{"event": "recurrence", "on": AS_OF}]).events[0].on
    assert pointers([{"event": "recurrence", "on": "2026-11-21"}]) == ["/history/0/on"]
    assert pointers([{"event": "recurrence", "on": "2026-12"}]) == ["/history/0/on"]
    assert pointers(her2_status="positive", lvef_measured_on="2027") == ["/patient/lvef_measured_on"]


def test_an_end_may_lie_in_the_month_or_year_of_the_start_but_not_before_it() -> None:
    course = {"treatment": {"regimen": "thp"}, "setting": "metastatic", "started": "2025-03-10"}
    for ended in ("2025-03-10", "2025-03", "2025"):
        assert ended == record([{**course, "ended": ended}]).treatments[0].summary("").rpartition(" to ")[2]
    for ended in ("2025-03-09", "2025-02", "2024"):
        assert pointers([{**course, "ended": ended}]) == ["/history/0/ended"]


def test_an_unknown_name_is_refused_and_the_nearest_names_are_told() -> None:
    history = [
        {**COURSE, "treatment": {"agents": ["docetaxel", "Enhertuu"]}},
        {**COURSE, "treatment": {"regimen": "thpp"}},
    ]
    drug, regimen = faults(history)
    assert (drug.pointer, regimen.pointer) == ("/history/0/treatment/agents/1", "/history/1/treatment/regimen")
    assert "Enhertu" in drug.says
    assert "thp" in regimen.says


def test_a_name_that_only_contains_a_known_name_is_not_taken_for_it() -> None:
    for name in ("trastuzumab emtansime", "my trastuzumab", "trastuzumab vedotin", "trastuzumabx", "", "-", "HER2"):
        assert pointers([{**COURSE, "treatment": {"agents": [name]}}]) == ["/history/0/treatment/agents/0"]


def test_a_drug_that_was_not_given_can_be_neither_dropped_nor_blamed() -> None:
    course = {**COURSE, "treatment": {"regimen": "thp"}, "ended": "2025-06-10", "stopped_for": "toxicity"}
    assert pointers([{**course, "toxicity_agent": "Enhertu"}]) == ["/history/0/toxicity_agent"]
    dropped = {"agents": ["vinorelbine"], "on": "2025-03-01"}
    assert pointers([{**course, "dropped": dropped}]) == ["/history/0/dropped/agents"]


@pytest.mark.parametrize("reason", [{}, {"stopped_for": "completion"}])
def test_a_drug_is_blamed_only_where_toxicity_ended_the_treatment(reason: Document) -> None:
    course = {**COURSE, "treatment": {"regimen": "thp"}, "ended": "2025-06-10", **reason}
    (fault,) = faults([{**course, "toxicity_agent": "docetaxel"}])
    assert fault.pointer == "/history/0/toxicity_agent"
    assert "while stopped_for is not toxicity" in fault.says


@pytest.mark.parametrize("place", ["", "/dropped"])
def test_a_kind_of_toxicity_is_charted_only_where_toxicity_was_the_reason(place: str) -> None:
    def charted(reason: Document) -> Document:
        course: Document = {**COURSE, "treatment": {"regimen": "thp"}, "ended": "2025-06-10"}
        told = {"toxicity_kind": "neuropathy", **reason}
        return {**course, "dropped": {"agents": ["docetaxel"], "on": "2025-03", **told}} if place else course | told

    reason = "for" if place else "stopped_for"
    for other in ({}, {reason: "access"}):
        assert pointers([charted(other)]) == [f"/history/0{place}/toxicity_kind"]
    course, *_ = record([charted({reason: "toxicity"})]).treatments
    assert (course.dropped[0] if place else course).toxicity_kind == "neuropathy"


def test_a_product_of_two_drugs_cannot_be_the_one_to_blame() -> None:
    course = {**COURSE, "treatment": {"regimen": "hp"}, "ended": "2025-06-10", "stopped_for": "toxicity"}
    (fault,) = faults([{**course, "toxicity_agent": "Phesgo"}])
    assert fault.pointer == "/history/0/toxicity_agent"
    assert "pertuzumab and trastuzumab" in fault.says


def test_nothing_is_dropped_before_the_treatment_starts() -> None:
    dropped = {"agents": ["docetaxel"], "on": "2025-01-09"}
    assert pointers([{**COURSE, "treatment": {"regimen": "thp"}, "dropped": dropped}]) == ["/history/0/dropped/on"]


def test_a_toxicity_does_not_resolve_before_it_begins() -> None:
    toxicity = {"event": "toxicity", "kind": "other", "on": "2026-03-02", "resolved_on": "2026-03-01"}
    assert pointers([toxicity]) == ["/history/0/resolved_on"]


def test_a_man_is_not_charted_as_pregnant() -> None:
    assert pointers(her2_status="positive", sex="male", pregnant=True) == ["/patient/sex", "/patient/pregnant"]
    assert record(her2_status="positive", sex="male", pregnant=False).patient.pregnant is False
    assert record(her2_status="positive", pregnant=True).patient.pregnant is True


def test_what_is_declined_is_read_as_drugs_and_kinds() -> None:
    found = record(her2_status="positive", declines=["oral", "Phesgo"], unavailable=["Enhertu"]).patient
    assert found.declines == ("oral", "pertuzumab", "trastuzumab")
    assert found.unavailable == ("trastuzumab_deruxtecan",)
    assert pointers(her2_status="positive", unavailable=["oral"]) == ["/patient/unavailable/0"]


def test_all_faults_are_told_at_once() -> None:
    history: list[Document] = [
        {"treatment": {"agents": ["Herceptn"]}, "setting": "adjuvant", "started": "2025-02-30", "toxicity_agent": "x"},
        {"event": "recurrence", "on": "2031"},
        {"treatment": {"regimen": "nope"}, "setting": "metastatic", "started": "2025-05", "ended": "2025-04"},
        {"event": "toxicity", "kind": "other", "on": "2025", "agent": "?"},
    ]
    expected = {
        "/patient/her2_status",
        "/patient/lvef_measured_on",
        "/patient/declines/1",
        "/history/0/treatment/agents/0",
        "/history/0/started",
        "/history/0/toxicity_agent",
        "/history/1/on",
        "/history/2/treatment/regimen",
        "/history/2/ended",
        "/history/3/agent",
    }
    patient = {"her2_status": "low", "her2_ihc": "3+", "lvef_measured_on": "soon", "declines": ["oral", "vitamin C"]}
    assert expected == set(pointers(history, **patient))


@examples(150)
@given(documents(), st.sampled_from(["2199-01", "2024-02-30", "soon", ""]))
def test_a_wrong_date_is_named_where_it_stands(document: Document, wrong: str) -> None:
    for index, entry in enumerate(document["history"]):
        for name in ("started", "ended", "on", "resolved_on"):
            if name in entry:
                history = [*document["history"]]
                history[index] = {**entry, name: wrong}
                with pytest.raises(RecordFaults) as refused:
                    read({**document, "history": history}, LIBRARY.catalogue)
                assert f"/history/{index}/{name}" in [fault.pointer for fault in refused.value.faults]


@pytest.mark.parametrize(
    ("pointer", "report"),
    [
        ("/patient/her2_status", "pathology"),
        ("/patient/lvef_percent", "cardiology"),
        ("/patient/interstitial_lung_disease_grade", "lung"),
        ("/patient/metastatic_sites", "imaging"),
        ("/patient/dpd_deficiency", "laboratory"),
        ("/patient/ecog", "clinic"),
        ("/patient/menopausal_status", "clinic"),
        ("/history/0/ended", "treatment_record"),
        ("/history_complete", "treatment_record"),
    ],
)
def test_what_no_report_tells_the_clinic_charts_itself(pointer: str, report: str) -> None:
    assert report == report_of(pointer)


def test_a_toxicity_may_resolve_on_the_day_it_began() -> None:
    toxicity = {"event": "toxicity", "kind": "other", "on": "2026-03-02", "resolved_on": "2026-03-02"}
    found = record([toxicity]).events[0]
    assert found.resolved_on == found.on
