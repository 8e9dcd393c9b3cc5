"""The words of the page in the language that its address asks for; what no catalogue holds stays English.

`translations/<language>.po` is what a translator edits; `make words` brings it up to date and compiles it.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from functools import cache
from gettext import GNUTranslations
from pathlib import Path
from typing import Any, Final

from flask import Flask, request, url_for
from markupsafe import Markup

FOLDER: Final = Path(__file__).parent / "translations"
ENGLISH: Final = "en"
LANGUAGES: Final[Mapping[str, str]] = {ENGLISH: "English", "de": "Deutsch"}
PARAMETER: Final = "lang"  # of the address
TOLD_BY_SCRIPTS: Final = (
    "Not complete yet: this is the answer to the chart before the entry.",
    "The service does not answer: this is the answer to the chart as it was. Change anything to ask again.",
    "This link is damaged or incomplete: ask for it again.",
    "Copied. The link holds the case without dates of its own; whoever has it can read it.",
    "The link is in the address bar. Whoever has it can read the case.",
    "Copied.",
    "This browser does not let the page copy: print it, or select the text.",
    "charted",
    "cannot be supposed.",
)


def _read(language: str) -> GNUTranslations:
    with (FOLDER / f"{language}.mo").open("rb") as file:
        return GNUTranslations(file)


_CATALOGUES: Final = {each: _read(each) for each in LANGUAGES if each != ENGLISH}


_LANGUAGE: ContextVar[str] = ContextVar("language", default=ENGLISH)


def translate(app: Flask) -> None:
    """Let the templates ask for their words in the language of the page."""
    own = {"_": in_markup, "ngettext": counted_in_markup, "word": gettext, "page_url": page_url}
    app.jinja_env.globals.update(own, language=language, languages=LANGUAGES, in_english=in_english)
    app.jinja_env.globals.update(told_by_scripts=TOLD_BY_SCRIPTS)
    app.jinja_env.filters["word"] = gettext


def begin() -> None:
    """Take the language of a request from its address."""
    _LANGUAGE.set(request.args.get(PARAMETER, ENGLISH))


def end(_: BaseException | None) -> None:
    """Speak English again: what the same thread answers next may be no page of the board."""
    _LANGUAGE.set(ENGLISH)


def language() -> str:
    """The language of the page that is being drawn; English where none is."""
    return _LANGUAGE.get()


def gettext(english: str) -> str:
    """A text of the page in its language."""
    catalogue = _CATALOGUES.get(_LANGUAGE.get())
    return english if catalogue is None or not english else catalogue.gettext(english)


def ngettext(one: str, several: str, number: int) -> str:
    """A text of the page that counts something, in its language."""
    catalogue = _CATALOGUES.get(_LANGUAGE.get())
    return (one if number == 1 else several) if catalogue is None else catalogue.ngettext(one, several, number)


def in_markup(english: str, **values: Any) -> Markup:
    """A text that stands in a template, with values put into it."""
    text = _marked(_LANGUAGE.get(), english)
    return text % values if values else text


def counted_in_markup(one: str, several: str, number: int) -> Markup:
    """A text that stands in a template and counts something: `num`."""
    return Markup(ngettext(one, several, number)) % {"num": number}  # noqa: S704  # both are texts of a template


@cache  # texts of the templates only: nothing that a request holds is kept
def _marked(language: str, english: str) -> Markup:
    return Markup(gettext(english))  # noqa: S704  # markup of a template, and that of its translator


def in_english() -> Markup:
    """The attribute of what is English on every page: the sentences of the engine, and those of its sources."""
    return Markup("") if language() == ENGLISH else Markup(' lang="en"')


def page_url(asked: str | None = None, example: str | None = None) -> str:
    """The address of the page in its own language, or in the one that is asked for; none in it means English."""
    wanted = asked or language()
    return url_for("board.start", example=example, lang=None if wanted == ENGLISH else wanted)
