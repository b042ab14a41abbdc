"""A figure by week in charts that begin anew where people gave a dated reason. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from reviews.spc import Chart, Mark, xmr


@dataclass(frozen=True, slots=True, kw_only=True)
class Charted:
    """The weeks from one beginning to the next; ``chart`` is None where they are too few.

    ``first`` and ``after`` are places among all weeks, ``after`` that of the first week behind it.
    ``places`` are those of which something can be said, in the order of the chart's points.
    """

    first: int
    after: int
    places: tuple[int, ...]
    chart: Chart | None

    def marks(self) -> dict[int, frozenset[Mark]]:
        """Return what is unusual of each week, by its place."""
        if self.chart is None:
            return {}
        return dict(zip(self.places, self.chart.marks, strict=True))


def beginnings(weeks: Sequence[date], days: Iterable[date]) -> dict[int, date]:
    """Return at which places charts begin anew, and for which day.

    That is the first week which lies wholly after a change: a week in which it came is still half
    the old one. Days before the first week, or in or after the last, begin nothing.
    """
    found: dict[int, date] = {}
    for day in sorted(days):
        place = next((place for place, week in enumerate(weeks) if week >= day), None)
        if place:
            found[place] = day
    return found


def charted(
    values: Sequence[float | None],
    begins: Iterable[int] = (),
    *,
    least: float | None = None,
    most: float | None = None,
) -> list[Charted]:
    """Return a chart for each stretch of weeks; None is a week of which nothing can be said."""
    ends = [0, *sorted(begins), len(values)]
    return [
        _stretch(values, first, after, least=least, most=most) for first, after in pairwise(ends)
    ]


def _stretch(
    values: Sequence[float | None],
    first: int,
    after: int,
    *,
    least: float | None,
    most: float | None,
) -> Charted:
    told = [(place, value) for place in range(first, after) if (value := values[place]) is not None]
    return Charted(
        first=first,
        after=after,
        places=tuple(place for place, _ in told),
        chart=xmr([value for _, value in told], least=least, most=most),
    )
