"""The tumor-board page at `/`: a form that posts, answered on the server, so that it works without JavaScript.

Nothing of a record is in an address, a log or a store: the page itself carries it from one request to the next.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Blueprint, Response, render_template, request

from service.answers import compressed
from service.board import brief, columns, minutes
from service.board.answer_view import Shown, show
from service.board.case_file import case_file, opened
from service.board.door import touched
from service.board.drug_lines import known_names, on_the_page, ways_to_read, words_of
from service.board.entries import with_entry_numbers
from service.board.examples import EXAMPLES, title_of
from service.board.fact_marks import marks_before_an_answer, marks_of
from service.board.facts import DOSE_LEVELS, left_open, place_of, said, uncharted
from service.board.form import blank, form_of
from service.board.minutes_draft import draft
from service.board.minutes_written import to_save, without_minutes
from service.board.nearness import nearest_first
from service.board.normal_findings import NORMAL
from service.board.proposed_changes import attempted, proposed
from service.board.reading import Typed, line_in, record_in, with_field
from service.costly import a_place, effort
from service.edition_and_record import question
from service.faults import Fault, nearest_or_all
from service.json_body import decode
from service.knowledge import library, settings
from service.metrics import told
from service.problems import RETRY_AFTER, Refused
from statemachine import Guideline, compare, pathway, recommend, sensitivity, standard_case

# Scripts may not write markup at all, so there is no Trusted Types policy to misuse.
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
MOST_COLUMNS = 8  # what a projector shows side by side
VIEWS = ("answer", "minutes")
COSTLY = ("what_if", "guidelines", "sensitivity", "pathway", "map", "door")  # views
EMPTY: Mapping[str, Any] = {"patient": {}, "history": []}
TOO_MUCH = "To answer this side by side costs more than one request may; ask for fewer columns or a shorter history."
ROW_EDITS = ("add", "up", "down", "remove")

blueprint = Blueprint("board", __name__, template_folder="../templates")


@blueprint.get("/")
def start() -> Response:
    """The empty form, or one of the example cases with its answer: `/?example=<name>`; no patient is in an address."""
    name = request.args.get("example")
    if name is None:
        return _page(EMPTY, view="form")
    if name not in EXAMPLES:
        raise Refused(404, f"There is no such example; known: {', '.join(nearest_or_all(name, tuple(EXAMPLES)))}.")
    return _answered(EXAMPLES[name], "answer", [])


@blueprint.post("/")
def ask() -> Response:
    """The answer to the record in the form, or the form again with its faults beside their fields."""
    view, _, argument = request.form.get("do", "answer").partition(":")
    kept = _kept()
    if view == "new":
        return _page(EMPTY, view="form")
    if view == "example" and argument in EXAMPLES:
        return _answered(EXAMPLES[argument], "answer", [])
    if view == "json":
        text = request.form.get("json", "")
        try:
            document = without_minutes(decode(text.encode("utf-8", "replace")))
        except Refused as refused:
            return _page(EMPTY, view="form", refused=refused, json_text=text)
        document, kept = opened(document, kept)
        return _answered(document, "what_if" if kept else "answer", kept)
    typed: Typed = request.form
    if view == "set":
        view, typed = "what_if" if kept else "answer", with_field(typed, argument)
    if view == "line":
        view, typed, argument = "add", with_field(typed, f"line={argument}"), "line"
    document = record_in(typed)
    line = line_in(typed, library().catalogue)
    if line is not None and not line.doubts and isinstance(document["history"], list):
        document["history"].append(line.entry)
    if view == "save":
        return case_file(kept[0] if kept and "supposing" in typed else document, kept, to_save(request.form))
    if view == "chart" or (view, argument) == ("add", "line") or (line is not None and line.doubts):
        return _page(document, view="form", kept=kept, line=line)
    if view in ROW_EDITS:
        row = _edit(document["history"], view, argument)
        return _page(document, view="form", kept=kept, focus=row)
    if view == "another":
        return _page(document, view="form", kept=kept, another=argument)
    if view == "drop" and argument.isdecimal():
        kept = [each for index, each in enumerate(kept) if index != int(argument) or index == 0]
        return _answered(kept[-1], "what_if", kept[:-1]) if kept else _answered(document, "answer", [])
    return _answered(document, view, kept, argument)


def _answered(document: Any, view: str, kept: list[Any], argument: str = "") -> Response:
    """The page with an answer; `kept` are the records of earlier columns, the first of which is the one as charted."""
    try:
        shown = _show(document)
    except Refused as refused:
        return _page(document, view="form", refused=refused, kept=kept)
    if view == "try":
        return _answered(attempted(document, argument), "what_if", kept or [document])
    if view not in COSTLY:
        named = view if view in VIEWS else "answer"
        return _page(document, view=named, shown=shown, kept=[document])
    try:
        with a_place():
            if view in ("map", "door"):
                return _mapped(document, shown, view, argument, kept or [document])
            return _beside(document, shown, view, kept)
    except Refused as refused:
        return _page(document, view="form", refused=refused, kept=kept)


def _beside(document: Any, shown: Shown, view: str, kept: list[Any]) -> Response:
    """The page with the answer and what stands beside it, which costs many answers; Refused if it costs too much."""
    if view == "what_if":
        records = [*kept, *([document] if document not in kept else [])]
        records = [records[0], *records[1:][-(MOST_COLUMNS - 1) :]]
        scenarios = [shown if each == document else _show(each) for each in records]
        return _page(document, view=view, shown=shown, kept=records, compared=columns.of_scenarios(scenarios))
    if view == "guidelines":
        shown, compared = _compared(document, shown.edition)
        return _page(document, view=view, shown=shown, kept=kept or [document], compared=compared)
    if view == "sensitivity":
        found = sensitivity(shown.edition, document, effort())
        standard = standard_case(_asked_too(shown), document, effort())
        near = nearest_first(shown.edition, document, found.sets, effort())
        shown = show(library(), shown.edition, document, shown.answer, [each.why for each in near])
        kept = kept or [document]
        return _page(document, view=view, shown=shown, kept=kept, sensitivity=found, near=near, standard=standard)
    ahead = pathway(shown.edition, document, effort())
    shown = show(library(), shown.edition, document, shown.answer, [ahead])
    return _page(document, view="pathway", shown=shown, kept=kept or [document], pathway=ahead)


def _mapped(document: Any, shown: Shown, view: str, argument: str, kept: list[Any]) -> Response:
    """The page with a map of another edition and where that parts from this one, or with a door that was touched."""
    if view == "door":
        return _page(document, view="answer", shown=shown, kept=kept, opened=touched(shown, argument, effort()))
    other = library().guidelines.get(argument, shown.edition)
    _, record = question(document)
    compared = compare([shown.edition, other], record, effort())
    if other is shown.edition or not compared.complete:
        return _page(document, view="answer", shown=shown, kept=kept)
    shown = show(library(), shown.edition, document, shown.answer, compared.partings)
    mapped = show(library(), other, document, compared.answers[1])
    return _page(document, view="answer", shown=shown, kept=kept, mapped=mapped, parting=compared.partings[0])


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


def _page(
    document: Any,
    *,
    view: str,
    shown: Shown | None = None,
    refused: Refused | None = None,
    kept: list[Any] | None = None,
    focus: int | None = None,
    json_text: str | None = None,
    **views: Any,
) -> Response:
    readable = document if isinstance(document, dict) else EMPTY
    faults: list[Fault] = refused.faults if refused is not None else []
    text = json.dumps(document, indent=1, ensure_ascii=False) if json_text is None else json_text
    page = render_template(
        "board/page.html",
        view=view,
        form=form_of(readable, _choices(), faults),
        marks=marks_before_an_answer(readable) if shown is None else marks_of(shown),
        normal=NORMAL,
        shown=shown,
        supposed=columns.differences(kept[0], document, library().catalogue.regimens)
        if view == "what_if" and kept
        else [],
        refused=refused,
        kept=json.dumps(kept or [], ensure_ascii=False),
        focus=focus,
        json_text="" if document is EMPTY and json_text is None else text,
        examples=[(name, title_of(name)) for name in EXAMPLES],
        place_of=place_of,
        said=said,
        left_open=left_open,
        uncharted=uncharted,
        brief=brief,
        minutes=minutes,
        editions=sorted(library().guidelines),
        draft=None if shown is None else draft(shown, request.form),
        regimens=library().catalogue.regimens,
        proposed=proposed,
        usual_guideline=settings().default_guideline,
        known_drugs=known_names(library()),
        ways_to_read=ways_to_read(library()),
        words_of=words_of,
        on_the_page=on_the_page,
        with_entry_numbers=with_entry_numbers,
        dose_levels=DOSE_LEVELS,
        **views,
    )
    answer = Response(page, refused.status if refused is not None else 200, content_type="text/html; charset=utf-8")
    answer.headers["Content-Security-Policy"] = PAGE_POLICY
    if refused is not None and refused.status == 503:
        answer.headers["Retry-After"] = str(RETRY_AFTER)
    return compressed(answer)


def _kept() -> list[Any]:
    """The records of the columns so far, as the page carried them."""
    kept = decode(request.form.get("kept", "[]").encode("utf-8", "replace"))
    return kept if isinstance(kept, list) else []


def _edit(history: Any, edit: str, argument: str) -> int | None:
    """Add, move or remove an entry of a history; the number of the entry that was touched."""
    if not isinstance(history, list):
        return None
    if edit == "add":
        history.append(blank(argument))
        return len(history) - 1
    index = int(argument) if argument.isdecimal() else len(history)
    if index >= len(history):
        return None
    entry = history.pop(index)
    if edit == "remove":
        return None
    place = max(index - 1, 0) if edit == "up" else index + 1
    history.insert(place, entry)
    return min(place, len(history) - 1)


def _choices() -> dict[str, list[tuple[str, str]]]:
    """What the texts of a record may be chosen from: editions and regimens."""
    ids = sorted({guideline.about.id for guideline in library().guidelines.values()})
    editions = [(each, f"{each}, the edition in force on the day") for each in ids]
    editions += [(reference, reference) for reference in sorted(library().guidelines)]
    regimens = [(code, f"{row['label']} [{row['stage']}]") for code, row in library().regimens.items()]
    return {"guideline": editions, "regimen": sorted(regimens, key=lambda each: each[1].casefold())}
