"""The columns of one clock: how long it ran at least and at most, its limit and result. Pure."""

from collections.abc import Callable
from datetime import timedelta

from alerts.case_words import CLOCKS, RESULTS
from alerts.flat.columns import Column, Sort, Value, hours
from alerts.flat.subjects import Incident
from alerts.flat.word_meanings import meanings
from alerts.plain_words import RISKS
from schemas.records import Reading
from schemas.words import Clock

_Length = Callable[[Reading], timedelta | None]

_UNITS = {
    Clock.PICKUP: "The limit and lateness count the front door's opening hours.",
    Clock.DECISION: "Due at the close of the front door on the next working day, high also within "
    "24 hours.",
}


def _lower(reading: Reading) -> timedelta | None:
    return reading.lower


def _upper(reading: Reading) -> timedelta | None:
    return reading.upper


def _working(reading: Reading) -> timedelta | None:
    return reading.working


def _target(reading: Reading) -> timedelta | None:
    return reading.target


def _late_by(reading: Reading) -> timedelta | None:
    return reading.late_by


_EMPTY = "Empty while it runs, and where an end is unknown or the times disagree."

_SPANS: tuple[tuple[str, str, _Length], ...] = (
    ("hours_at_least", f"elapsed time, day and night, at least. {_EMPTY}", _lower),
    ("hours_at_most", f"the same at most; equal to it where both ends are exact. {_EMPTY}", _upper),
    (
        "working_hours",
        "a second view: only the front door's opening hours. Empty where an end is not exact.",
        _working,
    ),
    ("limit_hours", "the limit it was judged by. Empty where there is none.", _target),
    ("late_by_hours", "how far past the limit, at least. Empty where not late.", _late_by),
)


def clock_columns(clock: Clock) -> tuple[Column[Incident], ...]:
    """Return the columns of one clock of an incident; lengths by bounds, in decimal hours."""
    spans = (_span(clock, *span) for span in _SPANS)
    return (*spans, *_judged(clock))


def _span(clock: Clock, name: str, meaning: str, length: _Length) -> Column[Incident]:
    def read(one: Incident) -> Value:
        reading = one.case.clocks.get(clock)
        return None if reading is None else hours(length(reading))

    said = " ".join(filter(None, (f"{_what(clock)}: {meaning}", _UNITS.get(clock, ""))))
    return Column(name=f"{clock}_{name}", sort=Sort.HOURS, meaning=said, read=read)


def _judged(clock: Clock) -> tuple[Column[Incident], ...]:
    def risk(one: Incident) -> Value:
        reading = one.case.clocks.get(clock)
        return None if reading is None else reading.risk

    def result(one: Incident) -> Value:
        reading = one.case.clocks.get(clock)
        return None if reading is None else reading.verdict

    return (
        Column(
            name=f"{clock}_limit_risk",
            sort=Sort.WORD,
            meaning=f"{_what(clock)}: the grade by which it was judged. Empty where it was not.",
            words=meanings(RISKS),
            read=risk,
        ),
        Column(
            name=f"{clock}_result",
            sort=Sort.WORD,
            meaning=f"{_what(clock)}: the result, from times only. Empty where it has no limit or "
            "has not ended: never take that for in time.",
            words=meanings(RESULTS),
            read=result,
        ),
    )


def _what(clock: Clock) -> str:
    return f"{CLOCKS[clock].replace('→', 'to')} ({clock})"
