"""Every mistake in a guideline file stops the start, and the message names the file, the row and what is known."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from yaml import CSafeDumper as SafeDumper
from yaml import CSafeLoader as SafeLoader

from statemachine.editions.library import FOLDER, load
from statemachine.editions.mistakes import LibraryError
from tests.samples import one_in

EDITION = "asco/2022-05-31.yaml"
US_LABEL = "labels/us_fda.yaml"
GONE = object()  # instead of a value: the key is taken away

THP = "transitions/dest=thp"
TH = "transitions/dest=th"
GAP = "transitions/dest=evidence_gap"
PREGNANCY = "transitions/dest=pregnancy"
CHARTED = "charted"

# The file; the place, where `dest=thp` is the first row of a list that has this value and `+` one more row; what is
# written there; and what the message must say beside the file's name: `@` is the row as transitions[2], then the
# mistaken word, then what is known in its place.
MISTAKES: dict[str, tuple[str, str, Any, list[str]]] = {
    "an unknown guard": (EDITION, f"{THP}/all_of", "recieved", ["@", "recieved", "known are received, declined"]),
    "a guard without its argument": (EDITION, f"{TH}/all_of", "received", ["@", "'received' needs agent"]),
    "an argument too many": (EDITION, f"{TH}/all_of", {"something_was_given": "thp"}, ["@", "takes no argument"]),
    "an unknown agent in a guard": (
        EDITION,
        f"{TH}/all_of",
        {"received": "tucatinip"},
        ["@", "tucatinip", "neratinib"],
    ),
    "an unknown limit": (EDITION, f"{GAP}/all_of", {"recurred_within": "early"}, ["@", "early_recurrence_months"]),
    "an unknown fact": (
        EDITION,
        f"{TH}/all_of",
        {CHARTED: {"fact": "er", "value": "positive"}},
        ["@", "'er'", "ecog"],
    ),
    "a value that a fact cannot have": (
        EDITION,
        f"{TH}/all_of",
        {CHARTED: {"fact": "hormone_receptor", "value": "postive"}},
        ["@", "postive", "positive"],
    ),
    "an unknown way to read the unknown": (EDITION, f"{TH}/when_unknown", "asks", ["@", "asks", "check"]),
    "an unknown source": (EDITION, f"{THP}/source", "frist_line", ["frist_line", "first_line_maintenance"]),
    "an unknown destination": (EDITION, f"{GAP}/dest", "evidence_gpa", ["evidence_gpa", "known are evidence_gap"]),
    "an unknown regimen": (EDITION, f"{THP}/dest", "tph", ["@", "tph", "is neither a state nor a regimen"]),
    "an unknown trigger": (EDITION, f"{TH}/trigger", "treta", ["@", "treta", "treat"]),
    "an unknown evidence key": (EDITION, f"{THP}/evidence", ["asco-2022-9.9"], ["@", "asco-2022-9.9", "evidence.yaml"]),
    "an option without evidence": (EDITION, f"{THP}/evidence", GONE, ["@", "no evidence", "basis: service"]),
    "an unknown earlier text": (
        EDITION,
        "earlier_texts",
        {"asco-2022-0": ["asco-1999"]},
        ["earlier_texts", "the evidence key 'asco-1999'", "evidence.yaml"],
    ),
    "an unknown interpretation": (EDITION, f"{THP}/interpretation", ["two"], ["@", "'two'", "interpretations.yaml"]),
    "a basis that the evidence does not bear": (EDITION, f"{THP}/basis", "label", ["@", "label", "recommendation"]),
    "an unknown basis": (EDITION, f"{THP}/basis", "guidelines", ["@", "guidelines", "service"]),
    "an unknown strength": (EDITION, f"{THP}/strength", "storng", ["@", "storng", "strong"]),
    "an unknown quality": (EDITION, f"{THP}/quality", "hihg", ["@", "hihg", "high"]),
    "a rank that is no number": (EDITION, f"{THP}/rank", "first", ["@", "rank", "first"]),
    "an unknown action": (EDITION, f"{THP}/actions", ["hodl"], ["@", "hodl", "hold"]),
    "a misspelt key of a transition": (EDITION, f"{THP}/strenght", "strong", ["@", "strenght", "strength"]),
    "a missing key of a transition": (EDITION, f"{THP}/source", GONE, ["@", "source"]),
    "a regimen offered twice": (
        EDITION,
        "transitions/+",
        {"trigger": "treat", "source": "first_line", "dest": "thp", "rank": 7, "basis": "service"},
        ["@", "first_line.thp", "transitions[2]"],
    ),
    "a misspelt key of the edition": (EDITION, "limit", {}, ["limit", "limits"]),
    "a missing key of the edition": (EDITION, "title", GONE, ["title"]),
    "an unknown clock": (
        EDITION,
        "limits/early_recurrence_months/clock",
        "now",
        ["early_recurrence_months", "'now'", "last_anti_her2"],
    ),
    "a limit that is no number": (
        EDITION,
        "limits/early_recurrence_months/value",
        "12",
        ["early_recurrence_months", "'12'"],
    ),
    "a misspelt key of a state": (EDITION, "states/name=first_line/lable", "First", ["first_line", "lable", "label"]),
    "an unknown kind of state": (
        EDITION,
        "states/name=first_line/kind",
        "decison",
        ["first_line", "decison", "decision"],
    ),
    "a state declared twice": (
        EDITION,
        "states/+",
        {"name": "first_line", "kind": "decision", "label": "First line"},
        ["first_line", "twice"],
    ),
    "a state where the rules of what is given are silent": (
        "shared.yaml",
        "transitions/rank=none/source",
        ["early_stage", "locoregional_recurrence"],
        ["record_conflict", "its rules are silent"],
    ),
    "a state that nothing leads to": (
        EDITION,
        "states/+",
        {"name": "fourth_line", "kind": "referral", "label": "Fourth line", "says": "People decide."},
        ["fourth_line", "no transition leads here"],
    ),
    "a decision without an option": (
        EDITION,
        "states/name=early_stage/kind",
        "decision",
        ["early_stage", "without an option"],
    ),
    "a misspelt key of a notice": (EDITION, "notices/code=clock_conflict/none_off", "x", ["@", "none_off", "none_of"]),
    "an unknown code of a notice": (
        EDITION,
        "notices/code=clock_conflict/code",
        "clock",
        ["@", "'clock'", "clock_conflict"],
    ),
    "a notice for no state": (
        EDITION,
        "notices/code=evidence_gap/states",
        ["2nd_line"],
        ["@", "2nd_line", "second_line"],
    ),
    "an unknown destination of a shared row": (
        "shared.yaml",
        f"{PREGNANCY}/dest",
        "pregnacy",
        ["@", "pregnacy", "mass_effect"],
    ),
    "an unknown source of a shared row": (
        "shared.yaml",
        f"{PREGNANCY}/source",
        ["frist"],
        ["@", "'frist'", "first_line"],
    ),
    "an unknown kind of a shared source": (
        "shared.yaml",
        f"{PREGNANCY}/source",
        {"kind": ["word"]},
        ["@", "word", "decision"],
    ),
    "an unknown drug of a toxicity": (
        "shared.yaml",
        "toxicities/agents=['trastuzumab_emtansine']/agents",
        ["kadcila"],
        ["@", "kadcila", "trastuzumab_emtansine"],
    ),
    "an unknown warning of a state": (
        "shared.yaml",
        "states/name=evidence_gap/warns",
        "gap",
        ["evidence_gap", "'gap'"],
    ),
    "a misspelt key of a safety row": (
        "safety.yaml",
        "rows/code=lvef_old/drug_class",
        ["taxane"],
        ["@", "drug_class", "drug_classes"],
    ),
    "an unknown agent of a safety row": (
        "safety.yaml",
        "rows/code=lvef_old/agents",
        ["lapatinip"],
        ["@", "lapatinip", "lapatinib"],
    ),
    "an unknown class of a safety row": (
        "safety.yaml",
        "rows/code=lvef_old/drug_classes",
        ["taxanes"],
        ["@", "taxanes", "taxane,"],
    ),
    "an unknown regimen of a safety row": (
        "safety.yaml",
        "rows/code=prior_t_dm1/regimens",
        ["tdm1"],
        ["@", "tdm1", "t_dm1"],
    ),
    "an unknown guard of a safety row": (
        "safety.yaml",
        "rows/code=lvef_caution/caution",
        "heart",
        ["@", "'heart'", "heart_permits"],
    ),
    "an unknown warning of a safety row": (
        "safety.yaml",
        "rows/code=lvef_old/code",
        "lvef",
        ["@", "'lvef'", "lvef_old"],
    ),
    "an unknown evidence key of a safety row": (
        "safety.yaml",
        "rows/code=lvef_old/evidence",
        ["fda"],
        ["@", "'fda'", "evidence.yaml"],
    ),
    "a safety row that joins no regimen": (
        "safety.yaml",
        "rows/code=prior_t_dm1/regimens",
        GONE,
        ["@", "every_regimen"],
    ),
    "a safety row with two guards": (
        "safety.yaml",
        "rows/code=lvef_old/none_of",
        "lung_disease_present",
        ["@", "exactly one", "caution"],
    ),
    "a caution that says nothing": ("safety.yaml", "rows/code=lvef_old/says", GONE, ["@", "says"]),
    "an unknown agent of a regimen": ("regimens.yaml", "hp/agents/+", "pertuzumap", ["hp", "pertuzumap", "pertuzumab"]),
    "a statement without evidence": (
        "regimens.yaml",
        "hp/notes/+",
        {"says": "Slowly."},
        ["hp.notes", "Slowly.", "basis: service"],
    ),
    "a statement with unknown evidence": (
        "regimens.yaml",
        "hp/notes/+",
        {"says": "Slowly.", "evidence": ["ehpc"]},
        ["hp.notes", "'ehpc'", "evidence.yaml"],
    ),
    "a misspelt key of a statement": (
        "regimens.yaml",
        "hp/notes/+",
        {"says": "Slowly.", "basis": "service", "unverifeid": True},
        ["hp.notes", "unverifeid", "unverified"],
    ),
    "a misspelt key of a regimen": ("regimens.yaml", "hp/boxed_warning", [], ["hp", "boxed_warning", "boxed_warnings"]),
    "a regimen without a label": ("regimens.yaml", "hp/label", GONE, ["hp", "label"]),
    "an unknown trial of a regimen": ("regimens.yaml", "hp/trials/+", "cleo", ["hp", "'cleo'", "evidence.yaml"]),
    "an unknown class of an agent": (
        "agents.yaml",
        "agents/lapatinib/class",
        "tki",
        ["lapatinib", "'tki'", "her2_kinase_inhibitor"],
    ),
    "a misspelt key of an agent": ("agents.yaml", "agents/lapatinib/route", ["oral"], ["lapatinib", "route", "routes"]),
    "a name that two agents share": (
        "agents.yaml",
        "agents/lapatinib/names/+",
        "TUKYSA",
        ["lapatinib", "TUKYSA", "tucatinib"],
    ),
    "an unknown agent of a product": (
        "agents.yaml",
        "products/Phesgo/agents/+",
        "pertuzumap",
        ["Phesgo", "pertuzumap", "pertuzumab"],
    ),
    "unknown evidence of an interpretation": (
        "interpretations.yaml",
        "exactly-twelve-is-early/evidence/+",
        "asco-2022-9.9",
        ["exactly-twelve-is-early", "asco-2022-9.9", "evidence.yaml"],
    ),
    "a figure with unknown evidence": (
        "evidence.yaml",
        "cleopatra/figures/+",
        {"says": "Better.", "evidence": ["cleo"]},
        ["cleopatra.figures", "'cleo'"],
    ),
    "an unknown regimen of a label": (US_LABEL, "rows/regimen=th/regimen", "hpt", ["@", "'hpt'", "regimens.yaml"]),
    "an unknown drug of a label": (
        US_LABEL,
        "rows/regimen=lapatinib_capecitabine/all_of",
        {"exposed_to": "lapatinip"},
        ["@", "lapatinip", "lapatinib"],
    ),
    "an unknown class of a label": (
        US_LABEL,
        "rows/regimen=lapatinib_capecitabine/all_of",
        {"exposed_to_class": "taxanes"},
        ["@", "taxanes", "taxane,"],
    ),
    "a count of a label that is no number": (
        US_LABEL,
        "rows/regimen=margetuximab_chemotherapy/all_of",
        {"anti_her2_regimens_at_least": "two"},
        ["@", "count", "'two'"],
    ),
    "a label in force from no day": (US_LABEL, "rows/regimen=th/from", "2008-01", ["@", "from", "2008-01"]),
    "a label that ends before it begins": (US_LABEL, "rows/regimen=t_dxd/until", "2019-01-01", ["@", "2019-01-01"]),
    "a misspelt key of a label": (US_LABEL, "rows/regimen=th/form", "2008-01-18", ["@", "form", "from"]),
    "an unknown limit of a label": (
        US_LABEL,
        "rows/regimen=t_dm1/all_of",
        {"recurred_within": "six_month"},
        ["@", "six_month", "six_months"],
    ),
    "an unknown regimen off label": (US_LABEL, "off_label/regimens/+", "hv", ["off_label", "'hv'", "regimens.yaml"]),
    "a measured fact that is none": (
        EDITION,
        f"{TH}/all_of",
        {"at_least": {"fact": "sex", "bound": 2}},
        ["@", "the measured fact 'sex' is not known", "lvef_percent"],
    ),
    "a charted value of a fact that is measured": (
        EDITION,
        f"{TH}/all_of",
        {CHARTED: {"fact": "ecog", "value": "2"}},
        ["@", "ecog", "closed list"],
    ),
    "bounds that are no numbers": (
        "safety.yaml",
        "rows/code=lvef_old/caution",
        {"any_above": {"ast_times_uln": "5"}},
        ["@", "any_above needs facts and their bounds", "'5'"],
    ),
    "bounds of a fact that is not measured": (
        "safety.yaml",
        "rows/code=lvef_old/caution",
        {"any_above": {"ast": 5}},
        ["@", "the measured fact 'ast' is not known", "ast_times_uln"],
    ),
    "an empty list of drugs": (
        EDITION,
        f"{TH}/all_of",
        {"not_possible": []},
        ["@", "agents of not_possible", "[]"],
    ),
    "a list of drugs with an unknown one": (
        EDITION,
        f"{TH}/all_of",
        {"not_possible": ["pertuzumab", "pertuzumap"]},
        ["@", "the agent 'pertuzumap' is not known", "pertuzumab"],
    ),
    "a day without quotes": (
        "shared.yaml",
        "notices/+",
        {"code": "low_precision", "all_of": {"asked_on_or_after": 2022}, "says": "Late.", "basis": "service"},
        ["@", "a day in quotes", "2022"],
    ),
    "a guard about a regimen in a row that leads to none": (
        EDITION,
        f"{GAP}/all_of",
        "unavailable",
        ["@", "'unavailable' is about a regimen", "leads to none"],
    ),
    "an unknown drug that a row excludes": (EDITION, f"{THP}/excludes", ["hp"], ["@", "the agent 'hp' is not in"]),
    "a safety rule that is waived and not known": (EDITION, f"{THP}/waives", ["lvef"], ["@", "the safety rule 'lvef'"]),
    "an edition of an unknown reference": (EDITION, "reference", "asco22", ["reference", "'asco22'", "evidence.yaml"]),
    "evidence seen in an unknown source": (
        "evidence.yaml",
        "cleopatra/seen_in",
        ["gc23"],
        ["cleopatra", "the evidence key 'gc23'", "gc22"],
    ),
    # Words and numbers that guards are given
    "a site that no chart knows": (EDITION, f"{TH}/all_of", {"metastatic_site": "bonne"}, ["@", "'bonne'", "bone"]),
    "a reason that nobody stops for": (
        EDITION,
        f"{TH}/all_of",
        {"stopped_because": "tocixity"},
        ["@", "the reason 'tocixity'", "toxicity"],
    ),
    "a grade that does not exist": (
        EDITION,
        f"{TH}/all_of",
        {"toxicity_grade_at_least": 9},
        ["@", "grade of toxicity_grade_at_least must be a whole number from 1 to 4, not 9"],
    ),
    "platelets in another unit": (
        "safety.yaml",
        "rows/code=lvef_old/caution",
        {"any_below": {"platelets_10e9_per_l": 75000}},
        ["@", "platelets_10e9_per_l at 75000", "from 0 to 5000"],
    ),
    "an option without a rank": (EDITION, f"{THP}/rank", GONE, ["@", "rank: is missing", "rank: none"]),
    "a rank that is another word": (EDITION, f"{THP}/rank", "no", ["@", "rank", "a whole number or none"]),
    "a kind of toxicity that nobody charts": (
        EDITION,
        f"{TH}/all_of",
        {"toxicity_is": "hepatik"},
        ["@", "the kind 'hepatik'", "hepatic"],
    ),
    "a refusal that nobody charts": (EDITION, f"{TH}/all_of", {"declines": "chemo"}, ["@", "'chemo'", "chemotherapy"]),
    "an ejection fraction above a hundred": (
        "safety.yaml",
        "rows/code=lvef_old/caution",
        {"lvef_below_and_fell_by": {"bound": 500, "points": 10}},
        ["@", "bound of lvef_below_and_fell_by", "from 1 to 100", "500"],
    ),
    "a value of no kind that is measured": (
        "safety.yaml",
        "rows/code=lvef_old/caution",
        {"not_of_the_last_cycle": ["platelets"]},
        ["@", "'platelets'", "platelets_10e9_per_l"],
    ),
    "the age of nothing": (
        "safety.yaml",
        "rows/code=lvef_old/caution",
        {"not_of_the_last_cycle": []},
        ["@", "measures of not_of_the_last_cycle", "a list that is not empty"],
    ),
    "a fall of no points": ("safety.yaml", "rows/code=lvef_old/caution", {"lvef_fell_by": 0}, ["@", "points", "0"]),
    "a fraction of a month": ("safety.yaml", "rows/code=lvef_old/caution", {"lvef_older_than": 2.5}, ["@", "2.5"]),
    "a performance status beyond four": (
        EDITION,
        f"{TH}/all_of",
        {"at_least": {"fact": "ecog", "bound": 5}},
        ["@", "ecog at 5", "from 0 to 4"],
    ),
    "an interval that no value can meet": (
        EDITION,
        f"{TH}/all_of",
        {"between": {"fact": "lvef_percent", "low": 40, "high": 450}},
        ["@", "lvef_percent at 450"],
    ),
    "a bound that is true": (EDITION, f"{TH}/all_of", {"at_least": {"fact": "ecog", "bound": True}}, ["@", "True"]),
    "an age in months": (EDITION, f"{TH}/all_of", {"younger_than": 216}, ["@", "years", "216"]),
    "a pause of no days": (
        EDITION,
        f"{TH}/all_of",
        {"paused_for": {"shortest": 0, "longest": 180}},
        ["@", "shortest of paused_for", "0"],
    ),
    "a regimen that was given under another code": (EDITION, f"{TH}/all_of", {"was_given": "tdxd"}, ["@", "'tdxd'"]),
    "a count of no regimens": (EDITION, f"{TH}/all_of", {"anti_her2_regimens_at_least": 0}, ["@", "count", "0"]),
    "a limit that is shared and has no clock": (
        EDITION,
        f"{TH}/all_of",
        {"recurred_within": "longest_early_course"},
        ["@", "the limit 'longest_early_course'", "early_recurrence_months"],
    ),
    "a shared limit that a row tries to set": (
        EDITION,
        f"{TH}/all_of",
        {"performance_forbids": {"poor_performance": 2}},
        ["@", "'performance_forbids' takes no argument"],
    ),
    "a guard about a rule's drugs in a row that is no rule": (
        EDITION,
        f"{THP}/all_of",
        "failed",
        ["@", "'failed' is about the drugs of a safety rule"],
    ),
    # Shared limits, toxicities and waivers
    "a shared limit that is gone": (
        "shared.yaml",
        "limits/lvef_too_low",
        GONE,
        ["the shared limit of heart_permits 'lvef_too_low'", "shared.yaml"],
    ),
    "a shared limit without its source": (
        "shared.yaml",
        "limits/hys_law_bilirubin/evidence",
        GONE,
        ["limits.hys_law_bilirubin", "no evidence is named"],
    ),
    "a shared limit that is no number": (
        "shared.yaml",
        "limits/lvef_normal/value",
        "50",
        ["limits.lvef_normal.value", "'50'"],
    ),
    "a shared limit as a fraction": (
        "shared.yaml",
        "limits/lvef_too_low/value",
        0.4,
        ["limits.lvef_too_low.value", "from 1 to 100 percent, not 0.4"],
    ),
    "a shared limit without a day": ("shared.yaml", "limits/lvef_normal/since", GONE, ["limits.lvef_normal.since"]),
    "a toxicity of an unknown kind": (
        "shared.yaml",
        "toxicities/kind=diarrhoea/kind",
        "diarrhea",
        ["@", "'diarrhea'", "diarrhoea"],
    ),
    "a toxicity of grade five": ("shared.yaml", "toxicities/kind=diarrhoea/from_grade", 5, ["@", "from 1 to 4", "5"]),
    "a toxicity after which nobody knows what follows": (
        "shared.yaml",
        "toxicities/kind=diarrhoea/then",
        "pause",
        ["@", "'pause'", "stay"],
    ),
    "a toxicity of no drug": ("shared.yaml", "toxicities/kind=diarrhoea/agents", GONE, ["@", "about no drug"]),
    "a toxicity without a source": ("shared.yaml", "toxicities/kind=diarrhoea/evidence", GONE, ["@", "no evidence"]),
    "a combination of no drug": (
        "shared.yaml",
        "combinations/basis=trial/beside/agents",
        GONE,
        ["@", "beside", "about no drug"],
    ),
    "a combination with an unknown drug": (
        "shared.yaml",
        "combinations/basis=trial/beside/agents",
        ["tucatinob"],
        ["@", "'tucatinob'", "tucatinib"],
    ),
    "a safety rule without a topic": ("safety.yaml", "rows/code=lvef_old/topic", GONE, ["@", "topic", "is missing"]),
    "a safety rule about an unknown topic": (
        "safety.yaml",
        "rows/code=lvef_old/topic",
        "hart",
        ["@", "'hart'", "heart"],
    ),
    "a drug about whose kidney nothing is said": (
        "safety.yaml",
        "waivers/topic=kidney/topic",
        "blood",
        ["nothing is asked of trastuzumab (anti_her2_antibody) about kidney"],
    ),
    "a waiver of what a rule asks": (
        "safety.yaml",
        "waivers/topic=kidney/agents/+",
        "capecitabine",
        ["waivers", "a rule speaks of capecitabine about kidney"],
    ),
    "a waiver without its reason": ("safety.yaml", "waivers/topic=kidney/because", GONE, ["@", "because"]),
    "an exception for an unknown drug": (
        "safety.yaml",
        "rows/except_agents=['tucatinib']/except_agents",
        ["tucatinip"],
        ["@", "'tucatinip'", "tucatinib"],
    ),
    "a trial without its figures": ("evidence.yaml", "cleopatra/figures", GONE, ["cleopatra", "figures", "trial"]),
}


def found(place: Any, step: str) -> Any:
    """The key or index that one step of a path means: `dest=thp` the first such row, `+` the row after the last."""
    if isinstance(place, dict):
        return step
    if step == "+":
        return len(place)
    key, _, value = step.partition("=")
    return next(index for index, row in enumerate(place) if str(row.get(key)) == value)


def make(document: Any, path: str, value: object) -> str:
    """Make the mistake, and tell where it stands: `transitions[2]`, or the key at the top."""
    *before, last = path.split("/")
    place, where = document, before[0] if before else last
    for step in before:
        key = found(place, step)
        if isinstance(key, int):
            where = f"{where.partition('[')[0]}[{key}]"
        place = place[key]
    key = found(place, last)
    if isinstance(key, int):
        where = f"{where}[{key}]" if len(before) == 1 else where
        place.insert(key, value)
    elif value is GONE:
        del place[key]
    else:
        place[key] = value
    return where


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped files with one edition, to be broken."""
    copy = tmp_path / "guidelines"
    shutil.copytree(FOLDER, copy, ignore=shutil.ignore_patterns("certificates", "2018-*", "contemporary", "overview"))
    return copy


