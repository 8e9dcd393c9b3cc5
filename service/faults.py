"""What is wrong with a request: one JSON pointer and one sentence per fault."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from marshmallow.exceptions import SCHEMA

from statemachine.record.facts import LABELS
from statemachine.record.nearest_names import nearest
from statemachine.record.record_faults import Fault as RecordFault

# A body can hold a hundred thousand faults; a reader cannot.
MOST_FAULTS = 100
# Faults after which a name is refused without searching for the nearest known ones.
MOST_HINTS = 20
# Keys of an object that are few enough to be listed where none of them is like an unknown one.
FEW_KEYS = 10
LONGEST_SHOWN = 40  # letters of a faulty value that a sentence shows
# A longer key is not one of ours: its owner is pointed at instead.
LONGEST_KEY = 100


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: where (JSON pointer into the body), what, what would have been known there, and of which kind.

    Of the address it names the parameter instead.
    """

    pointer: str
    says: str
    known: tuple[str, ...] = ()
    code: str = ""
    parameter: str = ""

    def as_json(self) -> dict[str, object]:
        """The fault as a problem document shows it; `known` only where there is something to name."""
        shown: dict[str, object] = {"code": self.code, "pointer": self.pointer, "says": self.says}
        if self.parameter:
            shown["parameter"] = self.parameter
        if self.known:
            shown["known"] = list(self.known)
        return shown


class Says(str):
    """A predicate without its subject ("must be true or false"), with what was given and the values known instead."""

    known: tuple[str, ...]
    given: str
    code: str

    def __new__(cls, text: str, known: tuple[str, ...] = (), given: str = "", code: str = "wrong_shape") -> Says:
        """Keep the predicate, its kind and the values together, as marshmallow carries them."""
        self = super().__new__(cls, text)
        self.known, self.given, self.code = known, given, code
        return self


class UnknownKey(Says):
    """The message for a key that an object does not have; `known` are the keys it does have."""


def echo(value: object) -> str:
    """The faulty value as a sentence may show it: scalars as JSON, shortened; the rest by kind only."""
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "a list"
    text = json.dumps(value)
    if len(text) <= LONGEST_SHOWN:
        return text
    return f'{text[: LONGEST_SHOWN - 2]}…"' if isinstance(value, str) else f"{text[: LONGEST_SHOWN - 1]}…"


def nearest_or_all(name: str, known: tuple[str, ...]) -> tuple[str, ...]:
    """The known names most like this one, also by a fact's label, best first; all of them if none is like it."""
    return nearest(name, known, LABELS) or known


def pointer_to(path: tuple[str | int, ...]) -> str:
    """The JSON pointer (RFC 6901) of a path of keys and indices."""
    return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in path)


def from_messages(messages: Any) -> tuple[list[Fault], int]:
    """The first faults in the order of their pointers, and how many marshmallow's messages hold in all."""
    found = sorted(_flatten(messages, ()), key=lambda pair: [_order(step) for step in pair[0]])
    shown = enumerate(found[:MOST_FAULTS])
    return [_fault(path, says, hint=index < MOST_HINTS) for index, (path, says) in shown], len(found)


def _flatten(messages: Any, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if isinstance(messages, dict):
        for key, inner in messages.items():
            # marshmallow files what concerns a whole object under "_schema"; a client may send that as a key.
            whole = key == SCHEMA and not (isinstance(inner, list) and isinstance(inner[0], UnknownKey))
            yield from _flatten(inner, path if whole else (*path, key))
    elif isinstance(messages, list):
        for message in messages:
            yield from _flatten(message, path)
    else:
        yield path, messages


def _order(step: str | int) -> tuple[bool, int, str]:
    return (False, step, "") if isinstance(step, int) else (True, 0, step)


def _fault(path: tuple[str | int, ...], says: str, *, hint: bool) -> Fault:
    if isinstance(says, UnknownKey):
        return _unknown_key(path, says, hint=hint)
    known = says.known if isinstance(says, Says) else ()
    near = nearest_or_all(says.given, known) if hint and isinstance(says, Says) and says.given else known
    code = says.code if isinstance(says, Says) else "wrong_shape"
    return Fault(pointer_to(path), f"{_subject(path, code)} {says}.", near, code)


def _unknown_key(path: tuple[str | int, ...], says: UnknownKey, *, hint: bool) -> Fault:
    """A key that is not known, with those it may mean; all of them only where they are few."""
    key = str(path[-1])
    near = nearest(key, says.known, LABELS) if hint else ()
    where = path if len(key) <= LONGEST_KEY else path[:-1]
    meant = f"; did you mean {' or '.join(near)}?" if near else ": leave it out, as nothing is read from it."
    known = near or (says.known if len(says.known) <= FEW_KEYS else ())
    return Fault(pointer_to(where), f"The key {echo(key)} {says}{meant}", known, "unknown_key")


def of_record(fault: RecordFault, place: str) -> Fault:
    """A fault of a record as the wire tells it; `place` is the pointer to the record."""
    return Fault(f"{place}{fault.pointer}", sentence(fault.says), fault.known, fault.code)


def sentence(says: str) -> str:
    """The same with a capital letter and a full stop; what begins with a pointer or a number stays as it is."""
    return f"{says[:1].upper()}{says[1:]}{'' if says.endswith(('.', '?')) else '.'}"


def _subject(path: tuple[str | int, ...], code: str) -> str:
    if not path:
        return "The body"
    *before, last = path
    if isinstance(last, int) and before:
        return f"The entry {before[-1]}[{last}]"
    return f"The {'key' if code == 'missing_key' else 'value of'} {last}"
