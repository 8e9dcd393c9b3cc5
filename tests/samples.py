"""What the suite takes of many like cases; `make proofs` runs the others."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest


def one_in(number: int, cases: Iterable[Any]) -> list[Any]:
    """Every case once: the first of each so many in the suite, and the others among the proofs."""
    return [
        pytest.param(case, marks=[] if place % number == 0 else [pytest.mark.proof]) for place, case in enumerate(cases)
    ]
