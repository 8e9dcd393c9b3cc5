"""Over real sockets: clients who are slow, many or strange hold up nobody, and are refused without an echo."""

from __future__ import annotations

import json
import signal
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from threading import Event, Thread
from time import monotonic, sleep

import pytest

from tests.served import Served, read_all, served

EXAMPLE = (Path(__file__).parent.parent / "openapi/examples/early-relapse-second-line.json").read_bytes()
POST = b"POST /v1/recommendations HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
GET = b"GET /livez HTTP/1.1\r\nHost: x\r\n"
LAST = b"Connection: close\r\n\r\n"
SLOW = {
    "idle": b"",
    "header": GET,
    "body": POST + b"Content-Length: %d\r\n\r\n" % len(EXAMPLE) + EXAMPLE[:100],
    "chunk": POST + b"Transfer-Encoding: chunked\r\n\r\n400\r\n" + EXAMPLE[:100],
}
PATIENCE = 2.0  # eight idle connections made a healthy client wait for ten seconds


@pytest.fixture(scope="module")
def service() -> Iterator[Served]:
    """The service as it is run."""
    with served() as running:
        yield running


@pytest.fixture(scope="module")
def hurried() -> Iterator[Served]:
    """One worker with deadlines of a second, and room for 20 connections and 400 kB of requests."""
    environment = {"LINEWISE_BODY_LIMIT_BYTES": "100000", "WEB_CONCURRENCY": "1"}
    options = ("--worker-class", "tests.hurried.HurriedWorker", "--worker-connections", "20")
    with served(*options, environment=environment) as running:
        yield running


@contextmanager
def dripping(service: Served, begun: bytes, number: int) -> Iterator[None]:
    """So many clients that send this much and then a byte at a time."""
    with ExitStack() as open_ones:
        clients = [open_ones.enter_context(service.connect()) for _ in range(number)]
        for client in clients:
            client.sendall(begun)
        over = Event()

        def drip() -> None:
            while begun and not over.wait(0.2):
                for client in clients:
                    client.send(b" ")

        thread = Thread(target=drip)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()


def healthy(service: Served, seconds: float) -> list[float]:
    """How long each request of a healthy client took, half of them on a new connection."""
    took = []
    until = monotonic() + seconds
    while monotonic() < until:
        begun = monotonic()
        assert service.status("/v1/recommendations", EXAMPLE) == 200
        took.append(monotonic() - begun)
    return took


def refused(answer: bytes) -> tuple[int, str]:
    """The status and the title of an answer that is a whole problem document, with the headers of every answer."""
    head, _, body = answer.partition(b"\r\n\r\n")
    status = int(head.split()[1])
    problem = json.loads(body)
    assert (problem["status"], problem["faults"]) == (status, [])
    for header in (b"application/problem+json", b"Connection: close", b"nosniff", problem["request_id"].encode()):
        assert header in head
    return status, problem["title"]


@pytest.mark.parametrize("begun", SLOW.values(), ids=SLOW.keys())
def test_sixty_slow_clients_hold_up_nobody(service: Served, begun: bytes) -> None:
    with dripping(service, begun, 60):
        took = healthy(service, 1.0)
    assert max(took) < PATIENCE


def test_clients_who_never_read_their_answers_hold_up_nobody(service: Served) -> None:
    with ExitStack() as open_ones:
        for _ in range(30):
            client = open_ones.enter_context(socket.socket())
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            client.connect(("127.0.0.1", service.port))
            client.sendall(b"GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n" * 20)
        sleep(0.5)
        took = healthy(service, 1.0)
    assert max(took) < PATIENCE


@pytest.mark.parametrize("kind", ["header", "body", "chunk"])
def test_a_request_that_does_not_arrive_in_time_is_told(hurried: Served, kind: str) -> None:
    begun = monotonic()
    assert refused(hurried.send(SLOW[kind])) == (408, "Request Timeout")
    assert 0.9 < monotonic() - begun < 4


