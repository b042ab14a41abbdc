"""`danm replay`: files through the pipeline under a virtual clock, and what came of it."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from consumer.arrivals import Arrival, Reader
from consumer.figuring import make_figures
from consumer.holdings import Holdings, holdings, last_instant
from consumer.key_standing import require_keys
from consumer.progress import Progress, progress
from consumer.replay import Replay
from consumer.sources.merged import merged
from consumer.sources.ndjson import STANDARD_INPUT, read_lines
from consumer.sources.ndjson_trouble import FileUnreadable
from schemas.database import Database
from schemas.feeds import unschedule
from schemas.house import House
from schemas.moments import zulu
from schemas.refusal_words import refusal_words
from schemas.refusals import Refusal
from schemas.trouble import Trouble


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a replay did: what it read, and what the database held before and holds now."""

    clock: datetime | None
    """Where the clock stopped; None where no message said what time it is."""
    messages: int
    refused: int
    later: int
    """Messages later than the end that was asked for: left out."""
    damages: tuple[str, ...]
    began_at: datetime | None
    """Where the clock of the database stood before; None in a new one."""
    earlier: int
    """Messages from before that instant: handled at it, since the clock does not run backwards."""
    before: Holdings
    now: Holdings

    @property
    def is_whole(self) -> bool:
        """Whether every file was read to its end."""
        return not self.damages

    def words(self) -> Iterator[str]:
        """Yield the summary for people, without any value of a message."""
        until = "no message says what time it is" if self.clock is None else zulu(self.clock)
        refused = f", {self.refused} lines refused" if self.refused else ""
        yield f"{self.messages} messages handled{refused}; the clock stands at: {until}"
        now = self.now
        yield f"in the database: {now.cases} cases, {now.waiting} waiting, {now.alerts} alerts"
        if kept := now.quarantined - self.before.quarantined:
            yield f"{kept} kept in quarantine, each may be a child; see: danm quarantine"
        if self.later:
            yield f"{self.later} messages left out: they are later than --until"
        if dropped := now.dropped - self.before.dropped:
            yield (
                f"{dropped} messages dropped: their council is not in the policy; to take them in, "
                "add [councils.CODE] to the policy and replay into a new database"
            )
        if of_purged := now.of_purged - self.before.of_purged:
            yield f"{of_purged} messages dropped: their cases were removed by age (danm purge)"
        if self.began_at is not None and self.earlier:
            yield (
                f"{self.earlier} messages are from before {zulu(self.began_at)}, where this "
                "database already stood: new ones count as known from then on"
            )


@dataclass(slots=True, kw_only=True)
class Replaying:
    """One replay of files into a database, continuing where its clock stands."""

    database: Database
    house: House
    reader: Reader
    until: datetime | None = None
    _refused: int = field(default=0, init=False)
    _later: int = field(default=0, init=False)
    _earlier: int = field(default=0, init=False)
    _damages: list[str] = field(default_factory=list, init=False)

    def take(self, files: Sequence[str]) -> Outcome:
        """Take all files in, and say what came of it.

        A file that breaks off counts up to there; the damage is in the outcome.
        """
        with self.database.held_by_this_process():
            began_at, before = self._standing()
            with self.database.write() as connection:
                require_keys(connection, self.house.keys)
                unschedule(connection, self.house.schedules)
            with progress("Replaying", _total_bytes(files)) as shown:
                run = self._replay(began_at, shown)
                run.run(merged([self._arrivals(file, shown, began_at) for file in files]))
            if run.clock is not None:
                make_figures(self.database, self.house, run.clock)
            _, now = self._standing()
        return Outcome(
            clock=run.clock,
            messages=run.messages - self._refused,
            refused=self._refused,
            later=self._later,
            damages=tuple(self._damages),
            began_at=began_at,
            earlier=self._earlier,
            before=before,
            now=now,
        )

    def _standing(self) -> tuple[datetime | None, Holdings]:
        with self.database.read() as connection:
            return last_instant(connection), holdings(connection)

    def _replay(self, began_at: datetime | None, shown: Progress) -> Replay:
        def name(arrival: Arrival, refusal: Refusal) -> None:
            self._refused += 1
            words = refusal_words(refusal.reason, refusal.place)
            shown.say(f"{arrival.record.coordinates}: {words}")

        return Replay(
            database=self.database,
            house=self.house,
            until=self.until,
            clock=began_at,
            on_refused=name,
            on_progress=lambda _: shown.show(),
        )

    def _arrivals(self, file: str, shown: Progress, began_at: datetime | None) -> Iterator[Arrival]:
        try:
            for record in read_lines(file):
                shown.line_read(len(record.raw) + 1)
                arrival = self.reader.read(record, None)
                self._count(arrival.time, began_at)
                yield arrival
        except FileUnreadable as damage:
            self._damages.append(str(damage))

    def _count(self, time: datetime | None, began_at: datetime | None) -> None:
        if time is None:
            return
        if self.until is not None and time > self.until:
            self._later += 1
        elif began_at is not None and time < began_at:
            self._earlier += 1


def require_readable(files: Sequence[str]) -> None:
    """Pass only files that can be read, before anything is made or read.

    Raises:
        Trouble: One is not there, is no file, is closed to us, or is named twice.
    """
    if len(set(files)) != len(files):
        raise Trouble("a file is named twice", "name each once")
    for file in files:
        if file != STANDARD_INPUT:
            _require_file(Path(file))


def _require_file(path: Path) -> None:
    if path.is_dir():
        raise Trouble(f"{path} is a folder", "name the files in it")
    if not path.exists():
        raise Trouble(f"{path}: there is no such file", "check the name and the folder")
    if not path.is_file():
        raise Trouble(f"{path} is no file", "hand it over on standard input: -")
    if not os.access(path, os.R_OK):
        raise Trouble(f"{path} cannot be read", "give yourself read access to it")


def _total_bytes(files: Sequence[str]) -> int | None:
    """Return how many bytes will be read, None where only their packed length is known."""
    if any(file == STANDARD_INPUT or file.endswith(".gz") for file in files):
        return None
    return sum(Path(file).stat().st_size for file in files)