@pytest.mark.parametrize("mistake", one_in(3, MISTAKES))
def test_a_mistake_stops_the_start_and_says_where_and_what(folder: Path, mistake: str) -> None:
    name, path, value, mentions = MISTAKES[mistake]
    document = yaml.load((folder / name).read_text("utf-8"), SafeLoader)
    where = make(document, path, value)
    (folder / name).write_text(yaml.dump(document, Dumper=SafeDumper, sort_keys=False), "utf-8")
    with pytest.raises(LibraryError) as raised:
        load(folder)
    expected = [name, *(where if said == "@" else said for said in mentions)]
    assert [said for said in expected if said not in str(raised.value)] == [], str(raised.value)
    assert_lines_are_told(folder, str(raised.value))


def assert_lines_are_told(folder: Path, says: str) -> None:
    """Each mistake in a row names a line of its file, and on or after that line stands what the place ends with."""
    for told in [line for line in says.splitlines() if not line.endswith(":")]:
        found = re.match(r"(\S+\.yaml):(\d+): ([^ :]+(?: [^ :]+)?)", told)
        assert found is not None or " cannot be read" in told or told.count(":") < 3, told
        if found is not None:
            lines = (folder / found[1]).read_text("utf-8").splitlines()
            assert 1 <= int(found[2]) <= len(lines), told
            key = re.match(r"^\w+", found[3].rpartition(".")[2])
            if key and "[" not in found[3] and "is missing" not in told and not found[3].startswith("state "):
                assert key[0] in lines[int(found[2]) - 1], (told, lines[int(found[2]) - 1])