def test_a_byte_now_and_then_does_not_move_the_deadline(hurried: Served) -> None:
    with hurried.connect() as client:
        client.sendall(SLOW["body"])
        begun = monotonic()
        client.settimeout(0.1)
        answer = b""
        while not answer and monotonic() < begun + 5:
            client.send(b" ")
            try:
                answer = client.recv(65_536)
            except TimeoutError:
                continue
        assert answer.startswith(b"HTTP/1.1 408 ")
        assert monotonic() - begun < 4


def test_an_idle_connection_ends_without_a_word(hurried: Served) -> None:
    assert hurried.send(b"") == b""


def test_an_answer_that_is_not_read_ends_with_the_connection(hurried: Served) -> None:
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.settimeout(10)
        client.connect(("127.0.0.1", hurried.port))
        # More than the kernels of both sides hold.
        client.sendall(b"GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n" * 100)
        sleep(3)
        with suppress(ConnectionError):
            assert read_all(client).count(b"HTTP/1.1 200 OK") < 100


def test_answers_that_nobody_reads_do_not_pile_up(hurried: Served) -> None:
    with ExitStack() as open_ones:
        for _ in range(10):
            client = open_ones.enter_context(socket.socket())
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            client.connect(("127.0.0.1", hurried.port))
            client.sendall(b"GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n" * 20)
        sleep(0.7)
        ours = f"0100007F:{hurried.port:04X}"
        rows = [row.split() for row in Path("/proc/net/tcp").read_text().splitlines()]
        established = [row for row in rows if (row[1], row[3]) == (ours, "01")]
    assert len(established) < 9  # each holds more than 50 kB, and there is room for 400 kB


def test_the_largest_unfinished_request_gives_way_and_a_small_one_does_not(hurried: Served) -> None:
    with ExitStack() as open_ones:
        large = [open_ones.enter_context(hurried.connect()) for _ in range(8)]
        for client in large:
            client.sendall(POST + b"Content-Length: 100000\r\n\r\n" + b"x" * 90_000)
        assert hurried.status("/v1/recommendations", EXAMPLE) == 200
        sleep(0.3)
        answers = []
        for client in large:
            client.settimeout(0.05)
            try:
                answers.append(client.recv(65_536))
            except TimeoutError:
                answers.append(b"")
    assert 0 < sum(answer.startswith(b"HTTP/1.1 503 ") for answer in answers) < 8


def test_too_many_connections_end_the_oldest_and_not_the_newest(hurried: Served) -> None:
    with ExitStack() as idle:
        clients = [idle.enter_context(hurried.connect()) for _ in range(60)]
        begun = monotonic()
        assert hurried.status() == 200
        assert clients[0].recv(1) == b""
        assert monotonic() - begun < 0.9  # before any deadline


def test_requests_sent_at_once_are_answered_in_turn(service: Served) -> None:
    first = POST + b"Content-Length: %d\r\n\r\n" % len(EXAMPLE) + EXAMPLE
    chunked = POST + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n" % len(EXAMPLE) + EXAMPLE + b"\r\n0\r\n\r\n"
    answer = service.send(first + chunked + b"GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n" + GET + LAST)
    assert [part[:3] for part in answer.split(b"HTTP/1.1 ")[1:]] == [b"200", b"200", b"404", b"200"]


def test_a_client_who_asks_first_is_told_to_go_on(service: Served) -> None:
    with service.connect() as client:
        client.sendall(POST + b"Expect: 100-continue\r\nContent-Length: %d\r\n" % len(EXAMPLE) + LAST)
        assert client.recv(65_536) == b"HTTP/1.1 100 Continue\r\n\r\n"
        client.sendall(EXAMPLE)
        assert read_all(client).startswith(b"HTTP/1.1 200 OK\r\n")


def test_a_body_that_is_too_large_is_refused_to_a_client_who_sends_it_all(service: Served) -> None:
    with service.connect() as client:
        client.sendall(POST + b"Content-Length: 3000000\r\n\r\n" + b" " * 3_000_000)
        answer = read_all(client)
    assert refused(answer) == (413, "Content Too Large")
    assert b"\r\nConnection: close\r\n" in answer  # so that the client sends its next request on another one


