"""Every sentence of every answer has a source, and it is the source of the row or regimen that the sentence came from.

The files are read here as plain YAML, apart from the engine: what an answer says must stand in a file with these very
sources. The answers are those to all examples and to all vignettes, by every edition that they name.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from openapi.answers import EXAMPLES
from statemachine.answer import Caution, LabelStatus, Option, Recommendation, Remark, ShownFinding, TrailStep
from statemachine.editions.catalogue_shapes import STATEMENTS
from statemachine.editions.combination_table import notices_of
from statemachine.editions.library import FOLDER
from statemachine.editions.toxicity_table import steps_if_charted_of_another, steps_of, steps_of_one_given_no_more
from statemachine.record.codes import BASES
from tests.comparison import answer_to, vignettes
from tests.records import LIBRARY

VIGNETTES = Path(__file__).parent / "vignettes"
MAINTENANCE = ("maintenance_may_begin", True, ("service", ()))  # asked of a start, and starts stand in no file
# What the chart adds to a sentence of the files: the toxicity with its dates, that it is past, the dose level, and that
# what is given goes on beside a decision.
FROM_THE_CHART = re.compile(
    r" Charted: [^.]*\.| That is of the past: [^.]*\."
    r"| The dose level now is (?:charted as (?:0|-1|-2)|not charted: [^.]*)\."
    r"| Unless the dose was lowered for it already: [^.]*\."
    r"| That is the rule while it is given; what comes next is the decision here\."
    r"| That is the rule if this is still given, as it is charted: [^.]*\."
)
# Before what an order waits for and nobody charted: it tells the sentences of the orders that may follow. A sentence of
# its own, at the beginning or after another order.
WAITS = re.compile(
    r"(?:^|(?<=\. ))(?:The grade of [^.]* is not charted, and it decides|What decides this is not charted)\."
)
ELSEWHERE = re.compile(r"Evidence newer than [0-9-]{10} on other decisions: ([^.]+)\.")
UNCHARTED = tuple(
    f"{missing}; check before the {dose} dose: "
    for missing in ("Not charted", "Not confirmed")
    for dose in ("first", "next")
)
OF_THE_CHART = ("superseded_edition", "implausible_value", "confirm_value")  # what no row says: the day, the value
LEFT_OPEN = "The chart leaves open"  # which way was gone; what is to be done is the same
NOT_IN_FORCE = "No indication was in force on this day."

Row = Mapping[str, Any]
Source = tuple[str, tuple[str, ...]]
SERVICE: Source = ("service", ())


@cache
def file(name: str) -> Any:
    """A file of the guidelines as written."""
    return yaml.safe_load((FOLDER / name).read_text("utf-8"))


@cache
def rows(edition: str) -> tuple[Row, ...]:
    """The rows of an edition and the shared ones."""
    table = list(shared(edition, "shared.yaml", "toxicities"))
    toxicities = (
        step
        for row in table
        for step in (
            *steps_of_one_given_no_more(row, table, LIBRARY.catalogue),
            *steps_of(row, LIBRARY.catalogue),
            *steps_if_charted_of_another(row, LIBRARY.catalogue),
        )
    )
    return (*own(edition)["transitions"], *shared(edition, "shared.yaml", "transitions"), *toxicities)


def own(edition: str) -> Any:
    """The file of an edition."""
    return file(f"{edition.replace('@', '/')}.yaml")


@cache
def shared(edition: str, name: str, part: str) -> tuple[Row, ...]:
    """The rows of a shared file with the texts that an older edition cites in place of later ones."""
    earlier = own(edition).get("earlier_texts", {})
    return tuple(
        {
            **row,
            "evidence": list(
                dict.fromkeys(text for key in row.get("evidence", ()) for text in earlier.get(key, [key]))
            ),
        }
        for row in file(name)[part]
    )


def source(row: Row, basis: str = "guideline") -> Source:
    """What a row of a file rests on."""
    return (row.get("basis", basis), tuple(row.get("evidence", ())))


def shown(said: Any) -> Source:
    """What a sentence of an answer says that it rests on."""
    return (said.basis, tuple(said.evidence))


def rank(row: Row) -> int | None:
    """The rank of an option; none where it is listed and never preferred."""
    return None if row["rank"] == "none" else row["rank"]


def listed(value: Any) -> list[Any]:
    """One value or several as a list."""
    return value if isinstance(value, list) else [value]


def guards(row: Row) -> Iterator[tuple[str, bool]]:
    """The guards of a row by name, with the answer that each wants."""
    for key, wanted in (("all_of", True), ("none_of", False)):
        for word in listed(row.get(key, [])):
            yield (word if isinstance(word, str) else next(name for name in word if name != "when_unknown")), wanted


@cache
def joined(edition: str) -> frozenset[tuple[str, bool, Source]]:
    """The guards that safety.yaml joins to options."""
    safety = shared(edition, "safety.yaml", "rows")
    return frozenset((name, wanted, source(row)) for row in safety for name, wanted in guards(row))


@cache
def into(edition: str, dest: str) -> tuple[Row, ...]:
    """The rows by which the board may choose a regimen, or by which a referral is reached."""
    return tuple(
        row
        for row in rows(edition)
        if row["trigger"] == "treat" and dest in [place.rpartition(".")[2] for place in listed(row["dest"])]
    )


def finding_faults(edition: str, finding: ShownFinding, own: Iterable[Row], basis: str = "guideline") -> Iterator[str]:
    """A finding rests on what its row or the safety rule rests on; that the ways to an answer differ is our own."""
    asked = (finding.guard, finding.wanted, shown(finding))
    if asked == ("open_on_every_way", True, SERVICE):
        return
    known = any(asked == (*guard, source(row, basis)) for row in own for guard in guards(row))
    if not known and asked not in {MAINTENANCE, *joined(edition)}:
        yield f"finding {asked} stands in no row"


def caution_faults(edition: str, caution: Caution, own: Iterable[Row]) -> Iterator[str]:
    """A caution is a safety rule's own sentence, or a question of the option that nobody has answered yet."""
    safety = shared(edition, "safety.yaml", "rows")
    if caution.text.startswith(UNCHARTED):
        if shown(caution) not in {source(row) for row in (*safety, *own)}:
            yield f"caution {caution.text!r} rests on {shown(caution)}, and no row does"
    elif not any(
        (caution.code, shown(caution)) == (row.get("code"), source(row)) and is_with_entries(row["says"], caution.text)
        for row in safety
        if "caution" in row
    ):
        yield f"caution {caution.text!r} is no safety rule with {shown(caution)}"


