"""A monitor whose roles have routes, turned by hand: intake, clock, lists and post."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy import select

from alerts.dispatch import Dispatch
from alerts.list_turn import ListTurn
from consumer.arrivals import Reader
from consumer.intake import Intake
from consumer.loops import Turn
from consumer.offsets import Offsets
from consumer.roles import WATCHING
from consumer.signs import Signs
from consumer.sources import Batch
from consumer.watching import Watch
from schemas.alert import Alert
from schemas.alert_rows import alert_of
from schemas.database import Database
from schemas.house import House
from schemas.list_tables import list_alerts
from schemas.lists import RoleList
from schemas.tables import alerts
from schemas.words import ListSort, Role
from tests.contract.post_room import Recorder, routed_house
from tests.model.times import Message
from tests.replays.ours import KEYS, records_of

TICK = timedelta(seconds=10)


@dataclass(slots=True, kw_only=True)
class ASite:
    """One monitor and the channels by which it tells people."""

    database: Database
    now: datetime
    house: House = field(default_factory=routed_house)
    mail: Recorder = field(default_factory=lambda: Recorder("mail"))
    hook: Recorder = field(default_factory=lambda: Recorder("hook"))
    leaves_signs: bool = False
    """Whether each look leaves a sign of life: then five minutes without one are an outage."""

    def take_in(self, messages: Iterable[Message], *, in_file: bool = False) -> None:
        """Store some messages in one transaction, as they come from a topic or from a file."""
        intake = Intake(
            database=self.database,
            house=self.house,
            reader=Reader(keys=KEYS, rules={}),
            sources=(),
            offsets=Offsets(self.database, "danm"),
        )
        records = (replace(one, in_file=in_file) for one in records_of(messages))
        intake.store(Batch(records=tuple(records)), self.now)

    def look(self) -> None:
        """Look at the clock until nothing more is due."""
        turn: Turn = Watch(database=self.database, house=self.house).turn
        if self.leaves_signs:
            turn = Signs(database=self.database).leaving(WATCHING, turn)
        while turn(self.now) == timedelta(0):
            pass

    def make_lists(self) -> None:
        ListTurn(database=self.database, house=self.house).turn(self.now)

    def hand_over(self) -> None:
        """Let the post send all that is due."""
        dispatch = Dispatch(
            database=self.database, house=self.house, channels=[self.mail, self.hook]
        )
        while dispatch.turn(self.now) == timedelta(0):
            pass

    def turn(self) -> None:
        """Let every loop turn once."""
        self.look()
        self.make_lists()
        self.hand_over()

    def run_to(self, until: datetime, step: timedelta = TICK) -> None:
        """Let time pass, with a turn at every step."""
        self.turn()
        while self.now < until:
            self.now = min(self.now + step, until)
            self.turn()

    def raised(self) -> dict[str, Alert]:
        """Return every alert that was raised, by its id."""
        with self.database.read() as connection:
            rows = connection.execute(select(alerts)).all()
        return {row.alert_id: alert_of(row) for row in rows}

    def on_digests(self) -> set[tuple[str, str]]:
        """Return which alert is on which digest."""
        with self.database.read() as connection:
            return {(row.list_id, row.alert_id) for row in connection.execute(select(list_alerts))}

    def alone(self, address: str) -> list[str]:
        """Return the ids of the alerts that came one by one to an address, in order."""
        sent = (*self.mail.accepted, *self.hook.accepted)
        return [
            one.alert.alert_id
            for one in sent
            if one.addresses == (address,) and isinstance(one.alert, Alert)
        ]

    def digests(self, role: Role, *sorts: ListSort) -> list[RoleList]:
        """Return the digests that were handed over to a role, in order."""
        sent = (one.alert for one in (*self.mail.accepted, *self.hook.accepted))
        lists = (one for one in sent if isinstance(one, RoleList) and one.role is role)
        return [one for one in lists if one.sort in (sorts or _DIGESTS)]

    def text(self, one: RoleList) -> str:
        """Return the text of a list that was handed over."""
        sent = (*self.mail.accepted, *self.hook.accepted)
        parcel = next(parcel for parcel in sent if parcel.alert == one)
        return f"{parcel.text.subject}\n\n{parcel.text.body}"


_DIGESTS = (ListSort.STORM, ListSort.FILE, ListSort.HISTORY)
