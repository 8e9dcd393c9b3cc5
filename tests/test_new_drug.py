"""A new HER2 kinase inhibitor, added by files alone: what is missing is told, what protects applies, the rest stays."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from yaml import CSafeDumper as SafeDumper
from yaml import CSafeLoader as SafeLoader

from statemachine import Library, load, read, recommend
from statemachine.editions.library import FOLDER
from statemachine.editions.mistakes import LibraryError
from tests.records import LIBRARY
from tests.replay.decisions import decisions

NAME, REGIMEN = "inventinib", "inventinib_capecitabine"
AGENT: dict[str, Any] = {
    "label": "Inventinib",
    "class": "her2_kinase_inhibitor",
    "routes": ["oral"],
    "names": [],
    "codes": {"rxnorm": [], "atc": [], "hemonc": []},
    "evidence": [],
}
CARD: dict[str, Any] = {
    "label": "Inventinib and capecitabine",
    "stage": "metastatic",
    "agents": [NAME, "capecitabine"],
    "counts_as_line": True,
    "route": "Oral",
    "schedule": "Every 21 days",
    **dict.fromkeys(("dosing", "continuation", "monitoring", "boxed_warnings", "toxicities", "notes", "trials"), ()),
}
ROW = {"trigger": "treat", "source": "second_line", "dest": REGIMEN, "rank": 1, "basis": "service"}
WAIVERS = [{"topic": "kidney", "agents": [NAME], "because": "Invented."}]
EDITION = "contemporary/2026-05-15.yaml"
SECOND_LINE = [
    {"event": "metastatic_diagnosis", "on": "2025-03-11"},
    {
        "treatment": {"regimen": "thp"},
        "setting": "metastatic",
        "started": "2025-03-24",
        "ended": "2026-11-06",
        "stopped_for": "progression",
    },
]


def add(folder: Path, name: str, *path: str, value: Any) -> None:
    """Write a value into a file; a list gets one more row."""
    document = place = yaml.load((folder / name).read_text("utf-8"), SafeLoader)
    for key in path[:-1]:
        place = place[key]
    if isinstance(place.get(path[-1]), list):
        place[path[-1]] += value if isinstance(value, list) else [value]
    else:
        place[path[-1]] = value
    (folder / name).write_text(yaml.dump(document, Dumper=SafeDumper, sort_keys=False), "utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the guidelines with the drug's row in one edition, its regimen and itself, and no word about safety."""
    copy = tmp_path / "guidelines"
    shutil.copytree(FOLDER, copy)
    add(copy, "agents.yaml", "agents", NAME, value=AGENT)
    add(copy, "regimens.yaml", REGIMEN, value={key: [*said] if said == () else said for key, said in CARD.items()})
    add(copy, EDITION, "transitions", value=ROW)
    return copy


@pytest.fixture
def extended(folder: Path) -> Library:
    """The guidelines with the drug, once each topic is ruled or waived."""
    add(folder, "safety.yaml", "waivers", value=WAIVERS)
    return load(folder)


def test_everything_that_is_missing_is_told_in_one_start(folder: Path) -> None:
    add(folder, "agents.yaml", "agents", NAME, value={key: AGENT[key] for key in ("label", "class", "routes")})
    add(folder, "regimens.yaml", REGIMEN, value={key: CARD[key] for key in ("label", "stage", "agents", "route")})
    add(folder, EDITION, "transitions", value={**ROW, "source": "third_line_or_later", "evidence": ["invent-1"]})
    with pytest.raises(LibraryError) as raised:
        load(folder)
    missing = [f"{REGIMEN}.{key}" for key in CARD if key not in ("label", "stage", "agents", "route")]
    missing += [f"{NAME}.{key}" for key in ("names", "codes", "evidence")]
    missing += [f"nothing is asked of {NAME} (her2_kinase_inhibitor) about kidney", "'invent-1'"]
    assert [said for said in missing if said not in str(raised.value)] == []