def with_entries(written: str) -> str:
    """The pattern of a sentence of the files with any entries of a history in it."""
    return re.escape(written).replace(re.escape("{entries}"), ".+?").replace(re.escape("{charted}"), r"( \(.+?\))?")


def is_with_entries(written: str, told: str) -> bool:
    """Is it a sentence of the files with the entries of the history that it is about?"""
    return re.fullmatch(with_entries(written), told) is not None


def label_faults(edition: str, label: str, regimen: str, status: LabelStatus) -> Iterator[str]:
    """A label's status names the row it follows, or says in the file's own words that there is none."""
    document = file(f"labels/{label}.yaml")
    if status.since is None:
        if status.says not in (document["no_row"], document["off_label"]["says"], NOT_IN_FORCE):
            yield f"{label}: {status.says!r} stands in no file"
        return
    named = [row for row in document["rows"] if row["regimen"] == regimen and row["from"] == status.since]
    own = [row for row in named if (row.get("says"), list(row["evidence"])) == (status.says, list(status.evidence))]
    if not own:
        yield f"{label}: no row from {status.since} rests on {status.evidence}"
    for finding in status.findings:
        yield from finding_faults(edition, finding, own, "label")


def option_faults(edition: str, option: Option) -> Iterator[str]:
    """An option, its findings, cautions and labels."""
    own = [
        row
        for row in into(edition, option.regimen)
        if (source(row), row.get("says"), rank(row)) == (shown(option), option.says, option.rank)
        and tuple(row.get("interpretation", ())) == tuple(option.interpretation)
        and (row.get("strength"), row.get("quality")) == (option.strength, option.quality)
    ]
    if not own:
        yield f"option {option.regimen} stands in no row with {shown(option)}"
    for finding in option.findings:
        yield from finding_faults(edition, finding, own)
    for caution in option.cautions:
        yield from caution_faults(edition, caution, own)
    for label, status in option.labels.items():
        yield from label_faults(edition, label, option.regimen, status)


