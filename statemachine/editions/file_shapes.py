"""The shape of the files with rows (editions, what they share, safety, labels): their keys, and of which values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from marshmallow import ValidationError, validates_schema

from statemachine.editions.closed_lists import (
    DECLARED_KINDS,
    DEMANDED_TOPICS,
    QUALITIES,
    STRENGTHS,
    TOPICS,
    TRIGGERS,
    UNITS,
    WHEN_UNKNOWN,
)
from statemachine.editions.file_rows import Filled, Many, Named, OneOrMany, Row, Shape, Source
from statemachine.editions.file_values import Condition, Count, Day, Flag, Grade, Number, Rank, Text, Word, listed
from statemachine.record import codes
from statemachine.record.facts import LABELS


class Grounded(Shape):
    """A row that says what it rests on."""

    basis = Word(*codes.BASES)
    evidence = Many(Text())
    interpretation = Many(Text())


class Guarded(Grounded):
    """A row that asks the patient's record."""

    all_of = OneOrMany(Condition())
    none_of = OneOrMany(Condition())


class Limit(Grounded):
    """A number of months of the edition."""

    says = Text(required=True)
    value = Count(required=True)
    clock = Word("last_anti_her2", "last_trastuzumab", "last_chemotherapy", required=True)


class SharedLimit(Grounded):
    """A number that all editions share, and the day since which it holds here."""

    says = Text(required=True)
    value = Number(required=True)
    unit = Word(*UNITS, required=True)
    since = Day(required=True)

    @validates_schema
    def _makes_sense_in_its_unit(self, row: Mapping[str, Any], **_: Any) -> None:
        lowest, highest = UNITS[row["unit"]]
        if not lowest <= row["value"] <= highest:
            raise ValidationError({"value": [f"must be from {lowest} to {highest} {row['unit']}, not {row['value']}"]})


class State(Shape):
    """A place that patients can be in."""

    name = Text(required=True)
    kind = Word(*DECLARED_KINDS, required=True)
    label = Text(required=True)
    implies = Word(*TRIGGERS)
    says = Text()
    warns = Word(*codes.WARNINGS)


class Transition(Guarded):
    """One row of a guideline."""

    trigger = OneOrMany(Word(*TRIGGERS), required=True)
    source = Source(Text(), required=True)
    dest = OneOrMany(Text(), required=True)
    when_unknown = Word(*WHEN_UNKNOWN)
    rank = Rank()
    line = Count()
    lines = Count()
    fails = Flag()
    excludes = Many(Text())
    waives = Many(Text())
    actions = Many(Word(*codes.ACTIONS, codes.EARLIER_TOXICITY))
    says = Text()
    strength = Word(*STRENGTHS)
    quality = Word(*QUALITIES)

    @validates_schema(skip_on_field_errors=False)
    def _says_its_rank(self, row: Mapping[str, Any], **_: Any) -> None:
        if "treat" in listed(row.get("trigger")) and "rank" not in row:
            raise ValidationError({"rank": ["is missing; `rank: none` lists an option that is never preferred"]})


class Notice(Guarded):
    """A warning or an action that is due when its guards say so."""

    code = Word(*codes.WARNINGS, *codes.ACTIONS, required=True)
    states = Filled(Text())
    outcomes = Filled(Word(*codes.OUTCOMES))
    about = Text()
    says = Text(required=True)
    in_short = Text()
    asks = Many(Word(*LABELS))


class Machine(Shape):
    """What an edition and shared.yaml have in common."""

    states = Many(Row(State), required=True)
    transitions = Many(Row(Transition), required=True)
    notices = Many(Row(Notice), required=True)


class Edition(Machine):
    """One edition of one guideline."""

    title = Text(required=True)
    reference = Text(required=True)
    reviewed_by = Text(required=True, allow_none=True)
    evidence_current_to = Day(required=True)
    for_comparison = Flag()
    not_formalised = Many(Text(), required=True)
    limits = Named(Row(Limit), required=True)
    earlier_texts = Named(Many(Text()))


