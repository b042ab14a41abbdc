"""Mail and webhook are both away for an hour, on a Saturday night, and come back.

Real servers; the hour is that of the clock that the loops are given.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from pydantic_core import from_json
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from alerts.channels import Channel
from alerts.dispatch import BACK_OFF, Dispatch
from alerts.outbox import oldest_unsent
from schemas.alert import Alert
from schemas.database import Database, open_database
from schemas.house import House
from schemas.migrating import prepared
from schemas.routes import Route
from schemas.words import Risk, Role
from tests.contract.parcels import SATURDAY_NIGHT
from tests.contract.post_room import Post, alert, routed_house
from tests.contract.to_servers import EDT, channel, url, webhook
from tests.servers.mail_server import Mailbox, free_port, mail_server
from tests.servers.tls import Authority, new_authority

STEP, MINUTE = timedelta(seconds=15), timedelta(minutes=1)
HOUR = timedelta(hours=1)
BACK_AT = SATURDAY_NIGHT + HOUR

GRADES = (Risk.STANDARD, Risk.HIGH, Risk.MEDIUM)
"""Of the alarms in turn: one every three minutes, so that they are no storm."""
RINGS_AT = [SATURDAY_NIGHT + number * 3 * MINUTE for number in range(20)]
BOTH = frozenset({Role.EDT, Role.POLICE_DESK})
RINGS = [
    alert(number, risk=GRADES[number % 3], due_at=at, raised_at=at, recipients=BOTH)
    for number, at in enumerate(RINGS_AT)
]


@dataclass(slots=True)
class Hooks:
    """A receiver that is away until it is told otherwise, and what it accepted, in order."""

    server: HTTPServer
    is_up: bool = False
    accepted: list[str] = field(default_factory=list)

    def answer(self, request: Request) -> Response:
        if not self.is_up:
            return Response("away", 503)
        self.accepted.append(from_json(request.data)["alert_id"])
        return Response("thanks", 200)


@dataclass(slots=True)
class Night:
    """The outbox and one sender a channel, as they run; the servers behind them come and go."""

    database: Database
    house: House
    channels: Sequence[Channel]
    now: datetime = SATURDAY_NIGHT

    def ring(self, one: Alert) -> None:
        Post(database=self.database, house=self.house, channels=[], now=self.now).raising(one)

    def until(self, at: datetime) -> None:
        """Let time pass; each alarm rings at its minute."""
        while self.now < at:
            for one in RINGS:
                if one.raised_at == self.now:
                    self.ring(one)
            for channel_of_it in self.channels:
                self.sender(channel_of_it).turn(self.now)
            self.now += STEP

    def sender(self, one: Channel) -> Dispatch:
        others = frozenset(other.name for other in self.channels) - {one.name}
        return Dispatch(
            database=self.database,
            house=self.house,
            channels=[one],
            not_ours=others,
            steady_seconds=lambda: 0.0,
        )

    @property
    def waits_since(self) -> datetime | None:
        with self.database.read() as connection:
            return oldest_unsent(connection, self.now)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return new_authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def hooks(authority: Authority) -> Iterator[Hooks]:
    with HTTPServer("localhost", 0, ssl_context=authority.serving("localhost")) as server:
        found = Hooks(server)
        server.expect_request("/alerts").respond_with_handler(found.answer)
        yield found


@pytest.fixture
def mail_port() -> int:
    return free_port()


@pytest.fixture
def night(sqlite_url: str, hooks: Hooks, mail_port: int, authority: Authority) -> Iterator[Night]:
    routes = {
        "edt": Route(name="edt", channel="smtp", addresses=(EDT,)),
        "desk": Route(name="desk", channel="webhook", addresses=(url(hooks.server.port),)),
    }
    house = routed_house(
        stoke={Role.EDT: ("edt",)},
        county={},
        police={Role.POLICE_DESK: ("desk",)},
        routes=routes,
        channels=("smtp", "webhook"),
    )
    senders = channel(mail_port, authority.file), webhook(hooks.server.port, authority)
    database = prepared(open_database(sqlite_url))
    yield Night(database=database, house=house, channels=senders)
    database.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One alarm that came by mail, and how long after the server was back."""

    alert_id: str
    after: timedelta

    @property
    def grade(self) -> int:
        """Its grade, the highest first."""
        risks = {one.alert_id: one.risk for one in RINGS}
        return (Risk.HIGH, Risk.MEDIUM, Risk.STANDARD).index(risks[self.alert_id] or Risk.HIGH)


def back(night: Night, hooks: Hooks, port: int, authority: Authority) -> list[Told]:
    """Bring both servers back, and return what comes by mail in twenty minutes, in order."""
    box, told = Mailbox(), list[Told]()
    hooks.is_up = True
    with mail_server(box, starttls=authority.serving("localhost"), port=port):
        while night.now < BACK_AT + 20 * MINUTE:
            night.until(night.now + STEP)
            told += [
                Told(alert_id=alert_of(one["Message-ID"]), after=night.now - STEP - BACK_AT)
                for one in box.messages[len(told) :]
            ]
    return told


def alert_of(message_id: str) -> str:
    return message_id.strip("<>").split("@")[0]


def test_nothing_is_lost_and_nothing_told_twice(
    night: Night, hooks: Hooks, mail_port: int, authority: Authority
) -> None:
    night.until(BACK_AT)
    assert night.waits_since == SATURDAY_NIGHT, "what was not accepted stays in sight"

    told = back(night, hooks, mail_port, authority)

    rang = sorted(one.alert_id for one in RINGS)
    assert sorted(one.alert_id for one in told) == rang
    assert sorted(hooks.accepted) == rang
    assert told[-1].after <= BACK_OFF[-1]
    assert night.waits_since is None


def test_when_the_server_is_back_the_gravest_are_told_first(
    night: Night, hooks: Hooks, mail_port: int, authority: Authority
) -> None:
    """Those in hand when it came back may go before; for the others nobody waits out a pause."""
    night.until(BACK_AT)

    told = back(night, hooks, mail_port, authority)

    first = told[0].after
    others = [one.grade for one in told if one.after > first]
    assert others == sorted(others)
    assert told[-1].after <= first + MINUTE
