"""The service's own worker, hurried or slow, so that tests need not wait for what is rare."""

from __future__ import annotations

import socket
from time import sleep
from typing import Any

from service.server.worker import WholeRequestWorker


class HurriedWorker(WholeRequestWorker):
    """As the service is run, but in a hurry."""

    head_seconds = 1.0
    body_seconds = 1.0
    answer_seconds = 1.0
    behind_seconds = 0.5
    most_held = 0

    def init_process(self) -> None:
        """Begin, with connections of which the kernel holds little."""
        for listener in self.sockets:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 65_536)
        super().init_process()


class SlowToTakeWorker(WholeRequestWorker):
    """As on a machine so busy that somebody else has always connected meanwhile."""

    def _take(self, listener: Any) -> bool:
        sleep(0.01)
        return super()._take(listener)
