"""The resources of a Bundle or of a bare array, each with its place in the body, and what references lead to."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import cached_property
from typing import Any, Final

from service.faults import Fault
from service.fhir.report import Resource
from service.fhir.values import a_list, a_number, a_text, an_object, day
from service.fhir.versions import server_of, versions_of
from service.problems import Refused

MOST_RESOURCES: Final = 5_000
BUNDLES: Final = ("collection", "transaction", "batch", "searchset", "document", "history", "")
LONGEST_NAME: Final = 200
MOST_PARTS: Final = 100  # of one report or panel that are looked for
NO_RECORD: Final = "The body holds no FHIR record that can be read; nothing was recommended."


class Resources:
    """Every resource that a body holds, in its order, contained ones after their owner."""

    def __init__(self, document: Any) -> None:
        """Refused (422) where the body is neither a Bundle nor an array of resources, or holds too many."""
        self.all: list[Resource] = []
        self._by_name: dict[str, dict[str, Resource]] = {}  # by their servers: of one name each is another resource
        self._servers: dict[str, str] = {}  # by the pointers to resources whose server is known
        self._by_address: dict[str, Resource] = {}
        self.versions = versions_of(document)
        for pointer, address, content in _entries(document):
            self._add(pointer, content, address)
        entries = a_list(an_object(document).get("entry"))
        links, total = a_list(an_object(document).get("link")), a_number(an_object(document).get("total"))
        is_first_of_several = any(an_object(link).get("relation") == "next" for link in links)
        self.has_more = is_first_of_several or (total is not None and total > len(entries))
        self.empty_entries = any(map(_is_empty, entries))
        if not self.all:
            raise _refused("The body holds no resource.", "wrong_length")

    def of(self, *kinds: str) -> list[Resource]:
        """The resources of these kinds."""
        return [each for each in self.all if each.kind in kinds]

    @cached_property
    def births(self) -> list[str]:
        """The dates of birth of its patients."""
        told = (day(each.content.get("birthDate")) for each in self.of("Patient"))
        return sorted({on for on in told if on is not None})

    @cached_property
    def _holders(self) -> dict[str, list[Resource]]:
        held: dict[str, list[Resource]] = {}
        for each in self.of("DiagnosticReport", "Observation"):
            for reference in [*a_list(each.content.get("result")), *a_list(each.content.get("hasMember"))][:MOST_PARTS]:
                if (found := self.referred(each, reference)) is not None:
                    held.setdefault(found.pointer, []).append(each)
        return held

    def holders_of(self, result: Resource) -> list[Resource]:
        """The reports and the panels that hold a result."""
        return self._holders.get(result.pointer, [])

    def without(self, pointers: Collection[str]) -> Resources:
        """The same without the resources at these places, to which no reference leads any more."""
        left = object.__new__(Resources)
        left.has_more, left.empty_entries = self.has_more, self.empty_entries
        left._by_address = {name: each for name, each in self._by_address.items() if each.pointer not in pointers}
        left._by_name = {
            name: {server: each for server, each in known.items() if each.pointer not in pointers}
            for name, known in self._by_name.items()
        }
        left.versions, left._servers = self.versions, self._servers
        left.all = [each for each in self.all if each.pointer not in pointers]
        return left

    def that_count(self) -> Resources:
        """The same without older versions, those that were deleted, and what these contain."""
        out = self.versions.left_out
        return self.without([each.pointer for each in self.all if each.pointer.partition("/contained/")[0] in out])

    def referred(self, resource: Resource, reference: Any) -> Resource | None:
        """What a reference leads to: contained, on the server of its resource or the one it names, or by a UUID."""
        address = a_text(an_object(reference).get("reference"))
        if address.startswith("#"):
            return self._by_address.get(f"{resource.pointer}{address}")
        address = address.partition("/_history/")[0]
        if (found := self._by_address.get(address)) is not None:
            return found
        named = self._by_name.get(_name_in(address), {})
        if server := server_of(address) if ":" in address else self._server_of(resource):
            return named.get(server) or named.get("")
        return next(iter(named.values())) if len(named) == 1 else None  # of two servers: nothing says which

    def _server_of(self, resource: Resource) -> str:
        return self._servers.get(resource.pointer.partition("/contained/")[0], "")

    def address_of(self, resource: Resource) -> str:
        """What refers to a resource: the address that the bundle gives it, or else its kind and id."""
        given = (address for address, each in self._by_address.items() if each is resource)
        return next(given, resource.name)

    def _add(self, pointer: str, content: Mapping[str, Any], address: str, owner: str | None = None) -> None:
        if len(self.all) >= MOST_RESOURCES:
            raise too_many(MOST_RESOURCES, "resources")
        kind, own = a_text(content.get("resourceType")), a_text(content.get("id"))
        name = f"{kind}/{own}"[:LONGEST_NAME] if own and owner is None else ""
        resource = Resource(pointer, kind, name, content)
        self.all.append(resource)
        counts = pointer not in self.versions.left_out
        server = server_of(address.partition("/_history/")[0])
        if server:
            self._servers[pointer] = server
        # Of two with one id the first is what references mean; both are read, but for older versions.
        if name and counts:
            self._by_name.setdefault(name, {}).setdefault(server, resource)
        if address and counts:
            self._by_address.setdefault(address.partition("/_history/")[0], resource)
        if owner is not None and own:
            self._by_address.setdefault(f"{owner}#{own}", resource)
        if owner is None:
            for index, each in enumerate(a_list(content.get("contained"))[:MOST_RESOURCES]):
                if isinstance(each, dict):
                    self._add(f"{pointer}/contained/{index}", each, "", pointer)


def _entries(document: Any) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """The place, the address and the content of each resource."""
    if isinstance(document, list):
        for index, content in enumerate(document):
            if isinstance(content, dict):
                yield f"/{index}", "", content
        return
    if not isinstance(document, dict) or document.get("resourceType") != "Bundle":
        raise _refused("The body must be a FHIR Bundle or an array of resources.", "wrong_shape")
    if a_text(document.get("type")) not in BUNDLES:
        says = "A Bundle of this type is not read: send its resources as entries of one of the type collection."
        raise _refused(says, "unknown_value", "/type", tuple(filter(None, BUNDLES)))
    for index, entry in enumerate(a_list(document.get("entry"))):
        content = an_object(entry).get("resource")
        if isinstance(content, dict):
            yield f"/entry/{index}/resource", a_text(an_object(entry).get("fullUrl")), content


def _is_empty(entry: Any) -> bool:
    """Does an entry that is not about to be deleted hold no resource?"""
    method = a_text(an_object(an_object(entry).get("request")).get("method"))
    return method != "DELETE" and not isinstance(an_object(entry).get("resource"), dict)


def _name_in(address: str) -> str:
    """The kind and id at the end of an address."""
    return "/".join(address.split("/")[-2:])[:LONGEST_NAME]


def too_many(most: int, what: str) -> Refused:
    """The refusal of a body that would take too long to read."""
    return _refused(f"The body has more than {most:,} {what}; send fewer of them.", "wrong_length")


def _refused(says: str, code: str, pointer: str = "", known: tuple[str, ...] = ()) -> Refused:
    return Refused(422, NO_RECORD, [Fault(pointer, says, known, code)])
