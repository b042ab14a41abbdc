"""Did every incident reach this monitor? The force's own daily counts beside ours. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from reviews.pack.parts import Column, Form, Row, Section, Table
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


def reconciliation_section(days: Sequence[DayHeld], councils: Mapping[str, str]) -> Section:
    """Return every day on which the force counted, and what we hold; ``councils`` are names."""
    rows: list[Row] = []
    for counted in sorted(days, key=_place):
        one, have = counted.total, counted.held
        missing = max(one.incidents_with_children - have, 0)
        name = councils.get(one.local_authority, one.local_authority)
        day = one.day.isoformat()
        rows.append((day, one.force, name, one.incidents_with_children, have, missing))
    return Section(
        name="reconciliation",
        question="Did every incident reach this monitor?",
        sentences=(_sentence(rows),),
        tables=(Table(name="reconciliation", title="Day by day", columns=_COLUMNS, rows=rows),),
        notes=(
            "The force counts its incidents with children from another system than the one that "
            "sends them here; closed ones count too.",
        ),
    )


def _place(counted: DayHeld) -> tuple[date, str, str]:
    total = counted.total
    return total.day, total.force, total.local_authority


def _sentence(rows: Sequence[Row]) -> str:
    if not rows:
        return (
            "Nobody can tell: the force has sent no count of its own for these days, so an "
            "incident that never came would not be seen."
        )
    short = [row[-1] for row in rows if isinstance(row[-1], int) and row[-1]]
    counted = number_words(len(rows), "daily count")
    if not short:
        return f"On every day of {counted} we hold as many incidents as the force counted."
    return (
        f"{number_words(sum(short), 'incident')} that the force counted never came, on "
        f"{len(short):,} of {counted}."
    )
