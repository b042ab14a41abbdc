"""Is it getting better? The share told in time by week, with its usual ups and downs. Pure."""

from collections.abc import Mapping, Sequence

from reviews.agreed import Agreed
from reviews.delays import told_in_time
from reviews.pack.parts import Column, Form, Period, Picture, Section, Table
from reviews.pack.seen import Seen
from reviews.pack.week_chart import MATURE_NOTE, Charting, WeekChart, week_charts
from reviews.pack.words import of_100
from reviews.spc import ASSURANCE_WORDS, VARIATION_WORDS, Better, Chart

_COLUMNS = (
    Column(name="local_authority", heading="Council"),
    Column(name="week", heading="Week from Monday"),
    Column(
        name="mature",
        heading="Mature",
        meaning="Whether every case was watched for long enough that the figure hardly moves.",
    ),
    Column(name="n", heading="Notifications", form=Form.COUNT),
    Column(name="open", heading="Still open", form=Form.COUNT),
    Column(name="share_met", heading="In time, of 100", form=Form.SHARE),
    Column(name="centre", heading="Centre", form=Form.SHARE),
    Column(name="lower", heading="Usual, at least", form=Form.SHARE),
    Column(name="upper", heading="Usual, at most", form=Form.SHARE),
    Column(name="unusual", heading="Unusual"),
    Column(name="begins_anew", heading="Begins anew", meaning="For which reason."),
)
_SHARE = Charting(figure=told_in_time, better=Better.HIGHER, most=1.0)


def by_week_section(
    seen: Sequence[Seen], period: Period, councils: Mapping[str, str], agreed: Agreed
) -> Section:
    """Return a chart for each council, of the weeks that lie wholly in the period.

    ``councils`` are their names by code.
    """
    told = [
        (one, agreed.goal_of(one.code))
        for one in week_charts(seen, period, councils, agreed, _SHARE)
    ]
    return Section(
        name="by-week",
        question="Is it getting better?",
        sentences=tuple(_sentence(*one) for one in told)
        or ("Cannot be said: there is no notification.",),
        pictures=tuple(_picture(*one) for one in told),
        tables=(_table([chart for chart, _ in told]),),
        notes=(*_NOTES, *(() if agreed.goals else (_NO_GOAL,))),
    )


_NOTES = (
    "One point a week, by the week in which the police knew; weeks that are not wholly in the "
    "period have none. A week in which too many still wait has none either. The band shows the "
    "usual ups and downs (the mean, and 2.66 mean moving ranges to either side). A point outside "
    "it, seven in a row on one side or in one direction, or two in three near one limit are more "
    "than chance.",
    MATURE_NOTE,
    "The signs above a chart are those of Making Data Count. Left: the latest mature week is as "
    "usual (~), unusually high (H) or unusually low (L). Right: the goal will be met (P), will be "
    "missed (F), or now the one and now the other (?), if nothing changes. Limits begin anew only "
    "where people gave a dated reason, from the first week wholly after it.",
)
_NO_GOAL = (
    "No goal for the share told in time is agreed, so nothing is said of whether one will be met."
)


def _sentence(told: WeekChart, goal: float | None) -> str:
    name, chart = f"{told.council}{told.since_words()}", told.last
    if chart is None:
        return f"{name}: {told.too_few_words()}"
    return (
        f"{name}: {VARIATION_WORDS[chart.variation(Better.HIGHER)]}. In a usual "
        f"week between {of_100(chart.lower)} and {of_100(chart.upper)} of every 100 are told in "
        f"time, {of_100(chart.centre)} on average{told.trial_words()}.{_assurance(chart, goal)}"
    )


def _assurance(chart: Chart, goal: float | None) -> str:
    if goal is None:
        return ""
    words = ASSURANCE_WORDS[chart.assurance(goal, Better.HIGHER)]
    return f" Goal, {of_100(goal)} of every 100: {words}."


def _picture(told: WeekChart, goal: float | None) -> Picture:
    return Picture(
        title=f"Told in time by week, of every 100: {told.council}",
        words=f"Share told in time in each of {len(told.weeks)} weeks. "
        f"{told.points_words(of_100)}. {_sentence(told, goal)}",
        drawn=told.drawn(goal),
    )


def _table(told: Sequence[WeekChart]) -> Table:
    rows = [row for one in told for row in one.rows()]
    return Table(name="weeks", title="Told in time by week", columns=_COLUMNS, rows=rows)
