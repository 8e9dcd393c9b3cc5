"""Guidelines, regimens and evidence on the wire, for the documentation and its tests."""

from __future__ import annotations

from marshmallow import fields

from service.schemas.answer_fields import many, text, texts
from service.schemas.answer_schema import GuidelineUsed
from service.schemas.fields import Anything, Boolean, Choice, Many, Object, Text
from service.schemas.object_schema import ObjectSchema
from service.schemas.option_schema import Statement, TrialCard
from statemachine.record.codes import DRUG_CLASSES

STAGES = ("metastatic", "early")
EVIDENCE_KINDS = ("guideline", "recommendation", "label", "trial", "reference", "secondary", "service")


class GuidelineSummary(GuidelineUsed):
    """One edition in the list."""

    href = text("Path of the whole edition.")
    page = text("Path of the whole edition as a page for reading.")


class GuidelineList(ObjectSchema):
    """Every edition this service knows."""

    default = text("The guideline that answers when a request names none.")
    guidelines = many(GuidelineSummary, "The editions, by guideline and date.")


class RegimenSummary(ObjectSchema):
    """One regimen in the list."""

    code = text("Its code.")
    label = text("Its name.")
    stage = Choice("The stage of disease that it is for.", STAGES, required=True)
    href = text("Path of the whole regimen.")


class RegimenList(ObjectSchema):
    """Every regimen this service knows."""

    regimens = many(RegimenSummary, "The regimens.")


class DrugCodes(ObjectSchema):
    """The codes under which a drug may be charted; empty where no source seen has one."""

    rxnorm = texts("Codes of RxNorm.", "A code.")
    atc = texts("Codes of ATC.", "A code.")
    hemonc = texts("Codes of HemOnc.", "A code.")
    ncit = texts("Codes of the NCI Thesaurus.", "A code.")


class AgentItem(ObjectSchema):
    """One drug."""

    code = text("Its code, which is a name too.")
    label = text("Its name.")
    drug_class = Choice("Its class.", DRUG_CLASSES, data_key="class", required=True)
    names = texts("Brands, biosimilars and abbreviations.", "A name.")
    codes = Object(DrugCodes, "Its codes.", required=True)
    counts_as_line = Boolean("Whether metastatic treatment with it alone counts as a line.", required=True)


class ProductItem(ObjectSchema):
    """One product that holds several drugs."""

    name = text("Its name.")
    names = texts("Under which it may be charted.", "A name.")
    agents = texts("What it holds.", "Code of a drug.")
    codes = Object(DrugCodes, "Its codes.", required=True)


class DrugClassItem(ObjectSchema):
    """One class of drugs: what a drug that is not listed is charted with."""

    drug_class = Choice("Its code.", DRUG_CLASSES, data_key="class", required=True)
    label = text("What a drug of it is called that is not listed.")
    says = text("What it means.")
    counts_as_line = Boolean("Whether metastatic treatment with such a drug alone counts as a line.", required=True)


class AgentList(ObjectSchema):
    """Every drug this service knows, and the classes for all others."""

    agents = many(AgentItem, "The drugs.")
    products = many(ProductItem, "The combination products.")
    classes = many(DrugClassItem, "The classes.")


class ScopeTopic(ObjectSchema):
    """Something that this service does not decide."""

    topic = text("Its code.")
    title = text("What it is.")
    statements = many(Statement, "What the sources say about it, for context only.")


class Scope(ObjectSchema):
    """Where this service ends."""

    outside = many(ScopeTopic, "What it does not decide.")


class EvidenceItem(ObjectSchema):
    """One source: a guideline, a single recommendation, a label, a trial or a reference."""

    key = text("Its key.")
    kind = Choice("What kind of source.", EVIDENCE_KINDS, required=True)
    title = text("Its short title.")
    citation = text("Where it was published or seen.")
    published = Text("When it was published, as far as is known.", longest=None)
    doi = Text("Digital object identifier.", longest=None)
    pmid = Text("PubMed id.", longest=None)
    url = Text("Address.", longest=None)
    unverified = Boolean("true: the citation has not been checked first-hand.")
    of = Text("For a recommendation: key of its guideline.", longest=None)
    says = Text("For a recommendation: its content, paraphrased.", longest=None)
    type = Text("For a recommendation: what it is based on.", longest=None, nullable=True)
    quality = Text("For a recommendation: quality of the evidence.", longest=None, nullable=True)
    strength = Text("For a recommendation: its strength.", longest=None, nullable=True)
    seen_in = Many(Text("Evidence key.", longest=None), "For a recommendation: where its words were seen.")
    population = Text("For a trial: who was studied.", longest=None)
    figures = Many(fields.Nested(Statement), "For a trial: its key figures.")


class Regimen(ObjectSchema):
    """One regimen."""

    code = text("Its code.")
    label = text("Its name.")
    stage = Choice("The stage of disease that it is for.", STAGES, required=True)
    agents = Many(
        Anything("An agent code, or a list of agent codes of which one is given."),
        "Its drugs.",
        required=True,
    )
    partners = Many(Anything("An agent code, or a list of agent codes."), "Drugs that may be added.", required=True)
    counts_as_line = Boolean("Whether it counts as a line of treatment.", required=True)
    route = text("How it is given.", nullable=True)
    schedule = text("When it is given.", nullable=True)
    dosing = many(Statement, "Doses.")
    continuation = many(Statement, "How long it is continued.")
    monitoring = many(Statement, "What to watch.")
    boxed_warnings = many(Statement, "Boxed warnings of the label.")
    toxicities = many(Statement, "Main toxicities.")
    notes = many(Statement, "What else to know.")
    trials = many(TrialCard, "Trials behind it.")


class Alive(ObjectSchema):
    """The process answers."""

    status = Choice("Always alive.", ("alive",), required=True)


class Ready(ObjectSchema):
    """The service answers questions."""

    status = Choice("Always ready: the process does not start otherwise.", ("ready",), required=True)
    guidelines = texts("The editions loaded.", "Reference such as asco@2022-05-31.")
