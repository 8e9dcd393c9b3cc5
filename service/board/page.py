"""The tumor-board page at `/`: a form that posts, answered on the server, so that it works without JavaScript.

Nothing of a record is in an address, a log or a store: the page itself carries it from one request to the next.
"""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from flask import Blueprint, Response, g, request

from service.board import columns, words
from service.board.answer_view import Shown, show
from service.board.case_file import case_file, opened
from service.board.door import touched
from service.board.drawn_page import EMPTY, drawn_page
from service.board.examples import EXAMPLES
from service.board.fhir_file import read_fhir
from service.board.minutes_written import to_save, without_minutes
from service.board.nearness import nearest_first
from service.board.reading import Typed, line_in, record_in, with_field, with_fields
from service.board.row_edits import ROW_EDITS, edited_row
from service.board.what_ifs import SUPPOSING, held, supposition
from service.costly import a_place, effort
from service.edition_and_record import question
from service.faults import nearest_or_all
from service.json_body import decode
from service.knowledge import library
from service.metrics import told
from service.problems import Refused
from statemachine import Guideline, compare, pathway, recommend, sensitivity, standard_case

VIEWS = ("answer", "minutes")
COSTLY = ("guidelines", "sensitivity", "pathway", "map", "door")  # views
TOO_MUCH = "To answer this side by side costs more than one request may; ask for fewer columns or a shorter history."

blueprint = Blueprint("board", __name__, template_folder="../templates")
blueprint.before_request(words.begin)
blueprint.teardown_request(words.end)


@blueprint.get("/")
def start() -> Response:
    """The empty form, or one of the example cases with its answer: `/?example=<name>`; no patient is in an address."""
    name = request.args.get("example")
    if name is None:
        return drawn_page(EMPTY, view="form")
    if name not in EXAMPLES:
        raise Refused(404, f"There is no such example; known: {', '.join(nearest_or_all(name, tuple(EXAMPLES)))}.")
    return _answered(EXAMPLES[name], "answer", [])


@blueprint.post("/")
def ask() -> Response:
    """The answer to the record in the form, or the form again with its faults beside their fields."""
    view, _, argument = request.form.get("do", "answer").partition(":")
    kept = _kept()
    if view == "new":
        return drawn_page(EMPTY, view="form")
    if view == "example" and argument in EXAMPLES:
        return _answered(EXAMPLES[argument], "answer", [])
    if view == "json":
        text = request.form.get("json", "")
        try:
            document = without_minutes(decode(text.encode("utf-8", "replace")))
            document, g.read_from_fhir = read_fhir(document)
        except Refused as refused:
            return drawn_page(EMPTY, view="form", refused=refused, json_text=text)
        document, kept = opened(document, kept)
        return _answered(document, "what_if" if kept else "answer", kept)
    typed: Typed = request.form
    if view == "set":
        view, typed = "suppose" if _is_supposing() else "answer", with_field(typed, argument)
    if view == "line":
        view, typed, argument = "add", with_field(typed, f"line={argument}"), "line"
    line = line_in(typed, library().catalogue)
    is_told = line is not None and not line.doubts
    document = record_in(with_fields(typed, line.facts) if line is not None and is_told else typed)
    if line is not None and is_told and isinstance(document["history"], list):
        document["history"] += line.entries
    if view == "save":
        return case_file(kept[0] if kept and "supposing" in typed else document, kept, to_save(request.form))
    if view == "chart" or (view, argument) == ("add", "line") or (line is not None and line.doubts):
        return drawn_page(document, view="form", kept=kept, supposing=_is_supposing(), line=line)
    if view in ROW_EDITS:
        row = edited_row(document["history"], view, argument)
        return drawn_page(document, view="form", kept=kept, supposing=_is_supposing(), focus=row)
    if view == "another":
        return drawn_page(document, view="form", kept=kept, supposing=_is_supposing(), another=argument)
    return _answered(document, view, kept, argument)


def _answered(document: Any, view: str, kept: list[Any], argument: str = "") -> Response:
    """The page with an answer; `kept` are the records of the columns, the first of which is the one as charted."""
    charted = kept[0] if kept else document
    try:
        if view in SUPPOSING:
            return _supposed(document, view, kept or [document], argument)
        if view == "charted":
            return drawn_page(charted, view="answer", shown=_show(charted), kept=[charted])
        supposing = _is_supposing() and view != "answer" and document != charted
        if supposing:
            question(charted)
        kept = kept if supposing or document == charted else []
        shown = _show(document)
        if view not in COSTLY:
            named = view if view in VIEWS else "answer"
            return drawn_page(document, view=named, shown=shown, kept=kept or [document], supposing=supposing)
        with a_place():
            return _beside(document, shown, view, argument, kept=kept or [document], supposing=supposing)
    except Refused as refused:
        supposing = view in SUPPOSING or (_is_supposing() and view != "answer")
        return drawn_page(document, view="form", refused=refused, kept=kept, supposing=supposing)


