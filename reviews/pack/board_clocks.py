"""The table of clocks as a board may see it: the same columns, protected. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from reviews.cohorts import ALL
from reviews.delays import QUANTILES, Observation, quantiles
from reviews.disclosure import board_length
from reviews.disclosure.tables import Key
from reviews.pack.board_grid import OPEN, TIMED, Grid, Named, key_of, names_of, of_clock
from reviews.pack.board_shown import Shown, grouped
from reviews.pack.clock_table import COLUMNS
from reviews.pack.parts import Row, Table
from reviews.pack.seen import Seen
from schemas.words import Clock, Risk

Groups = Mapping[Key, Sequence[Seen]]

_GRADES = (*(risk.value for risk in Risk), ALL)


def board_clock_table(shown: Shown, seen: Sequence[Seen]) -> Table:
    """Return every clock by council; duty by risk too. The longest is one family's: never told."""
    groups = grouped(seen, shown.grid)

    @cache
    def figures(clock: Clock, key: Key) -> Row:
        # With one force, that force and all are the same notifications once more.
        return _figures(shown, groups, clock, names_of(key))

    rows = [
        (clock.value, force, council, risk, *figures(clock, key_of(area | _grade(risk))))
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


def _figures(shown: Shown, groups: Groups, clock: Clock, named: Named) -> Row:
    n = shown.count(named | of_clock(clock))
    is_duty = clock is Clock.DUTY
    still = (
        shown.count(named | TIMED | {"state": OPEN}) if is_duty and "risk" not in named else None
    )
    share = shown.share(named) if is_duty else None
    low, high = (shown.interval(named) if is_duty else None) or (None, None)
    lengths = [None] * len(QUANTILES) if n is None else _lengths(groups[key_of(named)], clock)
    return (n, still, share, low, high, *lengths, None)


def _lengths(seen: Sequence[Seen], clock: Clock) -> list[int | None]:
    those = [told for one in seen if isinstance(told := one.clocks[clock], Observation)]
    return [
        None if said.value is None else board_length(said.value, len(those), share)
        for share, said in quantiles(those).items()
    ]
