"""How rare are very long waits? The days from one to the next. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import fmean

from reviews.pack.drawn_gaps import Gap, Gaps
from reviews.pack.parts import Column, Form, Period, Picture, Row, Section, Table
from reviews.pack.seen import Seen
from reviews.pack.words import day_words, number_words
from reviews.spc import FEWEST_POINTS, SIGNAL_WORDS, TRIAL_WORDS, VARIATION_WORDS, Mark
from reviews.spc_rare import RareChart, t_chart
from schemas.moments import local_day
from schemas.words import Milestone

CEILING = timedelta(hours=72)
"""Longer is a very long wait, whatever the grade. Source: contract section 3, the ceiling."""

MOST_GAPS = 60
"""So many of the latest gaps are charted. Source: assumption; more cannot be told apart."""

NOT_RARE = 1.0
"""Where they are fewer days than this apart on average they are not rare. Source: assumption."""

_DAY = timedelta(days=1)
_COLUMNS = (
    Column(name="local_authority", heading="Council"),
    Column(name="case_code", heading="Case code"),
    Column(name="reported", heading="Police knew on"),
    Column(name="days_since", heading="Days since the one before", form=Form.ESTIMATE),
    Column(name="centre", heading="Centre", form=Form.ESTIMATE),
    Column(name="lower", heading="Usual, at least", form=Form.ESTIMATE),
    Column(name="upper", heading="Usual, at most", form=Form.ESTIMATE),
    Column(name="unusual", heading="Unusual"),
)
_NOTES = (
    "A very long wait is one of more than 72 hours from when the police knew, over or not, of any "
    "grade. Each point is one such wait: the days since the one before, by when the police "
    "knew; higher is better. What is rare shows no change when counted by week.",
    "The band is that of a T-chart, as Making Data Count uses for rare events: the days are "
    "transformed (power 1/3.6, after Nelson), and centre and limits put back into days.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Long:
    """The very long waits of one council in the order in which they began."""

    council: str
    waits: Sequence[tuple[datetime, Seen]]
    chart: RareChart | None
    until: datetime
    """A wait that began later cannot have lasted so long yet."""

    @property
    def charted(self) -> Sequence[tuple[datetime, Seen]]:
        """Those that have a gap before them and are charted."""
        return self.waits[1:][-MOST_GAPS:]

    @property
    def apart(self) -> float:
        """How many days they lie apart on average."""
        return fmean(_gaps(self.waits))


def rare_section(seen: Sequence[Seen], period: Period, councils: Mapping[str, str]) -> Section:
    """Return a chart for each council; ``councils`` are their names by code."""
    codes = sorted({one.local_authority for one in seen})
    told = [
        _long(
            councils.get(code, code), [one for one in seen if one.local_authority == code], period
        )
        for code in codes
    ]
    return Section(
        name="very-long-waits",
        question="How rare are waits of more than 72 hours?",
        sentences=tuple(sentence for one in told for sentence in _sentences(one))
        or ("Cannot be said: there is no notification.",),
        pictures=tuple(_picture(one, one.chart) for one in told if one.chart is not None),
        tables=(_table(told),),
        notes=_NOTES,
    )


def _long(council: str, those: Sequence[Seen], period: Period) -> _Long:
    waits = sorted(
        (
            (one.milestones[Milestone.REPORTED].earliest, one)
            for one in those
            if one.duty is not None and one.duty.at_least > CEILING
        ),
        key=lambda wait: (wait[0], wait[1].code),
    )
    gaps = _gaps(waits)[-MOST_GAPS:]
    return _Long(
        council=council,
        waits=waits,
        chart=t_chart(gaps) if gaps and fmean(gaps) >= NOT_RARE else None,
        until=min(period.until, period.as_of - CEILING),
    )


def _gaps(waits: Sequence[tuple[datetime, Seen]]) -> list[float]:
    return [(later - one) / _DAY for (one, _), (later, _) in pairwise(waits)]


def _sentences(told: _Long) -> list[str]:
    if not told.waits:
        return [f"{told.council}: none is known in this period."]
    return [_lead(told), *([] if told.chart is None else [_usual(told, told.chart)]), _since(told)]


def _lead(told: _Long) -> str:
    waits = number_words(len(told.waits), "wait")
    if told.chart is None:
        return f"{told.council}: {waits} of more than 72 hours; {_why_no_chart(told)}."
    centre = _days(told.chart.centre)
    return f"{told.council}: {waits} of more than 72 hours, usually about {centre} days apart."


def _usual(told: _Long, chart: RareChart) -> str:
    trial = f" ({TRIAL_WORDS})" if chart.is_trial else ""
    return (
        f"{told.council}: {VARIATION_WORDS[chart.variation]}{trial}; as usual counts whatever lies "
        f"{_days(chart.lower)} to {_days(chart.upper)} days apart."
    )


def _why_no_chart(told: _Long) -> str:
    if len(told.waits) > FEWEST_POINTS:
        return (
            f"they are not rare ({told.apart:.1f} days apart on average), so the share told in "
            "time by week shows them better"
        )
    return f"it takes {FEWEST_POINTS + 1} to know the usual ups and downs"


def _since(told: _Long) -> str:
    last = told.waits[-1][0]
    days = max(told.until - last, timedelta()) // _DAY
    return (
        f"{told.council}: the last began on {day_words(local_day(last))}; none began in "
        f"{number_words(days, 'day')} after it (of younger ones nobody can know yet)."
    )


def _days(days: float) -> str:
    return f"{days:,.1f}" if days < 1 else f"{days:,.0f}"


def _picture(told: _Long, chart: RareChart) -> Picture:
    gaps = tuple(
        Gap(day=local_day(began), days=days, is_better=_way(marks))
        for (began, _), days, marks in zip(told.charted, chart.days, chart.marks, strict=True)
    )
    points = "; ".join(f"{day_words(one.day)}: {one.days:,.1f}" for one in gaps)
    return Picture(
        title=f"Days from one wait of more than 72 hours to the next: {told.council}",
        words=f"{' '.join(_sentences(told))} Days since the one before: {points}.",
        drawn=Gaps(gaps=gaps, centre=chart.centre, lower=chart.lower, upper=chart.upper),
    )


def _way(marks: frozenset[Mark]) -> bool | None:
    ways = {mark.is_up for mark in marks}
    return None if not ways else ways == {True}


def _table(told: Sequence[_Long]) -> Table:
    rows = [row for one in told for row in _rows(one)]
    title = "Waits of more than 72 hours"
    return Table(name="very_long_waits", title=title, columns=_COLUMNS, rows=rows)


def _rows(told: _Long) -> list[Row]:
    """Return those that are charted after the one before them, which has no gap of its own."""
    chart, shown = told.chart, told.waits[-MOST_GAPS - 1 :]
    limits = (None,) * 3 if chart is None else (chart.centre, chart.lower, chart.upper)
    marks = [frozenset[Mark]()] * len(shown) if chart is None else [frozenset(), *chart.marks]
    gaps = [None, *_gaps(shown)]
    return [
        (
            *(told.council, one.code, local_day(began).isoformat()),
            *map(_rounded, (days, *limits)),
            _unusual(unusual),
        )
        for (began, one), days, unusual in zip(shown, gaps, marks, strict=False)
    ]


def _unusual(marks: frozenset[Mark]) -> str | None:
    if not marks:
        return None
    signals = ", ".join(SIGNAL_WORDS[one] for one in sorted({mark.signal for mark in marks}))
    return f"{'further apart' if _way(marks) else 'closer together'}: {signals}"


def _rounded(days: float | None) -> float | None:
    return None if days is None else round(days, 1)
