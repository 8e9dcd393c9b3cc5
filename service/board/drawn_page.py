"""The page drawn: the chart, the answer with what stands beside it, and the minutes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from flask import Response, g, render_template, request

from service.answers import compressed
from service.board import brief, columns, minutes
from service.board.answer_view import Shown
from service.board.banner import banner_of, first_asked
from service.board.drug_lines import known_names, on_the_page, ways_to_read, words_of
from service.board.entries import with_entry_numbers
from service.board.examples import EXAMPLES, title_of
from service.board.fact_marks import marks_before_an_answer, marks_of
from service.board.facts import DOSE_LEVELS, left_open, place_of, said, uncharted
from service.board.form import form_of
from service.board.minutes_draft import draft
from service.board.normal_findings import NORMAL
from service.board.proposed_changes import proposed
from service.board.who_checks import checks
from service.board.words import gettext as _
from service.faults import Fault
from service.knowledge import library, settings
from service.problems import RETRY_AFTER, Refused
from statemachine.record.words import beginning

# Scripts may not write markup at all, so there is no Trusted Types policy to misuse.
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
EMPTY: Mapping[str, Any] = {"patient": {}, "history": []}


def drawn_page(
    document: Any,
    *,
    view: str,
    shown: Shown | None = None,
    refused: Refused | None = None,
    kept: list[Any] | None = None,
    supposing: bool = False,
    json_text: str | None = None,
    **views: Any,
) -> Response:
    """The whole page, or without the chart where only what follows it is asked for (`part`) and nothing is at fault.

    `document` is the record in the form; `kept` are the columns of what-ifs, the first of which is the chart.
    """
    readable = document if isinstance(document, dict) else EMPTY
    faults: list[Fault] = refused.faults if refused is not None else []
    text = json.dumps(document, indent=1, ensure_ascii=False) if json_text is None else json_text
    form = form_of(readable, _choices(), faults)
    charted = kept[0] if kept else document
    supposed = None
    if shown is not None and supposing:
        supposed = columns.differences(charted, shown.document, library().catalogue.regimens)
    page = render_template(
        "board/page.html",
        view=view,
        with_chart=refused is not None or "part" not in request.form,
        form=form,
        marks=marks_before_an_answer(readable) if shown is None else marks_of(shown),
        normal=NORMAL,
        shown=shown,
        banner=None if shown is None else banner_of(shown, form),
        first_asked=first_asked(form, faults),
        supposing=supposing,
        supposed=supposed,
        is_held=bool(supposed) and document == charted,
        moved=shown is not None and bool(supposed) and charted["as_of"] != shown.document["as_of"],
        refused=refused,
        kept=json.dumps(kept or [], ensure_ascii=False),
        json_text="" if document is EMPTY and json_text is None else text,
        examples=[(name, title_of(name)) for name in EXAMPLES],
        place_of=place_of,
        said=said,
        beginning=beginning,
        left_open=left_open,
        uncharted=uncharted,
        checks=checks,
        brief=brief,
        minutes=minutes,
        draft=None if shown is None else draft(shown, request.form),
        regimens=library().catalogue.regimens,
        proposed=proposed,
        editions=sorted(library().guidelines),
        usual_guideline=settings().default_guideline,
        known_drugs=known_names(library()),
        ways_to_read=ways_to_read(library()),
        words_of=words_of,
        on_the_page=on_the_page,
        with_entry_numbers=with_entry_numbers,
        dose_levels=DOSE_LEVELS,
        mapping=g.get("read_from_fhir"),
        **views,
    )
    answer = Response(page, refused.status if refused is not None else 200, content_type="text/html; charset=utf-8")
    answer.headers["Content-Security-Policy"] = PAGE_POLICY
    if refused is not None and refused.status == 503:
        answer.headers["Retry-After"] = str(RETRY_AFTER)
    return compressed(answer)


def _choices() -> dict[str, list[tuple[str, str]]]:
    """What the texts of a record may be chosen from: editions and regimens."""
    ids = sorted({guideline.about.id for guideline in library().guidelines.values()})
    in_force = _("%(guideline)s, the edition in force on the day")
    editions = [(each, in_force % {"guideline": brief.guideline(each)}) for each in ids]
    editions += [(reference, brief.edition(reference)) for reference in sorted(library().guidelines)]
    regimens = [(code, f"{row['label']} [{row['stage']}]") for code, row in library().regimens.items()]
    return {"guideline": editions, "regimen": sorted(regimens, key=lambda each: each[1].casefold())}
