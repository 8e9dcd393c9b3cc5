"""The shape of the files that editions refer to: drugs, regimens, sources, readings, and what is not decided here."""

from __future__ import annotations

from typing import Any, ClassVar

from statemachine.editions.closed_lists import QUALITIES, STRENGTHS
from statemachine.editions.file_rows import Many, Named, OneOrMany, Row, Shape
from statemachine.editions.file_values import Flag, Text, Word
from statemachine.record.codes import DRUG_CLASSES

STATEMENTS = ("dosing", "continuation", "monitoring", "boxed_warnings", "toxicities", "notes")


class Codes(Shape):
    """The codes of RxNorm, ATC and HemOnc, empty where none was seen, and those of NCIt where one was."""

    rxnorm = Many(Text(), required=True)
    atc = Many(Text(), required=True)
    hemonc = Many(Text(), required=True)
    ncit = Many(Text())


class Product(Shape):
    """A combination product."""

    names = Many(Text(), required=True)
    agents = Many(Text(), required=True)
    codes = Row(Codes, required=True)
    evidence = Many(Text(), required=True)


class Agent(Product):
    """A drug; `contains` are other drugs that are part of its molecule, as the antibody of a conjugate is."""

    class Meta(Shape.Meta):
        exclude = ("agents",)
        include: ClassVar[dict[str, Any]] = {"class": Word(*DRUG_CLASSES, stand_in="?", required=True)}

    label = Text(required=True)
    routes = Many(Word("intravenous", "subcutaneous", "intramuscular", "oral"), required=True)
    contains = Many(Text())


class DrugClass(Shape):
    """A class of drugs: `label` is what an unlisted drug of it is called."""

    label = Text(required=True)
    says = Text(required=True)


class Statement(Shape):
    """A sentence with its sources."""

    says = Text(required=True)
    evidence = Many(Text())
    basis = Word("service")
    unverified = Flag()


class Regimen(Shape):
    """A regimen; what there is nothing to say of is written as an empty list, so that nothing is forgotten."""

    class Meta(Shape.Meta):
        include: ClassVar[dict[str, Any]] = dict.fromkeys(STATEMENTS, Many(Row(Statement), required=True))

    label = Text(required=True)
    stage = Word("metastatic", "early", required=True)
    agents = Many(OneOrMany(Text()), required=True)
    partners = Many(OneOrMany(Text()))
    counts_as_line = Flag(required=True)
    route = Text(required=True)
    schedule = Text(required=True)
    trials = Many(Text(), required=True)


class Cited(Shape):
    """A source; `of`, `type`, `strength`, `quality` and `seen_in` are a recommendation's, `figures` a trial's."""

    kind = Word("guideline", "recommendation", "label", "trial", "reference", "secondary", "service", required=True)
    title = Text(required=True)
    citation = Text(required=True)
    url = Text()
    doi = Text()
    pmid = Text()
    published = Text()
    unverified = Flag()
    of = Text()
    says = Text()
    type = Word("evidence based", "formal consensus", "informal consensus", allow_none=True)
    strength = Word(*STRENGTHS, allow_none=True)
    quality = Word(*QUALITIES, "intermediate or low", allow_none=True)
    seen_in = Many(Text())
    population = Text()
    figures = Many(Row(Statement))


_READING = ("title", "source_says", "we_read", "other_reading", "why", "dossier")

DRUGS = Row(
    Shape.from_dict(
        {
            "classes": Named(Row(DrugClass), required=True),
            "agents": Named(Row(Agent), required=True),
            "products": Named(Row(Product), required=True),
        }
    )
)
REGIMENS = Named(Row(Regimen))
SCOPE = Named(Row(Shape.from_dict({"title": Text(required=True), "statements": Many(Row(Statement), required=True)})))
EVIDENCE = Named(Row(Cited))
INTERPRETATIONS = Named(
    Row(Shape.from_dict({"evidence": Many(Text(), required=True), **dict.fromkeys(_READING, Text(required=True))}))
)
