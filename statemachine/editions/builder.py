"""From the rows of an edition to its machine: what is common to all editions is joined, so that none can forget it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from statemachine.editions.combination_table import notices_of
from statemachine.editions.digest import digest
from statemachine.editions.file_values import listed
from statemachine.editions.guideline_file import rows
from statemachine.editions.joined_files import JoinedFiles
from statemachine.editions.maintenance_steps import from_what_is_given
from statemachine.editions.mistakes import expect
from statemachine.editions.places import Places
from statemachine.editions.row import Row, cited_then
from statemachine.editions.soundness import check, reached
from statemachine.editions.toxicity_table import (
    steps_if_charted_of_another,
    steps_of,
    steps_of_one_given_no_more,
)
from statemachine.editions.unwritten_steps import conflicts, following
from statemachine.machine.guard import Grounds, Guard
from statemachine.machine.guideline import Edition, Guideline, Limit, Notice
from statemachine.record import codes
from statemachine.record.catalogue import Regimen

# Where what is given keeps the rules of its drugs: also in a phase, or where the record cannot be read.
MAY_BE_TREATED = ("treatment", "phase", "referral")


class Builder:
    """Joins the rows of one edition with the shared ones, and checks every word of them."""

    def __init__(self, file: str, joined: JoinedFiles, document: Row) -> None:
        self.file = file
        self.joined = joined
        self.document = document
        self.catalogue = joined.reader.catalogue
        self.mistakes = joined.mistakes
        self.limits = dict(self._limits())
        self.reader = joined.reader.reading(self.limits)
        self.places = Places(file, self.catalogue, self.mistakes)
        self.earlier_texts: Mapping[str, Sequence[str]] = document.get("earlier_texts", {})
        self._shared: dict[tuple[str, str, bool], Guard] = {}  # one guard for all options that ask the same question
        # The safety guards and cautions of a regimen: a shared row leads to it from many states.
        self._safety_of: dict[
            tuple[str | None, tuple[str, ...], bool], tuple[tuple[Guard, ...], tuple[Guard, ...]]
        ] = {}

    def build(self, about: Mapping[str, Any]) -> Guideline | None:
        """The machine of the edition; None where mistakes were noted, on this file or one that it is joined with."""
        document, shared = self.document, self.joined.shared
        self._check_earlier_texts()
        own = list(rows(document, "transitions"))
        common = [
            (where, cited_then(row, self.earlier_texts))
            for where, row in [*self._toxicities(), *rows(shared, "transitions", "shared.yaml")]
        ]
        self.places.declare([*document["states"], *shared["states"]])
        self.places.add_treatments([*own, *common])
        transitions = list(self._all_steps([*own, *from_what_is_given(own, self.catalogue)], own_row=True))
        began = Guard(self.reader.question(self.file, "maintenance_may_begin", None), grounds=Grounds("service"))
        transitions += following(self.places.states, transitions, began)
        transitions += self._all_steps(common, own_row=False)
        transitions += conflicts(self.places.states, transitions, self.catalogue.regimens)
        notices = list(self._notices())
        transitions = self._reachable(document["states"], transitions)
        if self.mistakes:
            return None
        with self.mistakes.noting(self.file):
            check(self.places.states, transitions, [row for _, row in own], self.catalogue)
        if self.mistakes:
            return None
        transitions.sort(key=lambda step: (step["rank"] is None, step["rank"] or 0))
        states = list(self.places.states.values())
        said = {
            **about,
            "not_formalised": tuple(document["not_formalised"]),
            "limits_of_use": shared["limits_of_use"].strip(),
            "limits": self.limits,
            "shared_limits": self.joined.limits,
            "notices": tuple(notices),
            "labels": tuple(self.joined.labels),
            "waivers": tuple(self.joined.waivers),
        }
        edition = Edition(**said, sha256=digest(said, states, transitions, self.catalogue))
        return Guideline(edition, self.catalogue, states, transitions)

    def _limits(self) -> Iterator[tuple[str, Limit]]:
        for name, row in self.document["limits"].items():
            with self.mistakes.noting(self.file):
                yield name, self.joined.reader.limit(name, row)

    def _check_earlier_texts(self) -> None:
        cited = [*self.earlier_texts, *(key for texts in self.earlier_texts.values() for key in texts)]
        with self.mistakes.noting(self.file):
            expect("earlier_texts", "evidence key", cited, self.reader.evidence, "evidence.yaml")

    def _toxicities(self) -> Iterator[tuple[str, Row]]:
        """The table of toxicities as rows of transitions: last what waits though the chart blames another drug."""
        table = list(rows(self.joined.shared, "toxicities", "shared.yaml"))
        every = [row for _, row in table]
        for where, row in table:
            yield from ((where, step) for step in steps_of_one_given_no_more(row, every, self.catalogue))
            yield from ((where, step) for step in steps_of(row, self.catalogue))
        for where, row in table:
            yield from ((where, step) for step in steps_if_charted_of_another(row, self.catalogue))

    def _all_steps(self, written: Iterable[tuple[str, Row]], *, own_row: bool) -> Iterator[dict[str, Any]]:
        for where, row in written:
            with self.mistakes.noting(self.file):
                yield from self._steps(where, row, own_row=own_row)

    def _notices(self) -> Iterator[Notice]:
        for where, row in rows(self.document, "notices"):
            with self.mistakes.noting(self.file):
                yield self._notice(where, row, own_row=True)
        table = (
            (where, notice)
            for where, row in rows(self.joined.shared, "combinations", "shared.yaml")
            for notice in notices_of(row, self.catalogue)
        )
        for where, row in chain(table, rows(self.joined.shared, "notices", "shared.yaml")):
            with self.mistakes.noting(self.file):
                notice = self._notice(where, cited_then(row, self.earlier_texts), own_row=False)
                if notice.states or "states" not in row:  # a notice about treatments that this edition offers
                    yield notice

    def _reachable(self, own: Sequence[Row], steps: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Leave out shared states that this edition never leads to, with their steps; its own stay to be checked."""
        kept = reached(steps) | {row["name"] for row in own} | {name for name in self.places.states if "." in name}
        self.places.states = {name: state for name, state in self.places.states.items() if name in kept}
        return [step for step in steps if step["source"] in kept and step["dest"] in kept]

    def _steps(self, where: str, row: Row, *, own_row: bool) -> Iterator[dict[str, Any]]:
        sources = self.places.sources(where, row["source"], own_row=own_row)
        grounds = Grounds()
        with self.mistakes.noting(self.file):
            grounds = self.reader.grounds(where, row)
        expect(where, "agent", row.get("excludes", ()), self.catalogue.agents, "agents.yaml")
        guards_about: dict[str | None, tuple[Guard, ...]] = {}  # the guards of the row itself, by regimen
        for trigger in listed(row["trigger"]):
            for source in sources:
                for dest in (self.places.dest(where, source, dest) for dest in listed(row["dest"])):
                    regimen = self.places.states[dest].get("regimen")
                    code = None if regimen is None else regimen.code
                    if code not in guards_about:
                        guards_about[code] = ()
                        with self.mistakes.noting(self.file):
                            guards_about[code] = self.reader.guards(where, row, regimen, grounds)
                    yield self._step(where, row, trigger, source, dest, guards_about[code], grounds)

    def _step(
        self, where: str, row: Row, trigger: str, source: str, dest: str, own: tuple[Guard, ...], grounds: Grounds
    ) -> dict[str, Any]:
        regimen = self.places.states[dest].get("regimen")
        guards: tuple[Guard, ...] = ()
        cautions: tuple[Guard, ...] = ()
        going_on = trigger == "treat" and self._may_go_on(row, source, dest)
        if trigger == "treat" and (regimen is not None or going_on):
            guards, cautions = self._safety(where, regimen, tuple(row.get("waives", ())), going_on=going_on)
            if not going_on and self.places.states[source]["kind"] == "treatment":  # what cannot go on gets no partner
                guards += self._safety(where, self.places.states[source]["regimen"], (), going_on=True)[0]
        return {
            "trigger": trigger,
            "source": source,
            "dest": dest,
            "guards": (*own, *guards),
            "cautions": cautions,
            "rank": None if row.get("rank") == "none" else row.get("rank"),
            "line": row.get("line"),
            "lines": row.get("lines", 0),
            "fails": row.get("fails", False),
            "excludes": tuple(row.get("excludes", ())),
            "actions": tuple(row.get("actions", ())),
            "says": row.get("says"),
            "strength": row.get("strength"),
            "quality": row.get("quality"),
            "grounds": grounds,
            "row": where,
        }

    def _may_go_on(self, row: Row, source: str, dest: str) -> bool:
        """Does the row go on with what is given, and not only keep people deciding, as a gate does?"""
        is_gate = row["rank"] != "none" and row["rank"] < 0
        return source == dest and self.places.states[dest]["kind"] in MAY_BE_TREATED and not is_gate

    def _safety(
        self, where: str, regimen: Regimen | None, waived: tuple[str, ...], *, going_on: bool
    ) -> tuple[tuple[Guard, ...], tuple[Guard, ...]]:
        """The guards and cautions that safety.yaml joins to this regimen, without those that the row waives by name.

        Without a regimen, outside the edition: every rule about going on, which asks whether its drugs are being given.
        """
        expect(where, "safety rule", waived, {row.name for row in self.joined.safety} - {None}, "safety.yaml")
        code = None if regimen is None else regimen.code
        if (code, waived, going_on) in self._safety_of:
            return self._safety_of[code, waived, going_on]
        guards: list[Guard] = []
        cautions: list[Guard] = []
        for row in self.joined.safety:
            if row.name not in waived and row.joins(regimen, self.catalogue, going_on=going_on):
                question = self.reader.question(row.where, row.word, regimen, row.drugs(self.catalogue))
                guard = self._shared.get((row.where, question.sentence, going_on))
                if guard is None:
                    cited = cited_then(row.document, self.earlier_texts)
                    guard = row.guard(
                        question, self.reader.grounds(row.where, cited), self.catalogue, going_on=going_on
                    )
                    self._shared[(row.where, question.sentence, going_on)] = guard
                (cautions if row.is_caution else guards).append(guard)
        self._safety_of[code, waived, going_on] = (tuple(guards), tuple(cautions))
        return self._safety_of[code, waived, going_on]

    def _notice(self, where: str, row: Row, *, own_row: bool) -> Notice:
        states = self.places.matching(where, row.get("states", []), own_row=own_row)
        grounds = self.reader.grounds(where, row)
        if "about" in row:
            expect(where, "state", [row["about"]], self.places.named())
        return Notice(
            row["code"],
            "warning" if row["code"] in codes.WARNINGS else "action",
            row["says"],
            self.reader.guards(where, row, None, grounds),
            frozenset(states),
            frozenset(row.get("outcomes", ())),
            tuple(f"/patient/{fact}" for fact in row.get("asks", ())),
            grounds,
            row.get("about"),
            row.get("in_short"),
        )
