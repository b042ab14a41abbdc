"""A CSV extract into messages, by its mapping. Pure: takes lines, reads no file and no clock.

The same row gives the same message with the same id, so that an extract which repeats yesterday's
rows has no effect. The id covers `time`, since another time would be another content.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from consumer.decode import Refusal, decode
from consumer.sources.extract_faults import AnyMapping, bad_row
from consumer.sources.extract_fields import Reading
from consumer.sources.extract_incidents import incidents_of
from consumer.sources.extract_recipes import Data, Incident, Recipe, recipes_of
from consumer.sources.extract_rows import BadRow, Row, Tally, WrongExtract, rows_of
from consumer.sources.extract_times import ReadTime, Unreadable
from schemas.moments import zulu

Message = dict[str, Any]

_ID_LETTERS = 32
_LONGEST_LAG = timedelta(hours=24)
"""How long after its earliest time a message with a vague time may be taken to be sent.

It is taken to be sent once its times were certainly past; the limit keeps a date on the 25-hour day
of autumn within what the contract takes live.
"""


def messages_from_csv(
    lines: Iterable[str],
    mapping: AnyMapping,
    *,
    file_name: str,
    sent_at: datetime | None,
    tally: Tally | None = None,
) -> Iterator[Message | BadRow]:
    """Yield the messages of an extract, and each row or cell that could not be read.

    Messages come in the order of the file's incidents, not of their `time`. `sent_at` (UTC) is when
    the file was sent: their `time` where the mapping says so, and always the instant that no time
    in the file may lie more than a day after; None where nobody knows. `tally`, where given, holds
    the counts at the end.

    Raises:
        WrongExtract: The file does not fit its mapping, or the mapping needs `sent_at`.
    """
    if mapping.sent.by == "file" and sent_at is None:
        raise WrongExtract(
            f"{file_name}: the mapping takes the time of sending from the file; give it, "
            'or write by = "times" under [sent]'
        )
    tally = tally if tally is not None else Tally()
    rows = rows_of(lines, mapping, file_name=file_name, tally=tally)
    extract = _Extract(mapping=mapping, recipes=recipes_of(mapping), sent_at=sent_at, tally=tally)
    for found in incidents_of(rows, mapping, tally):
        if isinstance(found, BadRow):
            yield found
        else:
            yield from _once_each(extract.told_of(found))


def _once_each(found: Iterable[Message | BadRow]) -> Iterator[Message | BadRow]:
    """Yield each message and each bad cell once: rows of an incident repeat one another."""
    seen: set[object] = set()
    for one in found:
        bad = isinstance(one, BadRow)
        key = (one.line_number, one.column, one.reason) if isinstance(one, BadRow) else one["id"]
        if (bad, key) not in seen:
            seen.add((bad, key))
            yield one


@dataclass(frozen=True, slots=True, kw_only=True)
class _Attempt:
    """A row that may become a message, and the time that the message is about."""

    reading: Reading
    at: ReadTime


@dataclass(frozen=True, slots=True, kw_only=True)
class _Extract:
    mapping: AnyMapping
    recipes: tuple[Recipe, ...]
    sent_at: datetime | None
    tally: Tally

    def told_of(self, incident: Incident) -> Iterator[Message | BadRow]:
        """Yield what the rows of one incident tell, and each row that tells nothing and should."""
        wanted: set[int] = set()
        used: set[int] = set()
        bad: set[int] = set()
        for recipe in self.recipes:
            rows = [row for row in incident.rows if _qualifies(row, recipe)]
            wanted.update(row.line_number for row in rows)
            if recipe.needs_time and not rows:
                self.tally.unreported.append(incident.rows[0].line_number)
            for found in self._made(recipe, rows, incident, used):
                if isinstance(found, BadRow):
                    bad.add(found.line_number)
                yield found
        self.tally.rows_used += len(used)
        if not any(recipe.needs_time for recipe in self.recipes):
            yield from self._silent(incident, wanted - used - bad)

    def _silent(self, incident: Incident, lines: set[int]) -> Iterator[BadRow]:
        fault = Unreadable("", "tells no time of which a message could be made")
        for row in incident.rows:
            if row.line_number in lines:
                yield replace(bad_row(row, fault, self.mapping, incident.reference), column=None)

    def _made(
        self, recipe: Recipe, rows: list[Row], incident: Incident, used: set[int]
    ) -> Iterator[Message | BadRow]:
        """Yield the messages of one recipe, from the rows that it chooses."""
        attempts: list[_Attempt] = []
        for row in rows:
            reading = self._reading(row)
            try:
                find = reading.must_have_time if recipe.needs_time else reading.time
                at = find(recipe.rules.at)
            except Unreadable as fault:
                yield bad_row(row, fault, self.mapping, incident.reference)
                continue
            if at is not None:
                attempts.append(_Attempt(reading=reading, at=at))
        for attempt in _chosen(attempts, recipe):
            yield from self._told(recipe, attempt, incident, used)

    def _told(
        self, recipe: Recipe, attempt: _Attempt, incident: Incident, used: set[int]
    ) -> Iterator[Message | BadRow]:
        reading = attempt.reading
        try:
            data = recipe.tell(reading, incident) | {recipe.time_name: attempt.at.wire}
            message = self._message(recipe, data, reading, incident)
        except Unreadable as fault:
            yield bad_row(reading.row, fault, self.mapping, incident.reference)
            return
        rows = {row.line_number: row for row in incident.rows}
        for slip in reading.slips:
            bad = bad_row(rows[slip.line_number], slip.fault, self.mapping, incident.reference)
            yield replace(bad, is_told_without_it=True)
        used.update(reading.lines, {reading.row.line_number})
        yield message

    def _reading(self, row: Row) -> Reading:
        """Return a row ready to be read, with when it was sent as far as the file tells."""
        own = Reading(row=row, habits=self.mapping.file)
        told = own.time_if_told(self.mapping.sent.at)
        sent_at = told.moment.latest if told is not None else self.sent_at
        return Reading(row=row, habits=self.mapping.file, sent_at=sent_at, slips=own.slips)

    def _message(self, recipe: Recipe, data: Data, reading: Reading, incident: Incident) -> Message:
        time = zulu(self._time(reading))
        content = [self.mapping.source, incident.reference, recipe.type.value, time, data]
        digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
        message = {
            "specversion": "1.0",
            "id": digest[:_ID_LETTERS],
            "source": self.mapping.source,
            "type": recipe.type.value,
            "time": time,
            "subject": incident.reference,
            "datacontenttype": "application/json",
            "data": data,
        }
        refusal = decode(json.dumps(message).encode())
        if isinstance(refusal, Refusal):
            place = refusal.place or "the message"
            raise Unreadable(recipe.rules.at.name, f"{place} would be refused: {refusal.reason}")
        return message

    def _time(self, reading: Reading) -> datetime:
        """Return when the source sent a message, as its mapping says that this is known."""
        told_by_file = self.mapping.sent.by == "file" or self.mapping.sent.at is not None
        if told_by_file and reading.sent_at is not None:
            return reading.sent_at
        moments = [told.moment for told in reading.times]
        return max(min(one.latest, one.earliest + _LONGEST_LAG) for one in moments)


def _qualifies(row: Row, recipe: Recipe) -> bool:
    return all(condition.holds(row.cells) for condition in recipe.rules.where)


def _chosen(attempts: list[_Attempt], recipe: Recipe) -> list[_Attempt]:
    """Return the rows that a recipe takes; of equal times the first of the file."""
    if recipe.rules.rows == "each" or not attempts:
        return attempts
    choose = min if recipe.rules.rows == "earliest" else max
    return [choose(attempts, key=lambda one: (one.at.moment.earliest, one.at.moment.latest))]