class SafetyRow(Grounded):
    """A rule about starting a drug or going on with it."""

    topic = Word(*TOPICS, required=True)
    name = Text()
    all_of = Condition()
    none_of = Condition()
    caution = Condition()
    agents = Many(Text())
    drug_classes = Many(Word(*codes.DRUG_CLASSES))
    except_agents = Many(Text())
    containing = Many(Text())
    regimens = Many(Text())
    every_regimen = Flag()
    going_on = Word(True, "only")
    when_unknown = Word(*WHEN_UNKNOWN)
    says = Text()
    code = Word(*codes.WARNINGS, *codes.ACTIONS)
    asks = Flag()
    action_when_unknown = Word(*codes.ACTIONS)

    @validates_schema
    def _has_one_guard(self, row: Mapping[str, Any], **_: Any) -> None:
        if len(row.keys() & {"all_of", "none_of", "caution"}) != 1:
            raise ValidationError("exactly one of all_of, none_of and caution holds the guard")


class Waiver(Shape):
    """Why drugs have no rule about a topic."""

    topic = Word(*DEMANDED_TOPICS, required=True)
    agents = Many(Text())
    drug_classes = Many(Word(*codes.DRUG_CLASSES))
    because = Text(required=True)


class Toxicity(Grounded):
    """What follows a toxicity of a drug that is being given."""

    agents = Filled(Text())
    drug_classes = Filled(Word(*codes.DRUG_CLASSES))
    regimens = Filled(Text())
    kind = Word(*codes.TOXICITIES, required=True)
    from_grade = Grade()
    below_grade = Grade()
    resolved = Flag()
    resolved_within_days = Count()
    resolved_after_days = Count()
    at_lowest_dose_level = Flag()
    then = Word("leave", "stay", required=True)
    actions = Filled(Word(*codes.ACTIONS), required=True)
    says = Text(required=True)

    @validates_schema(skip_on_field_errors=False)
    def _names_a_drug(self, row: Mapping[str, Any], **_: Any) -> None:
        if not row.keys() & {"agents", "drug_classes"}:
            raise ValidationError("names neither agents nor drug_classes, so it is about no drug")


class Drugs(Shape):
    """Drugs by name or class."""

    agents = Filled(Text())
    drug_classes = Filled(Word(*codes.DRUG_CLASSES))
    except_agents = Filled(Text())

    @validates_schema(skip_on_field_errors=False)
    def _names_a_drug(self, row: Mapping[str, Any], **_: Any) -> None:
        if not row.keys() & {"agents", "drug_classes"}:
            raise ValidationError("names neither agents nor drug_classes, so it is about no drug")


class Combination(Grounded):
    """Two kinds of drugs that are not given together."""

    drugs = Row(Drugs, required=True)
    beside = Row(Drugs, required=True)
    says = Text(required=True)


class Indication(Guarded):
    """One wording of one label."""

    class Meta(Shape.Meta):
        include: ClassVar[dict[str, Any]] = {"from": Day(required=True)}

    regimen = Text(required=True)
    until = Day()
    says = Text()
    document = Text()
    unverified = Flag()


class Label(Shape):
    """The indications of one agency, and the regimens of which it is known to have none."""

    title = Text(required=True)
    no_row = Text(required=True)
    off_label = Row(
        Shape.from_dict({"regimens": Many(Text(), required=True), "says": Text(required=True)}), required=True
    )
    limits = Named(Row(Limit), required=True)
    rows = Many(Row(Indication), required=True)


EDITION = Row(Edition)
SHARED = Row(
    Machine.from_dict(
        {
            "limits_of_use": Text(required=True),
            "limits": Named(Row(SharedLimit), required=True),
            "toxicities": Many(Row(Toxicity), required=True),
            "combinations": Many(Row(Combination), required=True),
        }
    )
)
SAFETY = Row(
    Shape.from_dict({"rows": Many(Row(SafetyRow), required=True), "waivers": Many(Row(Waiver), required=True)})
)
LABEL = Row(Label)
