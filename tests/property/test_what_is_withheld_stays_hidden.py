"""Board tables: an attacker with all sums, all roundings and the rules finds no withheld count."""

from collections.abc import Callable, Iterator
from itertools import product
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.disclosure import CountTable, ProtectedTable, board_share, may_show_share, protect
from tests.servers.required import require_package

Key = tuple[str, ...]
Shape = Callable[[Random], CountTable]
ATOMS = (0, 0, 1, 2, 3, 4, 5, 6, 8, 12, 19, 20, 21, 40, 90)


def added(atoms: dict[Key, int]) -> CountTable:
    counts: dict[Key, int] = {}
    for key, count in atoms.items():
        for place in product(*((name, "all") for name in key)):
            counts[place] = counts.get(place, 0) + count
    return CountTable(counts=counts)


def by_council(random: Random) -> CountTable:
    """Force, council and risk; a council is of one force, so (all, council) is not shown."""
    places = [("F", "A"), ("F", "B"), ("F", "C"), ("G", "D"), ("G", "E")]
    keys = [(*place, risk) for place in places for risk in ("high", "medium", "standard")]
    table = added({key: random.choice(ATOMS) for key in keys})
    return CountTable(
        counts={k: n for k, n in table.counts.items() if k[0] != "all" or k[1] == "all"}
    )


def by_row_and_column(random: Random) -> CountTable:
    rows, columns = random.randint(1, 5), random.randint(1, 5)
    keys = product(map(str, range(rows)), map(str, range(columns)))
    return added({key: random.choice(ATOMS) for key in keys})


def by_risk_and_again_by_week(random: Random) -> CountTable:
    """Two tables of the same cases, that have only their total in common."""
    keys = product(("high", "medium", "standard"), ("w1", "w2", "w3", "w4", "w5"))
    table = added({key: random.choice((0, 0, 1, 2, 3, 6)) for key in keys})
    return CountTable(counts={k: n for k, n in table.counts.items() if "all" in k})


SHAPES = (by_council, by_row_and_column, by_risk_and_again_by_week)


def printed(count: int, shown: int | None) -> tuple[float, float]:
    """Return the bounds an attacker takes from the page, in his own arithmetic."""
    if shown is None:
        return 0, float("inf")
    if shown < 10:
        return (0, 0) if shown == 0 else (5, 7)
    if shown == 20:
        return (20, 22) if may_show_share(count) else (18, 19)
    return shown - 2, shown + 2


def sums(table: CountTable) -> Iterator[dict[Key, int]]:
    """Yield every equation of the table, found anew here: each total with the parts of one kind."""
    for total in table.counts:
        for place in (i for i, name in enumerate(total) if name == "all"):
            rest = (*total[:place], *total[place + 1 :])
            parts = [
                k
                for k in table.counts
                if k[place] != "all" and (*k[:place], *k[place + 1 :]) == rest
            ]
            if parts:
                yield {total: -1, **dict.fromkeys(parts, 1)}


def recovered(table: CountTable, safe: ProtectedTable) -> Iterator[tuple[Key, int, float, float]]:
    """Yield each withheld cell with the least and the most that linear programming leaves it."""
    linprog = require_package("scipy.optimize", group="oracle").linprog
    keys = list(table.counts)
    equations = [[line.get(key, 0) for key in keys] for line in sums(table)]
    bounds = [printed(table.counts[key], safe.cells[key].shown) for key in keys]
    for number, key in enumerate(keys):
        if safe.cells[key].shown is not None:
            continue
        ends = []
        for sign in (1, -1):
            goal = [0] * len(keys)
            goal[number] = sign
            found = linprog(goal, A_eq=equations, b_eq=[0] * len(equations), bounds=bounds)
            ends.append(sign * found.fun if found.status == 0 else float("inf"))
        yield key, table.counts[key], ends[0], ends[1]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("seed", range(100))
def test_no_withheld_cell_is_recovered_by_linear_programming(shape: Shape, seed: int) -> None:
    table = shape(Random(seed))  # noqa: S311 (made-up tables)

    for key, count, least, most in recovered(table, protect(table)):
        assert most - least >= 1 - 1e-6, key
        if 1 <= count <= 4:
            assert least < 1 - 1e-6 or most > 4 + 1e-6, key
            assert min(most, 4) - max(least, 1) >= 1 - 1e-6, key


@given(st.randoms(use_true_random=False), st.sampled_from(SHAPES))
def test_no_count_of_one_to_four_is_shown_and_others_are_rounded(
    random: Random, shape: Shape
) -> None:
    table = shape(random)

    for key, cell in protect(table).cells.items():
        count = table.counts[key]
        assert (cell.shown is None) == (cell.withheld is not None)
        assert cell.shown is None or (count not in range(1, 5) and abs(cell.shown - count) <= 2)
        assert cell.shown is None or cell.shown % 5 == 0


@given(st.randoms(use_true_random=False), st.sampled_from(SHAPES))
def test_the_order_of_the_rows_does_not_matter(random: Random, shape: Shape) -> None:
    table = shape(random)
    rows = list(table.counts.items())
    random.shuffle(rows)

    assert list(protect(table).cells.items()) == list(
        protect(CountTable(counts=dict(rows))).cells.items()
    )


def test_a_rounded_share_gives_no_count_back() -> None:
    said: dict[tuple[int, float], set[tuple[int, int]]] = {}
    for n in (*range(20, 128), *range(238, 263), *range(488, 513)):
        for met in range(n + 1):
            share = board_share(met / n, n)
            if share is not None and 0 < met < n:
                assert min(met, n - met) >= 5
                said.setdefault((5 * round(n / 5), share), set()).add((met, n - met))

    assert said
    for answers in said.values():
        assert len({met for met, _ in answers}) > 1
        assert len({rest for _, rest in answers}) > 1
