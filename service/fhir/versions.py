"""Several versions of one resource, as a history has them: only the newest counts, and none of a deleted one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

from service.fhir.values import a_list, a_text, an_object

WHICH: Final = "These have one id and differ: is one of them an older version of the other?"
OLDER: Final = "It is an older version; the newest one of it is here too."
DELETED: Final = "It was deleted."
DELETION: Final = "It tells that this resource was deleted."
_ON_A_SERVER: Final = re.compile(r"(https?://\S+)/[A-Za-z]+/[A-Za-z0-9.-]+")
HISTORY: Final = "history"  # whose entries begin with the newest


class Version(NamedTuple):
    """One version of a resource, or the entry that tells of its deletion."""

    pointer: str
    name: str
    number: int | None
    moment: str
    content: Mapping[str, Any] | None  # None: it was deleted
    address: str = ""  # of the resource, whichever version it is


class Versions(NamedTuple):
    """Why each version that does not count does not, the deletions, and versions that nothing puts in order."""

    left_out: Mapping[str, str]
    deletions: Sequence[Version]
    unordered: Sequence[Sequence[str]]


def versions_of(document: Any) -> Versions:
    """Find the versions that a body holds of each resource with an id."""
    entries = document if isinstance(document, list) else a_list(an_object(document).get("entry"))
    kind = a_text(an_object(document).get("type"))
    read = _of_array if isinstance(document, list) else _of_entry
    versions = [each for index, entry in enumerate(entries) if (each := read(index, an_object(entry))) is not None]
    by_name: dict[str, list[Version]] = {}
    for each in versions:
        by_name.setdefault(each.name, []).append(each)
    left_out: dict[str, str] = {}
    unordered: list[list[str]] = []
    for found in (of_one for of_name in by_name.values() for of_one in _of_one_server(of_name)):
        newest = _newest(found, kind) if len({each.address for each in found} - {""}) < 2 else None
        if newest is None and all(_without_meta(each) == _without_meta(found[0]) for each in found):
            continue  # the same told twice, and both are read
        if newest is None:
            unordered.append([each.pointer for each in found if each.content is not None])
        else:
            why = DELETED if newest.content is None else OLDER
            left_out |= {each.pointer: why for each in found if each is not newest and each.content is not None}
    return Versions(left_out, [each for each in versions if each.content is None], unordered)


def server_of(address: str) -> str:
    """The server on which a resource stands, by its address; empty where that names none."""
    return found[1] if (found := _ON_A_SERVER.fullmatch(address)) else ""


def _of_one_server(found: list[Version]) -> Iterator[list[Version]]:
    """What has one kind and id on one server; on two servers these are two resources, and of no known one a third."""
    on_servers: dict[str, list[Version]] = {}
    for each in found:
        on_servers.setdefault(server_of(each.address), []).append(each)
    yield from on_servers.values() if len(on_servers.keys() - {""}) > 1 else [found]


def _of_array(index: int, content: Mapping[str, Any]) -> Version | None:
    return _version(f"/{index}", content)


def _of_entry(index: int, entry: Mapping[str, Any]) -> Version | None:
    """The version that an entry holds, or that its deletion is, by the answer of the server."""
    content, request = entry.get("resource"), an_object(entry.get("request"))
    address = a_text(entry.get("fullUrl")).partition("/_history/")[0]
    if isinstance(content, dict):
        return _version(f"/entry/{index}/resource", content, address)
    if a_text(request.get("method")) != "DELETE":
        return None
    said = an_object(entry.get("response"))
    number = _number(a_text(said.get("etag")).removeprefix("W/").strip('"'))
    url = a_text(request.get("url")).partition("/_history/")[0]
    name = "/".join(url.split("/")[-2:])
    address = address or (url if server_of(url) else "")
    return Version(f"/entry/{index}", name, number, _moment(said.get("lastModified")), None, address)


def _version(pointer: str, content: Mapping[str, Any], address: str = "") -> Version | None:
    kind, own, meta = a_text(content.get("resourceType")), a_text(content.get("id")), an_object(content.get("meta"))
    number, moment = _number(a_text(meta.get("versionId"))), _moment(meta.get("lastUpdated"))
    return Version(pointer, f"{kind}/{own}", number, moment, content, address) if own else None


def _newest(found: list[Version], kind: str) -> Version | None:
    if len(found) == 1:
        return found[0]
    numbers, moments = [each.number for each in found], [each.moment for each in found]
    if None not in numbers and len(set(numbers)) == len(found):
        return max(found, key=lambda each: each.number or 0)
    if all(moments) and len(set(moments)) == len(found):
        return max(found, key=lambda each: each.moment)
    return found[0] if kind == HISTORY else None


def _without_meta(version: Version) -> Any:
    return version.content and {key: value for key, value in version.content.items() if key != "meta"}


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else None


def _moment(value: Any) -> str:
    """The moment in universal time; empty where there is none."""
    try:
        moment = datetime.fromisoformat(a_text(value))
        return moment.astimezone(UTC).isoformat() if moment.tzinfo is not None else ""
    except (ValueError, OverflowError):
        return ""