def statement_faults(option: Option) -> Iterator[str]:
    """What a board weighs about a regimen stands in regimens.yaml, and the trials' figures in evidence.yaml."""
    regimen = file("regimens.yaml")[option.regimen]
    told = [(name, regimen[name], getattr(option, name)) for name in STATEMENTS]
    for trial in option.trials:
        told.append((trial["key"], file("evidence.yaml")[trial["key"]]["figures"], trial["figures"]))
        if trial["key"] not in regimen["trials"]:
            yield f"{option.regimen} has no trial {trial['key']}"
    for name, written, statements in told:
        wanted = [(row["says"], list(row.get("evidence", ()))) for row in written]
        if [(said["says"], list(said["evidence"])) for said in statements] != wanted:
            yield f"{option.regimen}: {name} is not as written"
        for said in statements:
            if not said["evidence"] and said["basis"] != "service":
                yield f"{option.regimen}: {said['says']!r} has no source"


@cache
def remarks(edition: str) -> frozenset[tuple[str, str, Source]]:
    """Every warning and action that an edition can give: notices, actions of rows, cautions with a code."""
    combinations = (
        notice
        for row in shared(edition, "shared.yaml", "combinations")
        for notice in notices_of(row, LIBRARY.catalogue)
    )
    notices = (*own(edition)["notices"], *shared(edition, "shared.yaml", "notices"), *combinations)
    told = {(row["code"], row["says"], source(row)) for row in notices}
    told |= {(code, row["says"], source(row)) for row in rows(edition) for code in row.get("actions", ())}
    safety = shared(edition, "safety.yaml", "rows")
    return frozenset(told | {(row["code"], row["says"], source(row)) for row in safety if "code" in row})


def is_joined(edition: str, remark: Remark) -> bool:
    """Several sentences of the files in one remark: nothing else, no source lost, the weakest basis."""
    told = FROM_THE_CHART.sub("", remark.text)
    waits = WAITS.search(told) is not None and remark.code == "hold"
    told = WAITS.sub("", told)
    parts = [
        (text, basis, evidence)
        for code, text, (basis, evidence) in remarks(edition)
        if (code == remark.code or waits) and re.search(with_entries(text), told)
    ]
    if not parts:
        return False
    heading = "" if remark.code != "newer_evidence" else remark.text.partition(": ")[0] + ":"
    left = told
    for text, _, _ in sorted(parts, key=lambda part: -len(part[0])):
        left = re.sub(with_entries(text), "", left)
    return (
        left.strip() == heading
        and set(remark.evidence) == {key for *_, evidence in parts for key in evidence}
        and remark.basis == max((basis for _, basis, _ in parts), key=BASES.index)
    )


def is_of_other_decisions(edition: str, remark: Remark) -> bool:
    """The one line on newer evidence elsewhere: the decisions that the ledger is about, with its sources."""
    found = ELSEWHERE.fullmatch(remark.text)
    stages = LIBRARY.guidelines[edition].stages
    ledger = [row for row in own(edition)["notices"] if row["code"] == "newer_evidence"]
    about = {stages[row["about"]].label for row in ledger}
    named = found[1].split("; ") if found else []
    known = {key for row in ledger if stages[row["about"]].label in named for key in row["evidence"]}
    return bool(named) and set(named) <= about and set(remark.evidence) <= known


def is_filled_in(edition: str, remark: Remark) -> bool:
    """A sentence of the files with the entries of the history that it is about, or with what the chart adds."""
    return any(
        (code, told) == (remark.code, shown(remark)) and is_with_entries(text, FROM_THE_CHART.sub("", remark.text))
        for code, text, told in remarks(edition)
    )


def remark_faults(edition: str, remark: Remark) -> Iterator[str]:
    """A warning or an action comes from a notice, a step, a caution, or the referral that the answer is."""
    if (remark.code, remark.text, shown(remark)) in remarks(edition) or is_joined(edition, remark):
        return
    if is_filled_in(edition, remark) or is_of_other_decisions(edition, remark):
        return
    if remark.text.startswith(UNCHARTED):
        known = is_asked(edition, remark)
    elif remark.code in OF_THE_CHART or remark.text.startswith(LEFT_OPEN):
        known = shown(remark) == SERVICE
    else:
        known = any(
            remark.code == state.get("warns") and remark.text.startswith(state["says"]) and shown(remark) == source(row)
            for state in file("shared.yaml")["states"]
            for row in into(edition, state["name"])
        )
    if not known:
        yield f"{remark.code} {remark.text!r} rests on {shown(remark)}, and no row says so"


