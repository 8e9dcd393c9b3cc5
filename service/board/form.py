"""The record as a form: every field derived from the request's schema, and named by its JSON pointer.

What the schema does not know (of a pasted record) becomes a field too, so that nothing is dropped unseen.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from marshmallow import fields

from service.board.controls import NONE, control_of
from service.board.drug_lines import DrugLine, lines_of
from service.board.facts import HINTS, label_of
from service.board.measured_fields import Beside, shown_apart
from service.board.typed_dates import in_words, typed_date
from service.board.words import gettext as _
from service.faults import Fault
from service.schemas.fields import Choice, Object, PartialDay
from service.schemas.history_schema import EVENT_SCHEMAS, OWN_KEYS, TREATMENT
from service.schemas.object_schema import ObjectSchema
from service.schemas.patient_schema import Patient
from service.schemas.request_schema import REQUEST
from statemachine.record.codes import SHORT_FORMS
from statemachine.record.facts import FACTS, GROUPS

RARE = ("/toxicity_agent", "/toxicity_kind", "/toxicity_grade", "/held_since", "/dose_level")
DATES = " As precisely as it is charted: 12 March 2025, 12.03.2025, Mar 2025, 3/2025 or 2025."
MISSING = {"/patient/her2_status": "Needed for an answer: the HER2 status, or what immunohistochemistry and ISH found."}
PATIENT = Patient()
KINDS: Mapping[str, ObjectSchema] = {
    "treatment": TREATMENT,
    "event": EVENT_SCHEMAS["recurrence"],
    **{name: EVENT_SCHEMAS[name] for name in (*OWN_KEYS, *SHORT_FORMS)},
}
Choices = Mapping[str, Iterable[tuple[str, str]]]


@dataclass(slots=True)
class Field:
    """One field: its name is the pointer, `control` what `control_of` says.

    Drugs are typed in `lines`, each with faults of its own; a measured value has its unit `beside` it.
    """

    name: str
    label: str
    hint: str
    control: str
    choices: list[tuple[str, str]]
    values: list[str]
    faults: list[str] = field(default_factory=list)
    lines: list[DrugLine] = field(default_factory=list)
    beside: Beside | None = None

    @property
    def id(self) -> str:
        """The id of the field in the page."""
        return f"field{self.name.replace('/', '-')}"

    @property
    def is_rare(self) -> bool:
        """Does it say nothing of most treatments, and so is folded away while it says nothing?"""
        return "/dropped/" in self.name or self.name.endswith(RARE)

    @property
    def says_something(self) -> bool:
        """Has it a value, or a fault?"""
        return bool(self.values or self.faults or any(line.faults for line in self.lines))

    @property
    def meanings(self) -> list[tuple[str, str]]:
        """The dates that may be meant where somebody has to say which, each as the wire has it and in words."""
        read = typed_date(self.values[0]) if self.control == "day" and self.values else None
        return [(each, in_words(each)) for each in read.possible] if read is not None and read.asks else []

    def line_at(self, pointer: str) -> DrugLine | None:
        """The drug at or around a pointer; None where the field has none, or is meant as a whole."""
        if self.control == "drug":
            return self.lines[0]
        number = pointer[len(self.name) + 1 :].partition("/")[0]
        return self.lines[int(number)] if number.isdecimal() and int(number) < len(self.lines) else None


@dataclass(frozen=True, slots=True)
class Row:
    """One entry of the history; `kind` is one of KINDS, or unread for what is neither treatment nor event."""

    kind: str
    fields: list[Field]


@dataclass(frozen=True, slots=True)
class Form:
    """The whole form, and the faults that no field of it carries."""

    question: list[Field]
    groups: list[tuple[str, list[Field]]]
    rows: list[Row]
    faults: list[tuple[Fault, str | None]]


def form_of(document: Mapping[str, Any], choices: Choices, faults: Iterable[Fault] = ()) -> Form:
    """The form of a record, however faulty; `choices` names what a text may be chosen from, by key."""
    patient = document.get("patient", {})
    history = document.get("history", [])
    question = list(_fields(REQUEST, document, "", choices))
    facts = {drawn.name: drawn for drawn in _fields(PATIENT, patient, "/patient", choices)}
    groups = [(title, [facts.pop(f"/patient/{fact.name}") for fact in group]) for title, group in GROUPS.items()]
    if facts:
        groups.append((_("Not understood"), list(facts.values())))
    rows = [_row(entry, f"/history/{index}", choices) for index, entry in enumerate(_list(history))]
    if not isinstance(history, list):
        question.append(_unread("/history", history))
    drawn = [
        *question,
        *(each for _, group in groups for each in group),
        *(each for row in rows for each in row.fields),
    ]
    return Form(question, groups, rows, [_attached(fault, drawn) for fault in faults])


def blank(kind: str) -> dict[str, Any]:
    """A new entry of the history, with nothing charted yet."""
    if kind == "treatment":
        return {"treatment": {}}
    return {"event": "" if kind == "event" else kind}


def schema_of(kind: Object) -> ObjectSchema:
    """The schema of an inner object."""
    schema = kind.schema
    assert isinstance(schema, ObjectSchema)  # noqa: S101  # every object of the wire has one
    return schema


def _row(entry: Any, prefix: str, choices: Choices) -> Row:
    kind = _kind(entry)
    if kind is None:
        return Row("unread", [_unread(prefix, entry)])
    return Row(kind, list(_fields(KINDS[kind], entry, prefix, choices)))


def _kind(entry: Any) -> str | None:
    if not isinstance(entry, dict) or ("treatment" in entry) == ("event" in entry):
        return None
    if "treatment" in entry:
        return "treatment"
    return entry["event"] if entry["event"] in (*OWN_KEYS, *SHORT_FORMS) else "event"


def _fields(schema: ObjectSchema, document: Any, prefix: str, choices: Choices) -> Iterator[Field]:
    """The fields of one object, those of inner objects in their place; patient and history are drawn apart."""
    if not isinstance(document, dict):
        yield _unread(prefix, document)
        document = {}
    for name, kind in schema.fields.items():
        key = kind.data_key or name
        pointer = f"{prefix}/{key}"
        value = document.get(key)
        if pointer in ("/patient", "/history") or _is_constant(kind):
            continue
        if isinstance(kind, Object):
            yield from _fields(schema_of(kind), {} if value is None else value, pointer, choices)
        else:
            yield _field(pointer, _name(prefix, key), kind, value, choices.get(key))
    known = schema.keys
    for key in (key for key in document if key not in known):
        yield _unread(f"{prefix}/{key.replace('~', '~0').replace('/', '~1')}", document[key])


def _field(
    pointer: str, label: str, kind: fields.Field[Any], value: Any, choices: Iterable[tuple[str, str]] | None
) -> Field:
    control, offered = control_of(kind)
    if choices is not None:
        control, offered = "select", list(choices)
    if isinstance(value, list) and control in ("checks", "drugs"):
        values = [_text(each) for each in value] or ([NONE] if control == "checks" else [])
    else:
        values = [] if value is None else [_text(value)]
    beside = None
    if control == "measured":
        fact = pointer.rpartition("/")[2]
        label = FACTS[fact].words
        number, beside = shown_apart(fact, value)
        values = [] if number is None else [_text(number)]
    if control in ("select", "checks"):
        offered += [(each, each) for each in values if each not in dict(offered)]
    described = HINTS.get(pointer[1:]) or kind.metadata["description"].partition(" GET /v1/")[0]
    hint = described + (DATES if isinstance(kind, PartialDay) else "")
    drawn = Field(pointer, label, hint, control, offered, values, beside=beside)
    if control in ("drug", "drugs"):
        drawn.lines = lines_of(pointer, drawn.id, value, several=control == "drugs")
    return drawn


def _name(prefix: str, key: str) -> str:
    inner = prefix.rpartition("/")[2]
    return f"given up: {label_of(key)}" if inner == "dropped" else label_of(key)


def _unread(pointer: str, value: Any) -> Field:
    """A field for what the schema has no place for: empty it to leave it out."""
    return Field(pointer, pointer.rpartition("/")[2], "Empty this field to leave it out.", "text", [], [_text(value)])


def _attached(fault: Fault, drawn: list[Field]) -> tuple[Fault, str | None]:
    """Put a fault beside its field, or the field nearest to it; the fault as the page tells it, and that field's id."""
    at = fault.pointer
    holding = [each for each in drawn if at == each.name or at.startswith(f"{each.name}/")]
    inside = [each for each in drawn if each.name.startswith(f"{at}/")] if at else []
    nearest = max(holding, key=lambda each: len(each.name), default=inside[0] if inside else None)
    if nearest is None:
        return fault, None
    line = nearest.line_at(at)
    if line is not None:
        line.refuse(fault)
        return fault, line.id
    if nearest.meanings:
        known = " or ".join(words for _, words in nearest.meanings)
        fault = replace(fault, says=f'"{nearest.values[0]}" is not sure: is {known} meant?')
    elif fault.code == "missing_key" and nearest.name == at:
        fault = replace(fault, says=MISSING.get(at, "Needed for an answer."))
    nearest.faults.append(fault.says)
    return fault, nearest.id


def _is_constant(kind: fields.Field[Any]) -> bool:
    return isinstance(kind, Choice) and len(kind.codes) == 1


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
