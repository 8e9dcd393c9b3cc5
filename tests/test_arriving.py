"""A request is whole when its last byte is there, however it came, and gunicorn's parser agrees on where it ends."""

from __future__ import annotations

from itertools import pairwise

import pytest
from gunicorn.config import Config
from gunicorn.http import get_parser
from hypothesis import given
from hypothesis import strategies as st

from service.server.arriving import MOST_HEAD, Arriving, TooLarge
from service.server.connection import Exchange
from tests.records import examples

MOST_BODY = 1_000
HEAD = b"POST / HTTP/1.1\r\nHost: x\r\n"
BODIES = st.binary(max_size=60)
NEXT = b"GET /next HTTP/1.1\r\n\r\n"


@st.composite
def requests(draw: st.DrawFn) -> bytes:
    """A request with no body, one of a known length, or one in chunks."""
    kind = draw(st.sampled_from(["none", "length", "chunks"]))
    if kind == "none":
        return HEAD + b"\r\n"
    if kind == "length":
        body = draw(BODIES)
        return HEAD + b"content-LENGTH:%d\r\n\r\n" % len(body) + body
    chunks = b"".join(
        b"%x%b\r\n%b\r\n" % (len(part), draw(st.sampled_from([b"", b";a=b", b" ; a"])), part)
        for part in draw(st.lists(st.binary(min_size=1, max_size=20), max_size=4))
    )
    trailers = draw(st.sampled_from([b"", b"A: b\r\n", b"A: b\r\nC: d\r\n"]))
    return HEAD + b"Transfer-Encoding: Chunked\r\n\r\n" + chunks + b"0\r\n" + trailers + b"\r\n"


def arrived(data: bytes, cuts: list[int]) -> Arriving:
    """What came in pieces, up to the piece with which it was whole."""
    arriving = Arriving(MOST_BODY)
    edges = [0, *sorted(cut % (len(data) + 1) for cut in cuts), len(data)]
    for start, end in pairwise(edges):
        assert not arriving.whole
        arriving.add(data[start:end])
        if arriving.whole:
            arriving.data += data[end:]
            break
    return arriving


@given(requests(), st.lists(st.integers(0, 400), max_size=5), st.booleans())
@examples(300)
def test_a_request_in_pieces_ends_where_it_ends(request: bytes, cuts: list[int], followed: bool) -> None:
    arriving = arrived(request + NEXT * followed, cuts)
    assert arriving.whole
    assert arriving.take() == (request, NEXT * followed)
    for size in range(0, len(request), 7):
        unfinished = Arriving(MOST_BODY)
        unfinished.add(request[:size])
        assert not unfinished.whole


@given(requests())
@examples(100)
def test_the_parser_reads_all_of_a_whole_request_and_no_more(request: bytes) -> None:
    parser = get_parser(Config(), Exchange(request), ("127.0.0.1", 1))
    parsed = next(parser)
    parsed.body.read()
    assert parser.unreader.take_buffered() == b""


@pytest.mark.parametrize(
    "odd",
    [
        b"\r\n\r\n",
        b"POST / HTTP/1.1\nHost: x\n\n",
        HEAD + b"Content-Length: +5\r\n\r\n",
        HEAD + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\n",
        HEAD + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
        HEAD + b"Transfer-Encoding: gzip, chunked\r\n\r\n",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n-5\r\n",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabcdef",
    ],
)
def test_what_looks_odd_is_left_to_the_parser_at_once(odd: bytes) -> None:
    arriving = Arriving(MOST_BODY)
    arriving.add(odd)
    assert arriving.whole
    assert arriving.take() == (odd, b"")


@pytest.mark.parametrize(
    ("large", "status"),
    [
        (b"GET / HTTP/1.1\r\nA: " + b"x" * MOST_HEAD, 431),
        (HEAD + b"Content-Length: 1001\r\n\r\n", 413),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n3e9\r\n", 413),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + b"1\r\nx\r\n" * 1_001, 413),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n0\r\n" + b"A: b\r\n" * 12_000, 413),
    ],
)
def test_what_is_too_large_is_refused_before_it_has_come(large: bytes, status: int) -> None:
    with pytest.raises(TooLarge) as refused:
        Arriving(MOST_BODY).add(large)
    assert refused.value.status == status


def test_a_client_who_waits_to_be_told_is_known_by_its_head() -> None:
    arriving = Arriving(MOST_BODY)
    arriving.add(HEAD + b"expect: 100-Continue\r\nContent-Length: 2\r\n\r\n")
    assert (arriving.expects, arriving.whole) == (True, False)