def test_an_edition_that_is_no_yaml_hides_no_mistake_in_another_file(folder: Path) -> None:
    text = (folder / EDITION).read_text("utf-8")
    (folder / EDITION).write_text(text.replace("    rank: 1\n", "    rank: 1\n    rank: 2\n", 1), "utf-8")
    line = text[: text.index("    rank: 1\n")].count("\n") + 1
    document = yaml.load((folder / US_LABEL).read_text("utf-8"), SafeLoader)
    make(document, "rows/regimen=th/regimen", "hpt")
    (folder / US_LABEL).write_text(yaml.dump(document, Dumper=SafeDumper, sort_keys=False), "utf-8")
    with pytest.raises(LibraryError) as raised:
        load(folder)
    told = re.search(rf"{EDITION}:(\d+): cannot be read: the key 'rank' is written twice", str(raised.value))
    assert told is not None
    assert line - 5 <= int(told[1]) <= line + 2  # the row in which it stands
    assert "'hpt'" in str(raised.value)


def test_all_mistakes_are_told_at_once_each_with_its_line(folder: Path) -> None:
    for name, path, value in (
        (EDITION, f"{TH}/all_of", {"metastatic_site": "bonne"}),
        (EDITION, f"{GAP}/all_of", {"stopped_because": "tocixity"}),
        ("regimens.yaml", "hp/notes", GONE),
        ("regimens.yaml", "hp/toxicities", GONE),
        ("agents.yaml", "agents/lapatinib/class", "tki"),
        (US_LABEL, "rows/regimen=th/regimen", "hpt"),
    ):
        document = yaml.load((folder / name).read_text("utf-8"), SafeLoader)
        make(document, path, value)
        (folder / name).write_text(yaml.dump(document, Dumper=SafeDumper, sort_keys=False), "utf-8")
    with pytest.raises(LibraryError) as raised:
        load(folder)
    first, *told = str(raised.value).splitlines()
    assert first == "6 mistakes in the guideline files:"
    wanted = ("bonne", "tocixity", "hp.notes", "hp.toxicities", "'tki'", "'hpt'")
    assert [said for said in wanted if said not in "".join(told)] == []
    assert all(re.match(r"\S+\.yaml:\d+: ", line) for line in told), told
    assert max(line.count(", ") for line in told) <= 12


def test_a_copy_without_a_mistake_loads(folder: Path) -> None:
    for path in folder.rglob("*.yaml"):
        path.write_text(
            yaml.dump(yaml.load(path.read_text("utf-8"), SafeLoader), Dumper=SafeDumper, sort_keys=False), "utf-8"
        )
    assert [*load(folder).guidelines] == ["asco@2022-05-31"]


def test_a_file_that_is_no_yaml_is_named(folder: Path) -> None:
    (folder / "shared.yaml").write_text("states: [", "utf-8")
    with pytest.raises(LibraryError, match=r"shared\.yaml"):
        load(folder)


def test_a_file_that_is_missing_is_named(folder: Path) -> None:
    (folder / "safety.yaml").unlink()
    with pytest.raises(LibraryError, match=r"safety\.yaml"):
        load(folder)
