"""A guideline drawn from its own states and steps: as Mermaid text and as SVG."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from statemachine.machine import GATES, Guideline, Stage, Step

COLUMN, GAP, TOP, ROW, BOX = 250, 56, 96, 46, 38
CHARACTERS = 36  # what fits into a box at the font size of the drawing
STYLE = """
text{font:13px system-ui,sans-serif;fill:#1b1b1b}
.title{font-size:16px;font-weight:600}.small{font-size:11px;fill:#4a4a4a}
.decision rect{fill:#dbe9f6;stroke:#1f5a94;stroke-width:1.5}.phase rect{fill:#eee;stroke:#777}
.treatment rect{fill:#fff;stroke:#888}.exit rect,.referral rect,.inquiry rect{fill:#fdf1dc;stroke:#a56a00}
path{fill:none;stroke:#1f5a94;stroke-width:1.4;marker-end:url(#tip)}
"""


@dataclass(frozen=True, slots=True)
class _Offer:
    """One option as drawn: several steps into one regimen are one box."""

    stage: Stage
    rank: int | None
    strength: str | None


def mermaid(guideline: Guideline) -> str:
    """The states and steps of the edition itself as a Mermaid state diagram; gates and fallbacks are left out."""
    lines = ["stateDiagram-v2", "    direction LR"]
    for stage in _places(guideline):
        lines.append(f'    state "{stage.label}" as {stage.name}')
    for decision in _decisions(guideline):
        for offer in _offers(guideline, decision):
            name = offer.stage.name.replace(".", "__")
            rank = "listed" if offer.rank is None else f"rank {offer.rank}"
            lines.append(f'    state "{offer.stage.label}" as {name}')
            lines.append(f"    {decision.name} --> {name}: {rank}")
    for source, dest, trigger in _ways(guideline):
        lines.append(f"    {source} --> {dest}: {trigger}")
    return "\n".join(lines) + "\n"


def svg(guideline: Guideline) -> str:
    """The same as a drawing: a column for each decision with its options by rank, arrows for the clinical events."""
    places = _places(guideline)
    x = {stage.name: GAP + index * (COLUMN + GAP) for index, stage in enumerate(places)}
    offers = {stage.name: _offers(guideline, stage) for stage in places if stage.kind == "decision"}
    tallest = max((len(offered) for offered in offers.values()), default=0)
    ways = _ways(guideline)
    arcs = TOP + ROW * (tallest + 1) + 24
    height = arcs + 26 * len(ways) + 24
    width = GAP + len(places) * (COLUMN + GAP)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="img" aria-labelledby="title">',
        f'<title id="title">{escape(guideline.about.title)}, {guideline.reference}</title>',
        f"<style>{STYLE}</style>",
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        '<path d="M0 0 8 4 0 8z" style="fill:#1f5a94;stroke:none"/></marker></defs>',
        f'<text class="title" x="{GAP}" y="32">{escape(guideline.about.title)}</text>',
        f'<text class="small" x="{GAP}" y="54">{guideline.reference}; evidence to '
        f"{escape(guideline.about.evidence_current_to)}; options by rank, listed ones unranked</text>",
    ]
    for stage in places:
        parts.append(_box(stage.kind, x[stage.name], TOP, stage.label, ""))
        for index, offer in enumerate(offers.get(stage.name, []), start=1):
            rank = "listed" if offer.rank is None else f"rank {offer.rank}"
            note = f"{rank}, {offer.strength}" if offer.strength else rank
            parts.append(_box("treatment", x[stage.name], TOP + ROW * index, offer.stage.label, note))
    for index, (source, dest, trigger) in enumerate(ways):
        parts.append(_way(x[source], x[dest], arcs + 26 * index, trigger))
    return "\n".join([*parts, "</svg>"]) + "\n"


def _places(guideline: Guideline) -> list[Stage]:
    """The states an edition names, and the exits its own steps lead to, in the order of the file."""
    named = {dest for _, dest, _ in _ways(guideline)} | {source for source, _, _ in _ways(guideline)}
    return [stage for stage in guideline.stages.values() if stage.name in named and stage.decision is None]


def _decisions(guideline: Guideline) -> list[Stage]:
    return [stage for stage in guideline.stages.values() if stage.kind == "decision"]


def _offers(guideline: Guideline, decision: Stage) -> list[_Offer]:
    """The options by rank; of several steps into one regimen the least conditional one is drawn."""
    offers: dict[str, Step] = {}
    for step in guideline.steps("treat", decision.name):
        known = offers.get(step.dest)
        if guideline.stages[step.dest].regimen and (known is None or len(step.conditions) < len(known.conditions)):
            offers[step.dest] = step
    drawn = [_Offer(guideline.stages[dest], step.rank, step.strength) for dest, step in offers.items()]
    return sorted(drawn, key=lambda offer: (offer.rank is None, offer.rank or 0))


def _ways(guideline: Guideline) -> list[tuple[str, str, str]]:
    """The clinical events between the decisions of the edition's own rows, each once, and the way out of the last."""
    ways: dict[tuple[str, str, str], None] = {}
    for trigger, event in guideline.events.items():
        for step in (step for steps in event.transitions.values() for step in steps if isinstance(step, Step)):
            if not step.row or step.row.startswith("shared") or trigger == "stopped":
                continue
            dest = guideline.stages[step.dest]
            if dest.regimen is None and (step.rank is None or step.rank not in GATES):
                source = guideline.stages[step.source]
                name = "nothing left" if trigger == "treat" else trigger.replace("_", " ")
                ways[(source.decision or source.name, step.dest, name)] = None
    return list(ways)


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