def is_asked(edition: str, remark: Remark) -> bool:
    """What is not charted, asked for by rows of safety.yaml: all their sources, no other, and the basis of one."""
    asking = [row for row in shared(edition, "safety.yaml", "rows") if row.get("action_when_unknown") == remark.code]
    of_the_remark = [row for row in asking if set(row.get("evidence", ())) <= set(remark.evidence)]
    told = [source(row) for row in of_the_remark]
    return set(remark.evidence) == {key for _, evidence in told for key in evidence} and remark.basis in dict(told)


def trail_faults(edition: str, step: TrailStep) -> Iterator[str]:
    """A step of the way rests on the row that led it; following what was given is a rule of this service."""
    own = [row for row in rows(edition) if step.event in listed(row["trigger"]) and source(row) == shown(step)]
    if not own and shown(step) != SERVICE:
        yield f"the step by {step.event} rests on {shown(step)}, and no row does"
    for finding in step.findings:
        yield from finding_faults(edition, finding, own)


def said_by(answer: Recommendation) -> Iterator[Any]:
    """Everything in an answer that names its sources."""
    yield from (*answer.warnings, *answer.actions, *answer.trail, *answer.options)
    yield from (finding for step in answer.trail for finding in step.findings)
    yield from (caution for branch in answer.branches for caution in branch.cautions)
    for option in answer.options:
        yield from (*option.findings, *option.cautions, *option.labels.values())


def faults(answer: Recommendation) -> Iterator[str]:
    """What in an answer has no source, or another one than the row or regimen it came from."""
    edition = f"{answer.guideline.id}@{answer.guideline.edition}"
    for said in said_by(answer):
        if not said.evidence and said.basis != "service":
            yield f"{said} has no source"
        yield from (f"{key} is no evidence key" for key in said.evidence if key not in LIBRARY.evidence)
    for option in answer.options:
        yield from option_faults(edition, option)
        yield from statement_faults(option)
    for branch in answer.branches:
        for caution in branch.cautions:
            yield from caution_faults(edition, caution, rows(edition))
    for remark in (*answer.warnings, *answer.actions):
        yield from remark_faults(edition, remark)
    for step in answer.trail:
        yield from trail_faults(edition, step)


def example_answers() -> Iterator[tuple[str, Recommendation]]:
    """The answers to the examples by the names of their files."""
    for example in sorted(EXAMPLES.glob("*.json")):
        document = json.loads(example.read_text("utf-8"))
        yield example.name, answer_to(LIBRARY, document, document.get("guideline", "asco"))


def vignette_answers(*editions: str) -> Iterator[tuple[str, Recommendation]]:
    """The answers to the vignettes by the cases' names; of some editions, where any are named."""
    for case in vignettes(VIGNETTES):
        for guideline in case["expect"].keys() & editions if editions else case["expect"]:
            yield f"{case['case']} ({guideline})", answer_to(LIBRARY, case, guideline)


@pytest.mark.parametrize("answers", [example_answers, vignette_answers], ids=["examples", "vignettes"])
def test_every_sentence_of_an_answer_has_the_source_of_its_row(answers: Any) -> None:
    found = {name: list(dict.fromkeys(faults(answer))) for name, answer in answers()}
    assert found
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


def test_an_edition_names_earlier_texts_only_for_what_a_shared_row_cites() -> None:
    cited = {
        key
        for row in (*file("safety.yaml")["rows"], *file("shared.yaml")["transitions"], *file("shared.yaml")["notices"])
        for key in row.get("evidence", ())
    }
    named = {reference: set(own(reference).get("earlier_texts", {})) for reference in LIBRARY.guidelines}
    assert [reference for reference, keys in named.items() if keys] == ["asco@2018-06-25", "overview@2017-07-17"]
    assert {key for keys in named.values() for key in keys} - cited == set()


def test_an_edition_before_2022_rests_on_no_text_of_2022_but_where_it_tells_of_newer_evidence() -> None:
    for name, answer in vignette_answers("asco@2018-06-25", "overview@2017-07-17"):
        later = ("newer_evidence", "sources_disagree")
        said = [part for part in said_by(answer) if getattr(part, "code", None) not in later]
        assert {
            key for part in said for key in part.evidence if key.startswith(("asco-2022", "asco-bm-2022"))
        } == set(), name
