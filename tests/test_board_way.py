"""The patient's way on the page: what was read as one, what is no line, what is held, and each step in words."""

from __future__ import annotations

import json
import re

import pytest
from flask.testing import FlaskClient

from service.board.answer_view import Shown, show
from service.board.columns import differences
from service.board.entries import with_entry_numbers
from service.board.timeline import Timeline
from statemachine.answering.recommend import recommend
from statemachine.record.read_record import read
from tests.comparison import usual_patient
from tests.records import LIBRARY, Document

DIAGNOSIS: Document = {"event": "metastatic_diagnosis", "on": "2025-02-02"}
HP: Document = {
    "treatment": {"agents": ["trastuzumab", "pertuzumab"]},
    "setting": "metastatic",
    "started": "2025-02-09",
}
TAXANE: Document = {
    "treatment": {"agents": ["docetaxel"]},
    "setting": "metastatic",
    "started": "2025-02-16",
    "ended": "2025-07-01",
    "stopped_for": "completion",
}
BONE_AGENT: Document = {"treatment": {"agents": ["Xgeva"]}, "setting": "metastatic", "started": "2025-02-10"}
T_DM1: Document = {"treatment": {"regimen": "t_dm1"}, "setting": "metastatic", "started": "2025-02-09"}


def document(*history: Document) -> Document:
    """The record of a fit patient with this history."""
    patient = dict(usual_patient())
    return {
        "as_of": "2026-11-20",
        "guideline": "asco@2022-05-31",
        "history_complete": True,
        "patient": patient,
        "history": [DIAGNOSIS, *history],
    }


def shown(*history: Document) -> Shown:
    """What the page shows of a history."""
    asked = document(*history)
    edition = LIBRARY.guidelines["asco@2022-05-31"]
    return show(LIBRARY, edition, asked, recommend(edition, read(asked, LIBRARY.catalogue)))


def drawn(*history: Document) -> Timeline:
    """The drawing of a history."""
    timeline = shown(*history).timeline
    assert timeline is not None
    return timeline


def text_of(client: FlaskClient, *history: Document) -> str:
    """What the page of a history says."""
    asked = json.dumps(document(*history))
    page = client.post("/", data={"do": "json", "json": asked}).get_data(as_text=True)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page))


def test_entries_that_were_read_as_one_are_framed_beside_each_other() -> None:
    timeline = drawn(HP, BONE_AGENT, TAXANE)
    assert [bar.label.partition(" (")[0] for bar in timeline.courses] == [
        "trastuzumab + pertuzumab",
        "docetaxel",
        "Xgeva",
    ]
    [frame] = timeline.frames
    assert frame.label == "entries 2 and 4, read as one regimen"
    inside = [frame.y < bar.y < frame.y + frame.height for bar in timeline.courses]
    assert inside == [True, True, False]


def test_entries_that_were_not_read_as_one_are_not_framed() -> None:
    second = {**T_DM1, "started": "2026-01-12"}
    assert drawn({**HP, "ended": "2025-12-01", "stopped_for": "progression"}, second).frames == []


def test_two_regimens_of_several_entries_have_a_frame_each() -> None:
    failed = {"ended": "2025-12-01", "stopped_for": "progression"}
    later = [
        {"treatment": {"agents": [drug]}, "setting": "metastatic", "started": "2026-01-12"}
        for drug in ("tucatinib", "trastuzumab", "capecitabine")
    ]
    labels = [frame.label for frame in drawn({**HP, **failed}, TAXANE, *later).frames]
    assert labels == ["entries 2 and 3, read as one regimen", "entries 4, 5 and 6, read as one regimen"]


def test_what_is_no_line_is_drawn_apart_and_said_to_be_supportive() -> None:
    course, beside = drawn(HP, BONE_AGENT).courses
    assert (course.kind, beside.kind, beside.label) == ("metastatic", "beside", "Xgeva (supportive): ongoing")


def test_a_hold_is_drawn_from_its_day_and_told_with_the_dose_level() -> None:
    [course] = drawn({**T_DM1, "held_since": "2026-11-01", "dose_level": -1}).courses
    assert course.held_x is not None
    assert course.sure_x < course.held_x < course.x + course.width
    assert ", held since 2026-11-01, one level lower (metastatic): ongoing" in course.label
    assert drawn(T_DM1).courses[0].held_x is None


