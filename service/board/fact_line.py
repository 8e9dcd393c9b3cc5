"""Facts told in one line, "HER2 3+, ER/PR neg, ECOG 1, LVEF 62": each part is one fact of a closed list, or is told."""

from __future__ import annotations

import re

from service.board.fact_words import AGE, BEGINS, LVEF, OPEN, WORDS, Facts
from service.board.told_line import ToldLine, line_of
from service.board.typed_dates import in_words, typed_date


def facts_in(text: str) -> ToldLine | None:
    """The facts that a line tells, or every part of it that is not understood; None for a line of something else."""
    line = line_of(text)
    parts = [part.strip(" .") for part in line.text.split(",") if part.strip(" .")]
    if line.doubts or not parts or not (_is_known(parts[0]) or BEGINS.match(parts[0])):
        return None
    said_by: dict[str, str] = {}
    for part in parts:
        for name, value in _told(line, part).items():
            if line.facts.setdefault(name, value) != value:
                line.doubts.append(f'"{said_by[name]}" and "{part}" do not go together in one line.')
            said_by.setdefault(name, part)
    return line


def _is_known(part: str) -> bool:
    word = part.casefold()
    return word in WORDS or word in OPEN or AGE.fullmatch(part) is not None or LVEF.fullmatch(part) is not None


def _told(line: ToldLine, part: str) -> Facts:
    """What one part tells; nothing where it is in doubt."""
    word = part.casefold()
    if word in WORDS:
        return WORDS[word]
    if (age := AGE.fullmatch(part)) is not None:
        return {"/patient/age_years": age["age"] or age["years"]}
    if (lvef := LVEF.fullmatch(part)) is not None:
        return _measured(line, part, lvef)
    if word in OPEN:
        line.doubts.append(f'"{part}" leaves open what is meant.')
        line.instead = line.instead or [line.text.replace(part, meant) for meant in OPEN[word]]
    else:
        line.doubts.append(f'"{part}" is not understood as a fact about the patient.')
    return {}


def _measured(line: ToldLine, part: str, lvef: re.Match[str]) -> Facts:
    """The ejection fraction, with the day of its measurement where that is said."""
    facts = {"/patient/lvef_percent": lvef["percent"]}
    if lvef["on"] is None:
        return facts
    day = re.sub(r"^(?:on|of|in|from)\s+", "", lvef["on"].strip(), flags=re.IGNORECASE)
    read = typed_date(day)
    if read.is_sure:
        return facts | {"/patient/lvef_measured_on": read.possible[0]}
    line.doubts.append(f'"{day}" is no sure date of the ejection fraction.')
    meant = [part.replace(day, in_words(each)) for each in read.possible]
    line.instead = line.instead or [line.text.replace(part, each) for each in meant]
    return {}
