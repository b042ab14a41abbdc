"""How good is what each source tells? Precision, rounding, and what was wrong. Pure.

Sources are systems, never people; they stand in the order of their names, never ranked.
"""

from collections.abc import Iterator, Mapping

from alerts.case_words import MILESTONES
from reviews.pack.parts import PLACES, Column, Form, Row, Table
from reviews.pack.sources import FULL_HOUR_CHANCE, MIDNIGHT_CHANCE, Count, Sources, Times
from reviews.pack.words import number_words, of_100
from schemas.own_sources import ENTERED
from schemas.words import Milestone

_TOLD = {
    Count.MESSAGES: "Messages about incidents",
    Count.INCIDENTS: "Incidents reported",
    Count.NEVER_SENT: "of these: no time of sending",
    Count.RECEIPTS: "Receipts told",
    Count.NO_CONTACT: "of these: no contact told",
    Count.UNMATCHED: "of these: no report of the police",
    Count.RESENDS: "Sent again",
    Count.CORRECTIONS: "Corrections",
    Count.DAILY_COUNTS: "Daily counts told",
}
_WRONG = {
    Count.DISAGREE: "Times disagree",
    Count.SKEW: "End before start, up to 5 minutes",
    Count.QUARANTINED: "Could not be read or taken",
    Count.QUARANTINE_OPEN: "of these: nobody dealt with it yet",
    Count.CONFLICTS: "of these: same message, other content",
    Count.NUMBERS_MISSING: "Numbered messages missing",
}
_SOURCE = Column(name="source", heading="Source")
_TIME_COLUMNS = (
    _SOURCE,
    Column(name="milestone", heading="Time of"),
    Column(name="told", heading="Times told", form=Form.COUNT),
    Column(name="exact", heading="To the second", form=Form.COUNT),
    Column(name="dates", heading="Only a date", form=Form.COUNT),
    Column(name="ranges", heading="A range", form=Form.COUNT),
    Column(name="full_hours", heading="On the full hour", form=Form.COUNT),
    Column(name="full_hours_by_chance", heading="by chance about", form=Form.HOURS),
    Column(name="midnights", heading="At midnight", form=Form.COUNT),
    Column(name="midnights_by_chance", heading="by chance about", form=Form.HOURS),
    Column(name="rounded", heading="Rounded?"),
)
NOTES = (
    "Messages about the incidents of this period, by the source that sent them; what could not be "
    "read or taken counts on the day on which it came. Where two times disagree nobody can say "
    "which is wrong, so it counts at each source that told of the report or the receipt. A "
    "message that came twice with the same content has no effect and is not counted.",
    "On the full hour: within its first minute; by chance one of 60 exact times is, and one of "
    "1,440 is within the first minute of a day. Rounded: more than chance gives once in a "
    "thousand. Many receipts noted at once, as of a batch, can look like rounding.",
)


def source_tables(sources: Sources) -> tuple[Table, ...]:
    """Return what each source told, what was wrong with it, and how exact its times are."""
    times: list[Row] = [
        (_words(name), MILESTONES[milestone], *_figures(told))
        for (name, milestone), told in _in_order(sources)
    ]
    return (
        _counted("sources", "What each source told", sources, _TOLD),
        _counted("source_troubles", "What was wrong with what it told", sources, _WRONG),
        Table(
            name="source_times",
            title="How exact the times of each source are",
            columns=_TIME_COLUMNS,
            rows=times,
        ),
    )


def _counted(name: str, title: str, sources: Sources, headings: Mapping[Count, str]) -> Table:
    columns = (
        Column(name=count.value, heading=words, form=Form.COUNT)
        for count, words in headings.items()
    )
    rows: list[Row] = [
        (_words(source), *(counted[one] for one in headings))
        for source, counted in sorted(sources.counts.items())
    ]
    # One column for each source on the page: their names are long and few.
    return Table(name=name, title=title, columns=(_SOURCE, *columns), rows=rows, is_turned=True)


def _figures(told: Times) -> tuple[int | float | str | None, ...]:
    return (
        told.told,
        told.exact,
        told.dates,
        told.ranges,
        told.full_hours,
        round(told.exact * FULL_HOUR_CHANCE, PLACES),
        told.midnights,
        round(told.exact * MIDNIGHT_CHANCE, PLACES),
        ("yes" if told.is_rounded else "no") if told.exact else None,
    )


_Placed = tuple[tuple[str, Milestone], Times]


def _in_order(sources: Sources) -> list[_Placed]:
    places = {name: place for place, name in enumerate(Milestone)}
    return sorted(sources.times.items(), key=lambda one: (one[0][0], places[one[0][1]]))


def _words(source: str) -> str:
    if source == ENTERED:
        return "Entered here by people"
    return source or "No source could be read"


def exactness_words(sources: Sources) -> str:
    """Return how many of all times are not exact."""
    told = sum(one.told for one in sources.times.values())
    exact = sum(one.exact for one in sources.times.values())
    if not told:
        return "No time was told."
    if exact == told:
        return f"All of {number_words(told, 'time')} told are exact."
    return (
        f"{told - exact:,} of {number_words(told, 'time')} told are known only as a date or a "
        f"range ({of_100((told - exact) / told)} of every 100)."
    )


def source_sentences(sources: Sources) -> Iterator[str]:
    """Yield what stands out in each source, in the order of their names."""
    for (name, milestone), told in _in_order(sources):
        where = f"{_words(name)}, {MILESTONES[milestone].lower()}"
        if told.dates or told.ranges:
            yield (
                f"{where}: {told.dates + told.ranges:,} of {number_words(told.told, 'time')} are "
                f"not exact ({told.dates:,} only a date, {told.ranges:,} a range)."
            )
        if told.is_rounded:
            yield (
                f"{where}: {told.full_hours:,} of {number_words(told.exact, 'exact time')} lie on "
                f"the full hour, where chance gives about {told.exact * FULL_HOUR_CHANCE:,.0f}, "
                f"and {told.midnights:,} at midnight."
            )
    for name in sorted(sources.counts):
        yield from _troubles(_words(name), sources.counts[name])


_TROUBLES = (
    (Count.NEVER_SENT, "incident", "without a time of sending"),
    (Count.NO_CONTACT, "receipt", "without a contact"),
    (Count.UNMATCHED, "receipt", "without a report of the police"),
    (Count.DISAGREE, "notification", "whose times disagree"),
    (Count.QUARANTINED, "message", "that could not be taken"),
    (Count.NUMBERS_MISSING, "numbered message", "missing"),
)


def _troubles(name: str, counted: Mapping[Count, int]) -> Iterator[str]:
    found = [
        f"{number_words(counted[count], what)} {words}"
        for count, what, words in _TROUBLES
        if counted[count]
    ]
    if found:
        yield f"{name}: {', '.join(found)}."