def _supposed(document: Any, view: str, kept: list[Any], argument: str) -> Response:
    """The answer to a supposition, beside the one to the chart."""
    form, asked, kept = supposition(document, view, kept, argument)
    with a_place():
        scenarios = [_show(each) for each in held(kept, asked)]
    shown = next(each for each in scenarios if each.document == asked)
    compared = columns.of_scenarios(scenarios) if len(scenarios) > 1 else None
    return drawn_page(form, view="what_if", shown=shown, kept=kept, compared=compared, supposing=True)


def _beside(document: Any, shown: Shown, view: str, argument: str, *, kept: list[Any], supposing: bool) -> Response:
    """The page with the answer and what stands beside it, which costs many answers; Refused if it costs too much."""
    page = partial(drawn_page, document, view=view, kept=kept, supposing=supposing)
    if view in ("map", "door"):
        return _mapped(partial(page, view="answer"), document, shown, view, argument)
    if view == "guidelines":
        shown, compared = _compared(document, shown.edition)
        return page(shown=shown, compared=compared)
    if view == "sensitivity":
        found = sensitivity(shown.edition, document, effort())
        standard = standard_case(_asked_too(shown), document, effort())
        near = nearest_first(shown.edition, document, found.sets, effort())
        shown = show(library(), shown.edition, document, shown.answer, [each.why for each in near])
        return page(shown=shown, sensitivity=found, near=near, standard=standard)
    ahead = pathway(shown.edition, document, effort())
    shown = show(library(), shown.edition, document, shown.answer, [ahead])
    return page(shown=shown, pathway=ahead)


def _mapped(page: partial[Response], document: Any, shown: Shown, view: str, argument: str) -> Response:
    """The page with a map of another edition and where that parts from this one, or with a door that was touched."""
    if view == "door":
        return page(shown=shown, opened=touched(shown, argument, effort()))
    other = library().guidelines.get(argument, shown.edition)
    _, record = question(document)
    compared = compare([shown.edition, other], record, effort())
    if other is shown.edition or not compared.complete:
        return page(shown=shown)
    shown = show(library(), shown.edition, document, shown.answer, compared.partings)
    mapped = show(library(), other, document, compared.answers[1])
    return page(shown=shown, mapped=mapped, parting=compared.partings[0])


def _compared(document: Any, chosen: Guideline) -> tuple[Shown, columns.Columns]:
    """Every edition's answer beside that of the chosen one, and where each parts from it."""
    editions = sorted(library().guidelines.values(), key=lambda each: (each is not chosen, each.reference))
    _, record = question(document)
    comparison = compare(editions, record, effort())
    if not comparison.complete:
        raise Refused(422, TOO_MUCH)
    shown = [
        show(library(), edition, document, answer, comparison.partings)
        for edition, answer in zip(editions, comparison.answers, strict=True)
    ]
    return shown[0], columns.of_guidelines(shown, comparison.partings)


def _asked_too(shown: Shown) -> list[Guideline]:
    """The edition that answered, and those of the other guidelines in force on the day that are not for comparison."""
    day = date.fromisoformat(shown.answer.as_of)
    every = [each for each in library().guidelines.values() if each is not shown.edition]
    return [shown.edition, *(each for each in every if not each.age_warnings(day) and not each.about.for_comparison)]


def _show(document: Any) -> Shown:
    guideline, record = question(document)
    if effort().is_used_up:
        raise Refused(422, TOO_MUCH)
    answer = recommend(guideline, record, effort())
    told(guideline.reference, answer.outcome)
    return show(library(), guideline, document, answer)


def _kept() -> list[Any]:
    """The records of the columns so far, as the page carried them."""
    kept = decode(request.form.get("kept", "[]").encode("utf-8", "replace"))
    return kept if isinstance(kept, list) else []


def _is_supposing() -> bool:
    """Did the page hold a supposition, so that what is changed in it is not charted?"""
    return bool(request.form.get("supposing"))
