"""What generators of typed clients need of the description: names for lists of codes and for unions, a patch of the
patient with its own keys, and answers that may gain keys.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from typing import Any, Final

from service.schemas.history_schema import EVENT_SCHEMAS, PLAIN_EVENTS
from statemachine.record import codes

Node = dict[str, Any]
Codes = tuple[str, ...]

# Lists of codes with a name of their own; any other is named by its key, or by its schema and its key.
NAMED: Final[Mapping[Sequence[str], str]] = {
    codes.OUTCOMES: "Outcome",
    codes.VERDICTS: "Verdict",
    codes.BASES: "Basis",
    codes.ACTIONS: "ActionCode",
    codes.WARNINGS: "WarningCode",
    codes.TOXICITIES: "ToxicityKind",
    codes.SITES: "Site",
    codes.EVENT_SITES: "EventSite",
    codes.DRUG_CLASSES: "DrugClass",
    codes.CODE_SYSTEMS: "CodeSystem",
    codes.STOP_REASONS: "StopReason",
    codes.DROP_REASONS: "DropReason",
    PLAIN_EVENTS: "EventName",
}
# The name of a union by one of its members.
UNIONS: Final[Mapping[str, str]] = {"TreatmentEntry": "HistoryEntry", "AddEdit": "HistoryEdit", "CodedDrug": "Drug"}
OF_REGIMENS: Final = ("regimen", "preferred", "permitted")
# Lists of codes on which a client decides: a version adds no code to them, as docs/api-policy.md promises.
CLOSED: Final = ("Outcome", "Verdict", "LabelStatusStatus")


def make_typed(document: Node, regimens: Codes) -> None:
    """Change a finished description in place; what a request may hold stays the same."""
    schemas: Node = document["components"]["schemas"]
    _name_codes(schemas, regimens)
    _name_unions(schemas)
    _tell_events_apart(schemas)
    _describe_the_patch(schemas)
    for name in CLOSED:
        schemas[name]["description"] = "A closed list: within a major version no code is added to it."
    sent = _sent(document)
    for name, schema in schemas.items():
        if name not in sent:
            schema.pop("additionalProperties", None)


def _name_codes(schemas: Node, regimens: Codes) -> None:
    """Each list of several codes once, under a name; a single code as a constant."""
    found = [
        (schema, key, node)
        for schema, described in schemas.items()
        for key, value in described.get("properties", {}).items()
        for node in _nodes(value)
        if "enum" in node
    ]
    lists = defaultdict(set)
    for _, key, node in found:
        lists[key].add(_codes(node))
    names = {regimens: "RegimenCode"} | {tuple(each): name for each, name in NAMED.items()}
    objects = {*schemas}
    for schema, key, node in found:
        values = _codes(node)
        if len(values) == 1 and None not in node["enum"]:
            node["const"] = node.pop("enum")[0]
            continue
        own = _camel(key) if len(lists[key]) == 1 and _camel(key) not in objects else schema + _camel(key)
        name = names.setdefault(values, own)
        schemas.setdefault(name, {"type": "string", "enum": [*values]} | _variables(key, values))
        _refer(node, name, nullable=None in node.pop("enum"))
        for bound in ("minLength", "maxLength"):
            node.pop(bound, None)
    for described in schemas.values():
        for key in described.get("properties", {}).keys() & {*OF_REGIMENS}:
            node = described["properties"][key].get("items") or described["properties"][key]
            if node.get("type") in ("string", ["string", "null"]):
                _refer(node, "RegimenCode", nullable=node["type"] != "string")


def _variables(key: str, values: Codes) -> Node:
    """Names for generators where the codes are none: `IHC_2_PLUS` for 2+, `LVEF_PERCENT` for a pointer."""
    if all(value.isidentifier() for value in values):
        return {}
    last = key.rpartition("_")[2]
    names = [value.rpartition("/")[2].replace("+", "_plus") for value in values]
    return {"x-enum-varnames": [(name if name.isidentifier() else f"{last}_{name}").upper() for name in names]}


def _codes(node: Node) -> Codes:
    return tuple(value for value in node["enum"] if value is not None)


def _name_unions(schemas: Node) -> None:
    """Each union of objects once, under a name; a treatment as one of two objects, by what names it."""
    named = schemas["NamedTreatment"]
    schemas["TreatmentByRegimen"] = _only(named, "regimen", "A treatment named by the code of its regimen.")
    schemas["TreatmentByDrugs"] = _only(named, "agents", "A treatment named by its drugs.")
    schemas["NamedTreatment"] = _one_of("TreatmentByRegimen", "TreatmentByDrugs") | {
        "description": named["description"]
    }
    found = [node for schema in [*schemas.values()] for node in _nodes(schema) if len(node.get("oneOf", ())) > 1]
    for node in found:
        members = {member["$ref"].rpartition("/")[2] for member in node["oneOf"] if "$ref" in member}
        for name in (UNIONS[member] for member in members & UNIONS.keys()):
            schemas.setdefault(name, {"oneOf": node.pop("oneOf")})
            _refer(node, name)


def _tell_events_apart(schemas: Node) -> None:
    """An entry is a treatment or an event, and an event has its name in the key `event`."""
    entry = schemas["HistoryEntry"]
    mapping = {name: _reference(type(schema).__name__) for name, schema in EVENT_SCHEMAS.items()}
    schemas["HistoryEvent"] = {
        "description": "Something that happened, told apart by the name in `event`.",
        "oneOf": [member for member in entry["oneOf"] if member["$ref"] in mapping.values()],
        "discriminator": {"propertyName": "event", "mapping": mapping},
    }
    schemas["HistoryEntry"] = _one_of("TreatmentEntry", "HistoryEvent") | {"description": "A treatment or an event."}


def _describe_the_patch(schemas: Node) -> None:
    """A patch of the patient: the patient's own keys, each of which may be null."""
    patch = deepcopy(schemas["Patient"])
    patch["description"] = "What is otherwise about the patient; null removes a fact, which makes it unknown."
    for key, node in patch["properties"].items():
        told = {"description": node.pop("description")}
        patch["properties"][key] = told | {"anyOf": [node, {"type": "null"}]}
    schemas["PatientPatch"] = patch
    for schema in ("Scenario", "FactChange"):
        node = schemas[schema]["properties"]["patient"]
        node.pop("type")
        _refer(node, "PatientPatch")


