"""A mail server that takes the connection and says nothing keeps no other channel waiting."""

import socket
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path
from threading import Event

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from alerts.channels.smtp import MailServer, Security, Smtp
from alerts.channels.webhook import Hooks, Webhook
from alerts.raising import raise_alert
from consumer import wall_clock
from consumer.app import Parts, monitor_of
from consumer.arrivals import Reader
from consumer.loops import Loops
from consumer.offsets import Offsets
from schemas.book import Book
from schemas.database import Database, open_database
from schemas.house import House
from schemas.migrating import prepared
from schemas.routes import Route
from schemas.words import Role
from tests.contract.post_room import alert, routed_house
from tests.replays.ours import KEYS
from tests.servers.raw_server import RawServer
from tests.servers.tls import Authority, new_authority

HERE = (ip_network("127.0.0.0/8"), ip_network("::1/128"))


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return new_authority(tmp_path)


@pytest.fixture
def receiver(authority: Authority) -> Iterator[HTTPServer]:
    with HTTPServer("localhost", 0, ssl_context=authority.serving("localhost")) as server:
        yield server


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with closing(prepared(open_database(f"sqlite:///{tmp_path / 'danm.sqlite'}"))) as opened:
        yield opened


def house_with(url: str) -> House:
    routes = {
        "edt": Route(name="edt", channel="smtp", addresses=("edt@stoke.example",)),
        "data": Route(name="data", channel="webhook", addresses=(url,)),
    }
    return routed_house(routes=routes, channels=("smtp", "webhook"))


def ring(database: Database, house: House, number: int, role: Role) -> None:
    now = wall_clock.now()
    one = alert(number, recipients=frozenset({role}), raised_at=now, due_at=now)
    with database.write() as connection:
        book = Book(connection, shard="watch")
        raise_alert(book, one, house)
        book.flush()


def handing_over(database: Database, house: House, mail: Smtp, hook: Webhook) -> Loops:
    """The loops of a running monitor that hand over, and no other."""
    parts = Parts(
        database=database,
        house=house,
        reader=Reader(keys=KEYS, rules={}),
        sources=(),
        channels=[mail, hook],
    )
    loops = monitor_of(parts, Offsets(database, "danm"), wall_clock.now).loops
    loops.loops = [loop for loop in loops.loops if loop.name.startswith("dispatch")]
    return loops


def test_a_mail_server_that_hangs_keeps_no_webhook_waiting(
    database: Database, receiver: HTTPServer, authority: Authority
) -> None:
    is_hanging, has_arrived = Event(), Event()

    def hang(_connection: socket.socket, over: threading.Event) -> None:
        is_hanging.set()
        over.wait()

    def take(_: Request) -> Response:
        has_arrived.set()
        return Response("")

    receiver.expect_request("/").respond_with_handler(take)
    host = f"localhost:{receiver.port}"
    house = house_with(f"https://{host}/")
    hooks = Hooks(hosts=frozenset({host}), key=bytes(32), networks=HERE, ca_file=authority.file)
    with RawServer(hang) as server:
        mail_server = MailServer(
            host="127.0.0.1",
            port=server.port,
            sender="danm@stoke.example",
            security=Security.PLAIN,
            time_out=timedelta(seconds=5),
        )
        loops = handing_over(database, house, Smtp(mail_server), Webhook(hooks))
        ring(database, house, 1, Role.EDT)
        loops.start()
        assert is_hanging.wait(10)

        ring(database, house, 2, Role.DATA_MANAGER)
        came = has_arrived.wait(3)

        assert loops.stop(timedelta(seconds=10))
    assert came
    assert loops.died is None
