"""An edition described in full: its states, steps, limits and interpretations, for reading and for review."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from statemachine.machine.guard import Grounds, Guard
from statemachine.machine.guideline import Guideline
from statemachine.machine.step import Step


def describe(guideline: Guideline, interpretations: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Everything an edition says, as plain JSON values; steps from one row are listed once, with all their sources."""
    about = guideline.about
    steps = _rows(guideline)
    used = {key for step in steps for key in step["interpretation"]}
    limits = (*about.limits.values(), *about.shared_limits.values())
    used |= {key for limit in limits for key in limit.grounds.interpretation}
    return {
        "id": about.id,
        "edition": about.edition,
        "title": about.title,
        "reference": about.reference,
        "sha256": about.sha256,
        "reviewed_by": about.reviewed_by,
        "evidence_current_to": about.evidence_current_to,
        "superseded_on": guideline.superseded_on.isoformat() if guideline.superseded_on else None,
        "not_formalised": list(about.not_formalised),
        "limits": [
            {"name": limit.name, "says": limit.says, "value": limit.value, "clock": limit.clock, **_told(limit.grounds)}
            for limit in about.limits.values()
        ],
        "shared_limits": [
            {
                "name": limit.name,
                "says": limit.says,
                "value": limit.value,
                "unit": limit.unit,
                "since": limit.since,
                **_told(limit.grounds),
            }
            for limit in about.shared_limits.values()
        ],
        "states": [
            {
                "name": stage.name,
                "kind": stage.kind,
                "label": stage.label,
                "decision": stage.decision,
                "regimen": stage.regimen.code if stage.regimen else None,
            }
            for stage in guideline.stages.values()
        ],
        "transitions": steps,
        "notices": [
            {
                "code": notice.code,
                "kind": notice.kind,
                "says": notice.says,
                "states": sorted(notice.states),
                "conditions": [_condition(guard) for guard in notice.guards],
                **_told(notice.grounds),
            }
            for notice in about.notices
        ],
        "waivers": [
            {"topic": waiver.topic, "agents": sorted(waiver.drugs), "because": waiver.because}
            for waiver in about.waivers
        ],
        "interpretations": [{"id": key, **interpretations[key]} for key in sorted(used)],
        "limits_of_use": about.limits_of_use,
    }


def _rows(guideline: Guideline) -> list[dict[str, Any]]:
    """The written rows; steps that follow history and steps into the conflict are joined by rule and not listed."""
    rows: dict[tuple[str, str, str], dict[str, Any]] = {}
    for trigger, step in guideline.every_step():
        if step.row:
            dest = "=" if step.dest == step.source else step.dest
            row = rows.setdefault((step.row, trigger, dest), _row(trigger, step, dest))
            row["sources"].append(step.source)
    return list(rows.values())


def _row(trigger: str, step: Step, dest: str) -> dict[str, Any]:
    return {
        "row": step.row,
        "trigger": trigger,
        "sources": [],
        "dest": dest,
        "rank": step.rank,
        "line": step.line,
        "lines": step.lines,
        "strength": step.strength,
        "quality": step.quality,
        "conditions": [_condition(guard) for guard in step.conditions],
        "cautions": [{**_condition(guard), "says": guard.says, "code": guard.code} for guard in step.cautions],
        "actions": list(step.actions),
        **_told(step.grounds),
    }


def _condition(guard: Guard) -> dict[str, Any]:
    return {
        "guard": guard.func.name,
        "question": guard.question,
        "wanted": guard.target,
        "when_unknown": guard.when_unknown,
        **_told(guard.grounds),
    }


def _told(grounds: Grounds) -> dict[str, Any]:
    return {
        "basis": grounds.basis,
        "evidence": list(grounds.evidence),
        "interpretation": list(grounds.interpretation),
    }
