"""Drugs and regimens: found under every charted name, and fitting only what was really given."""

from __future__ import annotations

from contextlib import suppress
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statemachine.record.catalogue import Regimen, stand_in
from statemachine.record.drug_names import UnknownName
from tests.records import AGENTS, LIBRARY, examples

CATALOGUE = LIBRARY.catalogue
NAMES = [
    (name, code) for code, row in LIBRARY.agents.items() for name in (code, row["label"], *row["names"]) if name != ""
]


def regimen(*slots: set[str], partners: frozenset[str] = frozenset()) -> Regimen:
    """A regimen of these slots."""
    return Regimen("any", "Any", tuple(frozenset(slot) for slot in slots), partners, True, {})


@pytest.mark.parametrize(("name", "code"), NAMES)
def test_every_name_stands_for_its_drug_in_any_spelling(name: str, code: str) -> None:
    for spelling in (name, name.upper(), name.lower(), name.replace("-", " "), name.replace(" ", "_"), f" {name} "):
        assert (code,) == CATALOGUE.agents_named(spelling)


def test_a_combination_product_stands_for_both_its_drugs() -> None:
    for name in ("Phesgo", "PHESGO", "pertuzumab/trastuzumab/hyaluronidase-zzxf"):
        assert CATALOGUE.agents_named(name) == ("pertuzumab", "trastuzumab")


@pytest.mark.parametrize(
    ("name", "near"),
    [("Herceptinn", "Herceptin"), ("trastuzumab emtansime", "trastuzumab_emtansine"), ("tucatnib", "tucatinib")],
)
def test_an_unknown_drug_is_refused_with_the_nearest_names(name: str, near: str) -> None:
    with pytest.raises(UnknownName, match=near):
        CATALOGUE.agents_named(name)


@examples(300)
@given(st.text(max_size=40))
def test_a_name_is_known_or_refused_and_never_anything_else(name: str) -> None:
    found: tuple[str, ...] = ()
    with suppress(UnknownName):
        found = CATALOGUE.agents_named(name)
    assert set(found) <= set(CATALOGUE.agents)


def test_a_very_long_name_is_refused_quickly() -> None:
    with pytest.raises(UnknownName):
        CATALOGUE.agents_named("trastuzumab" * 10_000)


def test_an_unknown_regimen_is_refused_with_the_nearest_codes() -> None:
    assert CATALOGUE.regimen("thp").code == "thp"
    with pytest.raises(UnknownName, match="t_dxd"):
        CATALOGUE.regimen("t_dxdd")


def test_a_regimen_fits_when_every_slot_is_filled_and_nothing_is_left_over() -> None:
    taxane_and_antibody = regimen({"docetaxel", "paclitaxel"}, {"trastuzumab"})
    assert taxane_and_antibody.fits(frozenset({"docetaxel", "trastuzumab"}))
    assert taxane_and_antibody.fits(frozenset({"docetaxel", "paclitaxel", "trastuzumab"}))
    assert not taxane_and_antibody.fits(frozenset({"docetaxel"}))
    assert not taxane_and_antibody.fits(frozenset({"docetaxel", "trastuzumab", "pertuzumab"}))


def test_a_partner_may_be_added_but_fills_no_slot() -> None:
    with_partner = regimen({"tucatinib"}, {"trastuzumab"}, partners=frozenset({"letrozole"}))
    assert with_partner.fits(frozenset({"tucatinib", "trastuzumab"}))
    assert with_partner.fits(frozenset({"tucatinib", "trastuzumab", "letrozole"}))
    assert not with_partner.fits(frozenset({"tucatinib", "letrozole"}))


def test_a_regimen_can_do_without_a_drug_as_long_as_its_slot_has_another() -> None:
    thp = CATALOGUE.regimen("thp")
    taxanes = ["docetaxel", "paclitaxel", "nab_paclitaxel"]
    assert [thp.cannot_do_without(agents) for agents in ([taxanes[0]], taxanes, ["pertuzumab"], ["tucatinib"], [])] == [
        False,
        True,
        True,
        False,
        False,
    ]
    assert [thp.may_contain(agents) for agents in (["docetaxel"], ["tucatinib"], [])] == [True, False, False]


