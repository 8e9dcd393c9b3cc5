"""The tumor-board page without a browser: the form holds every record, faults find their field, and what is drawn."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from openapi.answers import EXAMPLES
from service.board import brief, minutes
from service.board.answer_view import show
from service.board.columns import differences, of_scenarios
from service.board.drug_lines import READ_AS
from service.board.entries import read_entries
from service.board.facts import left_open, said, uncharted
from service.board.form import Form, form_of
from service.board.measured_fields import BESIDE
from service.board.nearness import nearest_first
from service.board.reading import record_in
from service.board.time_scale import Scale
from service.board.timeline import Timeline, timeline
from service.faults import Fault
from statemachine.answer import Recommendation, ShownFinding
from statemachine.answering.effort import UNBOUNDED
from statemachine.answering.recommend import recommend
from statemachine.board.sensitivity.sensitivity import sensitivity
from statemachine.record.facts import GROUPS
from statemachine.record.read_record import read
from tests.comparison import equivalents, facts_of, vignettes
from tests.records import LIBRARY, Document, documents, examples
from tests.samples import one_in

MOST_BYTES = 110_000  # as sent, with style and script; the promise is 150 KB
STATIC = Path(__file__).parent.parent / "service" / "static" / "board"
CASES = sorted(path.stem for path in EXAMPLES.glob("*.json"))
VIGNETTES = vignettes(Path(__file__).parent / "vignettes")
CHARTS = [*VIGNETTES, *(chart for case in VIGNETTES for _, chart in equivalents(case))]


def example(name: str) -> Document:
    """The request of an example."""
    document: Document = json.loads((EXAMPLES / f"{name}.json").read_text("utf-8"))
    return document


def answer_to(document: Document, edition: str = "asco@2022-05-31") -> Recommendation:
    """The answer of an edition to a document."""
    return recommend(LIBRARY.guidelines[edition], read(document, LIBRARY.catalogue))


def drawn_of(document: Document, months: list[int]) -> Timeline | None:
    """The drawing of a record with these limits."""
    record = read(document, LIBRARY.catalogue)
    return timeline(document, answer_to(document), read_entries(LIBRARY, document, record), {}, months)


def names_and_values(form: Form) -> Iterator[tuple[str, str]]:
    """What a browser would send of a form."""
    fields = [*form.question, *(each for _, group in form.groups for each in group)]
    for index, row in enumerate(form.rows):
        yield f"kind/{index}", row.kind
        fields += row.fields
    for field in fields:
        for line in field.lines:
            yield from ((field.name, line.text), (f"{field.name}{READ_AS}", line.read_as))
        for key in BESIDE if field.beside else ():
            yield f"{field.name}/{key}", getattr(field.beside, key)
        for value in field.values if not field.lines else ():
            yield field.name, value


def through_the_form(document: Document) -> Any:
    """The record after it was shown as a form and sent again."""
    return record_in(MultiDict(names_and_values(form_of(document, {}))))


@given(documents())
@examples(75)
def test_the_form_changes_nothing_of_a_record(document: Document) -> None:
    # An empty list of drugs says the same as none.
    charted = {key: value for key, value in document["patient"].items() if value != [] or key == "metastatic_sites"}
    assert {**document, "patient": charted} == through_the_form(document)


def test_the_form_keeps_what_the_schema_does_not_know_so_that_it_is_refused_again() -> None:
    document = example("early-relapse-second-line")
    document["patient"] |= {"lvef": 62, "a/b": "x", "her2_ihc": "4+", "lvef_percent": "62,5"}
    document["history"] += [{"event": "relapse", "on": "2026-01-01"}, {"on": "2026-01-01"}, "thp"]
    kept = through_the_form(document)
    assert kept["patient"] == {**document["patient"], "lvef": "62"}
    assert kept["history"][:4] == document["history"][:4]
    assert kept["history"][4:] == ['{"on": "2026-01-01"}', "thp"]


def test_the_form_keeps_a_value_in_units_and_what_is_confirmed() -> None:
    document = example("early-relapse-second-line")
    document["patient"]["ast_times_uln"] = {"value": 900, "unit": "U/L", "upper_limit": 40, "on": "2026-11-02"}
    document["confirmed"] = ["/patient/ast_times_uln"]
    assert through_the_form(document) == document
    [field] = [field for field in form_of(document, {}).question if field.name == "/confirmed"]
    assert dict(field.choices)["/patient/ast_times_uln"] == "AST (times the upper limit of normal)"
    assert said(document["patient"]["ast_times_uln"]) == "900 U/L (upper limit 40), 2026-11-02"


def test_what_is_no_number_stays_as_typed() -> None:
    for text in ("62,5", "1,000", "nan", "Infinity", "true", '"62"', "6 2"):
        assert record_in(MultiDict({"/patient/lvef_percent": text}))["patient"] == {"lvef_percent": text}
    assert record_in(MultiDict({"/patient/lvef_percent": " 62.5 "}))["patient"] == {"lvef_percent": 62.5}


def test_the_form_asks_for_every_fact_in_its_group_and_for_nothing_else_about_the_patient() -> None:
    drawn = [(title, [field.name for field in fields]) for title, fields in form_of({}, {}).groups]
    assert drawn == [(title, [f"/patient/{fact.name}" for fact in group]) for title, group in GROUPS.items()]


@pytest.mark.parametrize(
    ("pointer", "place"),
    [
        ("/patient/lvef_percent", "/patient/lvef_percent"),
        ("/history/1/treatment", "/history/1/treatment/regimen"),
        ("/history/1/treatment/agents", "/history/1/treatment/agents"),
        ("/patient/metastatic_sites/2", "/patient/metastatic_sites"),
        ("", None),
    ],
)
def test_a_fault_finds_the_field_it_belongs_to(pointer: str, place: str | None) -> None:
    form = form_of(example("early-relapse-second-line"), {}, [Fault(pointer, "wrong")])
    fields = [*form.question, *(each for _, group in form.groups for each in group)]
    fields += [each for row in form.rows for each in row.fields]
    assert [place] * (place is not None) == [field.name for field in fields if field.faults == ["wrong"]]
    assert len(form.faults) == 1


@pytest.mark.parametrize("name", CASES)
def test_the_page_with_its_answer_is_small_and_holds_the_answer(client: FlaskClient, name: str) -> None:
    page = client.post("/", data={"do": "json", "json": json.dumps(example(name))})
    assert page.status_code == 200
    packed = client.post(
        "/", data={"do": "json", "json": json.dumps(example(name))}, headers={"Accept-Encoding": "gzip"}
    )
    assert gzip.decompress(packed.data) == page.data
    assert len(packed.data) + sum(path.stat().st_size for path in STATIC.iterdir()) < MOST_BYTES
    answer = client.post("/v1/recommendations", json=example(name)).get_json()
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page.get_data(as_text=True)))
    for shown in (
        answer["says"],
        brief.limits(answer["limits_of_use"]),
        answer["decision_id"],
        *(each["text"] for each in answer["warnings"]),
    ):
        assert re.sub(r"['\"&]", "", shown) in re.sub(r"&#3[49];|&amp;|['\"]", "", text)


@pytest.mark.parametrize("case", one_in(8, CHARTS), ids=lambda case: case["case"])
def test_every_vignette_can_be_shown(client: FlaskClient, case: Any) -> None:
    document = {"history_complete": True, **case, "patient": facts_of(case["patient"])}
    for key in ("case", "expect", "why", "equivalents", "told"):
        document.pop(key, None)
    page = client.post("/", data={"do": "json", "json": json.dumps(document)})
    assert (page.status_code, page.get_data(as_text=True).count('id="answer-title"')) == (200, 1)


def test_the_policy_allows_nothing_inline_no_other_host_and_no_written_markup(client: FlaskClient) -> None:
    reply = client.get("/?example=early-relapse-second-line")
    policy = reply.headers["Content-Security-Policy"]
    for rule in ("default-src 'none'", "script-src 'self'", "style-src 'self'", "require-trusted-types-for 'script'"):
        assert rule in policy.split("; ")
    page = reply.get_data(as_text=True)
    assert re.findall(r"<script(?![^>]* src=\"/static/)|<style|\sstyle=|\son[a-z]+=", page) == []
    assert reply.headers["Cache-Control"] == "no-store"


def test_broken_json_is_refused_beside_the_box_in_the_words_of_the_interface(client: FlaskClient) -> None:
    page = client.post("/", data={"do": "json", "json": '{"as_of": NaN}'})
    says = client.post("/v1/recommendations", data='{"as_of": NaN}', content_type="application/json").get_json()
    assert page.status_code == 400
    assert says["faults"][0]["says"] in page.get_data(as_text=True)
    assert "{&#34;as_of&#34;: NaN}" in page.get_data(as_text=True)


def test_nothing_of_a_patient_is_logged(client: FlaskClient, capfd: pytest.CaptureFixture[str]) -> None:
    client.post("/", data={"do": "json", "json": json.dumps(example("early-relapse-second-line"))})
    logged = capfd.readouterr().err
    assert '"route":"/"' in logged
    assert [word for word in ("tchp", "positive", "2026-10-10") if word in logged] == []


def test_the_limits_are_drawn_on_the_day_that_the_guideline_counts_to() -> None:
    document = example("relapse-on-the-twelve-month-day")
    drawn = drawn_of(document, [6, 12])
    assert drawn is not None
    scale = Scale(date(2024, 6, 3), date(2026, 11, 20))
    assert [scale(date(2026, 4, 30)), scale(date(2026, 10, 31))] == [mark.x for mark in drawn.limits]
    assert drawn.limits[1].x == drawn.events[0].x


def test_a_partial_date_is_drawn_as_wide_as_it_is_uncertain() -> None:
    document = example("relapse-on-the-twelve-month-day")
    document["history"][1]["ended"] = "2025-10"
    drawn = drawn_of(document, [12])
    assert drawn is not None
    scale = Scale(date(2024, 6, 3), date(2026, 11, 20))
    width = scale(date(2026, 10, 31)) - scale(date(2026, 10, 1))
    assert pytest.approx(width) == drawn.limits[0].width
    course = drawn.courses[1]
    assert pytest.approx(scale(date(2025, 10, 31)) - scale(date(2025, 10, 1))) == course.width - course.sure_width


def test_differences_are_told_in_words() -> None:
    before = example("relapse-on-the-twelve-month-day")
    after = example("relapse-on-the-twelve-month-day")
    after["patient"] |= {"lvef_percent": 45, "pregnant": True, "metastatic_sites": ["bone"]}
    before["patient"].pop("pregnant", None)
    before["patient"]["declines"] = []
    after["patient"].pop("declines", None)
    before["patient"]["metastatic_sites"] = ["bone", "lymph_node"]
    assert sorted(differences(before, after, LIBRARY.catalogue.regimens)) == [
        "left ventricular ejection fraction (%): 62 → 45",
        "metastatic sites: bone, lymph node → bone",
        "pregnancy: not charted → yes",
    ]


JUNK = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-9, 9)
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["", "thp", "2024"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)


@given(
    document=documents(),
    place=st.sampled_from(
        ["", "as_of", "patient", "history", "patient/her2_status", "patient/x/~", "history/0", "other"]
    ),
    junk=JUNK,
)
@examples(75)
def test_whatever_is_pasted_is_answered_or_refused_and_can_be_sent_again(
    client: FlaskClient, document: Document, place: str, junk: Any
) -> None:
    pasted: Any = document if place else junk
    *before, last = place.split("/", 1) if place.startswith("patient/") else [place]
    if place.startswith("history/"):
        pasted["history"].insert(0, junk)
    elif place:
        (pasted["patient"] if before else pasted)[last] = junk
    page = client.post("/", data={"do": "json", "json": json.dumps(pasted)})
    assert page.status_code in (200, 400, 422)
    again = client.post("/", data=MultiDict(names_and_values(form_of(pasted if isinstance(pasted, dict) else {}, {}))))
    assert again.status_code in (200, 422)


@pytest.mark.parametrize("view", ["guidelines", "sensitivity", "pathway"])
@pytest.mark.parametrize("name", ["exhausted", "her2-equivocal-need-data", "on-treatment-continue", "pregnancy-refer"])
def test_every_view_answers_every_kind_of_answer(client: FlaskClient, view: str, name: str) -> None:
    form = MultiDict(names_and_values(form_of(example(name), {})))
    page = client.post("/", data=MultiDict([*form.items(multi=True), ("do", view)]))
    assert (page.status_code, page.get_data(as_text=True).count('aria-current="true"')) == (200, 1)


def test_a_proposed_change_is_refused_where_it_cannot_be_made(client: FlaskClient) -> None:
    form = MultiDict(names_and_values(form_of(example("after-thp-second-line"), {})))
    for proposal, status in (
        ('{"patient":{"lvef_percent":45},"history":[]}', 200),
        ('{"patient":{"lvef":45},"history":[]}', 422),
        ('{"patient":{},"history":[{"remove":99}]}', 422),
        ('{"patient":{},"history":[{"remove":"/history/0"}]}', 422),
        ("[]", 422),
        ("{}", 200),
        ("{", 400),
    ):
        page = client.post("/", data=MultiDict([*form.items(multi=True), ("do", f"try:{proposal}")]))
        assert (proposal, page.status_code) == (proposal, status)


ASCO = LIBRARY.guidelines["asco@2022-05-31"]


def printed(document: Document) -> dict[str, str]:
    """The facts of the patient as the minutes tell them, by title."""
    return dict(minutes.key_facts(ASCO, document, read(document, LIBRARY.catalogue), answer_to(document)))


def test_the_minutes_name_the_facts_that_the_answer_rests_on() -> None:
    told = printed(example("early-relapse-second-line"))
    assert told["Line"].startswith("Second line; line number 2; ")
    assert told["Interval"].startswith(
        "recurrence 2026-10-10, 334 days after the last dose (11 whole calendar months). "
    )
    assert told["Interval"].endswith("within 12 months of, the last dose of (neo)adjuvant anti-HER2 treatment? yes")
    assert "TCHP (neoadjuvant) 6 May 2024 to 19 August 2024, completion" in told["Treated"]
    for title, fact in (
        ("Events", "recurrence 10 October 2026"),
        ("Disease", "HER2 positive (IHC 3+, ISH not done)"),
        ("Disease", "hormone receptor status positive"),
        ("Heart", "left ventricular ejection fraction (%) 62; date of the ejection fraction 2 November 2026"),
        ("Lungs", "interstitial lung disease none"),
        ("Brain", "brain metastases none"),
        ("Person", "ECOG performance status 1"),
        ("Also", "bilirubin (times the upper limit of normal) 0.8"),
    ):
        assert fact in told[title]


def test_the_minutes_say_of_a_key_fact_that_nobody_has_charted_it() -> None:
    document = example("early-relapse-second-line")
    for fact in ("lvef_measured_on", "ecog", "interstitial_lung_disease"):
        del document["patient"][fact]
    told = printed(document)
    assert "date of the ejection fraction not charted" in told["Heart"]
    assert "ECOG performance status not charted" in told["Person"]
    assert told["Lungs"] == "interstitial lung disease not charted"


def test_the_minutes_say_of_a_course_that_its_start_is_not_charted_and_since_when_it_is_held() -> None:
    document = example("on-treatment-continue")
    del document["history"][2]["started"]
    document["history"][2]["held_since"] = "2026-11-02"
    assert "HP (metastatic) now, start not charted, held since 2 November 2026" in printed(document)["Treated"]


STOPPED: dict[str, Any] = {
    "as_of": "2026-11-20",
    "history_complete": True,
    "patient": {"her2_ihc": "3+"},
    "history": [
        {"event": "progression", "on": "2026-11", "site": "liver"},
        {
            "treatment": {"regimen": "thp"},
            "setting": "metastatic",
            "started": "2024-01",
            "ended": "2025-05",
            "stopped_for": "progression",
        },
        {
            "treatment": {"agents": ["tdxd"]},
            "setting": "metastatic",
            "started": "2025-06",
            "ended": "2026-08",
            "stopped_for": "toxicity",
            "toxicity_kind": "interstitial_lung_disease",
            "toxicity_grade": 2,
        },
    ],
}


def test_the_minutes_tell_why_a_treatment_was_stopped_what_happened_and_what_the_tests_mean() -> None:
    told = printed(STOPPED)
    assert told["Treated"] == (
        "THP (metastatic) January 2024 to May 2025, progression; "
        "T-DXd (metastatic) June 2025 to August 2026, interstitial lung disease grade 2"
    )
    assert told["Events"] == "progression, liver November 2026"
    assert told["Disease"] == "HER2 positive (IHC 3+); hormone receptor status not charted"
    assert told["Lungs"] == (
        "interstitial lung disease not charted; "
        "interstitial lung disease grade 2 (trastuzumab deruxtecan), August 2026, in the history"
    )


def test_the_minutes_say_that_the_interval_is_open_where_the_dates_leave_it_open() -> None:
    document = example("relapse-on-the-twelve-month-day")
    document["history"][1]["ended"] = "2025"
    assert printed(document)["Interval"].endswith("treatment? not settled by what is charted")


def test_the_minutes_tell_a_retest_and_only_the_last_of_many_courses() -> None:
    document = example("her2-lost-outside-pathway")
    retested = "HER2 retest 5 November 2026: HER2 low (IHC 1+, ISH negative), liver"
    assert printed(document)["Events"].endswith(retested)
    course = {"treatment": {"regimen": "th"}, "setting": "neoadjuvant", "started": "2019", "ended": "2019"}
    document["history"] = [*([course] * 9), *document["history"]]
    assert printed(document)["Treated"].startswith("2 earlier courses; TH (neoadjuvant) 2019 to 2019; ")


def test_the_minutes_hold_the_label_status_of_what_is_chosen() -> None:
    for name, title, told in (
        ("early-relapse-second-line", "Preferred", "Trastuzumab deruxtecan (T-DXd): EMA on label, FDA off label"),
        ("third-line-unranked", "Side by side", "Neratinib and capecitabine: EMA off label, FDA on label"),
        ("provisional-lung-history-unknown", "Possible answers", "EMA on label, FDA on label"),
        (
            "on-treatment-continue",
            "Being given",
            "FDA on label (As the continuation of treatment begun with a taxane.)",
        ),
    ):
        found, options = minutes.chosen(answer_to(example(name)))
        assert (found, told in ". ".join(minutes.labelled(options))) == (title, True)
    assert minutes.chosen(answer_to(example("pregnancy-refer"))) == ("Preferred", [])


def test_the_minutes_tell_each_caution_once_with_the_options_it_is_about() -> None:
    document = example("third-line-unranked")
    document["patient"] |= {"dpd_deficiency": "partial"}
    told = minutes.cautions(answer_to(document))
    assert len(set(told)) == len(told)
    [about] = [each for each in told if "DPD" in each]
    assert about.startswith("Tucatinib, trastuzumab and capecitabine; Neratinib and capecitabine")


def test_an_undetermined_option_names_the_fact_that_is_missing_not_the_one_that_is_charted() -> None:
    document = example("after-thp-second-line")
    document["patient"]["lvef_percent"] = 45
    document["patient"].pop("cardio_oncology_clearance", None)
    answer = answer_to(document)
    [finding] = [each for each in answer.options[0].findings if each.answer is None]
    assert left_open(finding) == "not charted: cardio-oncology clearance"
    before = example("after-thp-second-line")
    compared = of_scenarios([show(LIBRARY, ASCO, each, answer_to(each)) for each in (before, document)])
    [row] = [row for row in compared.rows if row.title == answer.options[0].label]
    assert row.cells[1].lines == ["open, rank 1", "not charted: cardio-oncology clearance"]


def test_what_is_charted_and_still_leaves_a_question_open_is_said_to() -> None:
    finding = ShownFinding("received", "Was it received?", False, None, {"/history_complete": False}, "service", ())
    assert left_open(finding) == "not settled by what is charted"


def test_answers_in_brief_stay_short() -> None:
    unranked = answer_to(example("third-line-unranked"))
    assert brief.answer(ASCO, unranked) == "Third line or later: Tucatinib, trastuzumab and capecitabine or 6 others"
    assert brief.answer(ASCO, answer_to(example("early-relapse-second-line"))) == "Second line: T-DXd"
    assert brief.answer(ASCO, answer_to(example("pregnancy-refer"))) == "First line: refer"
    assert brief.answer(ASCO, answer_to(example("her2-lost-outside-pathway"))) == "outside pathway"
    assert brief.regimen("Trastuzumab deruxtecan (T-DXd) and pertuzumab") == (
        "Trastuzumab deruxtecan (T-DXd) and pertuzumab"
    )


def test_the_nearest_change_comes_first_with_the_question_that_turns_and_its_source() -> None:
    document = example("relapse-on-the-twelve-month-day")
    near = nearest_first(ASCO, document, sensitivity(ASCO, document).sets, UNBOUNDED)
    assert [each.far for each in near[:3]] == [["1 day earlier"], ["1 day later"], ["13 lower"]]
    first = near[1]
    assert first.why is not None
    assert (first.why.guard, first.why.answer) == ("recurred_within", False)
    assert "asco-2022-5.1" in first.why.evidence
    facts = [each.found.changes[0].fact.rpartition("/")[2] for each in near]
    # LVEF 49 and 45 lead to one answer: the further one waits until every other fact was told.
    assert facts.count("lvef_percent") == 3
    assert facts.index("child_pugh") < len(facts) - 1 - facts[::-1].index("lvef_percent")


def test_what_nobody_has_charted_is_the_nearest_change() -> None:
    document = example("provisional-lung-history-unknown")
    near = nearest_first(ASCO, document, sensitivity(ASCO, document).sets, UNBOUNDED)
    # Present disease alone settles nothing: its grade decides whether the lung decides first.
    assert [each.found.changes[0].label for each in near[:2]] == ["interstitial lung disease"] * 2
    assert near[2].far == ["23 lower"]
    # Past disease takes T-DXd away: that question is told, not the one that only speaks for what is left.
    asked = [(each.why.guard, each.why.answer) for each in near[:2] if each.why is not None]
    assert asked == [("lung_disease_present", False), ("lung_disease_was_serious", True)]


def test_a_change_that_turns_no_question_of_an_option_says_what_the_other_answer_says() -> None:
    document = example("after-thp-second-line")
    document["patient"] |= {"brain_metastases": "stable_treated", "metastatic_sites": ["brain"]}
    near = nearest_first(ASCO, document, sensitivity(ASCO, document).sets, UNBOUNDED)
    [effect] = [each for each in near if each.found.changes[0].fact == "/patient/brain_mass_effect"]
    assert (effect.why, effect.told) == (
        None,
        "Symptomatic mass effect in the brain: surgery or radiotherapy is discussed before any systemic plan.",
    )


def test_what_is_only_to_check_is_told_once_and_not_among_what_is_left_open() -> None:
    document = example("provisional-lung-history-unknown")
    for fact in ("bilirubin_times_uln", "child_pugh"):
        document["patient"].pop(fact, None)
    shown = show(LIBRARY, ASCO, document, answer_to(document)).options[0]
    assert shown.option.regimen == "t_dxd"
    assert {left_open(each) for each in shown.unknown} == {"not charted: interstitial lung disease"}
    assert {"bilirubin (times the upper limit of normal)", "Child-Pugh class"} <= set(uncharted(shown.to_check))
    assert len(shown.to_check) < len(shown.option.findings)


@pytest.mark.parametrize("name", ["board-answer", "board-guidelines", "board-record", "board-what-if"])
def test_the_screenshots_are_small(name: str) -> None:
    assert 10_000 < (Path(__file__).parent.parent / "docs" / f"{name}.png").stat().st_size < 200_000
