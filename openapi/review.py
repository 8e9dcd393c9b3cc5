"""What a reviewer reads of an answer when medicine changes, and the digest in which any other change of it shows.

These are sentences. The frozen decisions of `tests/replay` keep codes instead, because they outlive the wording.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any, Final

Answer = Mapping[str, Any]

IDS: Final = frozenset({"decision_id", "sha256"})
SAID: Final = {True: "yes", False: "no", None: "unknown"}


def digest(answer: Answer) -> str:
    """The digest of the whole answer, order of keys included.

    The ids are left out, because they change with any word of an edition and would alter every file.
    """
    return "sha256:" + hashlib.sha256(json.dumps(_without_ids(answer), ensure_ascii=False).encode()).hexdigest()


def _without_ids(part: Any) -> Any:
    if isinstance(part, dict):
        return {key: "left out" if key in IDS else _without_ids(value) for key, value in part.items()}
    return [_without_ids(member) for member in part] if isinstance(part, list) else part


def recommendation(answer: Answer) -> dict[str, Any]:
    """What is recommended and why, in the sentences that the board reads."""
    guideline = answer["guideline"]
    return {
        "guideline": f"{guideline['id']}@{guideline['edition']}",
        **{name: answer[name] for name in ("outcome", "says", "state", "line", "preferred")},
        "current": answer["current"] and answer["current"]["label"],
        "options": {option["regimen"]: _option(option) for option in answer["options"]},
        "branches": [
            {
                "when": [_answered(assumed) for assumed in branch["when"]],
                **{name: branch[name] for name in ("outcome", "state", "preferred")},
            }
            for branch in answer["branches"]
        ],
        "ask_first": [{asked["fact"]: asked["because"]} for asked in answer["ask_first"]],
        "actions": [{action["code"]: action["text"]} for action in answer["actions"]],
        "warnings": [{warning["code"]: warning["text"]} for warning in answer["warnings"]],
        "trail": [f"{step['event']} leads from {step['from']} to {step['to']}" for step in answer["trail"]],
    }


def beside_others(answer: Answer) -> dict[str, Any]:
    """One of several answers, as it is told beside others: in brief."""
    guideline = answer["guideline"]
    return {
        "guideline": f"{guideline['id']}@{guideline['edition']}",
        **{name: answer[name] for name in ("outcome", "says", "state", "line", "preferred")},
        "options": {option["regimen"]: _in_brief(option) for option in answer["options"]},
        "actions": [{action["code"]: action["text"]} for action in answer["actions"]],
        "warnings": [{warning["code"]: warning["text"]} for warning in answer["warnings"]],
    }


def what_if(answer: Answer) -> dict[str, Any]:
    """The answer to the record as it is, and what each scenario makes of it."""
    return {"base": beside_others(answer["base"]), "scenarios": [_scenario(tried) for tried in answer["scenarios"]]}


def comparison(answer: Answer) -> dict[str, Any]:
    """The answer of each edition, and where they part; the table of agreement repeats the answers."""
    return {
        "answers": [beside_others(given) for given in answer["answers"]],
        "partings": [parting["says"] for parting in answer["partings"]],
    }


def pathway(answer: Answer) -> dict[str, Any]:
    """The road ahead, as a tree of sentences."""
    return {"road": _node(answer["root"]), "assumes": answer["assumes"]}


# The answers of the other operations are short, and are committed whole.
REVIEWS: Final[Mapping[str, Callable[[Answer], dict[str, Any]]]] = {
    "/v1/recommendations": recommendation,
    "/v1/what-if": what_if,
    "/v1/comparisons": comparison,
    "/v1/pathway": pathway,
}


def _option(option: Answer) -> dict[str, Any]:
    """One option; what keeps it from being permitted stands under `because`, and what there is none of is left out."""
    against = [finding for finding in option["findings"] if finding["answer"] is not finding["wanted"]]
    told = {
        **{name: option[name] for name in ("verdict", "rank", "strength", "quality")},
        "because": [] if option["verdict"] == "permitted" else [_answered(finding) for finding in against],
        "cautions": [caution["text"] for caution in option["cautions"]],
        "labels": {agency: label["status"] for agency, label in option["labels"].items()},
    }
    return {name: value for name, value in told.items() if value not in (None, [], {})}


def _in_brief(option: Answer) -> str:
    deciding = option["deciding"]
    return option["verdict"] if not deciding else f"{option['verdict']}: {_answered(deciding)}"


def _answered(finding: Answer) -> str:
    return f"{finding['question']} {SAID[finding['answer']]}"


def _scenario(tried: Answer) -> dict[str, Any]:
    if tried["result"] is None:
        return {"name": tried["name"], "faults": [fault["says"] for fault in tried["problem"]["faults"]]}
    result = tried["result"]
    return {
        "name": tried["name"],
        **{name: result[name] for name in ("outcome", "state", "line_number", "preferred")},
        "options": {option["regimen"]: _turned(option) for option in result["options"]},
    }


def _turned(option: Answer) -> str:
    return f"{option['before'] or 'not listed'}, then {option['after'] or 'not listed'}"


def _node(node: Answer) -> dict[str, Any]:
    told = {name: node[name] for name in ("label", "outcome", "says")}
    return {**told, "then": [_node(child) for child in node["children"]]} if node["children"] else told
