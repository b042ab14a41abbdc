"""One list cut into parts with headings and lines, for its text and its page alike. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from alerts import list_sayings as say
from alerts.list_phrases import (
    alarm_words,
    at_words,
    done_words,
    doubt_words,
    end_words,
    hold_words,
    limit_at_words,
    limit_words,
    mark_words,
    number_words,
    pickup_words,
    risk_words,
    waited_words,
    who_words,
)
from alerts.lists import EndedRow, ListFacts, PickupRow, WaitingRow, numbers_of, split_late
from alerts.plain_words import london_words
from schemas.policy_words import RISK_WORDS, ROLE_WORDS
from schemas.telling import POLICE_ROLES
from schemas.words import ListSort, Risk

MADE_LATE_AFTER = timedelta(minutes=10)
"""From when on a list says that it was made after its time. Source: assumption."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One case: its wait, its children, and what must be known beside."""

    code: str
    wait: tuple[str, ...]
    children: tuple[str, ...]
    marks: tuple[str, ...] = ()
    """What must be seen at once."""
    known: tuple[str, ...] = ()
    """Sentences: how far it was told, who has it in hand, what is in doubt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a list under its heading: cases, or sentences."""

    heading: str
    note: str = ""
    lines: tuple[Line, ...] = ()
    sentences: tuple[str, ...] = ()
    is_late: bool = False


def whose(facts: ListFacts) -> Iterator[str]:
    """Yield for whom the list is, and when it was made where that was late."""
    place = f", {facts.council_name}" if facts.council_name else ""
    yield f"For: {ROLE_WORDS[facts.role]}{place}. List of {london_words(facts.due_at)}."
    if facts.now - facts.due_at > MADE_LATE_AFTER:
        made = at_words(facts.now, facts.due_at)
        yield f"It was made late, {made}, and says what was known then."


def to_do_lines(facts: ListFacts) -> Iterator[str]:
    """Yield what to do and whom to ring."""
    front_door = facts.front_door_name or "the front door"
    yield f"What to do: {' '.join(_to_do(facts)).format(front_door=front_door)}"
    if not facts.ring:
        yield "Ring: no number is set up here. Use your own list."
    yield from (f"Ring: {desk}" for desk in facts.ring)


def _to_do(facts: ListFacts) -> Iterator[str]:
    if facts.waiting or facts.arrived_late or facts.unnamed:
        yield say.TO_DO[facts.role]
    elif facts.police.is_trusted:
        yield say.NOBODY_TO_DO if facts.can_tell else say.CATCHING_UP_TO_DO
    if not facts.police.is_trusted:
        of_police = facts.role in POLICE_ROLES
        yield say.CANNOT_TELL_TO_DO_POLICE if of_police else say.CANNOT_TELL_TO_DO


def parts_of(facts: ListFacts) -> list[Part]:
    """Return the parts that have anything in them, in the order in which they are read."""
    late, in_time = split_late(facts.waiting, facts.now)
    is_digest = facts.sort is not ListSort.SHIFT
    parts = (
        Part(heading=say.ALARMS, sentences=tuple(f"{a.subject}: {a.reason}" for a in facts.alarms)),
        Part(heading=say.ARRIVED_LATE, lines=_lines(facts.arrived_late, facts)),
        Part(heading=_counted(say.PAST_THE_LIMIT, late), lines=_lines(late, facts), is_late=True),
        Part(heading=_counted(say.STILL_IN_TIME, in_time), lines=_lines(in_time, facts)),
        _explained(say.UNNAMED, _lines(facts.unnamed, facts)),
        _explained(say.PICKUPS, _lines(facts.pickups, facts)),
        Part(
            heading=say.ENDED_OF_DIGEST if is_digest else say.ENDED,
            lines=_lines(facts.ended, facts),
        ),
        Part(heading=say.TROUBLES, sentences=facts.troubles),
    )
    return [part for part in parts if part.lines or part.sentences]


def _explained(heading: str, lines: tuple[Line, ...]) -> Part:
    return Part(heading=heading, note=say.EXPLAINED[heading], lines=lines)


def _counted(heading: str, rows: Iterable[WaitingRow]) -> str:
    numbers = numbers_of(rows)
    return f"{heading}: {number_words(numbers)}" if numbers.notifications else heading


def _lines(rows: Iterable[WaitingRow | EndedRow | PickupRow], facts: ListFacts) -> tuple[Line, ...]:
    return tuple(_line(row, facts) for row in rows)


def _line(row: WaitingRow | EndedRow | PickupRow, facts: ListFacts) -> Line:
    match row:
        case WaitingRow():
            return _waiting(row, facts)
        case EndedRow():
            return _ended(row, facts)
        case PickupRow():
            return _pickup(row, facts)


def _waiting(row: WaitingRow, facts: ListFacts) -> Line:
    now = facts.now
    hold = () if row.hold is None else (hold_words(row.hold, now),)
    wait = (limit_words(row, now), limit_at_words(row, now), waited_words(row, now))
    return Line(
        code=row.about.case_code,
        wait=tuple(words for words in wait if words),
        children=(who_words(row.about), f"risk {risk_words(row)}"),
        marks=tuple(mark_words(row)),
        known=(f"Alarm so far: {alarm_words(row)}.", *hold, *doubt_words(row)),
    )


def _by_hand(row: EndedRow | PickupRow) -> tuple[str, ...]:
    return (say.BY_HAND,) if row.is_by_hand else ()


def _ended(row: EndedRow, facts: ListFacts) -> Line:
    done = (f"{done_words(row).capitalize()}.",) if row.disposition is None else ()
    return Line(
        code=row.about.case_code,
        wait=tuple(end_words(row, facts.now)),
        children=(who_words(row.about), f"risk {RISK_WORDS[row.about.risk]}"),
        known=(*done, *_by_hand(row)),
    )


def _pickup(row: PickupRow, facts: ListFacts) -> Line:
    return Line(
        code=row.about.case_code,
        wait=tuple(pickup_words(row, facts.now)),
        children=(who_words(row.about), f"risk {RISK_WORDS[row.about.risk]}"),
        known=_by_hand(row),
    )


def notes_of(facts: ListFacts) -> Iterator[str]:
    """Yield how to read the list."""
    rows = (*facts.waiting, *facts.unnamed)
    if any(row.about.risk is Risk.NOT_ASSESSED for row in rows):
        yield say.RISK_NOTE
    if any(row.is_new for row in rows):
        yield say.NEW_NOTE
    if any(row.grade_for_targets is not row.about.risk for row in rows):
        yield say.LIMIT_NOTE
    yield say.CODE_NOTE
