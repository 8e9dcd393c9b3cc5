"""One guideline edition on the wire, whole: for the documentation and its tests."""

from __future__ import annotations

from service.schemas.answer_fields import basis, evidence, many, text, texts
from service.schemas.answer_schema import GuidelineUsed
from service.schemas.fields import Boolean, Choice, Day, Integer, Many, Number
from service.schemas.object_schema import ObjectSchema

KINDS = ("phase", "decision", "treatment", "pause", "referral", "inquiry", "exit")
WHEN_UNKNOWN = ("ask", "check", "silent")


def interpretation() -> Many:
    """The interpretations of the source that a rule depends on."""
    return texts("Interpretations of the source that it depends on.", "Id of an interpretation.")


class SafetyWaiver(ObjectSchema):
    """Drugs without a safety rule about a topic, in writing."""

    topic = text("What no rule asks about before the first dose.")
    agents = texts("The drugs.", "Code of a drug.")
    because = text('Why; what begins with "A gap" is to be closed.')


class SharedLimit(ObjectSchema):
    """A number that all editions share."""

    name = text("Its name.")
    says = text("What it means.")
    value = Number("Its value, in its unit.", 0, 1000, required=True)
    unit = text("Its unit.")
    since = text("The day since which it holds here.")
    basis = basis()
    evidence = evidence()
    interpretation = interpretation()


class EditionLimit(ObjectSchema):
    """A number of the edition."""

    name = text("Its name.")
    says = text("What it means.")
    value = Integer("Its value, in calendar months.", 0, required=True)
    clock = text("The dose from which it is counted.")
    basis = basis()
    evidence = evidence()
    interpretation = interpretation()


class EditionState(ObjectSchema):
    """A place in the edition."""

    name = text("Its name.")
    kind = Choice("What kind of place it is; it decides the outcome.", KINDS, required=True)
    label = text("Its name for a reader.")
    decision = text("For a treatment: the decision it was chosen at.", nullable=True)
    regimen = text("For a treatment: the code of the regimen.", nullable=True)


class EditionCondition(ObjectSchema):
    """A guard that a step or a notice asks."""

    guard = text("Name of the guard.")
    question = text("What it asks.")
    wanted = Boolean("The answer that keeps the step open, or that makes a notice or caution due.", required=True)
    when_unknown = Choice(
        "What an uncharted fact does. ask: the step stays undetermined. check: it reads as no, with a caution. "
        "silent: it reads as no, because another guard speaks of the fact.",
        WHEN_UNKNOWN,
        required=True,
    )
    basis = basis()
    evidence = evidence()
    interpretation = interpretation()


class EditionCaution(EditionCondition):
    """A guard that leaves the step open and says what to heed."""

    says = text("What is said when it applies.", nullable=True)
    code = text("Code of its warning.", nullable=True)


class EditionTransition(ObjectSchema):
    """A step of the edition, as written: one row with all its sources."""

    row = text("Where it is written.")
    trigger = text("The event that takes it; treat: a choice of the board.")
    sources = texts("States that it leads out of.", "State.")
    dest = text("State that it leads to; an equals sign: back to the same state.")
    rank = Integer("Order of preference; below 0: before every option.", -1000, nullable=True, required=True)
    line = Integer("Number of the line that it begins.", 1, nullable=True, required=True)
    lines = Integer("How many lines it adds.", 0, required=True)
    strength = text("Strength of the recommendation.", nullable=True)
    quality = text("Quality of the evidence.", nullable=True)
    conditions = many(EditionCondition, "Guards that must give the wanted answer.")
    cautions = many(EditionCaution, "Guards that leave it open but say what to heed.")
    actions = texts("The actions that are due once it is taken.", "Code of an action.")
    basis = basis()
    evidence = evidence()
    interpretation = interpretation()


class EditionNotice(ObjectSchema):
    """A warning or an action of the edition."""

    code = text("Its code.")
    kind = Choice("What it is.", ("warning", "action"), required=True)
    says = text("The sentence.")
    states = texts("States that it belongs to.", "State.")
    conditions = many(EditionCondition, "Guards that make it due.")
    basis = basis()
    evidence = evidence()
    interpretation = interpretation()


class Interpretation(ObjectSchema):
    """Where the edition narrows its source or departs from it."""

    id = text("Its id.")
    title = text("What it is about.")
    source_says = text("What the source says.")
    we_read = text("How it is read here.")
    other_reading = text("How else it could be read.")
    why = text("Why it is read this way.")
    evidence = evidence()
    dossier = text("Where the clinical dossier discusses it.")


class GuidelineEdition(GuidelineUsed):
    """One edition, whole."""

    reference = text("The guideline, an at sign and the date.")
    superseded_on = Day("The day from which a newer edition is in force.", nullable=True, required=True)
    states = many(EditionState, "Its states.")
    transitions = many(EditionTransition, "Its steps.")
    limits = many(EditionLimit, "Its numbers.")
    shared_limits = many(SharedLimit, "The numbers that all editions share.")
    waivers = many(SafetyWaiver, "Which drugs have no safety rule about a topic, and why.")
    notices = many(EditionNotice, "Its warnings and actions.")
    interpretations = many(Interpretation, "Where it narrows its source.")
    not_formalised = texts("What it leaves out.", "One sentence.")
    limits_of_use = text("How far its answers may be relied on.")
