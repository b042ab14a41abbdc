"""A CSV extract into messages, by its mapping. Pure: takes lines, reads no file and no clock.

The same row gives the same message with the same id, so that an extract which repeats yesterday's
rows has no effect.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from consumer.decode import Refusal, decode
from consumer.sources.extract_faults import AnyMapping, bad_row
from consumer.sources.extract_fields import Reading
from consumer.sources.extract_incidents import incidents_of
from consumer.sources.extract_messages import Message, message_of
from consumer.sources.extract_recipes import Data, Incident, Recipe, recipes_of
from consumer.sources.extract_regrades import regrade_of
from consumer.sources.extract_rows import BadRow, Row, Tally, WrongExtract, rows_of
from consumer.sources.extract_times import ReadTime, Unreadable
from schemas.moments import Moment
from schemas.words import MessageType

__all__ = ["Message", "messages_from_csv"]

_LONGEST_DAY = timedelta(hours=25)
_AHEAD = timedelta(hours=24)
"""How far ahead of now a message may be live: a date on autumn's long day keeps within it.

Source: contract section 1.
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
    """What is the same for every incident of a file."""

    mapping: AnyMapping
    recipes: tuple[Recipe, ...]
    sent_at: datetime | None
    tally: Tally

    def told_of(self, incident: Incident) -> Iterator[Message | BadRow]:
        """Yield what the rows of one incident tell, and each row that tells nothing and should."""
        telling = _Telling(extract=self, incident=incident)
        for recipe in self.recipes:
            yield from telling.told_by(recipe)
        self.tally.rows_used += len(telling.used)
        if not any(recipe.needs_time for recipe in self.recipes):
            yield from telling.silent_rows()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Telling:
    """One incident on its way into messages; lines are those of its rows."""

    extract: _Extract
    incident: Incident
    wanted: set[int] = field(default_factory=set)
    used: set[int] = field(default_factory=set)
    bad: set[int] = field(default_factory=set)
    fresh: dict[int, Reading] = field(default_factory=dict)

    def told_by(self, recipe: Recipe) -> Iterator[Message | BadRow]:
        """Yield the messages of one recipe, from the rows that it chooses."""
        rows = [row for row in self.incident.rows if _qualifies(row, recipe)]
        self.wanted.update(row.line_number for row in rows)
        if recipe.needs_time and not rows:
            self.extract.tally.unreported.append(self.incident.rows[0].line_number)
        attempts: list[_Attempt] = []
        for row in rows:
            reading = self._reading(row)
            try:
                find = reading.must_have_time if recipe.needs_time else reading.time
                at = find(recipe.rules.at)
            except Unreadable as fault:
                yield self._bad_row(row, fault)
                continue
            if at is not None:
                attempts.append(_Attempt(reading=reading, at=at))
        for attempt in _chosen(attempts, recipe):
            yield from self._told(recipe, attempt)

    def silent_rows(self) -> Iterator[BadRow]:
        """Yield the rows that were wanted and told nothing, not even that they are bad."""
        fault = Unreadable("", "tells no time of which a message could be made")
        for row in self.incident.rows:
            if row.line_number in self.wanted - self.used - self.bad:
                yield replace(self._bad_row(row, fault), column=None)

    def _told(self, recipe: Recipe, attempt: _Attempt) -> Iterator[Message | BadRow]:
        reading = attempt.reading
        try:
            data = recipe.tell(reading, self.incident) | {recipe.time_name: attempt.at.wire}
            messages = self._messages(recipe, data, attempt)
        except Unreadable as fault:
            yield self._bad_row(reading.row, fault)
            return
        rows = {row.line_number: row for row in self.incident.rows}
        for slip in reading.slips:
            bad = self._bad_row(rows[slip.line_number], slip.fault)
            yield replace(bad, is_told_without_it=True)
        self.used.update(reading.lines, {reading.row.line_number})
        yield from messages

    def _bad_row(self, row: Row, fault: Unreadable) -> BadRow:
        self.bad.add(row.line_number)
        return bad_row(row, fault, self.extract.mapping, self.incident.reference)

    def _reading(self, row: Row) -> Reading:
        """Return a row ready to be read, with when it was sent as far as the file tells."""
        if row.line_number not in self.fresh:
            self.fresh[row.line_number] = self._fresh(row)
        fresh = self.fresh[row.line_number]
        return replace(fresh, times=[], slips=list(fresh.slips), lines=set())

    def _fresh(self, row: Row) -> Reading:
        habits, sent_at = self.extract.mapping.file, self.extract.sent_at
        own = Reading(row=row, habits=habits, sent_at=sent_at)
        told = own.time_if_told(self.extract.mapping.sent.at)
        if told is not None:
            sent_at = told.moment.latest
        return Reading(row=row, habits=habits, sent_at=sent_at, slips=own.slips)

    def _messages(self, recipe: Recipe, data: Data, attempt: _Attempt) -> list[Message]:
        sent_at = self._time(attempt.reading, attempt.at)
        told: tuple[tuple[datetime, Data], ...] = ((sent_at, data),)
        if recipe.type is MessageType.INCIDENT_REPORTED:
            regrade = regrade_of(self.extract.mapping, self._reading(attempt.reading.row))
            if regrade is not None and regrade.since > attempt.at.moment.latest:
                told = regrade.reports(data, sent_at)
        return [self._message(recipe, part, at) for at, part in told]

    def _message(self, recipe: Recipe, data: Data, sent_at: datetime) -> Message:
        source, reference = self.extract.mapping.source, self.incident.reference
        message = message_of(source, reference, recipe.type, sent_at, data)
        refusal = decode(json.dumps(message).encode())
        if isinstance(refusal, Refusal):
            place = refusal.place or "the message"
            raise Unreadable(recipe.rules.at.name, f"{place} would be refused: {refusal.reason}")
        return message

    def _time(self, reading: Reading, at: ReadTime) -> datetime:
        """Return when the source sent a message, as its mapping says that this is known.

        Where nothing says so: once what the message tells had certainly happened. Its other times
        lie before that, even where they are vague.
        """
        sent = self.extract.mapping.sent
        if (sent.by == "file" or sent.at is not None) and reading.sent_at is not None:
            return reading.sent_at
        return max(_past(at.moment), *(told.moment.earliest for told in reading.times))


def _past(moment: Moment) -> datetime:
    if moment.latest - moment.earliest > _LONGEST_DAY:
        return moment.latest
    return min(moment.latest, moment.earliest + _AHEAD)


def _qualifies(row: Row, recipe: Recipe) -> bool:
    return all(condition.holds(row.cells) for condition in recipe.rules.where)


def _chosen(attempts: list[_Attempt], recipe: Recipe) -> list[_Attempt]:
    """Return the rows that a recipe takes; of equal times the first of the file."""
    if recipe.rules.rows == "each" or not attempts:
        return attempts
    choose = min if recipe.rules.rows == "earliest" else max
    return [choose(attempts, key=lambda one: (one.at.moment.earliest, one.at.moment.latest))]
