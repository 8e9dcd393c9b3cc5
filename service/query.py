"""The parameters of an address: those that the description names, each once; others are refused by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from flask import Flask, request

from service.board.words import LANGUAGES, PARAMETER
from service.faults import Fault, echo, nearest_or_all
from service.problems import Refused
from statemachine.record.codes import DETAILS

DETAIL: Final[dict[str, Any]] = {
    "name": "detail",
    "in": "query",
    "description": "How much of the answer is told; the body may ask for it too.",
    "schema": {"type": "string", "enum": list(DETAILS), "default": "reasons"},
}
BOARD = {"/": {"example": None, PARAMETER: tuple(LANGUAGES)}}  # the page is no part of the description

Known = Mapping[str, Mapping[str, tuple[str, ...] | None]]  # by path and name: the values, if they are a closed list


def refuse_unknown_parameters(app: Flask, description: Mapping[str, Any]) -> None:
    """Let every address take the parameters that a description names, and no other."""
    known: dict[str, Mapping[str, tuple[str, ...] | None]] = {**BOARD}
    for path, operations in description["paths"].items():
        told = [each for each in operations.get("parameters", ()) if each["in"] == "query"]
        if told:
            known[path] = {each["name"]: _values(each["schema"]) for each in told}
    app.before_request(lambda: _check(known))


def _values(schema: Mapping[str, Any]) -> tuple[str, ...] | None:
    """The closed list of a parameter; None where it takes other values too."""
    return tuple(schema["enum"]) if "enum" in schema else None


def _check(known: Known) -> None:
    if not request.query_string or request.url_rule is None:
        return
    names = known.get(request.url_rule.rule, {})
    faults: list[Fault] = []
    for name, given in request.args.lists():
        if name not in names:
            near = nearest_or_all(name, tuple(names))
            hint = f"; did you mean {' or '.join(near)}?" if near else "; there are none here."
            faults.append(
                Fault(
                    "",
                    f"The parameter {echo(name)} is not known at this address{hint}",
                    near,
                    "unknown_parameter",
                    name,
                )
            )
            continue
        values = names[name]
        if len(given) > 1:
            faults.append(
                Fault("", f"The parameter {name} stands twice in the address.", (), "repeated_parameter", name)
            )
        elif values is not None and given[0] not in values:
            says = f"The parameter {name} must be one of {', '.join(values)}, not {echo(given[0])}."
            faults.append(Fault("", says, nearest_or_all(given[0], values), "unknown_value", name))
    if faults:
        raise Refused(400, "The address has parameters that cannot be read.", faults)
