"""The table of clocks as a board may see it: the same columns, protected. Pure."""

from collections.abc import Iterator, Sequence

from reviews.cohorts import ALL
from reviews.delays import QUANTILES, Observation, quantiles
from reviews.disclosure import board_length
from reviews.pack.board_grid import OPEN, TIMED, Grid, Named, of_clock
from reviews.pack.board_shown import Shown, is_in
from reviews.pack.clock_table import COLUMNS
from reviews.pack.parts import Row, Table
from reviews.pack.seen import Seen
from schemas.words import Clock, Risk

_GRADES = (*(risk.value for risk in Risk), ALL)


def board_clock_table(shown: Shown, seen: Sequence[Seen]) -> Table:
    """Return every clock by council; duty by risk too. The longest is one family's: never told."""
    rows = [
        (clock.value, force, council, risk, *_figures(shown, seen, clock, area | _grade(risk)))
        for clock in Clock
        for force, council, area in _areas(shown.grid)
        for risk in (_GRADES if clock is Clock.DUTY else (ALL,))
    ]
    return Table(name="clocks", title="Every clock", columns=COLUMNS, rows=rows)


def _areas(grid: Grid) -> Iterator[tuple[str, str, Named]]:
    """Yield each council, each force, all; a council of one force also as a council of all."""
    for force, council in grid.councils:
        yield force, council, grid.area(force, council)
    for force in sorted({force for force, _ in grid.councils}):
        yield force, ALL, grid.area(force, ALL)
    for force, council in grid.councils:
        if [one for _, one in grid.councils].count(council) == 1:
            yield ALL, council, grid.area(force, council)
    yield ALL, ALL, {}


def _grade(risk: str) -> Named:
    return {} if risk == ALL else {"risk": risk}


def _figures(shown: Shown, seen: Sequence[Seen], clock: Clock, named: Named) -> Row:
    n = shown.count(named | of_clock(clock))
    is_duty = clock is Clock.DUTY
    still = (
        shown.count(named | TIMED | {"state": OPEN}) if is_duty and "risk" not in named else None
    )
    share = shown.share(named) if is_duty else None
    low, high = (shown.interval(named) if is_duty else None) or (None, None)
    lengths = [None] * len(QUANTILES) if n is None else _lengths(shown, seen, clock, named)
    return (n, still, share, low, high, *lengths, None)


def _lengths(shown: Shown, seen: Sequence[Seen], clock: Clock, named: Named) -> list[int | None]:
    those = [
        told
        for one in seen
        if is_in(one, shown.grid, named) and isinstance(told := one.clocks[clock], Observation)
    ]
    return [
        None if said.value is None else board_length(said.value, len(those), share)
        for share, said in quantiles(those).items()
    ]
