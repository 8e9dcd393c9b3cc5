"""A guideline drawn from its own states and steps: as Mermaid text and as SVG."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from pathlib import Path

from statemachine.editions.library import load
from statemachine.machine.guideline import Guideline
from statemachine.machine.step import Stage, Step

COLUMN, GAP, TOP, ROW, BOX = 270, 44, 96, 46, 38
CHARACTERS = 34  # what fits into a box at the font size of the drawing
STYLE = """
text{font:13px system-ui,sans-serif;fill:#1b1b1b}
.title{font-size:16px;font-weight:600}.small{font-size:11px;fill:#4a4a4a}
.decision rect{fill:#dbe9f6;stroke:#1f5a94;stroke-width:1.5}.phase rect{fill:#eee;stroke:#777}
.treatment rect{fill:#fff;stroke:#888}.exit rect,.referral rect,.inquiry rect{fill:#fdf1dc;stroke:#a56a00}
path{fill:none;stroke:#1f5a94;stroke-width:1.4;marker-end:url(#tip)}
path.tip{fill:#1f5a94;stroke:none;marker-end:none}
"""


@dataclass(frozen=True, slots=True)
class Offer:
    """One option as drawn: several steps into one regimen are one box."""

    stage: Stage
    rank: int | None
    strength: str | None
    conditional: bool

    @property
    def note(self) -> str:
        """Rank, strength and whether a row asks for more than safety, in words."""
        words = ["listed" if self.rank is None else f"rank {self.rank}"]
        words += [self.strength] if self.strength else []
        return ", ".join(words + (["on a condition"] if self.conditional else []))


@dataclass(frozen=True, slots=True)
class Way:
    """Clinical events that lead from one state to another, with what the rows ask for in words."""

    source: str
    dest: str
    events: tuple[str, ...]
    conditions: str

    @property
    def says(self) -> str:
        """The events and the conditions in one line."""
        return " or ".join(self.events) + (f" ({self.conditions})" if self.conditions else "")


def mermaid(guideline: Guideline) -> str:
    """The states and steps of the edition itself as a Mermaid state diagram; gates and fallbacks are left out."""
    lines = ["stateDiagram-v2", "    direction LR"]
    for stage in places(guideline):
        lines.append(f'    state "{stage.label}" as {stage.name}')
    for decision in _decisions(guideline):
        for offer in offers_at(guideline, decision):
            name = offer.stage.name.replace(".", "__")
            lines.append(f'    state "{offer.stage.label}" as {name}')
            lines.append(f"    {decision.name} --> {name}: {offer.note}")
    for way in ways(guideline):
        lines.append(f"    {way.source} --> {way.dest}: {way.says}")
    return "\n".join(lines) + "\n"


def svg(guideline: Guideline) -> str:
    """The same as an SVG drawing: a column for each decision with its options by rank, arrows for clinical events."""
    columns = places(guideline)
    x = {stage.name: GAP + index * (COLUMN + GAP) for index, stage in enumerate(columns)}
    offers = {stage.name: offers_at(guideline, stage) for stage in columns if stage.kind == "decision"}
    tallest = max((len(offered) for offered in offers.values()), default=0)
    rows = ways(guideline)
    arcs = TOP + ROW * (tallest + 1) + 24
    height = arcs + 26 * len(rows) + 24
    width = GAP + len(columns) * (COLUMN + GAP) + COLUMN  # room for the words on the last arrows
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="img" aria-labelledby="title">',
        f'<title id="title">{escape(guideline.about.title)}, {guideline.reference}</title>',
        f"<style>{STYLE}</style>",
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        '<path class="tip" d="M0 0 8 4 0 8z"/></marker></defs>',
        f'<text class="title" x="{GAP}" y="32">{escape(guideline.about.title)}</text>',
        f'<text class="small" x="{GAP}" y="54">{guideline.reference}; evidence to '
        f"{escape(guideline.about.evidence_current_to)}; options by rank, listed ones unranked</text>",
    ]
    for stage in columns:
        parts.append(_box(stage.kind, x[stage.name], TOP, stage.label, ""))
        for index, offer in enumerate(offers.get(stage.name, []), start=1):
            parts.append(_box("treatment", x[stage.name], TOP + ROW * index, offer.stage.label, offer.note))
    for index, way in enumerate(rows):
        parts.append(_way(x[way.source], x[way.dest], arcs + 26 * index, way.says))
    return "\n".join([*parts, "</svg>"]) + "\n"


def places(guideline: Guideline) -> list[Stage]:
    """The states that the ways join: first disease, then decisions, then exits."""
    named = {name for way in ways(guideline) for name in (way.source, way.dest)}
    order = {"phase": 0, "decision": 1}
    return sorted(
        (guideline.stages[name] for name in named),
        key=lambda stage: (order.get(stage.kind, 2), _place(guideline, stage)),
    )


def _place(guideline: Guideline, stage: Stage) -> int:
    return list(guideline.stages).index(stage.name)


def _decisions(guideline: Guideline) -> list[Stage]:
    return [stage for stage in guideline.stages.values() if stage.kind == "decision"]


@lru_cache(maxsize=128)  # the board's page asks for every decision of an edition, which never changes
def offers_at(guideline: Guideline, decision: Stage) -> list[Offer]:
    """The options by rank; where several steps lead to one regimen, the least conditional one is drawn."""
    offers: dict[str, Step] = {}
    for step in guideline.steps("treat", decision.name):
        known = offers.get(step.dest)
        if guideline.stages[step.dest].regimen and (known is None or len(step.conditions) < len(known.conditions)):
            offers[step.dest] = step
    drawn = [
        Offer(guideline.stages[dest], step.rank, step.strength, any(guard.target for guard in step.own))
        for dest, step in offers.items()
    ]
    return sorted(drawn, key=lambda offer: (offer.rank is None, offer.rank or 0))


@lru_cache(maxsize=16)  # the board's page draws an edition, which never changes, for every answer
def ways(guideline: Guideline) -> tuple[Way, ...]:
    """The clinical events between the decisions of the edition's own rows, and the way out of the last one."""
    found: dict[tuple[str, str, str], list[str]] = {}
    for trigger, step in guideline.every_step():
        is_own = step.row and not step.row.startswith("shared") and not step.is_gate
        if is_own and guideline.stages[step.dest].regimen is None:
            source = guideline.stages[step.source]
            name = "nothing left" if trigger == "treat" else trigger.replace("_", " ")
            names = found.setdefault((source.decision or source.name, step.dest, _conditions(step)), [])
            if name not in names:
                names.append(name)
    return tuple(Way(source, dest, tuple(names), conditions) for (source, dest, conditions), names in found.items())


def _conditions(step: Step) -> str:
    asked = [f"{guard.question.rstrip('?')}: {'yes' if guard.target else 'no'}" for guard in step.own]
    return "; ".join(asked)


def _box(kind: str, x: int, y: int, label: str, note: str) -> str:
    shown = label if len(label) <= CHARACTERS else label[: CHARACTERS - 1] + "…"
    small = f'<text class="small" x="{x + 10}" y="{y + 32}">{escape(note)}</text>' if note else ""
    return (
        f'<g class="{kind}"><title>{escape(label)}</title>'
        f'<rect x="{x}" y="{y}" width="{COLUMN}" height="{BOX}" rx="5"/>'
        f'<text x="{x + 10}" y="{y + (17 if note else 24)}">{escape(shown)}</text>{small}</g>'
    )


def _way(source: int, dest: int, y: int, trigger: str) -> str:
    start, end = source + COLUMN / 2, dest + COLUMN / 2
    if source == dest:
        end = start + 60
    label = min(start, end) + 8
    return f'<path d="M{start} {y}H{end}"/><text class="small" x="{label}" y="{y - 5}">{escape(trigger)}</text>'


def main(folder: Path) -> None:
    """Draw every shipped edition into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for reference, guideline in load().guidelines.items():
        (folder / f"{reference}.svg").write_text(svg(guideline), encoding="utf-8")
        (folder / f"{reference}.mmd").write_text(mermaid(guideline), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
