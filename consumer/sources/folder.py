"""A folder into which extracts are put: each content is taken once, and an overdue one is noticed.

A file is looked through before any row is taken: what does not fit its mapping is set aside whole.
One process reads a folder; a second one would be noticed in the database and start again.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from alerts.deliveries import is_thin, usual_rows
from consumer.sources import Batch
from consumer.sources.disposal import Disposal, dispose, finish_shredding
from consumer.sources.expecting import Expecting
from consumer.sources.extract_faults import AnyMapping
from consumer.sources.extract_files import content_digest, open_extract
from consumer.sources.file_memory import FileMemory, FileRow, FileState, FileStep, SentAgain
from consumer.sources.file_reading import (
    FileChanged,
    FileReading,
    Opened,
    file_record,
    logged,
    owner_of,
)
from consumer.sources.file_survey import Survey, survey
from consumer.sources.file_times import shown_name, time_in_name
from consumer.sources.file_trial import NONE_READ, unreadable
from consumer.sources.folder_listing import Listing, changed_at, is_still
from consumer.sources.settling import STABLE_FOR, Settling, Sighted
from schemas.database import Database
from schemas.keys import KeyRing, Subject
from schemas.refusals import Reason
from schemas.schedules import Schedule

logger = logging.getLogger(__name__)

NOTHING = Batch(records=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbox:
    """A folder, how its files are read, when they are expected, and what becomes of them."""

    folder: Path
    mapping_path: Path
    mapping: AnyMapping
    schedule: Schedule | None = None
    """None: files come when they come, and none is ever overdue."""
    stable_for: timedelta = STABLE_FOR
    disposal: Disposal = Disposal.KEEP


class FolderSource:
    """The files of one inbox, oldest first."""

    is_finished = False

    def __init__(
        self, inbox: Inbox, database: Database, keys: KeyRing, now: Callable[[], datetime]
    ) -> None:
        """Take the inbox; ``now`` is the clock by which files settle and deliveries are due.

        Raises:
            Trouble: The mapping does not say for whom its files speak.
        """
        self.name = f"{inbox.folder} ({inbox.mapping.source})"
        self._inbox = inbox
        self._keys = keys
        self._now = now
        self._owner = owner_of(inbox.mapping)
        self._memory = FileMemory(database=database, source=inbox.mapping.source)
        self._expecting = Expecting(inbox.schedule, self._memory)
        self._settling = Settling(stable_for=inbox.stable_for)
        self._listing = Listing(inbox.folder, inbox.mapping.delivery.files)
        self._done: dict[str, Sighted] = {}
        self._told: set[Sighted] = set()
        self._given: Batch | None = None
        self._sighted: Sighted | None = None
        self._batches: Iterator[Batch] = iter(())
        self._open = ExitStack()
        finish_shredding(inbox.folder)

    def poll(self) -> Batch:
        """Return the next batch of a file, or what the clock makes due; it never waits."""
        if self._given is not None:
            self.close()  # it was not stored: the database says from where to go on
        batch = self._next(self._now())
        self._given = None if batch.is_empty else batch
        return batch

    def accepted(self, batch: Batch) -> None:
        """Go on; a file that is stored whole is disposed of."""
        if batch is not self._given:
            return
        self._given = None
        self._expecting.stored(batch.step)
        match batch.step:
            case FileStep(row=row) if row.state is not FileState.READING:
                logger.info("a file came", extra=logged(row))
                self._finish(keep=row.state is FileState.SET_ASIDE)
            case SentAgain():
                self._finish(keep=False)
            case _:
                pass

    def close(self) -> None:
        """Let go of the file in hand; it will be read again from its start."""
        self._given = None
        self._sighted = None
        self._batches = iter(())
        self._open.close()

    @property
    def _is_snapshot(self) -> bool:
        return self._inbox.mapping.snapshot

    def _next(self, now: datetime) -> Batch:
        if (batch := self._next_of_file()) is not None:
            return batch
        if (planned := self._expecting.plan(now)) is not None:
            return Batch(records=(), step=planned)
        seen = self._seen()
        for sighted in sorted(self._settling.settled(seen, now), key=self._age):
            if (batch := self._begin(sighted, now)) is not None:
                return batch
            seen.remove(sighted)
        missed = self._expecting.missed(now, is_growing=bool(seen))
        return NOTHING if missed is None else Batch(records=(), step=missed)

    def _next_of_file(self) -> Batch | None:
        try:
            batch = next(self._batches, None)
        except (FileChanged, OSError):
            logger.warning("a file changed while it was read: waiting until it settles again")
            if self._sighted is not None:
                self._settling.disturb(self._sighted.name)
            batch = None
        if batch is None:
            self.close()
        return batch

    def _seen(self) -> list[Sighted]:
        """Return the files of this mapping that lie in the folder and are not dealt with yet."""
        found = self._listing.sightings()
        self._done = {one.name: one for one in found if self._done.get(one.name) == one}
        return [one for one in found if one.name not in self._done]

    def _age(self, sighted: Sighted) -> tuple[datetime, str]:
        made_at = time_in_name(sighted.name, self._inbox.mapping)
        return made_at or changed_at(sighted), sighted.name

    def _begin(self, sighted: Sighted, now: datetime) -> Batch | None:
        """Return the first batch of a file, None where there is nothing to store of it."""
        path = self._inbox.folder / sighted.name
        try:
            return self._look_through(sighted, path, now)
        except OSError as error:
            self.close()
            is_gone = isinstance(error, FileNotFoundError)
            return None if is_gone else self._unreadable(sighted, str(error.strerror), now)

    def _unreadable(self, sighted: Sighted, why: str, now: datetime) -> Batch | None:
        """Tell once of a file that may not be read; it is tried again all the time."""
        if sighted in self._told:
            return None
        self._told.add(sighted)
        source = self._inbox.mapping.source
        place = f"file\n{source}\n{sighted.name}\n{sighted.changed_ns}"
        row = self._row(sighted, Survey(), None, now)
        row = replace(row, file_key=self._keys.keys(Subject.REFERENCE, place)[0])
        words = f"{row.name} cannot be read ({why}); let the account that runs danm read it"
        return Batch(records=(file_record(row, Reason.WRONG_EXTRACT, words),))

    def _look_through(self, sighted: Sighted, path: Path, now: datetime) -> Batch | None:
        self._sighted = sighted
        breaks: list[bool] = []
        digest = content_digest(path)
        opening = open_extract(path, self._inbox.mapping, lambda: breaks.append(True))
        file = self._open.enter_context(opening)
        whole = self._memory.last_whole()
        usually_closed = None if whole is None else bool(whole.is_closed)
        looked = survey(file, self._inbox.mapping, usually_closed, lambda: bool(breaks))
        keys = self._keys.keys(Subject.REFERENCE, self._identity(sighted, digest, looked))
        known = self._memory.file(keys)
        if known is not None and known.state in (FileState.TAKEN, FileState.CUT_OFF):
            return self._known(known, sighted)
        row = self._row(sighted, looked, known, now)
        row = replace(row, file_key=keys[0] if known is None else known.file_key)
        fault = looked.fault
        if fault is None and looked.rows >= NONE_READ:
            fault = unreadable(file, self._inbox.mapping, row)
        if fault is not None:
            return self._set_aside(row, known, fault)
        opened = Opened(
            file=file,
            survey=looked,
            mapping=self._inbox.mapping,
            row=self._with_usual(row, looked, now),
            compared_with=None if whole is None or not self._is_snapshot else whole.sent_at,
            quiet_until=self._expecting.quiet_until(row.expected_at, is_whole=looked.cut is None),
            is_same=lambda: is_still(path, sighted),
        )
        reading = FileReading(
            opened=opened, memory=self._memory, keys=self._keys, owner=self._owner
        )
        self._batches = reading.batches()
        return self._next_of_file()

    def _identity(self, sighted: Sighted, digest: str, looked: Survey) -> str:
        """Return by what a content is known again.

        Two files without a row, or whose names tell different times, are two deliveries even where
        every byte is the same; else the same content a second time is the same file sent again.
        """
        made_at = time_in_name(sighted.name, self._inbox.mapping)
        if made_at is None and not looked.rows and looked.fault is None:
            made_at = changed_at(sighted)
        return f"file\n{self._inbox.mapping.source}\n{digest}\n{made_at or ''}"

    def _known(self, known: FileRow, sighted: Sighted) -> Batch | None:
        """Deal with a content that was taken before: still lying there, or sent again."""
        is_the_same = (known.name, known.modified_at) == (
            shown_name(sighted.name),
            changed_at(sighted),
        )
        if is_the_same:
            self._finish(keep=False)
            return None
        logger.info("a file was sent again", extra={"file": shown_name(sighted.name)})
        return Batch(records=(), step=SentAgain(file_key=known.file_key))

    def _set_aside(self, row: FileRow, known: FileRow | None, fault: str) -> Batch | None:
        if known is not None and known.reason == fault:
            self._finish(keep=True)
            return None
        words = f"{row.name} was set aside and nothing taken from it: {fault}; mend the export, "
        words += "or the mapping and start again"
        row = replace(row, state=FileState.SET_ASIDE, reason=fault)
        record = file_record(row, Reason.WRONG_EXTRACT, words)
        return Batch(records=(record,), step=FileStep(row=row))

    def _row(
        self, sighted: Sighted, looked: Survey, known: FileRow | None, now: datetime
    ) -> FileRow:
        made_at = time_in_name(sighted.name, self._inbox.mapping) or changed_at(sighted)
        # A file cannot tell what happens after it was found, whatever its clock says. One that was
        # begun before keeps its time, so that its messages are the same.
        sent_at = min(made_at, now) if known is None else known.sent_at
        return FileRow(
            file_key=b"",
            source=self._inbox.mapping.source,
            name=shown_name(sighted.name),
            folder=str(self._inbox.folder),
            mapping=str(self._inbox.mapping_path),
            state=FileState.READING,
            modified_at=changed_at(sighted),
            sent_at=sent_at,
            found_at=now if known is None else known.found_at,
            expected_at=self._expecting.slot(sent_at),
            rows=looked.rows,
            reason="" if looked.cut is None else looked.cut.why,
            note=looked.note,
            header=looked.fingerprint,
            is_closed=int(looked.is_closed),
            batches=0 if known is None else known.batches,
            times_sent=1 if known is None else known.times_sent,
            # Rows compared before the process ended have not changed since, so they give nothing.
            gave=known.gave if known is not None and self._is_snapshot else "",
        )

    def _with_usual(self, row: FileRow, looked: Survey, now: datetime) -> FileRow:
        """Return the row with how many rows are usual, and whether there are far fewer."""
        earlier = self._memory.counted()
        at = row.expected_at or row.sent_at
        if looked.cut is not None or any(one.at == at for one in earlier):
            return row
        usual = usual_rows(earlier, at)
        if usual is None:
            unknown = "how many rows are usual is not known yet"
            return replace(row, note=f"{row.note}; {unknown}" if row.note else unknown)
        is_told = self._inbox.mapping.delivery.counts_rows and is_thin(looked.rows, usual)
        return replace(row, usual_rows=usual, thin_at=now if is_told else None)

    def _finish(self, *, keep: bool) -> None:
        """Be done with the file in hand; ``keep`` where somebody must still mend it."""
        sighted = self._sighted
        self.close()
        if sighted is None:
            return
        self._done[sighted.name] = sighted
        if keep or not is_still(path := self._inbox.folder / sighted.name, sighted):
            return
        try:
            dispose(path, self._inbox.disposal)
        except OSError as error:
            logger.warning("a file that was taken stays where it is", extra={"why": error.strerror})
