"""Mail servers that hang, trickle, cut off or take back: none keeps us, none makes us believe."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

import pytest

from alerts.channels import TemporaryFailure
from alerts.channels.smtp import Security, Smtp
from tests.contract.parcels import parcel
from tests.contract.to_servers import EDT, SHORT, channel
from tests.servers.raw_server import RawServer, Script, hanging, slamming, trickling
from tests.servers.tls import Authority, new_authority


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return new_authority(tmp_path)


@contextmanager
def talking_to(script: Script) -> Iterator[Smtp]:
    with RawServer(script) as server:
        yield channel(server.port, None, security=Security.PLAIN, time_out=SHORT)


def answering(*answers: str, then: Script = hanging) -> Script:
    """Answer each command with the next of these, and then do something else."""

    def script(connection: socket.socket, over: threading.Event) -> None:
        connection.sendall(b"220 here\r\n")
        for answer in answers:
            connection.recv(100_000)
            connection.sendall(f"{answer}\r\n".encode())
        if answers:
            connection.recv(100_000)
        then(connection, over)

    return script


def cut_off(connection: socket.socket, _over: threading.Event) -> None:
    """Say half of an answer, and close."""
    connection.sendall(b"250 acc")


TO_DATA = ("250 here", "250 sender", "250 address", "354 go on")


@pytest.mark.parametrize(
    "script",
    [
        pytest.param(hanging, id="says-nothing"),
        pytest.param(trickling, id="trickles-a-greeting"),
        pytest.param(answering("250 here"), id="hangs-after-hello"),
        pytest.param(answering("250 here", then=trickling), id="trickles-an-answer"),
        pytest.param(answering(*TO_DATA), id="hangs-after-the-message"),
        pytest.param(answering(*TO_DATA, then=trickling), id="trickles-after-the-message"),
    ],
)
def test_no_server_keeps_us_longer_than_the_time_out(script: Script) -> None:
    with talking_to(script) as mail:
        began = monotonic()
        with pytest.raises(TemporaryFailure, match=r"took over 0\.6 s"):
            mail.send(parcel(EDT))

    assert monotonic() - began < 2


@pytest.mark.parametrize(
    "script",
    [
        pytest.param(slamming, id="closes-at-once"),
        pytest.param(answering("250 here", then=slamming), id="closes-after-hello"),
        pytest.param(answering(*TO_DATA, then=slamming), id="closes-after-the-message"),
        pytest.param(answering(*TO_DATA, then=cut_off), id="closes-in-the-middle-of-a-yes"),
    ],
)
def test_a_server_that_closes_before_it_accepted_is_tried_again(script: Script) -> None:
    with talking_to(script) as mail, pytest.raises(TemporaryFailure, match="cannot be reached"):
        mail.send(parcel(EDT))


@pytest.mark.parametrize("then", [hanging, slamming, trickling])
def test_what_was_accepted_is_told_however_the_server_takes_leave(then: Script) -> None:
    with talking_to(answering(*TO_DATA, "250 accepted", then=then)) as mail:
        began = monotonic()

        mail.send(parcel(EDT))

    assert monotonic() - began < 0.5


def test_a_server_that_refuses_the_sender_is_ours_to_mend() -> None:
    with (
        talking_to(answering("250 here", "550 who are you")) as mail,
        pytest.raises(TemporaryFailure, match="refuses the sender: 550"),
    ):
        mail.send(parcel(EDT))


def test_a_server_that_offers_starttls_and_then_refuses_it_gets_nothing(
    authority: Authority,
) -> None:
    heard: list[bytes] = []

    def script(connection: socket.socket, _over: threading.Event) -> None:
        connection.sendall(b"220 here\r\n")
        for answer in (b"250-here\r\n250 STARTTLS\r\n", b"454 not now\r\n"):
            heard.append(connection.recv(1_000))
            connection.sendall(answer)
        heard.append(connection.recv(1_000))

    with (
        RawServer(script) as server,
        pytest.raises(TemporaryFailure, match="the mail server says 454"),
    ):
        channel(server.port, authority.file).send(parcel(EDT))

    assert [line.split()[0] for line in heard if line] == [b"ehlo", b"STARTTLS"]


def test_a_handshake_that_never_ends_is_given_up(authority: Authority) -> None:
    def script(connection: socket.socket, over: threading.Event) -> None:
        connection.sendall(b"220 here\r\n")
        for answer in (b"250-here\r\n250 STARTTLS\r\n", b"220 go on\r\n"):
            connection.recv(1_000)
            connection.sendall(answer)
        over.wait()

    with RawServer(script) as server, pytest.raises(TemporaryFailure, match=r"took over 0\.6 s"):
        channel(server.port, authority.file, time_out=SHORT).send(parcel(EDT))
