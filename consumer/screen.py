"""What a person sees of waiting cases on a terminal: a table, and one sentence."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from rich.box import SIMPLE_HEAD
from rich.table import Table

from alerts.holding import hold_words
from alerts.plain_words import age_words, duration_words, london_words, rung_words
from schemas.listing import Waiting
from schemas.policy import Policy
from schemas.words import BABIES, Risk

RISK_WORDS = {
    Risk.NOT_ASSESSED: "not assessed",
    Risk.STANDARD: "standard",
    Risk.MEDIUM: "medium",
    Risk.HIGH: "HIGH",
}
"""Short, for a column; not assessed is never low."""


WIDE = 128
"""Columns of a terminal from which the whole table fits; a narrower one shows fewer columns."""

_ONLY_WIDE = frozenset({"Waited", "Told so far"})


def waiting_table(
    waiting: Sequence[Waiting], policy: Policy, *, title: str, width: int = WIDE
) -> Table:
    """Return who waits as a table: late first, babies first (marked *), then by limit."""
    table = Table(
        title=title,
        title_justify="left",
        header_style="bold",
        box=SIMPLE_HEAD,
        show_edge=False,
        padding=(0, 1, 0, 0),
    )
    rows = [_cells(one, policy) for one in waiting]
    for name in _NAMES:
        if width >= WIDE or name not in _ONLY_WIDE:
            table.add_column(
                name,
                justify="right" if name in ("Children", "Waited") else "left",
                no_wrap=True,
                min_width=_AT_LEAST.get(name),
            )
    shown = [column.header for column in table.columns]
    for one, cells in zip(waiting, rows, strict=True):
        table.add_row(*(cells[str(name)] for name in shown), style="bold" if one.is_late else None)
    return table


_AT_LEAST = {"Case code": 9, "Council": 14, "Risk": 12, "Late?": 17}
"""What must stay whole where a terminal is too narrow for all."""

_NAMES = (
    "Case code",
    "Council",
    "Risk",
    "Youngest",
    "Children",
    "Waited",
    "Late?",
    "Told so far",
)


def _cells(one: Waiting, policy: Policy) -> dict[str, str]:
    case = one.listed.case
    council = policy.councils.get(case.local_authority or "")
    baby = "* " if case.youngest in BABIES else ""
    cells = (
        _code(one),
        council.name if council else "not known",
        RISK_WORDS[case.risk],
        f"{baby}{age_words(case.youngest).removesuffix(' years')}",
        "not known" if case.children is None else str(case.children),
        "not known" if one.waited is None else duration_words(one.waited),
        _lateness(one),
        "-" if one.listed.rung is None else rung_words(one.listed.rung),
    )
    return dict(zip(_NAMES, cells, strict=True))


def _code(one: Waiting) -> str:
    """Return the case code, and below it the reference where it may be shown."""
    reference = one.listed.reference
    return one.listed.handle if reference is None else f"{one.listed.handle}\n{reference}"


def _lateness(one: Waiting) -> str:
    if one.late_at is None:
        return "not known"
    if one.is_late:
        return f"LATE {duration_words(one.as_of - one.late_at)}"
    return f"from {_short(one.late_at)}"


def _short(at: datetime) -> str:
    """Return an instant in Europe/London in few letters: "Sat 13 Jun 23:10"."""
    weekday, day, month, clock = london_words(at).split(" ")[:4]
    return f"{weekday} {day} {month[:3]} {clock}"


def waiting_words(waiting: Sequence[Waiting]) -> str:
    """Return the one sentence a director reads."""
    known = [one.listed.case.children for one in waiting if one.listed.case.children is not None]
    unknown = len(waiting) - len(known)
    late = sum(one.is_late for one in waiting)
    longest = max((one.waited for one in waiting if one.waited is not None), default=None)
    if not waiting:
        return "Nobody is known to wait, of those that messages have told us."
    words = (
        f"{_counted(sum(known), 'child', 'children')}, "
        f"{_counted(len(waiting), 'notification', 'notifications')}: "
        "police know, front door not told. "
        f"{late} late. Longest {duration_words(longest) if longest is not None else 'not known'}."
    )
    return f"{words} Children not known for {unknown}." if unknown else words


def hold_lines(waiting: Sequence[Waiting]) -> Iterator[str]:
    """Yield a line for each case that somebody has in hand: who, why, and until when."""
    for one in waiting:
        if one.hold is not None:
            yield f"In hand {one.listed.handle}  {hold_words(one.hold)}"


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
