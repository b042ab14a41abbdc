"""Killed between any two of its stores, again and again: nothing is lost, nothing counted twice."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import update

from consumer import wall_clock
from schemas.database import open_database
from schemas.migrating import upgrade
from schemas.tables import outbox
from tests.faults.a_long_night import Night, Part
from tests.faults.killed_at import POINTS, SAID
from tests.faults.lives import ANYWHERE, Lives
from tests.faults.standing import standing
from tests.installation import Installation, told_in
from tests.programs import until
from tests.servers.kafka_broker import KafkaBroker

pytestmark = pytest.mark.integration

SEED = 20220131
"""Draws the order of the kills, and how often each point is passed before one."""

KILLS = 30
"""On each sort of database: at every point once, and from outside wherever it stands."""

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


def drawn(sort: str) -> list[tuple[str, int]]:
    """Return where to kill, and the so-manieth time it is passed."""
    random = Random(f"{SEED} {sort}")  # noqa: S311 - the same kills each time
    kills = [*POINTS, *[ANYWHERE] * (KILLS - len(POINTS))]
    random.shuffle(kills)
    return [(point, random.choice((1, 1, 2))) for point in kills]


def test_thirty_kills_lose_nothing_and_count_nothing_twice(
    tmp_path: Path,
    database_url: str,
    kafka_broker: KafkaBroker,
    say: Callable[[str], None],
) -> None:
    sort, began, keys = database_url.partition(":")[0], wall_clock.now(), tmp_path
    with a_run(tmp_path / "killed", database_url, kafka_broker, began, keys) as run:
        for point, after in drawn(sort):
            if point == ANYWHERE:
                run.kill_anywhere(after)
            else:
                run.kill(point, after)
        run.to_the_end()
    other = f"sqlite:///{tmp_path / 'undisturbed.sqlite'}"
    with a_run(tmp_path / "undisturbed", other, kafka_broker, began, keys) as undisturbed:
        undisturbed.to_the_end(run.night.parts)

    hit = Counter(killed_at(path) for path in run.lives.outputs[:-1])
    say(f"{sort}: {KILLS} kills while {run.night.parts} parts came: {dict(hit)}")
    assert hit.total() == KILLS
    assert set(hit) == {*POINTS, ANYWHERE}
    assert run.installation.differences() == []
    assert run.standing() == undisturbed.standing()
    assert run.night.moved == undisturbed.night.moved
    assert run.told.keys() == undisturbed.told.keys()
    assert all(len(again) <= 1 for again in told_again(run.lives.outputs))


def killed_at(path: Path) -> str:
    """Return the point at which a life said that it ended."""
    last = path.with_suffix(".err").read_text(encoding="utf-8").splitlines()[-1:]
    return last[0].removeprefix(SAID) if last and last[0].startswith(SAID) else ANYWHERE


def told_again(outputs: list[Path]) -> list[set[str]]:
    """Return of each life which of its alerts a later one told once more."""
    told = [set(told_in(path)) for path in outputs]
    return [one & set().union(*told[n + 1 :]) for n, one in enumerate(told)]