def test_without_a_rule_for_the_liver_it_does_not_start(folder: Path) -> None:
    document = yaml.load((folder / "safety.yaml").read_text("utf-8"), SafeLoader)
    for rule in document["rows"]:
        if rule["topic"] == "liver" and "her2_kinase_inhibitor" in rule.get("drug_classes", ()):
            rule["except_agents"] = [*rule.get("except_agents", ()), NAME]
    document["waivers"] += WAIVERS
    (folder / "safety.yaml").write_text(yaml.dump(document, Dumper=SafeDumper, sort_keys=False), "utf-8")
    with pytest.raises(LibraryError, match=f"nothing is asked of {NAME} .* about liver;"):
        load(folder)


def test_its_class_protects_the_liver(extended: Library) -> None:
    usual = yaml.load((Path(__file__).parent / "vignettes" / "usual_patient.yaml").read_text("utf-8"), SafeLoader)
    liver = {"bilirubin_times_uln": 5, "child_pugh": "C", "ast_times_uln": 30}
    verdicts = {}
    for name, patient in (("healthy", usual), ("failing", {**usual, **liver})):
        document = {"as_of": "2026-11-20", "history_complete": True, "patient": patient, "history": SECOND_LINE}
        record = read(document, extended.catalogue)
        answer = recommend(extended.guidelines["contemporary@2026-05-15"], record)
        verdicts[name] = {option.regimen: option.verdict for option in answer.options}[REGIMEN]
        assert (REGIMEN in answer.preferred) == (name == "healthy")
    assert verdicts == {"healthy": "permitted", "failing": "excluded"}


def test_editions_that_it_cannot_reach_keep_their_digest_and_their_decisions(extended: Library) -> None:
    changed = {
        reference
        for reference, guideline in extended.guidelines.items()
        if guideline.about.sha256 != LIBRARY.guidelines[reference].about.sha256
    }
    assert changed == {"contemporary@2026-05-15"}
    frozen = [decision for decision in decisions().values() if decision["edition"] not in changed]
    assert len(frozen) > 30
    for decision in frozen:
        ids = []
        for library in (LIBRARY, extended):
            record = read(decision["request"], library.catalogue)
            ids.append(recommend(library.guidelines[decision["edition"]], record).decision_id)
        assert ids[0] == ids[1]


@pytest.mark.parametrize(
    ("name", "old", "new", "reaches"),
    [
        ("agents.yaml", "      - Herceptin\n", "      - Herceptin\n      - Herceptyn\n", False),
        (EDITION, "transitions:\n", "# One comment more.\ntransitions:\n", False),
        (EDITION, "reviewed_by: null", "reviewed_by: A reviewer, 2026-11-29", False),
        (EDITION, "    rank: 1\n", "    rank: 7\n", True),
        ("safety.yaml", "watch for the same toxicity", "look out for the same toxicity", True),
        ("shared.yaml", "    value: 40\n", "    value: 41\n", True),
        ("regimens.yaml", "  schedule: Daily\n", "  schedule: Every day\n", None),
    ],
    ids=["a brand", "a comment", "a signature", "a rank", "a sentence", "a shared limit", "a schedule"],
)
def test_the_digest_changes_exactly_where_something_is_said_or_done_otherwise(
    tmp_path: Path, name: str, old: str, new: str, reaches: bool | None
) -> None:
    copy = tmp_path / "guidelines"
    shutil.copytree(FOLDER, copy)
    text = (copy / name).read_text("utf-8")
    assert old in text
    (copy / name).write_text(text.replace(old, new, 1), "utf-8")
    changed = {
        reference
        for reference, guideline in load(copy).guidelines.items()
        if guideline.about.sha256 != LIBRARY.guidelines[reference].about.sha256
    }
    of_one = {"contemporary@2026-05-15"} if name == EDITION else {*LIBRARY.guidelines}
    if reaches is None:  # of lapatinib with letrozole, which only some editions offer
        offering = {
            reference
            for reference, guideline in LIBRARY.guidelines.items()
            if any(stage.regimen and stage.regimen.code == "lapatinib_letrozole" for stage in guideline.stages.values())
        }
        assert changed == offering
    else:
        assert changed == (of_one if reaches else set())