@pytest.mark.parametrize(
    ("agents", "codes"),
    [
        ({"trastuzumab_deruxtecan"}, {"t_dxd"}),
        ({"trastuzumab_emtansine"}, {"t_dm1"}),
        ({"docetaxel", "trastuzumab", "pertuzumab"}, {"thp"}),
        ({"tucatinib", "trastuzumab", "capecitabine"}, {"tucatinib_trastuzumab_capecitabine"}),
        ({"trastuzumab"}, {"trastuzumab"}),
        ({"trastuzumab", "pertuzumab"}, {"hp"}),
        ({"tucatinib"}, set()),
        (set(), set()),
    ],
)
def test_a_drug_list_becomes_the_regimens_that_it_fits(agents: set[str], codes: set[str]) -> None:
    assert codes == set(CATALOGUE.regimens_of(frozenset(agents)))


@pytest.mark.parametrize("code", CATALOGUE.regimens)
def test_every_regimen_is_found_again_by_its_own_drugs(code: str) -> None:
    slots = CATALOGUE.regimen(code).slots
    first_choice = frozenset(min(slot) for slot in slots)
    expected = {code} if slots else set()
    assert expected <= set(CATALOGUE.regimens_of(first_choice))
    assert set(chain.from_iterable(slots)) <= set(AGENTS)


@pytest.mark.parametrize(
    ("code", "kinds"),
    [
        ("trastuzumab", set()),  # there is a form under the skin
        ("trastuzumab_deruxtecan", {"intravenous"}),  # a conjugate is no chemotherapy, whatever it carries
        ("capecitabine", {"chemotherapy", "oral"}),
        ("docetaxel", {"chemotherapy", "intravenous"}),
        ("tucatinib", {"oral"}),
        ("letrozole", {"oral"}),
        ("palbociclib", {"oral"}),
        ("fulvestrant", set()),
    ],
)
def test_what_a_refusal_of_a_kind_covers(code: str, kinds: set[str]) -> None:
    assert kinds == CATALOGUE.agents[code].kinds()


def test_only_antibodies_conjugates_and_kinase_inhibitors_are_anti_her2() -> None:
    antibodies = {"trastuzumab", "pertuzumab", "margetuximab", "inetetamab", "zanidatamab"}
    conjugates = {"trastuzumab_emtansine", "trastuzumab_deruxtecan", "disitamab_vedotin", "trastuzumab_rezetecan"}
    conjugates |= {"trastuzumab_duocarmazine", "trastuzumab_botidotin"}
    inhibitors = {"tucatinib", "lapatinib", "neratinib", "pyrotinib", "zongertinib", "poziotinib", "afatinib"}
    unlisted = {"other_anti_her2_antibody", "other_antibody_drug_conjugate", "other_her2_kinase_inhibitor"}
    assert antibodies | conjugates | inhibitors | unlisted == CATALOGUE.anti_her2


@pytest.mark.parametrize(
    "code", ["sacituzumab_govitecan", "pembrolizumab", "bevacizumab", "olaparib", "alpelisib", "goserelin", "denosumab"]
)
def test_what_is_targeted_or_supportive_is_no_chemotherapy(code: str) -> None:
    assert CATALOGUE.agents[code].kinds() == set()


@pytest.mark.parametrize("drug_class", [agent.drug_class for agent in CATALOGUE.agents.values()])
def test_every_class_has_one_drug_that_stands_in_for_an_unlisted_one(drug_class: str) -> None:
    unlisted = CATALOGUE.agents[stand_in(drug_class)]
    others = CATALOGUE.of_class(drug_class) - {unlisted.code}
    assert unlisted.drug_class == drug_class
    assert unlisted.code not in CATALOGUE.in_regimens
    assert {CATALOGUE.agents[code].is_anti_her2 for code in others} <= {unlisted.is_anti_her2}
    assert {code in CATALOGUE.counted for code in others} <= {unlisted.code in CATALOGUE.counted}
