"""Is a request whole? Told from its bytes as they arrive, so that no thread waits for a slow client.

Nothing is judged here. gunicorn's parser reads the request afterwards, from memory; whatever looks odd is whole at
once, so that the parser refuses it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

MOST_HEAD = 65_536
# Of a body in chunks: how many times its limit it may measure on the wire, with all that stands around the chunks.
MOST_FRAMING = 2
NONE_LARGER: Final[Mapping[bytes, int]] = MappingProxyType({})
_ADDRESS = re.compile(rb"POST ([^ ?]+)[ ?]")
_END_OF_HEAD = re.compile(rb"\n\r?\n")
_LENGTH = re.compile(rb"^content-length[ \t]*:(.*)$", re.IGNORECASE | re.MULTILINE)
_CODING = re.compile(rb"^transfer-encoding[ \t]*:(.*)$", re.IGNORECASE | re.MULTILINE)
_EXPECTS = re.compile(rb"^expect[ \t]*:[ \t]*100-continue[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_DIGITS = re.compile(rb"[0-9]{1,18}")
_SIZE = re.compile(rb"[0-9a-fA-F]{1,8}")


class TooLarge(Exception):
    """The request is larger than is read; the status says which part."""

    def __init__(self, status: int) -> None:
        super().__init__()
        self.status = status


class Arriving:
    """One request of a connection as far as it has come, and what has come after it."""

    __slots__ = (
        "_body",
        "_chunked",
        "_end",
        "_larger",
        "_last_chunk",
        "_most_body",
        "data",
        "expects",
        "head",
        "whole",
    )

    def __init__(self, most_body: int, larger: Mapping[bytes, int] = NONE_LARGER) -> None:
        self._most_body = most_body
        self._larger = larger  # the most of some addresses
        self.data = bytearray()
        self.head: int | None = None  # where it ends
        self.expects = False  # does the client wait to be told to go on?
        self.whole = False
        self._end = self._body = 0
        self._chunked = self._last_chunk = False

    def add(self, data: bytes) -> None:
        """Take what has come; TooLarge if that is too much."""
        searched = max(0, len(self.data) - 3)
        self.data += data
        if self.head is None:
            self._find_head(searched)
        if self.head is None or self.whole:
            return
        if self._chunked:
            self._walk()
        else:
            self.whole = len(self.data) >= self._end

    def take(self) -> tuple[bytes, bytes]:
        """The request, and what has come after it."""
        return bytes(self.data[: self._end]), bytes(self.data[self._end :])

    def _find_head(self, searched: int) -> None:
        found = _END_OF_HEAD.search(self.data, searched)
        if (found.end() if found else len(self.data)) > MOST_HEAD:
            raise TooLarge(431)
        if found is None:
            return
        self.head = self._end = found.end()
        head = bytes(self.data[: self.head])
        if address := _ADDRESS.match(head):
            self._most_body = self._larger.get(address[1], self._most_body)
        lengths = [each.strip() for each in _LENGTH.findall(head)]
        codings = [each.strip().lower() for each in _CODING.findall(head)]
        self._chunked = codings == [b"chunked"] and not lengths
        if len(lengths) == 1 and not codings and _DIGITS.fullmatch(lengths[0]):
            if int(lengths[0]) > self._most_body:
                raise TooLarge(413)
            self._end += int(lengths[0])
        elif lengths or (codings and not self._chunked):
            self._odd()
        self.expects = _EXPECTS.search(head) is not None

    def _walk(self) -> None:
        """Go over the chunks that have come; `_end` is where the next begins."""
        if len(self.data) > MOST_HEAD + MOST_FRAMING * self._most_body:
            raise TooLarge(413)
        while not self.whole and (line_end := self.data.find(b"\n", self._end)) >= 0:
            line = bytes(self.data[self._end : line_end]).strip()
            if self._last_chunk:  # trailers, up to an empty line
                self._end = line_end + 1
                self.whole = not line
                continue
            size = line.partition(b";")[0].strip()
            if not _SIZE.fullmatch(size):
                self._odd()
                return
            length = int(size, 16)
            if self._body + length > self._most_body:
                raise TooLarge(413)
            if length == 0:
                self._last_chunk, self._end = True, line_end + 1
                continue
            after = line_end + 1 + length + 2
            if after > len(self.data):
                return
            if self.data[after - 2 : after] != b"\r\n":
                self._odd()
                return
            self._body += length
            self._end = after

    def _odd(self) -> None:
        self.whole, self._end = True, len(self.data)
