"""Receivers that hang, trickle, cut off, flood or ask for patience: none keeps us for long."""

import socket
import ssl
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from time import monotonic

import pytest

from alerts.alertmanager import LASTS, Alertmanager, MachineTrouble, Standing
from alerts.channels import Channel, TemporaryFailure
from tests.contract.parcels import SATURDAY_NIGHT, parcel
from tests.contract.to_servers import notify_mail, notify_text, teams, url, webhook
from tests.servers.raw_server import RawServer, Script, hanging, slamming, trickling
from tests.servers.tls import Authority, new_authority

MAKERS: Mapping[str, Callable[..., Channel]] = {
    "webhook": webhook,
    "teams": teams,
    "notify-mail": notify_mail,
    "notify-text": notify_text,
}
ADDRESSES = {"notify-mail": "edt@stoke.example", "notify-text": "07700900123"}
YES = {
    "teams": b"HTTP/1.1 202 Accepted\r\n",
    "webhook": b"HTTP/1.1 200 OK\r\n",
    "notify-mail": b"HTTP/1.1 201 Created\r\n",
    "notify-text": b"HTTP/1.1 201 Created\r\n",
}


SILENT = Standing(
    trouble=MachineTrouble(name="DanmFeedNotTrusted", says="silent"),
    since=SATURDAY_NIGHT,
    until=SATURDAY_NIGHT + LASTS,
)


@dataclass(frozen=True)
class Sender:
    """A channel by name, and how to send one alert by it to whoever listens on a port."""

    name: str
    authority: Authority

    def to(self, port: int, **changed: object) -> Channel:
        return MAKERS[self.name](port, self.authority, **changed)

    def send(self, port: int, **changed: object) -> None:
        address = ADDRESSES.get(self.name, url(port))
        self.to(port, **changed).send(parcel(address))


@pytest.fixture(params=sorted(MAKERS))
def sender(request: pytest.FixtureRequest, authority: Authority) -> Sender:
    return Sender(request.param, authority)


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
        while b"\r\n\r\n" not in heard or not heard.endswith((b"}", b"}]")):
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
    sender: Sender, headers: dict[str, str], wait: timedelta | None
) -> None:
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    answer = f"HTTP/1.1 429 Slow Down\r\n{lines}Content-Length: 0\r\n\r\n"

    with (
        RawServer(over_tls(sender.authority, answering(answer.encode()))) as server,
        pytest.raises(TemporaryFailure) as failed,
    ):
        sender.send(server.port)

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
    sender: Sender, script: Script, is_private: bool
) -> None:
    with RawServer(over_tls(sender.authority, script) if is_private else script) as server:
        began = monotonic()
        with pytest.raises(TemporaryFailure, match=r"took over 0\.6 s"):
            sender.send(server.port, time_out=timedelta(seconds=0.6))

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
def test_an_answer_that_is_none_is_tried_again(sender: Sender, answer: bytes) -> None:
    with (
        RawServer(over_tls(sender.authority, answering(answer))) as server,
        pytest.raises(TemporaryFailure, match=r"does not answer in HTTP|cannot be reached|no TLS"),
    ):
        sender.send(server.port)


@pytest.mark.parametrize(
    "name", [pytest.param(name, id=name) for name in sorted(MAKERS) if name != "webhook"]
)
@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"<html>Please log in</html>", id="a-page"),
        pytest.param(b'{"id": "740e5834-3a29-46b4-9a6f', id="half-an-object"),
        pytest.param(b'{"id": "1", "reference": "another"}', id="about-another-alert"),
        pytest.param(b"Webhook message delivery failed with error 429", id="a-failure-in-a-yes"),
        pytest.param(b"[]", id="a-list"),
        pytest.param(b"\xff\x00", id="not-even-text"),
    ],
)
def test_a_yes_with_other_words_beside_it_is_none(
    authority: Authority, name: str, body: bytes
) -> None:
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)

    with (
        RawServer(over_tls(authority, answering(answer))) as server,
        pytest.raises(TemporaryFailure) as failed,
    ):
        Sender(name, authority).send(server.port)

    assert not any(word in str(failed.value) for word in ("log in", "740e", "delivery", "another"))


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_server_in_trouble_is_tried_again(sender: Sender, status: int) -> None:
    answer = b"HTTP/1.1 %d No\r\nContent-Length: 0\r\n\r\n" % status

    with (
        RawServer(over_tls(sender.authority, answering(answer))) as server,
        pytest.raises(TemporaryFailure, match=f"answers {status}"),
    ):
        sender.send(server.port)


def test_no_endless_body_keeps_us(sender: Sender) -> None:
    def flooding(connection: socket.socket, over: threading.Event) -> None:
        while not over.is_set():
            connection.sendall(b"x" * 65_536)

    answer = YES[sender.name] + b"Transfer-Encoding: chunked\r\n\r\n"
    with RawServer(over_tls(sender.authority, answering(answer, flooding))) as server:
        began = monotonic()
        with suppress(TemporaryFailure):
            sender.send(server.port, time_out=timedelta(seconds=2))

    assert monotonic() - began < 3


@pytest.mark.parametrize(
    "script",
    [
        pytest.param(hanging, id="never-answers"),
        pytest.param(trickling, id="trickles-an-answer"),
        pytest.param(slamming, id="closes-at-once"),
        pytest.param(answering(b"HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n"), id="fails"),
        pytest.param(answering(b"HTTP/1.1 429 No\r\nRetry-After: 60\r\n\r\n"), id="busy"),
        pytest.param(answering(b"HTTP/1.1 400 No\r\nContent-Length: 0\r\n\r\n"), id="refuses"),
        pytest.param(answering(b"HTTP/1.1 302 Found\r\nLocation: /login\r\n\r\n"), id="leads-on"),
        pytest.param(answering(b"HTTP/1.1 200 OK\r\n\r\n<html>Log in</html>"), id="lies"),
        pytest.param(answering(b"HTTP/1.1 200 OK\r\nContent-Le"), id="closes-in-the-middle"),
    ],
)
def test_a_bad_alertmanager_is_tried_again_and_keeps_nobody_for_long(script: Script) -> None:
    with RawServer(script) as server:
        began = monotonic()
        there = Alertmanager([f"http://127.0.0.1:{server.port}"], time_out=timedelta(seconds=0.6))
        with pytest.raises(TemporaryFailure, match="Alertmanager"):
            there.post([SILENT])

    assert monotonic() - began < 2
    assert server.connections == 1


def test_machine_trouble_goes_without_tls_to_the_own_network_only() -> None:
    outside = Alertmanager(["http://51.140.0.1:9093"])

    with pytest.raises(TemporaryFailure, match="Alertmanager stands outside: it needs https"):
        outside.post([SILENT])
