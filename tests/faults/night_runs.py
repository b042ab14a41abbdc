"""One installation through a long night: topics, folders, and the program in one life or many."""

from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import update

from consumer import wall_clock
from schemas.database import open_database
from schemas.migrating import upgrade
from schemas.tables import outbox
from tests.faults.a_long_night import Night, Part
from tests.faults.lives import Lives
from tests.faults.standing import standing
from tests.installation import Installation
from tests.programs import until
from tests.servers.kafka_broker import KafkaBroker

TROUBLES = 3
"""Alerts beside one for each part: of a message and a row that are broken, and of a conflict."""

KILLED = -9


@dataclass(slots=True, kw_only=True)
class Run:
    """One installation through the night, in as many lives as it takes."""

    installation: Installation
    night: Night
    lives: Lives

    def kill(self, point: str, after: int) -> None:
        """Begin a life that ends at a point; the stream goes on until it is reached."""
        self._begin(point, after)
        most = self.night.parts + 12
        while (code := self.lives.ended(1.5)) is None:
            assert self.night.parts < most, f"not reached: {point}"
            self.night.goes_on()
        assert code == KILLED, point

    def kill_anywhere(self, after: float) -> None:
        """Begin a life and end it from outside, so many seconds later."""
        self._begin()
        self.lives.ended(after)
        self.lives.kill()
        assert self.lives.ended(10) == KILLED

    def to_the_end(self, parts: int = 0) -> None:
        """Live until everything is read, told and put away."""
        self._begin()
        while self.night.parts < parts:
            self.night.goes_on()
        ends, told = self.installation.ends, self.night.parts + TROUBLES
        until(lambda: self.installation.stored_offsets == ends, "all is read")
        until(lambda: self.night.is_tidy, "every file is put away")
        until(lambda: self.installation.has_told(told), "all is told")
        assert self.lives.stop() == 0

    @property
    def told(self) -> Counter[str]:
        return self.installation.delivered()

    def standing(self) -> dict[str, Any]:
        with self.installation.reading() as connection:
            return standing(connection)

    def _begin(self, point: str | None = None, after: int = 1) -> None:
        self.night.goes_on()
        self._lapse()
        arguments = ("run", "--config", str(self.installation.config))
        self.lives.begin(*arguments, point=point, after=after)

    def _lapse(self) -> None:
        """Let the lease of the killed sender lapse: until then nobody else may send its alerts."""
        leased = update(outbox).where(outbox.c.next_attempt_at.is_not(None))
        with self.installation.database() as database, database.write() as connection:
            connection.execute(leased.values(next_attempt_at=wall_clock.now()))


@contextmanager
def a_run(
    folder: Path, database_url: str, broker: KafkaBroker, began: datetime, keys: Path
) -> Iterator[Run]:
    folder.mkdir()
    installation = Installation(folder=folder, database_url=database_url, broker=broker)
    with closing(open_database(database_url)) as database:
        upgrade(database)

    def send(part: Part) -> None:
        installation.send(installation.police, *part.police)
        installation.send(installation.front_door, *part.front_door)

    night = Night(folder=folder, began=began, send=send)
    installation.prepare(data_dir=f'"{keys}"', inboxes=night.prepare())
    with Lives(folder) as lives:
        installation.outputs = lives.outputs
        yield Run(installation=installation, night=night, lives=lives)
