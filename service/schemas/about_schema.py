"""What the service says about itself on the wire, for the documentation and its tests."""

from __future__ import annotations

from service.schemas.answer_fields import many, text, texts
from service.schemas.answer_schema import GuidelineUsed
from service.schemas.certificate_schema import count
from service.schemas.fields import Boolean, Integer, Object
from service.schemas.object_schema import ObjectSchema


class RegulatoryStatus(ObjectSchema):
    """What the service is, before the law."""

    claims = texts("Every clearance, approval, conformity or certification that is claimed; empty: none.", "A claim.")
    says = text("The same in words.")


class SourceAttribute(ObjectSchema):
    """One attribute that the rule asks for."""

    paragraph = text("Its paragraph of the rule.")
    attribute = text("What the rule asks for.")
    says = text("What is true of this service.")
    facts = texts("The facts of a request by which it is used; empty: it is not used.", "JSON pointer.")


class SourceAttributes(ObjectSchema):
    """The attributes of an evidence-based decision support intervention."""

    rule = text("The rule.")
    says = text("Where its words were read, and what is not claimed.")
    attributes = many(SourceAttribute, "The attributes, in the order of the rule.")


class Proof(ObjectSchema):
    """What was proved of an edition."""

    href = text("Path of the certificate.")
    holds = Boolean("Whether everything was proved.", required=True)
    invariants = Integer("How many invariants the certificate is about.", 1, required=True)
    situations = count("Over how many combinations of answers.")


class EditionLoaded(GuidelineUsed):
    """One edition that can answer."""

    citation = text("The source that it was written from.")
    limits_of_use = text("How far its answers may be relied on.")
    href = text("Path of the whole edition.")
    certificate = Object(Proof, "Its certificate; null: none belongs to this text.", required=True, nullable=True)


class About(ObjectSchema):
    """What the service is for, what it is not for, and who answers for it."""

    name = text("Its name.")
    version = text("Its version.")
    intended_use = text("What it is for.")
    users = texts("Who uses it.", "A kind of user.")
    population = text("Whom its answers are about.")
    not_for = texts("What it must not be used for.", "A use.")
    known_limits = texts("What is known to be missing or weak.", "A limit.")
    regulatory_status = Object(RegulatoryStatus, "What is claimed before the law.", required=True)
    source_attributes = Object(SourceAttributes, "What US certified health IT shows of its source.", required=True)
    reviewers = texts("The clinicians who signed an edition; empty: nobody has.", "A name.")
    editions = many(EditionLoaded, "The editions that can answer, with their digests.")
