"""The accounts of every two editions as files, worked out beforehand: published editions do not change.

It knows nothing of how an account is made, so that the service can serve it without working anything out.
"""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from statemachine.editions.library import FOLDER

if TYPE_CHECKING:
    from statemachine.changes.what_changed import Changes
    from statemachine.machine.guideline import Guideline

Account = dict[str, Any]


def write(account: Changes, folder: Path) -> Path:
    """Write an account to its place below a folder of guidelines, the same bytes for the same account."""
    path = _path(account.before.reference, account.after.reference, folder)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(gzip.compress(orjson.dumps(account, default=dict), mtime=0))
    return path


def read_account(before: Guideline, after: Guideline, folder: Path = FOLDER) -> Account | None:
    """The account of two editions; None where there is none, or one of other texts of them."""
    path = _path(before.reference, after.reference, folder)
    if not path.exists():
        return None
    found: Account = orjson.loads(gzip.decompress(path.read_bytes()))
    digests = (found["before"]["sha256"], found["after"]["sha256"])
    return found if digests == (before.about.sha256, after.about.sha256) else None


def _path(before: str, after: str, folder: Path) -> Path:
    return folder / "changes" / f"{before}_{after}.json.gz"
