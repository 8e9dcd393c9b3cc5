"""The table of toxicities: from a row about a drug, a kind and a grade to the step that an edition takes for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from statemachine.editions.row import Row
from statemachine.record.catalogue import Catalogue
from statemachine.record.codes import EARLIER_TOXICITY
from statemachine.record.record import PERTUZUMAB
from statemachine.record.toxicity_reasons import GRAVE

OFF_PROTOCOL = "off_protocol"
NO_TREATMENT_IS_CHOSEN = {"kind": ["phase", "referral"]}  # here, and one may be given all the same
LOWER = "resume_one_dose_level_lower"
OF_THE_LUNG = "interstitial_lung_disease"
TEAM = "multidisciplinary_review"
BLAMES_ANOTHER = "toxicity-charted-of-another-drug"
OF_ANOTHER = "It is charted of another drug: which of them caused it is decided before the next dose."
RESUMES = frozenset({"resume", "resume_same_dose", LOWER})


def steps_of(row: Row, catalogue: Catalogue) -> Iterator[Row]:
    """A row of the table as rows of transitions, one for each drug."""
    classes = (catalogue.of_class(drug_class) for drug_class in row.get("drug_classes", ()))
    for agent in [*row.get("agents", ()), *sorted(frozenset().union(*classes))]:
        containing = [code for code, regimen in catalogue.regimens.items() if regimen.may_contain({agent})]
        places = row.get("regimens", [*containing, OFF_PROTOCOL])
        unnamed = [code for code, regimen in catalogue.regimens.items() if regimen.leaves_its_drugs_open]
        leaves = row["then"] == "leave"
        step = {
            "trigger": "toxicity",
            "source": [f"*.{code}" for code in (*places, *(unnamed if OFF_PROTOCOL in places else ()))],
            "dest": "^" if leaves else "=",
            "all_of": [
                {"toxicity_is": row["kind"]},
                {"toxicity_of": agent},
                {"may_be_given_now": agent},
                *_wanted(row),
            ],
            "none_of": [*_unwanted(row)],
            "excludes": [agent] if leaves else [],
            **{key: row[key] for key in ("actions", "says", "basis", "evidence", "interpretation") if key in row},
        }
        yield from _once_carried_out(step)
        if leaves and _has_a_partner(agent, catalogue):
            yield _while_the_rest_goes_on(step, agent)
        yield step
        if OFF_PROTOCOL in row.get("regimens", [OFF_PROTOCOL]):
            outside = {**step, "source": NO_TREATMENT_IS_CHOSEN, "dest": "="}
            yield from _once_carried_out(outside)
            yield outside
        if leaves:
            yield _after_the_last_dose(step, agent)


def steps_of_one_given_no_more(row: Row, table: Sequence[Row], catalogue: Catalogue) -> Iterator[Row]:
    """Where the chart blames a drug that is given no more and that this row ends, what is given waits as well: that of
    which the table has a row about that toxicity, otherwise all of it, as after every grave toxicity.
    """
    if row["then"] != "leave":
        return
    for other in (one for one in table if one["kind"] == row["kind"] and not _is_milder(one, row)):
        for step in steps_if_charted_of_another(other, catalogue):
            if step["source"] == NO_TREATMENT_IS_CHOSEN:
                continue
            for agent in (one for one in row["agents"] if one not in other["agents"]):
                yield {
                    **step,
                    "all_of": [*step["all_of"], {"toxicity_was_of": agent}, *_wanted(row)],
                    "none_of": [*step["none_of"], {"may_be_given_now": agent}],
                    "excludes": [agent],
                    "actions": [*row["actions"], *step["actions"]],
                    "says": f"{step['says']} {row['says']}",
                    "evidence": [*dict.fromkeys([*step.get("evidence", ()), *row.get("evidence", ())])],
                }
    for agent in row["agents"]:
        yield {
            "trigger": "toxicity",
            "source": {"kind": ["treatment"]},
            "dest": "=",
            "all_of": [
                {"toxicity_is": row["kind"]},
                {"toxicity_was_of": agent},
                {"toxicity_charted_as_at_least": GRAVE},
                "what_is_given_may_have_caused_it",
                *_wanted(row),
            ],
            "none_of": ["toxic_drug_is_given", "toxicity_resolved", "held_since_the_toxicity", *_unwanted(row)],
            "excludes": [agent],
            "actions": [*row["actions"], "hold", TEAM],
            "says": f"{row['says']} {OF_ANOTHER}",
            "basis": "service",
            "evidence": row.get("evidence", []),
            "interpretation": [BLAMES_ANOTHER],
        }


def _is_milder(one: Row, row: Row) -> bool:
    """Are the grades that it is about all below those of the other?"""
    return "below_grade" in one and one["below_grade"] <= row.get("from_grade", 0)


def steps_if_charted_of_another(row: Row, catalogue: Catalogue) -> Iterator[Row]:
    """What a row stops or holds waits also where the chart blames another drug, and is not ended for good then."""
    is_past = RESUMES.intersection(row["actions"]) or row.get("resolved") or "resolved_after_days" in row
    if is_past or row["kind"] == OF_THE_LUNG:  # the lungs are judged by the chart of the day, whatever it blames
        return
    for step in steps_of({**row, "then": "stay"}, catalogue):
        if "held_since_the_toxicity" in step["all_of"]:  # the order says so itself
            continue
        (agent,) = [asked["toxicity_of"] for asked in step["all_of"] if "toxicity_of" in asked]
        asked = [{"toxicity_is_of_another_drug": agent} if "toxicity_of" in one else one for one in step["all_of"]]
        yield {
            **step,
            "all_of": asked,
            "actions": ["hold", TEAM],
            "says": f"{step['says']} {OF_ANOTHER}",
            "basis": "service",
            "interpretation": [*step.get("interpretation", ()), BLAMES_ANOTHER],
        }


def _has_a_partner(agent: str, catalogue: Catalogue) -> bool:
    """Is it given beside another drug against HER2 in any regimen, which may go on without it?"""
    beside = catalogue.anti_her2 - {agent, PERTUZUMAB}
    return any(regimen.may_contain({agent}) and regimen.may_contain(beside) for regimen in catalogue.regimens.values())


def _while_the_rest_goes_on(step: Row, agent: str) -> Row:
    """The same step where another drug against HER2 goes on: only the drug that is not tolerated is left out."""
    return {
        **step,
        "dest": "=",
        "all_of": [*step["all_of"], {"another_anti_her2_drug_goes_on": agent}],
    }


def _after_the_last_dose(step: Row, agent: str) -> Row:
    """The same step where the drug is not being given any more: it is closed as well, and nothing is left for it."""
    return {
        **step,
        "source": {"kind": ["phase", "decision", "treatment", "pause"]},
        "dest": "=",
        "all_of": [
            {"toxicity_was_of": agent} if asked == {"toxicity_of": agent} else asked
            for asked in step["all_of"]
            if asked != {"may_be_given_now": agent}
        ],
        "actions": [*step["actions"], TEAM],
    }


def _once_carried_out(step: Row) -> Iterator[Row]:
    """The same step where its order was carried out or overtaken since: it is told, and not ordered again."""
    actions = frozenset(step["actions"])
    if actions <= RESUMES:
        not_lowered = ["dose_is_at_the_full_level"] if LOWER in actions else []
        settled = {"all_of": [*step["all_of"], "dose_was_settled_since"], "none_of": [*step["none_of"], *not_lowered]}
        yield {**step, **settled, "actions": [EARLIER_TOXICITY]}
    elif "hold" in actions:
        held = [*step["all_of"], "held_since_the_toxicity"]
        yield {**step, "all_of": held, "actions": [TEAM]}


def _wanted(row: Mapping[str, Any]) -> Iterator[Any]:
    if "from_grade" in row:
        yield {"toxicity_grade_at_least": row["from_grade"]}
    if row.get("at_lowest_dose_level"):
        yield "dose_is_at_the_lowest_level"
    if "resolved_within_days" in row:
        yield {"toxicity_resolved_within": row["resolved_within_days"]}
    elif row.get("resolved") or "resolved_after_days" in row:
        yield "toxicity_resolved"


def _unwanted(row: Mapping[str, Any]) -> Iterator[Any]:
    if "below_grade" in row:
        yield {"toxicity_grade_at_least": row["below_grade"]}
    if row.get("at_lowest_dose_level"):
        yield "dose_was_settled_since"
    if row.get("resolved") is False:
        yield "toxicity_resolved"
    if "resolved_after_days" in row:
        yield {"toxicity_resolved_within": row["resolved_after_days"]}
