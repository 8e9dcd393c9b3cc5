"""What changed between editions: `python -m statemachine.changes` writes the account of every two of them.

With two editions, `python -m statemachine.changes A B`, their account is worked out anew and printed as Markdown.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import product
from pathlib import Path

from statemachine.changes.account_file import write
from statemachine.changes.reasons import REASONS
from statemachine.changes.text_comparison import Grade
from statemachine.changes.what_changed import ChangeGroup, Changes, Standing, what_changed
from statemachine.editions.library import FOLDER, load

KINDS_SHOWN = 5


def markdown(account: Changes, labels: Mapping[str, str]) -> str:
    """The whole account as Markdown; `labels` holds the name of each regimen by code."""
    return "\n".join(_lines(account, labels)) + "\n"


def _named(codes: Sequence[str], labels: Mapping[str, str]) -> str:
    return "; ".join(labels[code] for code in codes) or "none"


def _lines(account: Changes, labels: Mapping[str, str]) -> Iterator[str]:
    yield f"# From {account.before.reference} to {account.after.reference}"
    yield f"\nFrom: {account.before.title}  \nTo: {account.after.title}"
    yield f"\nAsked: {account.asked} situations. Changed: {account.changed}. The same: {account.same}."
    yield "\n## Limits\n"
    yield from (f"- `{limit.name}`: {limit.says}" for limit in account.limits)
    yield "\n## Decisions\n"
    for decision in account.decisions:
        yield f"- {decision.label}: {decision.changed} of {decision.asked} situations change."
        yield f"  Regimens listed: {len(decision.before)} before, {len(decision.after)} after."
        yield f"  Added: {_named(decision.added, labels)}. Removed: {_named(decision.removed, labels)}."
        for regimen in decision.regraded:
            yield f"  {labels[regimen.regimen]}: {_grade(regimen.before)} before, {_grade(regimen.after)} after."
    yield "\n## Situations that change"
    for group in account.groups:
        yield from _group(group, labels)
    yield f"\n{account.limits_of_use}"


def _group(group: ChangeGroup, labels: Mapping[str, str]) -> Iterator[str]:
    yield f"\n### {group.says}\n"
    yield f"{group.count} situation{'s' if group.count > 1 else ''}; reason: {group.reason}, {REASONS[group.reason]}."
    yield ""
    yield f"- Before: {_standing(group.before, labels)}"
    yield f"- After: {_standing(group.after, labels)}"
    if group.added or group.removed:
        yield f"- Permitted since: {_named(group.added, labels)}; no longer: {_named(group.removed, labels)}"
    yield from (f"- {kind.count} of {group.count}: {kind.says}" for kind in group.kinds[:KINDS_SHOWN])
    rarer = group.kinds[KINDS_SHOWN:]
    if rarer:
        yield f"- {sum(kind.count for kind in rarer)} of {group.count}: {len(rarer)} rarer kinds of the same change"
    yield f"\nThe smallest example:\n```json\n{json.dumps(group.example, indent=2)}\n```"


def _grade(grade: Grade) -> str:
    quality = f"{grade.quality} quality" if grade.quality else "no quality seen"
    return f"{grade.strength or 'no strength seen'}, {quality} ({', '.join(grade.evidence)})"


def _standing(standing: Standing, labels: Mapping[str, str]) -> str:
    sources = ", ".join(standing.evidence) or "none"
    return f"{standing.outcome}; preferred: {_named(standing.preferred, labels)}; sources: {sources}"


def write_all(folder: Path = FOLDER) -> None:
    """Write the accounts of all ordered pairs of the editions in a folder, and take away those of others."""
    references = sorted(load(folder).guidelines)
    with ProcessPoolExecutor() as processes:  # a pair each: they share nothing, and each takes half a minute
        written = list(processes.map(partial(written_for, folder), product(references, repeat=2)))
    for path in set((folder / "changes").iterdir()) - set(written):
        path.unlink()


def written_for(folder: Path, pair: tuple[str, str]) -> Path:
    """The file of two editions, written and told."""
    library = load(folder)
    account = what_changed(library, *(library.guidelines[reference] for reference in pair))
    print(f"{pair[0]} to {pair[1]}: {account.changed} of {account.asked} situations change", flush=True)
    return write(account, folder)


def main(arguments: Sequence[str]) -> None:
    """Write all accounts, or print that of two editions; where one is not known, stop and list the known ones."""
    if not arguments:
        write_all()
        return
    library = load()
    unknown = [reference for reference in arguments if reference not in library.guidelines]
    if unknown or len(arguments) != 2:
        known = ", ".join(sorted(library.guidelines))
        sys.exit(f"name two editions, as `make changes A=... B=...`; not known: {unknown or 'none'}; known: {known}")
    before, after = (library.guidelines[reference] for reference in arguments)
    labels = {code: regimen.label for code, regimen in library.catalogue.regimens.items()}
    sys.stdout.write(markdown(what_changed(library, before, after), labels))


if __name__ == "__main__":
    main(sys.argv[1:])
