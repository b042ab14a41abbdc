"""A figure before and after a day: equal spans, with interval, or why nothing can be said."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest

from reviews.agreed import Agreed, Change, Moved
from reviews.delays import Estimate, Observation, Sides, spans_around, told_in_time
from reviews.delays.before_after import Difference, beyond, differ
from reviews.pack import Period, Seen
from reviews.pack.before_after import before_after_section
from reviews.pack.changed import changed_section
from reviews.pack.effect_words import effect_words
from reviews.pack.effects import Effect, Ground, effects_of
from schemas.words import Clock, Risk, Role
from tests.spec.test_review_cases import HOUR, seen

STOKE, COUNTY = "E06000021", "E10000028"
PLACES = {STOKE: "Stoke-on-Trent", COUNTY: "Staffordshire", "staffordshire": "Staffordshire Police"}
SINCE = date(2026, 6, 15)
JUNE = Period.of(date(2026, 6, 1), date(2026, 6, 28), None)


@pytest.mark.parametrize(
    ("since", "first", "last", "weeks"),
    [
        pytest.param("2026-06-15", "2026-06-01", "2026-06-28", 2, id="two-weeks-on-each-side"),
        pytest.param("2026-06-15", "2026-06-02", "2026-06-28", None, id="a-day-too-few-before"),
        pytest.param("2026-06-15", "2026-06-01", "2026-06-27", None, id="a-day-too-few-after"),
        pytest.param("2026-06-15", "2026-01-01", "2026-07-08", 3, id="the-shorter-side-decides"),
        pytest.param("2026-06-15", "2025-01-01", "2027-12-31", 13, id="no-longer-than-13-weeks"),
        pytest.param("2026-07-15", "2026-06-01", "2026-06-28", None, id="after-the-period"),
    ],
)
def test_both_sides_are_as_many_whole_weeks(
    since: str, first: str, last: str, weeks: int | None
) -> None:
    day, *ends = map(date.fromisoformat, (since, first, last))

    found = spans_around(day, ends[0], ends[1])

    assert (found and found.weeks) == weeks
    if found is not None:
        assert not found.is_before(day)
        assert found.is_after(day)
        assert found.since - found.first == found.end - found.since


def test_the_interval_of_a_difference_is_that_of_the_worked_example() -> None:
    # Newcombe (1998), table II, example (a): 56 of 70 less 48 of 80, method 10. The two intervals
    # are Wilson's, worked out from the counts.
    sides = Sides(
        after=Estimate(n=70, open=0, value=0.8, low=0.691834, high=0.876953),
        before=Estimate(n=80, open=0, value=0.6, low=0.490455, high=0.700382),
    )

    difference = sides.difference

    assert difference is not None
    assert (difference.low, difference.high) == pytest.approx((0.0524, 0.3339), abs=5e-5)
    assert difference.is_more_than_chance


def test_what_moved_as_much_beside_it_leaves_nothing() -> None:
    moved = Difference(value=0.2, low=0.1, high=0.3)

    more = beyond(moved, moved)

    assert more.value == 0
    assert not more.is_more_than_chance


def reported(
    council: str,
    day: date,
    waits: Sequence[int],
    *,
    goes_on: bool = False,
    risk: Risk = Risk.MEDIUM,
) -> list[Seen]:
    """Notifications of one day with a limit of 24 h; lengths in hours."""
    return [
        replace(
            seen(f"{council} {day} {goes_on} {risk} {number}"),
            local_authority=council,
            day=day,
            clocks={
                **seen("A").clocks,
                Clock.DUTY: Observation(
                    at_least=wait * HOUR,
                    at_most=None if goes_on else wait * HOUR,
                    risk=risk,
                    target=24 * HOUR,
                ),
            },
        )
        for number, wait in enumerate(waits)
    ]


def observed(wait: int) -> Observation:
    length = wait * HOUR
    return Observation(at_least=length, at_most=length, risk=Risk.MEDIUM, target=24 * HOUR)


def changed(concerns: str, since: date = SINCE) -> Change:
    return Change(
        since=since,
        what="The desk sends at weekends",
        agreed_by=(Role.POLICE_MANAGER,),
        concerns=concerns,
        figure=Moved.TOLD_IN_TIME,
    )


BEFORE, AFTER = SINCE - timedelta(days=1), SINCE
BOTH_COUNCILS = [
    *reported(STOKE, BEFORE, [10] * 20 + [40] * 20),
    *reported(STOKE, AFTER, [10] * 36 + [40] * 4),
    *reported(COUNTY, BEFORE, [10] * 20 + [40] * 20),
    *reported(COUNTY, AFTER, [10] * 20 + [40] * 20),
]


def effect_of(concerns: str, those: Sequence[Seen], since: date = SINCE) -> Effect:
    fates = {one.code: one.code for one in those}
    ground = Ground(seen=those, period=JUNE, places=PLACES, fates=fates)
    (effect,) = effects_of([changed(concerns, since)], ground)
    return effect


def test_a_change_in_one_council_stands_beside_the_other_of_its_force() -> None:
    effect = effect_of(STOKE, BOTH_COUNCILS)

    said = " ".join(before_after_section([effect]).sentences)

    assert [one.name for one in effect.beside] == ["Staffordshire"]
    assert (
        "1 can be told before and after, by the figure that was to move: 1 for the better" in said
    )
    assert "50 of every 100 (40 notifications) before, 90 of every 100 (40 notifications)" in said
    assert "Beside it, in Staffordshire, where this was not changed: Told in time: 50" in said
    assert "Set against that the difference is about 40 more of every 100" in said
    assert "no proof" in said


def test_a_share_that_rose_only_because_other_grades_came_is_no_change_for_the_better() -> None:
    # High: 20 of 80 before, 4 of 20 after. Standard: 16 of 20 before, 60 of 80 after. Both fell.
    effect = effect_of(
        STOKE,
        [
            *reported(STOKE, BEFORE, [10] * 20 + [40] * 60, risk=Risk.HIGH),
            *reported(STOKE, BEFORE, [10] * 16 + [40] * 4, risk=Risk.STANDARD),
            *reported(STOKE, AFTER, [10] * 4 + [40] * 16, risk=Risk.HIGH),
            *reported(STOKE, AFTER, [10] * 60 + [40] * 20, risk=Risk.STANDARD),
        ],
    )

    lead, *lines = before_after_section([effect]).sentences

    assert "Told in time: 36 of every 100 (100 notifications) before, 64 of every 100" in lines[0]
    assert any("With the same mix of grades on both sides" in line for line in lines)
    assert effect.here is not None
    assert effect.here.alike is not None
    assert effect.here.alike.value == pytest.approx(-0.05)
    assert "1 that chance or another mix of grades may explain" in lead
    assert effect_words(effect).endswith("same mix of grades, chance alone may explain it")


def test_with_a_grade_that_came_on_one_side_only_the_same_mix_cannot_be_said() -> None:
    effect = effect_of(STOKE, [*BOTH_COUNCILS, *reported(STOKE, AFTER, [10], risk=Risk.HIGH)])

    said = " ".join(before_after_section([effect]).sentences)

    assert "with the same mix of grades cannot be said" in said


def test_a_change_of_the_whole_force_has_nobody_beside_it() -> None:
    effect = effect_of("staffordshire", BOTH_COUNCILS)

    assert effect.here is not None
    assert (effect.here.share.before.n, effect.here.share.after.n) == (80, 80)
    assert effect.beside == ()
    assert "No council of the same force" in " ".join(before_after_section([effect]).sentences)


def test_those_who_still_wait_count_as_long_as_they_have_and_are_not_left_out() -> None:
    young = [*reported(STOKE, AFTER, [10] * 20), *reported(STOKE, AFTER, [30] * 20, goes_on=True)]
    effect = effect_of(STOKE, [*reported(STOKE, BEFORE, [10] * 20 + [40] * 20), *young])

    assert effect.here is not None
    after = effect.here.share.after
    assert (after.n, after.open, after.value) == (40, 20, 0.5)


@pytest.mark.parametrize(
    ("those", "since", "says"),
    [
        pytest.param(
            BOTH_COUNCILS, date(2026, 6, 20), "under two weeks of the period", id="too-few-days"
        ),
        pytest.param(
            [*reported(STOKE, BEFORE, [10] * 19), *reported(STOKE, AFTER, [10] * 40)],
            SINCE,
            "before it there are fewer than 20",
            id="too-few-notifications",
        ),
        pytest.param(
            reported(STOKE, BEFORE, [10] * 40), SINCE, "after it there are none", id="none"
        ),
    ],
)
def test_what_the_data_cannot_bear_is_not_said(
    those: Sequence[Seen], since: date, says: str
) -> None:
    effect = effect_of(STOKE, those, since)

    section = changed_section(Agreed(changes=(effect.change,)), [effect], JUNE, PLACES)

    assert says in str(section.tables[0].rows[0][-1])
    assert "0 can be told before and after." in before_after_section([effect]).sentences[0]


def test_another_change_within_the_same_weeks_is_said() -> None:
    fates = {one.code: one.code for one in BOTH_COUNCILS}
    ground = Ground(seen=BOTH_COUNCILS, period=JUNE, places=PLACES, fates=fates)
    changes = [
        changed(STOKE),
        changed(COUNTY, date(2026, 6, 20)),
        changed(COUNTY, date(2026, 7, 9)),
    ]

    first, *_ = effects_of(changes, ground)

    assert first.others == (2,)
    assert "began change 2 too" in before_after_section([first]).sentences[-1]


def test_without_a_file_the_pack_asks_for_what_is_agreed_today() -> None:
    section = changed_section(Agreed(), (), JUNE, PLACES)

    assert section.tables == ()
    assert "No changes and no actions were given" in section.sentences[0]


def test_the_interval_of_a_difference_covers_nineteen_times_of_twenty() -> None:
    chance = Random(1998)  # noqa: S311 - waits of a simulation
    covered = told = 0
    for _ in range(400):
        one, other = (_drawn(chance, in_time) for in_time in (0.6, 0.75))
        again = _drawn(chance, in_time=0.6)
        moved = Sides(before=told_in_time(one), after=told_in_time(other)).difference
        nothing = Sides(before=told_in_time(one), after=told_in_time(again)).difference
        assert moved is not None
        assert nothing is not None
        covered += moved.low <= 0.15 <= moved.high
        told += nothing.is_more_than_chance

    assert covered >= 0.93 * 400
    assert told <= 0.07 * 400


def _drawn(chance: Random, in_time: float) -> list[Observation]:
    """Ninety waits of which so many are in time; a few are still watched, half their limit long."""
    lengths = [chance.uniform(0, 24) if chance.random() < in_time else 40 for _ in range(90)]
    return [
        Observation(
            at_least=(12 * HOUR if is_open else length * HOUR),
            at_most=None if is_open else length * HOUR,
            risk=Risk.MEDIUM,
            target=24 * HOUR,
        )
        for length in lengths
        for is_open in (length > 12 and chance.random() < 0.1,)
    ]


def test_twenty_areas_told_alike_are_seldom_called_different() -> None:
    chance = Random(4)  # noqa: S311 - made-up waits
    called = 0
    for _ in range(60):
        areas = [
            [observed(10 if chance.random() < 0.7 else 40) for _ in range(40)] for _ in range(20)
        ]
        called += differ([told_in_time(area) for area in areas], among=190)

    assert called <= 6  # 23 of them where two intervals need only lie apart


def test_one_area_told_much_later_than_nineteen_others_is_called_different() -> None:
    usual = told_in_time([*[observed(10)] * 35, *[observed(40)] * 15])
    late = told_in_time([*[observed(10)] * 10, *[observed(40)] * 40])

    assert differ([*[usual] * 19, late], among=190)
    assert not differ([usual] * 20, among=190)
