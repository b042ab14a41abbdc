"""Is the usual wait getting shorter? Within how long half were told, by week. Pure."""

from collections.abc import Mapping, Sequence

from reviews.agreed import Agreed
from reviews.delays import FEWEST, Estimate, Observation, quantiles
from reviews.pack.parts import Column, Form, Period, Picture, Section, Table, hours_of
from reviews.pack.seen import Seen
from reviews.pack.week_chart import Charting, WeekChart, week_charts
from reviews.spc import VARIATION_WORDS, Better

_HALF = 0.5
_COLUMNS = (
    Column(name="local_authority", heading="Council"),
    Column(name="week", heading="Week from Monday"),
    Column(name="mature", heading="Mature"),
    Column(name="n", heading="Notifications", form=Form.COUNT),
    Column(name="open", heading="Still open", form=Form.COUNT),
    Column(name="p50_hours", heading="Half within, hours", form=Form.HOURS),
    Column(name="centre_hours", heading="Centre", form=Form.HOURS),
    Column(name="lower_hours", heading="Usual, at least", form=Form.HOURS),
    Column(name="upper_hours", heading="Usual, at most", form=Form.HOURS),
    Column(name="unusual", heading="Unusual"),
    Column(name="begins_anew", heading="Begins anew", meaning="For which reason."),
)


def _half_within(duty: Sequence[Observation]) -> Estimate:
    return quantiles(duty, (_HALF,), with_interval=False)[_HALF]


_MEDIAN = Charting(figure=_half_within, better=Better.LOWER, is_hours=True)


def medians_section(
    seen: Sequence[Seen], period: Period, councils: Mapping[str, str], agreed: Agreed
) -> Section:
    """Return a chart for each council; ``councils`` are their names by code."""
    told = week_charts(seen, period, councils, agreed, _MEDIAN)
    return Section(
        name="medians",
        question="Is the usual wait getting shorter?",
        sentences=tuple(sentence for one in told for sentence in _sentences(one))
        or ("Cannot be said: there is no notification.",),
        pictures=tuple(map(_picture, told)),
        tables=(_table(told),),
        notes=(
            "Within how many hours half of a week's notifications were told, drawn as the share "
            f"told in time is. A week of fewer than {FEWEST} has no point.",
        ),
    )


def _sentences(told: WeekChart) -> list[str]:
    name, chart = f"{told.council}{told.since_words()}", told.last
    if chart is None:
        return [f"{name}: {told.too_few_words()}"]
    return [
        f"{name}: in a usual week half are told within {_hours(chart.centre)} hours.",
        f"{told.council}: {VARIATION_WORDS[chart.variation(Better.LOWER)]}{told.trial_words()}; "
        f"as usual counts whatever lies from {_hours(chart.lower)} to {_hours(chart.upper)} hours.",
    ]


def _hours(seconds: float) -> str:
    return f"{hours_of(seconds):,.1f}"


def _picture(told: WeekChart) -> Picture:
    return Picture(
        title=f"Half were told within, by week, in hours: {told.council}",
        words=f"Hours within which half were told in each of {len(told.weeks)} weeks. "
        f"{told.points_words(_hours)}. {' '.join(_sentences(told))}",
        drawn=told.drawn(),
    )


def _table(told: Sequence[WeekChart]) -> Table:
    rows = [row for one in told for row in one.rows()]
    return Table(name="medians", title="Half told within, by week", columns=_COLUMNS, rows=rows)
