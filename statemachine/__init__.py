"""The medicine of Linewise: guideline editions as finite state machines, and the pure functions that question them.

This is its public face: `load` the editions once, `read` a record, then ask. What a record may say is in
`statemachine.record`, and the shape of an answer in `statemachine.answer`.
"""

from statemachine.answer import Recommendation
from statemachine.answering.brief import brief, headline, warning_codes
from statemachine.answering.effort import Effort
from statemachine.answering.headline import leading
from statemachine.answering.recommend import recommend
from statemachine.answering.statements import stated
from statemachine.answering.step_cautions import NOT_CHARTED
from statemachine.board.comparison import Comparison, Parting, Side, compare
from statemachine.board.opening import Opening, opening
from statemachine.board.pathway import DETOURS, Pathway, pathway
from statemachine.board.sensitivity.fact_changes import FactChange
from statemachine.board.sensitivity.sensitivity import ChangeSet, Sensitivity, sensitivity
from statemachine.board.standard_case import StandardCase, standard_case
from statemachine.board.what_if import ScenarioAnswer, WhatIf, what_if
from statemachine.changes.account_file import Account, read_account
from statemachine.changes.reasons import REASONS
from statemachine.editions import in_words
from statemachine.editions.description import describe
from statemachine.editions.drawing import STYLE, mermaid, offers_at, places, svg, ways
from statemachine.editions.library import Library, UnknownGuideline, load
from statemachine.editions.review import grounds_of, review
from statemachine.editions.safety_by_regimen import joined, safety
from statemachine.machine.guideline import Guideline
from statemachine.record.edited_record import scenario
from statemachine.record.read_record import read
from statemachine.record.reading import Document
from statemachine.record.record import Record
from statemachine.record.record_faults import RecordFaults
from statemachine.verification.certificate import read_certificate

__all__ = [
    "DETOURS",
    "NOT_CHARTED",
    "REASONS",
    "STYLE",
    "Account",
    "ChangeSet",
    "Comparison",
    "Document",
    "Effort",
    "FactChange",
    "Guideline",
    "Library",
    "Opening",
    "Parting",
    "Pathway",
    "Recommendation",
    "Record",
    "RecordFaults",
    "ScenarioAnswer",
    "Sensitivity",
    "Side",
    "StandardCase",
    "UnknownGuideline",
    "WhatIf",
    "brief",
    "compare",
    "describe",
    "grounds_of",
    "headline",
    "in_words",
    "joined",
    "leading",
    "load",
    "mermaid",
    "offers_at",
    "opening",
    "pathway",
    "places",
    "read",
    "read_account",
    "read_certificate",
    "recommend",
    "review",
    "safety",
    "scenario",
    "sensitivity",
    "standard_case",
    "stated",
    "svg",
    "warning_codes",
    "ways",
    "what_if",
]