def test_a_drug_by_its_code_and_an_unlisted_one_are_drawn_by_their_names() -> None:
    coded = {"system": "rxnorm", "code": "224905"}
    drugs = {"agents": [coded, {"other": "pyrolizumab", "class": "taxane"}]}
    [course] = drawn({**HP, "treatment": drugs}).courses
    assert course.label.startswith("Trastuzumab + pyrolizumab (metastatic)")


def test_a_step_of_the_way_says_what_was_found_and_where() -> None:
    told = shown(
        HP,
        {**BONE_AGENT, "started": "2025-02-12"},
        {"event": "disease_status", "on": "2025-08-01", "status": "partial_response"},
        {"event": "radiotherapy", "on": "2025-09-01", "site": "bone"},
        {"event": "progression", "on": "2025-10-01", "site": "liver", "treatment_continues": True},
        {"event": "her2_retest", "on": "2025-10-08", "her2_ihc": "0", "tumour": "other_primary"},
        {"event": "toxicity", "on": "2025-11-03", "kind": "lvef_fall", "grade": 2, "agent": "Herceptin"},
    ).way
    for words in (
        "denosumab, supportive",
        "partial response",
        "radiotherapy, bone",
        "progression, liver, the treatment goes on",
        "HER2 retest, HER2 immunohistochemistry 0, another primary tumour",
        "fall of the ejection fraction, grade 2, Herceptin",
    ):
        assert words in told


def test_a_sentence_names_entries_as_the_page_numbers_them() -> None:
    assert with_entry_numbers("thp (/history/1), since /history/2/started.") == "thp (entry 2), since entry 3."


def test_the_present_treatment_is_told_with_its_hold_and_its_dose(client: FlaskClient) -> None:
    held = text_of(client, {**T_DM1, "held_since": "2026-11-01", "dose_level": -2})
    assert "since 2025-02-09, held since 2026-11-01, two levels lower." in held
    stopped = {"ended": "2026-06-01", "stopped_for": "pregnancy"}
    status = {"event": "disease_status", "on": "2026-05-30", "status": "complete_response"}
    assert "Off treatment since 2026-06-01." in text_of(client, {**T_DM1, **stopped}, status)


def test_a_branch_that_stays_off_treatment_says_so(client: FlaskClient) -> None:
    text = text_of(client, {**T_DM1, "ended": "2026-06-01", "stopped_for": "toxicity"})
    assert "→ stay off treatment" in text
    assert "→ continue" not in text


STATUS: Document = {"event": "disease_status", "on": "2026-10-05", "status": "stable"}


@pytest.mark.parametrize(
    ("after", "told"),
    [
        ([HP, TAXANE, BONE_AGENT, STATUS], ["added: stable disease 2026-10-05"]),
        ([TAXANE, BONE_AGENT], ["removed: trastuzumab + pertuzumab 2025-02-09"]),
        ([HP, T_DM1, BONE_AGENT], ["removed: docetaxel 2025-02-16", "added: T-DM1 2025-02-09"]),
        (
            [HP, {**TAXANE, "stopped_for": "planned_end"}, BONE_AGENT],
            ["docetaxel (history entry 3, stopped for): completion → planned end"],
        ),
        (
            [STATUS, TAXANE, BONE_AGENT],
            ["removed: trastuzumab + pertuzumab 2025-02-09", "added: stable disease 2026-10-05"],
        ),
    ],
)
def test_an_entry_that_is_added_removed_or_changed_is_told_as_what_it_is(
    after: list[Document], told: list[str]
) -> None:
    found = differences(document(HP, TAXANE, BONE_AGENT), document(*after), LIBRARY.catalogue.regimens)
    assert found == told


def test_the_warning_of_what_was_read_as_one_says_which_entries(client: FlaskClient) -> None:
    assert "Here: entries 2 and 3, read as one regimen." in text_of(client, HP, TAXANE)


def test_warnings_name_entries_and_no_place_in_a_request(client: FlaskClient) -> None:
    grown = {"event": "progression", "on": "2026-03-01", "site": "liver"}
    text = text_of(client, HP, grown).partition("The record as JSON")[0]
    assert "ongoing (entry 2)" in text
    assert "/history/" not in text
