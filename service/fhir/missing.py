"""What tells that a bundle is not all there is: a page of several, a query that failed, what was withheld."""

from __future__ import annotations

from typing import Final

from service.fhir.bundle import Resources
from service.fhir.report import Report, Resource
from service.fhir.values import a_list, an_object, word
from service.fhir.versions import DELETION, WHICH

MORE_RECORDS: Final = frozenset(("replaced-by", "refer", "seealso", "replace"))  # replace: before R4
WITHIN: Final = ("Bundle", "Parameters")  # which hold resources of their own
FAILED: Final = ("error", "fatal")
# Types of issues (http://hl7.org/fhir/issue-type) with which something may be missing, however severe the server calls
# them.
NOT_ALL: Final = frozenset(
    (
        *("security", "login", "expired", "forbidden", "suppressed", "too-long", "too-costly", "not-found"),
        *("transient", "lock-error", "no-store", "exception", "timeout", "incomplete", "throttled"),
    )
)


def tell_what_is_missing(among: Resources, report: Report) -> None:
    """Say what may be missing: then the history is not complete."""
    for each in among.of("OperationOutcome"):
        issues = [an_object(issue) for issue in a_list(each.content.get("issue"))]
        if any(word(issue.get("severity")) in FAILED for issue in issues):
            report.not_understood(each, "A query failed: what it would have found may be missing.")
            report.unread_medications = True
        elif told := sorted({word(issue.get("code")) for issue in issues} & NOT_ALL):
            report.not_understood(each, f"The server says that not everything is here: {', '.join(told)}.")
            report.unread_medications = True
    for each in among.of("Patient"):
        links = {word(an_object(link).get("type")) for link in a_list(each.content.get("link"))}
        if each.content.get("active") is False or links & MORE_RECORDS:
            report.ask("This record of the patient is not in use, or refers to another: what does that hold?", [each])
            report.unread_medications = True
    for each in among.of(*WITHIN):
        report.not_understood(each, "The resources in it are not read.")
        report.ask("Which resources does this hold? Send them as entries of the one Bundle.", [each])
        report.unread_medications = True
    if among.has_more:
        report.ask("This is one page of several: what is on the other ones?", [])
    if among.empty_entries:
        report.ask("Entries of the bundle hold no resource: what do they stand for?", [])
    report.unread_medications |= among.has_more or among.empty_entries


def tell_versions(everything: Resources, report: Report) -> None:
    """Say which resources are older versions or were deleted, and ask about those that nothing puts in order."""
    at = {each.pointer: each for each in everything.all}
    for each in everything.all:
        if why := everything.versions.left_out.get(each.pointer.partition("/contained/")[0]):
            report.ignored(each, why)
    for deletion in everything.versions.deletions:
        kind = deletion.name.partition("/")[0]
        report.ignored(Resource(deletion.pointer, kind, deletion.name, {}), DELETION)
    for pointers in everything.versions.unordered:
        report.ask(WHICH, [at[pointer] for pointer in pointers])
