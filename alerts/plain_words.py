"""Lengths of time, instants, ages and grades in words that anyone can read aloud. Pure."""

from datetime import datetime, timedelta

from schemas.clocks import CLOCK_TOLERANCE
from schemas.moments import LONDON
from schemas.words import AgeBand, Risk, Rung

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

IN_DAYS_FROM = timedelta(hours=72)
"""From here on people count days. Source: assumption; it is the top limit of the default policy."""

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
"""Spelt out here: the names must not change with the language of the machine."""

AGES = {
    AgeBand.UNBORN: "not born yet",
    AgeBand.UNDER_4: "0 to 3 years",
    AgeBand.FROM_4: "4 to 7 years",
    AgeBand.FROM_8: "8 to 11 years",
    AgeBand.FROM_12: "12 to 15 years",
    AgeBand.FROM_16: "16 to 17 years",
    AgeBand.UNKNOWN: "age not known",
}
RISKS = {
    Risk.NOT_ASSESSED: "not assessed (this does not mean low)",
    Risk.STANDARD: "standard",
    Risk.MEDIUM: "medium",
    Risk.HIGH: "high",
}
RUNGS = {
    Rung.WARN: "soon late",
    Rung.BREACH: "late",
    Rung.ESCALATE: "tell a senior",
    Rung.CEILING: "past the top limit",
    Rung.NOTICE: "please note",
}


def duration_words(length: timedelta) -> str:
    """Return a length of time as "31 h 20 min", from 72 hours on as "3 days 4 h", rounded down.

    A negative one is never shown as no time at all: the times disagree, and the words say so.
    """
    if length < -CLOCK_TOLERANCE:
        return "not known (the times disagree)"
    if length < MINUTE:
        return "less than 1 min"
    if length >= IN_DAYS_FROM:
        return _two_units(length, (DAY, "days"), (HOUR, "h"))
    return _two_units(length, (HOUR, "h"), (MINUTE, "min"))


def _two_units(
    length: timedelta, large: tuple[timedelta, str], small: tuple[timedelta, str]
) -> str:
    larges, rest = divmod(length, large[0])
    smalls = rest // small[0]
    parts = [
        f"{number} {unit}" for number, (_, unit) in ((larges, large), (smalls, small)) if number
    ]
    return " ".join(parts)


def london_words(at: datetime) -> str:
    """Return an instant by the clock on the wall in Europe/London: "Sat 13 June 23:10".

    In the hour that comes twice in October it adds which of the two is meant.
    """
    local = at.astimezone(LONDON)
    words = f"{WEEKDAYS[local.weekday()]} {local.day} {MONTHS[local.month - 1]} {local:%H:%M}"
    comes_twice = local.utcoffset() != local.replace(fold=1 - local.fold).utcoffset()
    return f"{words} ({local:%Z})" if comes_twice else words


def age_words(band: AgeBand | None) -> str:
    """Return an age band in words; None where no child is known."""
    return "age not known" if band is None else AGES[band]


def risk_words(risk: Risk | None) -> str:
    """Return a grade in words; None where none was told. Not assessed is never low."""
    return "not known" if risk is None else RISKS[risk]


def children_words(children: int | None) -> str:
    """Return how many children, or that the number is not known: never 0 for unknown."""
    if children is None:
        return "number not known"
    return "1 child" if children == 1 else f"{children} children"


def rung_words(rung: str) -> str:
    """Return a step of the ladder in words; a word that is no rung comes back as it is."""
    return next((words for known, words in RUNGS.items() if known == rung), rung)


def begun(words: str) -> str:
    """Return words as they begin a sentence or a row: what is written in capitals stays so."""
    return f"{words[0].upper()}{words[1:]}"
