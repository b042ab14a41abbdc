"""Receivers that hang, trickle, cut off, flood or ask for patience: none keeps us for long."""

import socket
import ssl
import threading
from contextlib import suppress
from datetime import timedelta
from time import monotonic

import pytest

from alerts.channels import TemporaryFailure
from tests.contract.parcels import parcel
from tests.contract.to_servers import url, webhook
from tests.servers.raw_server import RawServer, Script, hanging, slamming, trickling
from tests.servers.tls import Authority, new_authority


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return new_authority(tmp_path_factory.mktemp("authority"))


def over_tls(authority: Authority, script: Script) -> Script:
    """Play a script behind a handshake."""
    context = authority.serving("localhost")

    def play(connection: socket.socket, over: threading.Event) -> None:
        with suppress(ssl.SSLError), context.wrap_socket(connection, server_side=True) as private:
            script(private, over)

    return play


def answering(answer: bytes, then: Script = slamming) -> Script:
    def script(connection: socket.socket, over: threading.Event) -> None:
        heard = b""
        while b"\r\n\r\n" not in heard or not heard.endswith(b"}"):
            heard += connection.recv(100_000)
        connection.sendall(answer)
        then(connection, over)

    return script


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        pytest.param({"Retry-After": "120"}, timedelta(minutes=2), id="seconds"),
        pytest.param({"Retry-After": "99999999999999"}, timedelta(days=1), id="for-ever"),
        pytest.param(
            {
                "Retry-After": "Sat, 13 Jun 2026 22:20:00 GMT",
                "Date": "Sat, 13 Jun 2026 22:10:00 GMT",
            },
            timedelta(minutes=10),
            id="a-date",
        ),
        pytest.param(
            {
                "Retry-After": "Sat, 13 Jun 2026 21:00:00 GMT",
                "Date": "Sat, 13 Jun 2026 22:10:00 GMT",
            },
            timedelta(0),
            id="a-date-gone-by",
        ),
        pytest.param({"Retry-After": "soon"}, None, id="no-time-at-all"),
        pytest.param({"Retry-After": "-5"}, None, id="a-negative-one"),
    ],
)
def test_it_is_told_how_long_to_stay_away(
    authority: Authority, headers: dict[str, str], wait: timedelta | None
) -> None:
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    answer = f"HTTP/1.1 429 Slow Down\r\n{lines}Content-Length: 0\r\n\r\n"

    with (
        RawServer(over_tls(authority, answering(answer.encode()))) as server,
        pytest.raises(TemporaryFailure) as failed,
    ):
        webhook(server.port, authority).send(parcel(url(server.port)))

    assert failed.value.retry_after == wait


@pytest.mark.parametrize(
    ("script", "is_private"),
    [
        pytest.param(hanging, False, id="never-shakes-hands"),
        pytest.param(hanging, True, id="never-answers"),
        pytest.param(trickling, True, id="trickles-an-answer"),
        pytest.param(answering(b"HTTP/1.1 200 OK\r\nA: ", trickling), True, id="trickles-a-header"),
        pytest.param(
            answering(b"HTTP/1.1 100 Continue\r\n\r\n" * 1_000, hanging), True, id="says-go-on"
        ),
    ],
)
def test_no_receiver_keeps_us_longer_than_the_time_out(
    authority: Authority, script: Script, is_private: bool
) -> None:
    with RawServer(over_tls(authority, script) if is_private else script) as server:
        began = monotonic()
        hook = webhook(server.port, authority, time_out=timedelta(seconds=0.6))
        with pytest.raises(TemporaryFailure, match=r"took over 0\.6 s"):
            hook.send(parcel(url(server.port)))

    assert monotonic() - began < 2


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(b"", id="closes-without-an-answer"),
        pytest.param(b"HTTP/1.1 2", id="closes-in-the-middle-of-a-yes"),
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Le", id="closes-in-the-middle-of-a-header"),
        pytest.param(b"HTTP/1.1 200 OK\r\nA: b\r\n", id="closes-between-headers"),
        pytest.param(b"HTTP/1.1 200", id="closes-after-the-number"),
        pytest.param(b"SSH-2.0-OpenSSH\r\n", id="speaks-something-else"),
        pytest.param(b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 500, id="too-many-headers"),
        pytest.param(b"HTTP/1.1 200 OK\r\nA: " + b"b" * 100_000, id="too-long-a-header"),
    ],
)
def test_an_answer_that_is_none_is_tried_again(authority: Authority, answer: bytes) -> None:
    with (
        RawServer(over_tls(authority, answering(answer))) as server,
        pytest.raises(TemporaryFailure, match=r"does not answer in HTTP|cannot be reached|no TLS"),
    ):
        webhook(server.port, authority).send(parcel(url(server.port)))


def test_an_endless_body_is_not_read(authority: Authority) -> None:
    def flooding(connection: socket.socket, over: threading.Event) -> None:
        while not over.is_set():
            connection.sendall(b"x" * 65_536)

    answer = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    with RawServer(over_tls(authority, answering(answer, flooding))) as server:
        began = monotonic()

        webhook(server.port, authority).send(parcel(url(server.port)))

    assert monotonic() - began < 1
