"""Did every incident reach this monitor? The force's own daily counts beside ours. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from reviews.pack.parts import Column, Form, Headline, Period, Row, Section, Table
from reviews.pack.words import number_words
from schemas.control_totals import ControlTotal

_COLUMNS = (
    Column(name="day", heading="Day"),
    Column(name="force", heading="Police force"),
    Column(name="local_authority", heading="Council"),
    Column(name="told", heading="The force counted", form=Form.COUNT),
    Column(name="held", heading="Held here", form=Form.COUNT),
    Column(name="missing", heading="Missing", form=Form.COUNT),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DayHeld:
    """What a force counted of one day, and how many of its incidents we hold."""

    total: ControlTotal
    held: int


def reconciliation_table(days: Sequence[DayHeld], councils: Mapping[str, str]) -> Table:
    """Return every day on which the force counted, and what we hold; ``councils`` are names."""
    return Table(
        name="reconciliation", title="Day by day", columns=_COLUMNS, rows=_rows(days, councils)
    )


def reconciliation_section(
    days: Sequence[DayHeld], period: Period, councils: Mapping[str, str]
) -> Section:
    """Return the days of which something is missing, and how many have no count at all."""
    rows = _rows(days, councils)
    short = [row for row in rows if row[-1]]
    return Section(
        name="reconciliation",
        question="Did every incident reach this monitor?",
        headlines=(_headline(short),) if rows else (),
        sentences=(_sentence(rows), *_uncounted(days, period)),
        tables=(
            Table(
                name="days_short",
                title="Days of which the force counted more than came",
                columns=_COLUMNS,
                rows=short,
            ),
        ),
        notes=(
            "The force counts its incidents with children from another system than the one that "
            "sends them here; closed ones count too. Every day is in the file “reconciliation”.",
        ),
    )


def _rows(days: Sequence[DayHeld], councils: Mapping[str, str]) -> list[Row]:
    rows: list[Row] = []
    for counted in sorted(days, key=_place):
        one, have = counted.total, counted.held
        missing = max(one.incidents_with_children - have, 0)
        name = councils.get(one.local_authority, one.local_authority)
        day = one.day.isoformat()
        rows.append((day, one.force, name, one.incidents_with_children, have, missing))
    return rows


def _headline(short: Sequence[Row]) -> Headline:
    return Headline(figure=f"{_missing(short):,}", words="that the force counted never came")


def _missing(short: Sequence[Row]) -> int:
    return sum(row[-1] for row in short if isinstance(row[-1], int))


def _uncounted(days: Sequence[DayHeld], period: Period) -> tuple[str, ...]:
    """Say of how many days no count came: of them nobody can tell what is missing."""
    places = {(one.total.force, one.total.local_authority) for one in days}
    expected = ((period.last - period.first).days + 1) * len(places)
    if len(days) >= expected:
        return ()
    none = number_words(expected - len(days), "daily count")
    return (f"{none} of {expected:,} did not come: of those days nobody can tell.",)


def _place(counted: DayHeld) -> tuple[date, str, str]:
    total = counted.total
    return total.day, total.force, total.local_authority


def _sentence(rows: Sequence[Row]) -> str:
    if not rows:
        return (
            "Nobody can tell: the force has sent no count of its own for these days, so an "
            "incident that never came would not be seen."
        )
    short = [row for row in rows if row[-1]]
    counted = number_words(len(rows), "daily count")
    if not short:
        return f"On every day of {counted} we hold as many incidents as the force counted."
    return (
        f"{number_words(_missing(short), 'incident')} that the force counted never came, on "
        f"{len(short):,} of {counted}."
    )
