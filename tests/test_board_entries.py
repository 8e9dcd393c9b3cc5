"""Every entry of a record charted by hand on the page: drugs, courses and events, read as the API reads them."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from service.board.drug_lines import READ_AS, known_names, ways_to_read
from service.board.form import KINDS, blank, form_of
from service.board.reading import record_in
from service.faults import Fault
from statemachine.record.codes import (
    CODE_SYSTEMS,
    DISEASE_STATUSES,
    DOSE_LEVELS,
    DRUG_CLASSES,
    EVENT_SITES,
    LOCAL_TREATMENTS,
    STOP_REASONS,
    TOXICITIES,
    TUMOURS,
)
from tests.records import LIBRARY, Document
from tests.test_board import example, names_and_values, through_the_form

HP = {"treatment": {"regimen": "hp"}, "setting": "metastatic", "started": "2026-02-02"}
ENDED = {**HP, "ended": "2026-08-03"}
UNLISTED = {"other": "pyrolizumab", "class": "anti_her2_antibody"}
BY_HAND: dict[str, Document] = {
    "a drug by its brand": {**HP, "treatment": {"agents": ["Phesgo", "Taxotere 75 mg/m2, iv"]}},
    "an unlisted drug": {**HP, "treatment": {"agents": [UNLISTED, "capecitabine"]}},
    "a drug by its code": {**HP, "treatment": {"agents": [{"system": "rxnorm", "code": "224905"}]}},
    "a supportive drug": {**HP, "treatment": {"agents": ["denosumab"]}},
    "a start that nobody charted": {key: value for key, value in ENDED.items() if key != "started"},
    "a stop for pregnancy": {**ENDED, "stopped_for": "pregnancy"},
    "a stop for another illness": {**ENDED, "stopped_for": "other_illness"},
    "a planned end": {**ENDED, "stopped_for": "planned_end"},
    "a hold": {**HP, "held_since": "2026-11-02"},
    "a dose level": {**HP, "dose_level": -1},
    "a full dose": {**HP, "dose_level": 0},
    "a dropped part": {**HP, "dropped": {"agents": ["pertuzumab"], "on": "2026-05", "for": "toxicity"}},
    "an unlisted drug that was dropped": {
        **HP,
        "treatment": {"agents": [UNLISTED, "docetaxel"]},
        "dropped": {"agents": [UNLISTED], "on": "2026-05"},
    },
    "the drug that was not tolerated": {**ENDED, "stopped_for": "toxicity", "toxicity_agent": "Perjeta"},
    "the whole regimen not tolerated": {**ENDED, "stopped_for": "toxicity", "toxicity_agent": "whole_regimen"},
    "a disease status": {"event": "disease_status", "on": "2026-10-05", "status": "complete_response"},
    "the status of one place": {"event": "disease_status", "on": "2026-10-05", "status": "stable", "site": "brain"},
    "a local treatment": {"event": "local_treatment", "on": "2026-10-05", "kind": "ablation", "site": "liver"},
    "a local treatment by its kind": {"event": "surgery", "on": "2026-10-05", "site": "leptomeninges"},
    "a progression in one place": {
        "event": "progression",
        "on": "2026-10-05",
        "site": "bone",
        "treatment_continues": True,
    },
    "a retest of another tumour": {
        "event": "her2_retest",
        "on": "2026-10-05",
        "her2_ihc": "0",
        "site": "breast",
        "tumour": "other_primary",
    },
    "a reaction": {
        "event": "toxicity",
        "on": "2026-10-05",
        "kind": "hypersensitivity",
        "grade": 3,
        "agent": {"system": "rxnorm", "code": "224905"},
    },
    "portal hypertension": {"event": "toxicity", "on": "2026-10-05", "kind": "portal_hypertension"},
}


@pytest.mark.parametrize("entry", BY_HAND.values(), ids=BY_HAND)
def test_an_entry_charted_by_hand_gets_the_decision_that_the_interface_gives(
    client: FlaskClient, entry: Document
) -> None:
    document = example("on-treatment-continue")
    document["history"] = [*document["history"][:1], entry]
    assert document == through_the_form(document)
    answer = client.post("/v1/recommendations", json=document)
    assert answer.status_code == 200
    page = client.post("/", data=MultiDict([*names_and_values(form_of(document, {})), ("do", "answer")]))
    assert answer.get_json()["decision_id"] in page.get_data(as_text=True)


def test_the_page_has_a_field_of_its_own_for_whatever_an_entry_may_hold() -> None:
    drawn = form_of({"history": [*BY_HAND.values()]}, {}).rows
    assert [field.name for row in drawn for field in row.fields if field.hint.startswith("Empty this field")] == []


def test_every_word_that_an_entry_may_hold_can_be_chosen_on_the_page() -> None:
    offered = {
        (each.name.rpartition("/")[2], value)
        for kind in KINDS
        for row in form_of({"history": [blank(kind)]}, {}).rows
        for each in row.fields
        for value, _ in each.choices
    }
    for key, codes in (
        ("stopped_for", STOP_REASONS),
        ("status", DISEASE_STATUSES),
        ("kind", (*LOCAL_TREATMENTS, *TOXICITIES)),
        ("site", EVENT_SITES),
        ("tumour", TUMOURS),
        ("dose_level", map(str, DOSE_LEVELS)),
        ("treatment_continues", ("true", "false")),
    ):
        assert set() == {(key, code) for code in codes} - offered


def test_every_way_to_chart_a_drug_can_be_chosen_beside_its_name() -> None:
    chosen = [value for _, group in ways_to_read(LIBRARY) for value, _ in group]
    assert [*DRUG_CLASSES, *CODE_SYSTEMS] == chosen


def test_every_drug_that_the_page_offers_is_read() -> None:
    assert [name for name, _ in known_names(LIBRARY) if not LIBRARY.catalogue.drug_names.named(name)] == []


def test_who_types_a_class_or_a_generic_name_finds_the_drugs_of_it() -> None:
    offered = dict(known_names(LIBRARY))
    assert offered["Docetaxel"] == "taxane"
    assert offered["Enhertu"] == "Trastuzumab deruxtecan, HER2 conjugate"
    assert offered["Phesgo"] == "Pertuzumab and Trastuzumab"


def test_an_unlisted_drug_may_have_its_class_behind_its_name() -> None:
    field = "/history/0/treatment/agents"
    typed = MultiDict([("kind/0", "treatment"), *((field, text) for text in ("foo (taxane)", "bar (HER2 antibody)"))])
    typed.add(field, "trastuzumab (Herceptin)")
    assert record_in(typed)["history"][0]["treatment"]["agents"] == [
        {"other": "foo", "class": "taxane"},
        {"other": "bar", "class": "anti_her2_antibody"},
        "trastuzumab (Herceptin)",
    ]


def test_an_unlisted_drug_without_a_name_is_refused_and_not_left_out() -> None:
    typed = MultiDict([("kind/0", "treatment"), ("/history/0/treatment/agents", " ")])
    typed.add(f"/history/0/treatment/agents{READ_AS}", "taxane")
    assert record_in(typed)["history"][0]["treatment"] == {"agents": [{"other": "", "class": "taxane"}]}


TWO_UNKNOWN = {"treatment": {"agents": ["pertuzumab", "docetaxle", "foobarinib"]}, "setting": "metastatic"}


def test_an_unknown_drug_is_refused_in_its_own_line_with_the_way_to_chart_it_on_the_page(client: FlaskClient) -> None:
    document = {**example("on-treatment-continue"), "history": [{**TWO_UNKNOWN, "toxicity_agent": "x"}]}
    faults = client.post("/v1/recommendations", json=document).get_json()["faults"]
    form = form_of(document, {}, [Fault(each["pointer"], each["says"]) for each in faults])
    told = {line.id: line.faults for field in form.rows[0].fields for line in field.lines}
    assert told["field-history-0-treatment-agents"] == told["field-history-0-treatment-agents-3"] == []
    [misspelt], [unlisted] = (told[f"field-history-0-treatment-agents-{number}"] for number in (1, 2))
    assert misspelt.startswith('The drug "docetaxle" is not known; the nearest known names are docetaxel.')
    assert unlisted.endswith("choose its class beside the name, and it is read as a drug that is not listed.")
    assert [fault.pointer for fault, _ in form.faults] == [each["pointer"] for each in faults]
    assert None not in [id for _, id in form.faults]
