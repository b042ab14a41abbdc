"""A house whose roles are reached by routes, an outbox, and channels that do as they are told."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from alerts.channels import Parcel
from alerts.dispatch import Dispatch
from alerts.raising import raise_alert
from schemas.alert import Alert
from schemas.book import Book
from schemas.database import Database
from schemas.house import House
from schemas.policy import PolicyBook
from schemas.routes import Route
from schemas.tables import outbox
from schemas.words import Role
from tests.contract.parcels import LATE_HIGH, SATURDAY_NIGHT
from tests.replays.ours import HOUSE

STOKE, COUNTY = "E06000021", "E10000028"
FORCE = "staffordshire"
Names = Mapping[Role, tuple[str, ...]]

STOKE_ROUTES: Names = {
    Role.EDT: ("edt",),
    Role.MASH_DUTY: ("mash",),
    Role.MASH_MANAGER: ("mash",),
    Role.DATA_MANAGER: ("data",),
}
POLICE_ROUTES: Names = {Role.POLICE_DESK: ("desk",)}

ROUTES = {
    "edt": Route(name="edt", channel="mail", addresses=("edt@stoke.example",), second="edt-hook"),
    "edt-hook": Route(name="edt-hook", channel="hook", addresses=("https://hooks.example/edt",)),
    "mash": Route(name="mash", channel="mail", addresses=("mash@stoke.example",)),
    "desk": Route(name="desk", channel="mail", addresses=("desk@police.example",)),
    "data": Route(name="data", channel="hook", addresses=("https://hooks.example/data",)),
}


def routed_house(
    stoke: Names = STOKE_ROUTES,
    county: Names = STOKE_ROUTES,
    police: Names = POLICE_ROUTES,
    routes: Mapping[str, Route] = ROUTES,
    **changed: Any,
) -> House:
    policy = HOUSE.policies.versions[-1]
    councils = {
        code: replace(policy.councils[code], routes=names)
        for code, names in ((STOKE, stoke), (COUNTY, county))
    }
    forces = {FORCE: replace(policy.forces[FORCE], routes=police)}
    routed = replace(policy, councils=councils, forces=forces)
    house = replace(HOUSE, channels=("mail", "hook"), routes=routes)
    return replace(house, policies=PolicyBook([routed]), **changed)


def alert(number: int = 0, **changed: Any) -> Alert:
    """A late notification graded high, one of several."""
    return replace(LATE_HIGH, alert_id=f"00000000-0000-5000-8000-{number:012}", **changed)


@dataclass(slots=True)
class Recorder:
    """A channel that keeps what it accepted, and fails while it is told to."""

    name: str = "mail"
    accepted: list[Parcel] = field(default_factory=list)
    tried: int = 0
    failure: Exception | None = None
    by_route: dict[str, Exception] = field(default_factory=dict)
    """Failures by address."""

    def send(self, parcel: Parcel) -> None:
        self.tried += 1
        refused = next(
            (self.by_route[one] for one in parcel.addresses if one in self.by_route), None
        )
        if failure := self.failure or refused:
            raise failure
        self.accepted.append(parcel)

    @property
    def addressed(self) -> list[str]:
        """To whom it handed something over, in order."""
        return [parcel.addresses[0] for parcel in self.accepted]


@dataclass(slots=True)
class Post:
    """An outbox and who empties it, under a clock that the test moves."""

    database: Database
    house: House
    channels: list[Recorder]
    now: datetime = SATURDAY_NIGHT
    steady: float = 0.0

    def raising(self, *alerts: Alert) -> None:
        """Raise alerts now, as the sweep does."""
        with self.database.write() as connection:
            book = Book(connection, shard="watch")
            for one in alerts:
                raise_alert(book, one, self.house)
            book.flush()

    def turn(self) -> timedelta:
        """Let dispatch take one turn."""
        return Dispatch(
            database=self.database,
            house=self.house,
            channels=self.channels,
            steady_seconds=lambda: self.steady,
        ).turn(self.now)

    def until(self, at: datetime, *, every: timedelta = timedelta(seconds=1)) -> None:
        """Let time pass, with a turn now and then."""
        while self.now < at:
            self.turn()
            self.now += every
        self.turn()

    def after(self, passed: timedelta, *, every: timedelta = timedelta(seconds=1)) -> None:
        """Let some time pass, with a turn now and then."""
        self.until(self.now + passed, every=every)

    def rows(self, *columns: str) -> list[tuple[Any, ...]]:
        """Return these columns of the outbox, in the order in which the rows came."""
        wanted = [outbox.c[name] for name in columns]
        with self.database.read() as connection:
            found = connection.execute(select(*wanted).order_by(outbox.c.outbox_id))
            return [tuple(row) for row in found]


def alarm_of(parcel: Parcel) -> Alert:
    """Return the alarm of a parcel, which is no list."""
    assert isinstance(parcel.alert, Alert)
    return parcel.alert


def numbers(parcels: Iterable[Parcel]) -> list[int]:
    """Return which of several alerts these are."""
    return [int(parcel.alert.alert_id[-12:]) for parcel in parcels]