@pytest.mark.parametrize("header", [b"Content-Type: text/plain", b"Content-Encoding: gzip"])
def test_a_request_after_one_whose_body_was_not_looked_at_is_answered_too(service: Served, header: bytes) -> None:
    head = POST.replace(b"Content-Type: application/json\r\n", b"") + header
    unread = head + b"\r\nContent-Length: %d\r\n\r\n" % len(EXAMPLE) + EXAMPLE
    answer = service.send(unread + GET + LAST)
    assert [part[:3] for part in answer.split(b"HTTP/1.1 ")[1:]] == [b"415", b"200"]


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (POST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n", 400),
        (POST + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabcdef", 400),
        (POST + b"Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n", 400),
        (POST + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 501),
        (POST + b"Transfer-Encoding: secret\r\n\r\n", 501),
        (POST + b"Content-Length: +3\r\n\r\nabc", 400),
        (b"GET /livez HTTP/1.1\nHost: x\n\n", 400),
        (b"GET / HTTP/1.1\r\nBad Name: 1\r\n\r\n", 400),
        (b"GET /" + b"x" * 9_000 + b" HTTP/1.1\r\n\r\n", 414),
        (GET + b"A: " + b"x" * 9_000 + b"\r\n\r\n", 431),
        (GET + b"A: " + b"x" * 90_000, 431),
        (GET + b"Expect: secret\r\n\r\n", 417),
    ],
)
def test_what_is_no_request_is_a_problem_without_an_echo(service: Served, request_: bytes, status: int) -> None:
    answer = service.send(request_)
    assert refused(answer)[0] == status
    assert b"secret" not in answer


def test_no_header_of_a_client_moves_the_address_that_it_asks(service: Served) -> None:
    for header in (b"SCRIPT_NAME: /elsewhere", b"PATH_INFO: /readyz", b"X-Forwarded-Proto: https"):
        assert service.send(GET + header + b"\r\n" + LAST).endswith(b'{"status":"alive"}')


def test_whoever_has_connected_is_answered_although_the_service_stops() -> None:
    lost: list[str] = []
    answered: list[bytes] = []

    def ask_again_and_again(service: Served) -> None:
        while True:
            try:
                connection = service.connect(15)
            except ConnectionRefusedError:
                return
            except ConnectionResetError:  # never connected
                continue
            with connection:
                try:
                    connection.sendall(GET + LAST)
                    answered.append(read_all(connection))
                except OSError as error:
                    lost.append(repr(error))

    with served() as service, service.connect() as slow:
        clients = [Thread(target=ask_again_and_again, args=(service,)) for _ in range(16)]
        for client in clients:
            client.start()
        slow.sendall(GET)
        sleep(0.7)
        service.process.send_signal(signal.SIGTERM)
        sleep(0.5)
        slow.sendall(b"\r\n")
        answered.append(read_all(slow))
        for client in clients:
            client.join(20)
        assert service.process.wait(20) == 0
    assert len(answered) > 100
    assert {(answer[:12], b"Connection: close" in answer) for answer in answered} == {(b"HTTP/1.1 200", True)}
    # A handshake that ends between the last look and the closing of the last listener is reset by the kernel; it was
    # each of them, four to fifteen of sixteen, before the worker took all who were waiting.
    assert len(lost) <= 2


def test_the_service_stops_although_somebody_has_always_connected_meanwhile() -> None:
    lost: list[str] = []
    answered: list[int] = []

    def ask_again_and_again(service: Served) -> None:
        while True:
            try:
                answered.append(service.status())
            except ConnectionRefusedError:
                return
            except OSError as error:
                lost.append(repr(error))

    with served("--worker-class", "tests.hurried.SlowToTakeWorker") as service:
        clients = [Thread(target=ask_again_and_again, args=(service,)) for _ in range(16)]
        for client in clients:
            client.start()
        sleep(0.7)
        service.process.send_signal(signal.SIGTERM)
        begun = monotonic()
        assert service.process.wait(25) == 0
        assert monotonic() - begun < 10  # by force after 20 seconds, and those that it had taken were lost
        for client in clients:
            client.join(20)
    assert set(answered) == {200}
    assert len(lost) <= len(clients)
