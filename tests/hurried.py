"""The service's own worker with shorter deadlines and less room, so that tests need not wait."""

from __future__ import annotations

from service.server.worker import WholeRequestWorker


class HurriedWorker(WholeRequestWorker):
    """As the service is run, but in a hurry."""

    head_seconds = 1.0
    body_seconds = 1.0
    answer_seconds = 1.0
    most_held = 0
