"""What one request may spend, and how many costly ones are worked on at once, so that the others find a thread."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from threading import BoundedSemaphore
from typing import Final, ParamSpec, TypeVar

from flask import Flask, g

from service.problems import Refused
from statemachine import Effort

# Of the threads of a worker (gunicorn.conf.py); the rest is left to recommendations and to those who watch the service.
MOST_AT_ONCE: Final = 2
_PLACES: Final = BoundedSemaphore(MOST_AT_ONCE)

P = ParamSpec("P")
T = TypeVar("T")


class Busy(Refused):
    """A costly question that came while as many as may be are worked on."""

    def __init__(self) -> None:
        says = "As many costly questions as this service works on at once are being answered; ask again in a moment."
        super().__init__(503, says)


def count_effort(app: Flask) -> None:
    """Let every request begin with nothing spent."""
    app.before_request(_begin)


def effort() -> Effort:
    """What the present request has cost so far, and whether it may begin something more."""
    spent: Effort = g.effort
    return spent


@contextmanager
def a_place() -> Iterator[None]:
    """One of the places for costly questions, or Busy at once: who waits would hold the thread of another."""
    if not _PLACES.acquire(blocking=False):
        raise Busy
    try:
        yield
    finally:
        _PLACES.release()


def costly(view: Callable[P, T]) -> Callable[P, T]:
    """An endpoint that works on a request only while it has a place."""

    @wraps(view)
    def in_a_place(*args: P.args, **kwargs: P.kwargs) -> T:
        with a_place():
            return view(*args, **kwargs)

    return in_a_place


def _begin() -> None:
    g.effort = Effort()
