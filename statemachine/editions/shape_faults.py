"""What in a guideline file has another shape than the declared one, and a copy in which the rest can be judged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from typing import Any, NamedTuple, cast

from marshmallow import ValidationError
from marshmallow.exceptions import SCHEMA

from statemachine.editions.file_rows import Many, Named, Row
from statemachine.editions.file_values import Day, FileShape, Flag, Number, Whole, Word


class ShapeFault(NamedTuple):
    """What has another shape than the declared one: the keys and indices that lead there, and what is wrong."""

    path: tuple[str | int, ...]
    says: str

    @property
    def is_in_a_list_of_rows(self) -> bool:
        """Is it in a row such as `transitions[2]`, which can be left out?"""
        return len(self.path) > 1 and isinstance(self.path[1], int) and self.path[0] != "states"

    def place(self, document: Any) -> str:
        """`transitions[2].rank` or `hp.notes[3].says`, and `state first_line.kind` where a state has a name."""
        told = ""
        for step in self.path:
            document = _inside(document, step)
            if isinstance(step, int):
                name = document.get("name") if isinstance(document, Mapping) else None
                told = f"state {name}" if name and told == "states" else f"{told}[{step}]"
            else:
                told += f".{step}" if told else step
        return told


def shape_faults(document: object, shape: FileShape) -> list[ShapeFault]:
    """Everything in a file that has another shape than the declared one."""
    try:
        shape.deserialize(document)
    except ValidationError as wrong:
        return list(_flatten(wrong.messages, ()))
    return []


def mended(document: Any, shape: FileShape, faults: Iterable[ShapeFault]) -> Any:
    """A copy in which what is mistaken has a value that stands in for it.

    A row of a list is None instead where what is mistaken in it names something, for which nothing can stand in.
    """
    copy = deepcopy(document)
    for fault in faults:
        place: Any = copy
        field: FileShape | None = shape
        for step in fault.path[:-1]:
            place, field = _inside(place, step), _field(field, step)
        if not fault.path or not isinstance(place, dict | list):
            return cast(Any, shape).stand_in
        last = fault.path[-1]
        field = _field(field, last)
        stands_in = len(fault.path) == 3 and (field is None or isinstance(field, Whole | Word | Flag | Day | Number))
        if fault.is_in_a_list_of_rows and not stands_in:
            copy[fault.path[0]][fault.path[1]] = None
        elif field is None:
            cast(dict[Any, Any], place).pop(last, None)
        else:
            place[last] = cast(Any, field).stand_in  # type: ignore[index]  # an index of a list, a key of a row
    return copy


def _field(shape: FileShape | None, step: str | int) -> FileShape | None:
    """What is declared of a key or an index; None of a key that is not known."""
    if isinstance(shape, Named):
        return shape.row
    if isinstance(shape, Row):
        return shape.schema.fields.get(str(step))
    return shape.inner if isinstance(shape, Many) else None


def _flatten(messages: Any, path: tuple[str | int, ...]) -> Iterator[ShapeFault]:
    if isinstance(messages, dict):
        for key, inner in messages.items():
            yield from _flatten(inner, path if key == SCHEMA else (*path, key))
    else:
        yield from (ShapeFault(path, str(says)) for says in messages)


def _inside(document: Any, step: str | int) -> Any:
    """What lies under a key or an index; None under the key that is missing."""
    if isinstance(document, Mapping):
        return document.get(step)
    return document[step] if isinstance(document, list) and isinstance(step, int) else None
