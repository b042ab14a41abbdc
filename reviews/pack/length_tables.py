"""Lengths of every clock by week of report, and of every leg: files for the analyst. Pure."""

from collections import defaultdict
from collections.abc import Sequence

from reviews.cohorts import ALL, week_of
from reviews.delays import FEWEST, Observation, longest, quantiles
from reviews.delays.mature import is_mature
from reviews.pack.clock_table import COLUMNS, figures_of
from reviews.pack.parts import Column, Form, Period, Row, Table, hours_of
from reviews.pack.receipts import has_no_police_feed
from reviews.pack.seen import Seen
from reviews.pack.side_by_side import Fates
from schemas.legs import every_leg
from schemas.words import Clock

_CLOCK, *_PLACE = COLUMNS[:4]
_FIGURES = COLUMNS[4:]
_LENGTHS = _FIGURES[-5:]
_WEEK_COLUMNS = (
    _CLOCK,
    *_PLACE,
    Column(name="week", heading="Week from Monday", meaning="In which the police knew."),
    Column(
        name="mature",
        heading="Mature",
        meaning="Whether every case was watched for long enough that the figures hardly move.",
    ),
    *_FIGURES,
)
_LEG_COLUMNS = (
    Column(name="leg", heading="Leg", meaning="From one milestone to the next that was told."),
    Column(name="owner", heading="Whose hours"),
    *_PLACE,
    Column(
        name="n",
        heading="Notifications",
        form=Form.COUNT,
        meaning="How many had this leg, both ends known to the second; what is not over is not in "
        "it, so that of recent days only the fast ones are.",
    ),
    *_LENGTHS,
)

_Place = tuple[str, str, str]
"""Force, council and risk; the risk may be all together."""


def clock_weeks_table(seen: Sequence[Seen], period: Period, fates: Fates) -> Table:
    """Return every clock by council and whole week: all risks, and each that has enough.

    ``fates`` is what shares its fate.
    """
    weeks = set(period.weeks())
    found: dict[tuple[Clock, _Place, str], list[Seen]] = defaultdict(list)
    for one in seen:
        if (week := week_of(one.day)) not in weeks:
            continue
        for clock, told in one.clocks.items():
            if isinstance(told, Observation):
                for risk in (told.risk.value, ALL):
                    place = (one.force, one.local_authority, risk)
                    found[clock, place, week.isoformat()].append(one)
    alone = _without_police_feed(seen)
    mature = {
        (week.isoformat(), is_alone): is_mature(week, period.as_of, has_police_feed=not is_alone)
        for week in weeks
        for is_alone in (True, False)
    }
    rows: list[Row] = [
        (
            *(clock.value, *place, week),
            "yes" if mature[week, place[1] in alone] else "not yet",
            *figures_of(clock, those, fates),
        )
        for clock in Clock
        for (of, place, week), those in sorted(found.items(), key=lambda item: item[0])
        if of is clock and (place[-1] == ALL or len(those) >= FEWEST)
    ]
    title = "Every clock by week of report"
    return Table(name="clocks_by_week", title=title, columns=_WEEK_COLUMNS, rows=rows)


def _without_police_feed(seen: Sequence[Seen]) -> set[str]:
    by_council: dict[str, list[Seen]] = defaultdict(list)
    for one in seen:
        by_council[one.local_authority].append(one)
    return {code for code, those in by_council.items() if has_no_police_feed(those)}


def leg_lengths_table(seen: Sequence[Seen]) -> Table:
    """Return how long every leg took that is over, by council and risk.

    What is not over has no leg yet: of recent days these are the fast ones.
    """
    found: dict[tuple[str, _Place], list[Observation]] = defaultdict(list)
    for one in seen:
        for leg in one.legs:
            length = Observation(at_least=leg.length, at_most=leg.length, risk=one.risk)
            for risk in (one.risk.value, ALL):
                found[leg.name, (one.force, one.local_authority, risk)].append(length)
    rows: list[Row] = [
        (name, owner, *place, len(those), *_lengths(those))
        for name, owner in every_leg()
        for (of, place), those in sorted(found.items())
        if of == name
    ]
    return Table(name="leg_lengths", title="Every leg", columns=_LEG_COLUMNS, rows=rows)


def _lengths(those: Sequence[Observation]) -> list[float | None]:
    said = [*quantiles(those, with_interval=False).values(), longest(those)]
    return [None if one.value is None else hours_of(one.value) for one in said]
