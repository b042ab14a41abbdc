"""A stream that goes on while the program is killed: two topics and two folders, part by part.

What it comes to does not depend on when the program lives: nobody is told in time or late by a few
minutes, and nothing in it is answered before its alarm could ring.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from consumer.sources.disposal import TAKEN_FOLDER
from schemas.moments import zulu
from tests.a_night import BROKEN, received, reported
from tests.inboxes import (
    COUNCIL_HEADER,
    COUNCIL_MAPPING,
    POLICE_HEADER,
    POLICE_MAPPING,
    a_file,
)
from tests.wire import HEARTBEAT, Json, a_message

ROWS = 20
"""Of each file of the police: those of the file before, but the two oldest, and two new ones."""

BATCH_RECORDS = 15
"""How many records go into one batch of a file here, so that each takes several."""

POLICE, COUNCIL = "police", "council"
"""The two folders."""

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What comes at once: messages of both topics, and a file for one of the folders."""

    police: tuple[Json | bytes, ...]
    front_door: tuple[Json, ...]
    folder: str
    file: str


def part(number: int, began: datetime) -> Part:
    """Return a part: one child nobody is told of, one told by each way, a grade that changed."""
    forgotten = reported(f"K-{number}-FORGOTTEN", "medium", began - 30 * HOUR)
    told = reported(f"K-{number}-TOLD", "high", began - 2 * HOUR)
    beat = a_message(HEARTBEAT, id=f"beat-{number}", time=zulu(began))
    contradicted = forgotten | {"data": forgotten["data"] | {"risk": "high"}}
    first = (BROKEN, contradicted) if number == 0 else ()
    is_of_police = number % 2 == 0
    return Part(
        police=(forgotten, told, *first, forgotten, beat),
        front_door=(received(f"K-{number}-TOLD", began - HOUR),),
        folder=POLICE if is_of_police else COUNCIL,
        file=_police_file(number, began) if is_of_police else _council_file(number, began),
    )


def _police_file(number: int, began: datetime) -> str:
    """Return the rows again, each night with two more that are high risk by now."""
    at = zulu(began - 2 * HOUR)
    told = range(number, number + ROWS)
    rows = [f"F-{row},{at},,{'H' if row < number + 4 else 'M'},{at}" for row in told]
    return a_file(POLICE_HEADER, rows)


def _council_file(number: int, began: datetime) -> str:
    bad = ["F-BAD,never,M,"] if number == 1 else []
    return a_file(COUNCIL_HEADER, [f"F-{number},,M,{zulu(began - HOUR)}", *bad])


@dataclass(slots=True, kw_only=True)
class Night:
    """Sends the parts in order. ``began`` is their present; the same one makes the same parts."""

    folder: Path
    began: datetime
    send: Callable[[Part], None]
    parts: int = 0

    def prepare(self) -> str:
        """Make the folders, and return the setting that names them."""
        tables = [
            self._inbox(POLICE, POLICE_MAPPING, "snapshot = true", "move"),
            self._inbox(COUNCIL, COUNCIL_MAPPING, "", "shred"),
        ]
        return f"[{', '.join(tables)}]"

    def _inbox(self, name: str, mapping: str, extra: str, disposal: str) -> str:
        drop, path = self.folder / name, self.folder / f"{name}.toml"
        drop.mkdir()
        path.write_text(mapping.format(by="file", extra=extra, delivery=""))
        what = {"folder": drop, "mapping": path, "stable_for": "1 s", "disposal": disposal}
        words = (f'{word} = "{value}"' for word, value in what.items())
        return f"{{{', '.join(words)}}}"

    def goes_on(self) -> None:
        """Send the next part."""
        sent = part(self.parts, self.began)
        self._put(sent.folder, sent.file)
        self.send(sent)
        self.parts += 1

    def _put(self, name: str, text: str) -> None:
        """Put a file into a folder, as a sender does: under another name first."""
        path = self.folder / name / f"{self.parts:03}.csv"
        hidden = path.with_name(f".{path.name}")
        hidden.write_text(text)
        stamp = (self.began - HOUR).timestamp() + self.parts
        os.utime(hidden, (stamp, stamp))
        hidden.rename(path)
        path.with_name(f"{path.name}.done").touch()

    @property
    def is_tidy(self) -> bool:
        """Whether every file was dealt with: moved, or nothing left of it."""
        left = {one.name for name in (POLICE, COUNCIL) for one in (self.folder / name).iterdir()}
        return left == {TAKEN_FOLDER} and len(self.moved) == (self.parts + 1) // 2

    @property
    def moved(self) -> list[str]:
        return sorted(one.name for one in (self.folder / POLICE / TAKEN_FOLDER).glob("*"))
