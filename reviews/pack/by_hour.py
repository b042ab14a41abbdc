"""When do reports come in, and when is the front door told? By hour of the week. Pure."""

from collections import Counter
from collections.abc import Sequence

from alerts.plain_words import WEEKDAYS
from reviews.pack.parts import Column, Form, Heat, Picture, Row, Section, Table
from reviews.pack.seen import Seen
from reviews.pack.words import number_words
from schemas.moments import LONDON
from schemas.words import Milestone

_HOURS = range(24)
_DAYS = range(7)
_COLUMNS = (
    Column(name="day", heading="Day"),
    *(Column(name=f"h{hour:02}", heading=f"{hour:02}", form=Form.COUNT) for hour in _HOURS),
)
_SHOWN = (
    (Milestone.REPORTED, "reported_by_hour", "Police knew"),
    (Milestone.RECEIVED, "received_by_hour", "Front door told"),
)


def by_hour_section(seen: Sequence[Seen]) -> Section:
    """Return how many were reported, and how many received, in each hour of the week."""
    told = [(name, title, _counted(seen, milestone)) for milestone, name, title in _SHOWN]
    return Section(
        name="by-hour",
        question="When do reports come in, and when is the front door told?",
        sentences=tuple(_busiest(title, counted) for _, title, counted in told),
        pictures=tuple(_picture(title, counted) for _, title, counted in told),
        tables=tuple(
            Table(name=name, title=title, columns=_COLUMNS, rows=_rows(counted))
            for name, title, counted in told
        ),
        notes=(
            "Hours are those of the clock on the wall in the United Kingdom; times known only as "
            "a date are left out. Many receipts in one hour are often one batch.",
        ),
    )


_Counted = Counter[tuple[int, int]]


def _counted(seen: Sequence[Seen], milestone: Milestone) -> _Counted:
    times = (one.milestones.get(milestone) for one in seen)
    local = (at.earliest.astimezone(LONDON) for at in times if at is not None and at.is_exact)
    return Counter((at.weekday(), at.hour) for at in local)


def _busiest(title: str, counted: _Counted) -> str:
    if not counted:
        return f"{title}: no time is known to the hour."
    day, hour = min(counted, key=lambda place: (-counted[place], place))
    return (
        f"{title}: the busiest hour of the week begins on {WEEKDAYS[day]} at {hour:02}:00 "
        f"({counted[day, hour]:,} of {number_words(counted.total(), 'exact time')})."
    )


def _picture(title: str, counted: _Counted) -> Picture:
    days = ", ".join(
        f"{words} {sum(counted[day, hour] for hour in _HOURS):,}"
        for day, words in enumerate(WEEKDAYS)
    )
    return Picture(
        title=f"{title}, by hour of the week",
        words=f"Heat map of seven days by 24 hours. {_busiest(title, counted)} By day: {days}.",
        drawn=Heat(rows=tuple(tuple(counted[day, hour] for hour in _HOURS) for day in _DAYS)),
    )


def _rows(counted: _Counted) -> list[Row]:
    return [(words, *(counted[day, hour] for hour in _HOURS)) for day, words in enumerate(WEEKDAYS)]