def _sent(document: Node) -> set[str]:
    """The names of the schemas that a body of a request is made of."""
    schemas = document["components"]["schemas"]
    left = [
        operation["requestBody"]
        for path in document["paths"].values()
        for operation in path.values()
        if "requestBody" in operation
    ]
    found: set[str] = set()
    while left:
        for node in _nodes(left.pop()):
            name = node.get("$ref", "").rpartition("/")[2]
            if name in schemas and name not in found:
                found.add(name)
                left.append(schemas[name])
    return found


def _only(named: Node, key: str, says: str) -> Node:
    return {**named, "description": says, "properties": {key: named["properties"][key]}, "required": [key]}


def _one_of(*names: str) -> Node:
    return {"oneOf": [{"$ref": _reference(name)} for name in names]}


def _refer(node: Node, name: str, *, nullable: bool = False) -> None:
    """Let a node stand for a named schema, with its own description beside it."""
    node.pop("type", None)
    if nullable:
        node["anyOf"] = [{"$ref": _reference(name)}, {"type": "null"}]
    else:
        node["$ref"] = _reference(name)


def _reference(name: str) -> str:
    return f"#/components/schemas/{name}"


def _nodes(value: Any) -> Iterator[Node]:
    """Every object of a part of the description but those of examples."""
    if isinstance(value, dict):
        yield value
        for key, inner in value.items():
            if key not in ("examples", "mapping"):
                yield from _nodes(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _nodes(inner)


def _camel(key: str) -> str:
    return "".join(word.capitalize() for word in key.split("_"))
