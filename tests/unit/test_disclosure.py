"""What a board may see: worked examples, and case codes that cannot be joined."""

import re
from datetime import UTC, date, datetime

import pytest

from reviews.disclosure import (
    Cell,
    CountTable,
    Reason,
    TableDoesNotAdd,
    board_share,
    differ_by_one,
    may_show_share,
    pack_code,
    pack_key,
    protect,
)
from schemas.keys import KeyRing

RING = KeyRing(hmac_keys=[b"h" * 32], seal_keys=[b"s" * 32])
OTHER_RING = KeyRing(hmac_keys=[b"i" * 32], seal_keys=[b"s" * 32])
AUTUMN = date(2026, 9, 1), date(2026, 11, 30)
NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
CASES = [f"K7M-{number:04d}" for number in range(300)]


def by_risk(**counts: int) -> CountTable:
    named = {**counts, "all": sum(counts.values())}
    return CountTable(counts={(risk,): n for risk, n in named.items()})


def test_where_rounding_hides_enough_nothing_further_is_withheld() -> None:
    cells = protect(by_risk(high=3, medium=21, standard=41)).cells

    assert cells == {
        ("all",): Cell(shown=65),
        ("high",): Cell(shown=None, withheld=Reason.PRIMARY),
        ("medium",): Cell(shown=20),
        ("standard",): Cell(shown=40),
    }


def test_two_few_beside_an_empty_cell_take_their_total_with_them() -> None:
    cells = protect(by_risk(high=4, medium=3, standard=0)).cells

    assert [cells[risk,].withheld for risk in ("high", "medium")] == [Reason.PRIMARY] * 2
    assert all(cell.shown in (None, 0, 5) for cell in cells.values())


def test_an_empty_council_is_shown_as_none() -> None:
    cells = protect(by_risk(high=0, medium=0)).cells

    assert {cell.shown for cell in cells.values()} == {0}


@pytest.mark.parametrize(
    ("standard", "shown"),
    [
        pytest.param(19, None, id="nineteen-alike-would-be-a-share-of-a-few"),
        pytest.param(20, 0, id="twenty-alike-may-be-said"),
    ],
)
def test_a_zero_that_says_all_are_alike_is_shown_from_twenty(
    standard: int, shown: int | None
) -> None:
    cells = protect(by_risk(high=0, standard=standard)).cells

    assert cells["high",].shown == shown


def test_a_total_that_is_not_its_parts_is_refused() -> None:
    with pytest.raises(TableDoesNotAdd):
        CountTable(counts={("high",): 3, ("medium",): 4, ("all",): 8})


@pytest.mark.parametrize(
    ("met", "n", "shown"),
    [
        pytest.param(10, 19, None, id="of-nineteen-nothing-is-said"),
        pytest.param(10, 20, 0.5, id="of-twenty-it-is"),
        pytest.param(16, 20, None, id="four-were-late"),
        pytest.param(20, 20, 1.0, id="none-was-late"),
        pytest.param(431, 600, 0.72, id="of-many-to-the-per-cent"),
    ],
)
def test_a_share_is_shown_as_coarsely_as_its_counts(met: int, n: int, shown: float | None) -> None:
    assert board_share(met / n, n) == shown


def test_no_percentile_of_fewer_than_twenty() -> None:
    assert not may_show_share(19)
    assert may_show_share(20)


def test_two_packs_that_differ_by_one_case_say_where() -> None:
    before: dict[tuple[str, ...], int] = {("high",): 5, ("medium",): 20, ("all",): 25}
    after: dict[tuple[str, ...], int] = {
        ("high",): 5,
        ("medium",): 20,
        ("standard",): 1,
        ("all",): 26,
    }

    assert differ_by_one(before, after) == (("all",), ("standard",))
    assert differ_by_one(before, before) == ()


def test_a_case_has_another_code_in_another_pack() -> None:
    one = pack_key(RING, *AUTUMN, NOW)
    others = [
        pack_key(RING, *AUTUMN, NOW.replace(hour=10)),
        pack_key(RING, date(2026, 9, 2), AUTUMN[1], NOW),
        pack_key(OTHER_RING, *AUTUMN, NOW),
    ]

    codes = {pack_code(case, one) for case in CASES}

    assert len(codes) == len(CASES)
    assert codes.isdisjoint(CASES)
    for other in others:
        assert codes.isdisjoint({pack_code(case, other) for case in CASES})


def test_the_same_pack_made_again_has_the_same_codes() -> None:
    first, second = (pack_key(RING, *AUTUMN, NOW) for _ in range(2))

    assert [pack_code(case, first) for case in CASES] == [pack_code(case, second) for case in CASES]
    assert re.fullmatch(r"\w{3}-\w{4}", pack_code(CASES[0], first))
