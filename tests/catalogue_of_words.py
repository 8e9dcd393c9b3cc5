"""Every message of the board's page: out of its templates, its Python, its scripts, and the tables that it shows.

`python -m tests.catalogue_of_words` brings each language's catalogue up to date and compiles it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from service import board
from service.board import brief, fact_marks
from service.board.answer_view import WAITS_FOR
from service.board.banner import NUMBERS
from service.board.drug_lines import IN_PLACE_OF_A_DRUG
from service.board.facts import CODES, DOSE_LEVELS, label_of, said
from service.board.fhir_file import VERDICTS
from service.board.form import KINDS, blank, form_of
from service.board.normal_findings import NORMAL
from service.board.who_acts import ACTS, DECISION, FIRST_DOSE, NAMED, NEXT_DOSE
from service.board.who_checks import WHO
from service.board.words import ENGLISH, FOLDER, LANGUAGES, TOLD_BY_SCRIPTS
from statemachine import Library, load
from statemachine.editions.closed_lists import QUALITIES, STRENGTHS
from statemachine.record import codes
from statemachine.record.facts import FACTS, REPORT_NAMES
from statemachine.record.words import MONTHS

PAGE: Final = Path(board.__file__).parent
TEMPLATES: Final = PAGE.parent / "templates" / "board"
KEYWORDS: Final = {"_": None, "gettext": None, "ngettext": (1, 2), "_compared": (1,)}
OPTIONS: Final = {"trim_blocks": "true", "lstrip_blocks": "true"}  # as service/__init__.py draws
WIDTH: Final = 120
NOT_REVIEWED: Final = "# The words of the board's page, NOT REVIEWED by a clinician; the page says so itself."


def every_message() -> Catalog:
    """What has to be translated, each message with the files that it stands in."""
    catalogue = Catalog(fuzzy=False)
    for path in sorted([*TEMPLATES.glob("*.html"), *PAGE.glob("*.py")]):
        method = "jinja2" if path.suffix == ".html" else "python"
        with path.open("rb") as file:
            for line, message, *_ in extract(method, file, KEYWORDS, options=OPTIONS):
                catalogue.add(message, locations=[(str(path.relative_to(PAGE.parent)), line)])
    for told in TOLD_BY_SCRIPTS:
        catalogue.add(told, locations=[("static/board", 1)])
    for told in dict.fromkeys(_of_tables(load())):
        if any(map(str.isalpha, told)):
            catalogue.add(told, locations=[("tables", 1)])
    return catalogue


def _of_tables(library: Library) -> Iterator[str]:
    """What the page shows of the tables of the record and of the editions."""
    form = form_of({"history": [blank(kind) for kind in KINDS]}, {})
    drawn = [*form.question, *(each for row in form.rows for each in row.fields)]
    for title, group in form.groups:
        yield title
        drawn += group
    for field in drawn:
        yield from (field.label, brief.in_words(field.hint), *(words for _, words in field.choices))
    lists = (codes.OUTCOMES, codes.STOP_REASONS, codes.DISEASE_STATUSES, codes.TOXICITIES, codes.HER2_STATUSES, KINDS)
    yield from (said(code) for each in (*lists, CODES) for code in each)
    yield from (said("ended"), said("ongoing"))
    yield from (label_of(kind).replace("cns", "CNS") for kind in codes.EVENTS)
    yield from (label_of(report) for report in REPORT_NAMES if report not in WHO)
    yield from (fact.words for fact in FACTS.values())
    yield from (*WHO.values(), *DOSE_LEVELS.values(), *NUMBERS, *MONTHS, *VERDICTS.values(), *WAITS_FOR.values())
    yield from (*NAMED.values(), *ACTS.values(), DECISION, FIRST_DOSE, NEXT_DOSE)
    yield from (*brief.VERDICTS.values(), *brief.LABELS.values())
    yield from (fact_marks.NEEDED, fact_marks.DECIDES, fact_marks.TO_BE_CHECKED, fact_marks.NO_INFLUENCE)
    yield from (words for _, words in NORMAL.values())
    yield from (words for each in IN_PLACE_OF_A_DRUG.values() for _, words in each)
    yield from (row["label"].removeprefix("another ") for row in library.drug_classes.values())
    yield from (
        stage.label
        for edition in library.guidelines.values()
        for name, stage in edition.stages.items()
        if "." not in name
    )
    yield from (*STRENGTHS, *QUALITIES, "intermediate or low", "no strength given", "quality not given")


def main() -> None:
    """Bring every catalogue up to date; what is new stands there without a translation."""
    template = every_message()
    for language in LANGUAGES:
        if language == ENGLISH:
            continue
        path = FOLDER / f"{language}.po"
        new = Catalog(locale=language, fuzzy=False, project="Linewise", header_comment=NOT_REVIEWED)
        catalogue = read_po(path.open("rb"), locale=language) if path.exists() else new
        template.creation_date = catalogue.creation_date
        catalogue.update(template, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        with path.open("wb") as file:
            write_po(file, catalogue, width=WIDTH, include_lineno=False)
        with path.with_suffix(".mo").open("wb") as file:
            write_mo(file, catalogue)


if __name__ == "__main__":
    main()
