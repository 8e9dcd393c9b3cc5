"""The history on the wire: treatments and events, each with only the keys that it may carry."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, validates_schema

from service.faults import Says, echo
from service.schemas.drug_schema import drug
from service.schemas.fields import Boolean, Choice, Integer, Many, Object, PartialDay, Strict, Text, refuse
from service.schemas.object_schema import ObjectSchema
from service.schemas.patient_schema import HER2_KEYS, NO_HER2, field_of
from statemachine.record.codes import (
    DISEASE_STATUSES,
    DOSE_LEVELS,
    DROP_REASONS,
    EVENT_SITES,
    EVENTS,
    LOCAL_TREATMENTS,
    SETTINGS,
    SHORT_FORMS,
    SITES,
    STOP_REASONS,
    TOXICITIES,
    TUMOURS,
)
from statemachine.record.record import THE_WHOLE_REGIMEN

MOST_ENTRIES = 200
MOST_AGENTS = 12
OWN_KEYS = ("progression", "disease_status", "local_treatment", "her2_retest", "toxicity")
PLAIN_EVENTS = tuple(event for event in EVENTS if event not in OWN_KEYS)


class NamedTreatment(ObjectSchema):
    """What was given: the code of a regimen, or the drugs."""

    noun = "treatment"

    regimen = Text("Code of a regimen; GET /v1/regimens lists them.")
    agents = Many(drug("A drug."), "Drugs given together.", fewest=1, most=MOST_AGENTS)

    @validates_schema(pass_original=True, skip_on_field_errors=False)
    def _is_named_once(self, data: Any, original: Mapping[str, Any], **_: Any) -> None:
        """Refuse a treatment named twice or not at all."""
        if ("regimen" in original) == ("agents" in original):
            raise ValidationError(Says("must have exactly one of regimen and agents"))


class Dropped(ObjectSchema):
    """A part of a treatment given up while the rest goes on."""

    noun = "dropped"

    agents = Many(
        drug("A drug."),
        "Drugs given up.",
        fewest=1,
        most=MOST_AGENTS,
        required=True,
    )
    on = PartialDay("When they were given up.", required=True)
    reason = Choice(
        "Why they were given up; progression is charted as an event, or as the end of the whole treatment.",
        DROP_REASONS,
        data_key="for",
    )
    toxicity_kind = Choice("What kind of toxicity, where that was the reason.", TOXICITIES)
    toxicity_grade = Integer("Its worst grade (CTCAE).", 1, 4)


class TreatmentEntry(ObjectSchema):
    """One course of treatment."""

    noun = "a treatment entry"

    treatment = Object(NamedTreatment, "What was given: a regimen or its drugs.", required=True)
    setting = Choice("The setting in which it was given.", SETTINGS, required=True)
    started = PartialDay(
        "First dose; where it is left out, some day after the entry before this one and before the entry after it."
    )
    ended = PartialDay(
        "Last dose given; where this and stopped_for are both left out, the treatment is still going on."
    )
    stopped_for = Choice("Why it was stopped; left out where nobody has said.", STOP_REASONS)
    toxicity_agent = drug(
        f"The drug of the treatment that was not tolerated; {THE_WHOLE_REGIMEN}: no single drug was the cause."
    )
    toxicity_kind = Choice("What kind of toxicity it was stopped for, where that was the reason.", TOXICITIES)
    toxicity_grade = Integer("The worst grade (CTCAE) of the toxicity it was stopped for.", 1, 4)
    dropped = Object(Dropped, "Drugs given up while the rest went on.")
    held_since = PartialDay("Since when it has been held; it counts as going on until it is stopped.")
    dose_level = Integer(
        "Dose level now: 0 full dose, -1 and -2 one and two levels lower.", DOSE_LEVELS[-1], DOSE_LEVELS[0]
    )


class Event(ObjectSchema):
    """Something that happened, described by its name and date alone."""

    noun = "this event"

    event = Choice(
        "What happened. recurrence: metastatic or unresectable; locoregional_recurrence: resectable; "
        "cns_progression: in the brain only, the rest controlled.",
        PLAIN_EVENTS,
        required=True,
    )
    on = PartialDay("When it happened.", required=True)


class Progression(ObjectSchema):
    """The disease has grown."""

    noun = "a progression event"

    event = Choice("The disease has progressed.", ("progression",), required=True)
    on = PartialDay("When it was found.", required=True)
    site = Choice(
        "The one place that progressed; left out where it was more than one. brain: read as cns_progression.",
        EVENT_SITES,
    )
    treatment_continues = Boolean("Whether the present treatment was to go on beyond this progression.")


class DiseaseStatus(ObjectSchema):
    """How the disease has responded."""

    noun = "a disease_status event"

    event = Choice("The disease was assessed.", ("disease_status",), required=True)
    on = PartialDay("When it was assessed.", required=True)
    status = Choice("What was found; progression is read as that event.", DISEASE_STATUSES, required=True)
    site = Choice("The one place that was assessed; left out where it is the whole disease.", EVENT_SITES)
    treatment_continues = Boolean("Of a progression: whether the present treatment was to go on beyond it.")


class LocalTreatment(ObjectSchema):
    """Treatment of one place; it is no line and ends no systemic treatment."""

    noun = "a local_treatment event"

    event = Choice("One place was treated.", ("local_treatment",), required=True)
    on = PartialDay("When it was done, or begun.", required=True)
    kind = Choice("How it was treated.", LOCAL_TREATMENTS, required=True)
    site = Choice("Which place was treated.", EVENT_SITES)


class ShortLocalTreatment(ObjectSchema):
    """A local treatment named by its kind."""

    noun = "a local treatment"

    event = Choice("The same as a local_treatment of this kind.", SHORT_FORMS, required=True)
    on = PartialDay("When it was done, or begun.", required=True)
    site = Choice("Which place was treated.", EVENT_SITES)


class Her2Retest(ObjectSchema):
    """A new HER2 result; the newest one counts."""

    noun = "a her2_retest event"

    event = Choice("HER2 was tested again.", ("her2_retest",), required=True)
    on = PartialDay("When the tissue was taken.", required=True)
    her2_status = field_of("her2_status", "HER2 status of the new tissue; derived from IHC and ISH where left out.")
    her2_ihc = field_of("her2_ihc")
    her2_ish = field_of("her2_ish")
    site = Choice("Where the tissue was taken.", ("breast", *SITES))
    tumour = Choice("Whose tissue it was: of this tumour, or of another primary, which decides nothing here.", TUMOURS)

    @validates_schema(skip_on_field_errors=False)
    def _has_a_result(self, data: dict[str, Any], **_: Any) -> None:
        """Refuse a retest without any result; a faulty value has its own fault already."""
        if not any(key in data for key in HER2_KEYS):
            raise ValidationError(NO_HER2, "her2_status")


class Toxicity(ObjectSchema):
    """Harm done by a treatment."""

    noun = "a toxicity event"

    event = Choice("A toxicity occurred.", ("toxicity",), required=True)
    on = PartialDay("When it was found.", required=True)
    agent = drug("The drug held responsible.")
    kind = Choice("Kind of toxicity.", TOXICITIES, required=True)
    grade = Integer("Worst grade (CTCAE).", 1, 4)
    resolved_on = PartialDay("When it had resolved; left out while it lasts.")


TREATMENT = TreatmentEntry()
EVENT_SCHEMAS: Mapping[str, ObjectSchema] = {
    **dict.fromkeys(PLAIN_EVENTS, Event()),
    **dict.fromkeys(SHORT_FORMS, ShortLocalTreatment()),
    "progression": Progression(),
    "disease_status": DiseaseStatus(),
    "local_treatment": LocalTreatment(),
    "her2_retest": Her2Retest(),
    "toxicity": Toxicity(),
}
NAMES = tuple(EVENT_SCHEMAS)


class HistoryEntry(Strict):
    """One entry: a treatment or an event, told apart by which of the two keys it has."""

    schemas = (
        TreatmentEntry,
        Event,
        Progression,
        DiseaseStatus,
        LocalTreatment,
        ShortLocalTreatment,
        Her2Retest,
        Toxicity,
    )

    def _deserialize(self, value: object, attr: str | None, data: object, **_: Any) -> Any:
        if type(value) is not dict:
            refuse("must be an object with the key treatment or event", value)
        if ("treatment" in value) == ("event" in value):
            raise ValidationError(Says("must have exactly one of the keys treatment and event"))
        if "treatment" in value:
            return TREATMENT.load(value)
        event = value["event"]
        if type(event) is not str or event not in EVENT_SCHEMAS:
            given = event if type(event) is str else ""
            says = Says(f"must be one of {', '.join(NAMES)}, not {echo(event)}", NAMES, given, "unknown_value")
            raise ValidationError({"event": [says]})
        return EVENT_SCHEMAS[event].load(value)
