"""Which alarms interrupt, and which go together: storms and what one file gives rise to."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from alerts.digests import Digest, Whose, decide
from alerts.storms import storm_digest_due
from schemas.raised import Raised
from schemas.words import AgeBand, ListSort, Risk, Role
from tests.contract.parcels import LATE_HIGH, SATURDAY_NIGHT

STOKE, COUNTY = "E06000021", "E10000028"
NICHE = "/police/staffordshire/niche"
STORM = Digest(ListSort.STORM, Role.EDT, STOKE)
MINUTE = timedelta(minutes=1)


def raised(number: int, file: str | None = None, **changed: object) -> Raised:
    told = {"interrupts": frozenset({Role.EDT}), **changed}
    alert = replace(LATE_HIGH, alert_id=f"{number:03}", **told)  # type: ignore[arg-type]
    return Raised(alert=alert, file=file)


def digests(
    alarms: list[Raised], earlier: int = 0, council: str = STOKE
) -> dict[str, Digest | None]:
    told: Counter[Whose] = Counter({(Role.EDT, council): earlier})
    found = decide(alarms, told)
    return {one.raised.alert.alert_id: one.digests.get(Role.EDT) for one in found}


def test_ten_alarms_in_five_minutes_interrupt_one_by_one_the_eleventh_goes_on_a_digest() -> None:
    told = list(digests([raised(n) for n in range(12)]).values())

    assert told == [None] * 10 + [STORM] * 2


@pytest.mark.parametrize(
    ("earlier", "is_alone"),
    [
        pytest.param(9, True, id="nine-before"),
        pytest.param(10, False, id="ten-before"),
        pytest.param(500, False, id="in-the-midst-of-a-storm"),
    ],
)
def test_what_was_raised_in_earlier_looks_counts(earlier: int, *, is_alone: bool) -> None:
    assert digests([raised(1)], earlier) == {"001": None if is_alone else STORM}


def test_a_storm_about_one_council_leaves_the_others_as_they_are() -> None:
    assert digests([raised(1)], earlier=20, council=COUNTY) == {"001": None}


def test_of_one_grade_the_babies_of_a_storm_interrupt() -> None:
    alarms = [raised(n, youngest=AgeBand.FROM_8) for n in range(10)]
    alarms.append(raised(10, youngest=AgeBand.UNDER_4))

    assert digests(alarms)["010"] is None


def test_the_gravest_of_a_storm_are_those_that_interrupt() -> None:
    alarms = [raised(n, risk=Risk.STANDARD) for n in range(20)]
    alarms += [raised(n, risk=Risk.HIGH) for n in range(20, 30)]

    told = digests(alarms)

    assert {code for code, digest in told.items() if digest is None} == {
        f"{n:03}" for n in range(20, 30)
    }


def test_whom_an_alarm_does_not_interrupt_gets_no_digest_of_it() -> None:
    (told,) = decide([raised(1, interrupts=frozenset())], Counter({(Role.EDT, STOKE): 50}))

    assert told.digests == {}


def test_one_role_may_be_in_a_storm_and_the_other_not() -> None:
    both = frozenset({Role.EDT, Role.MASH_MANAGER})
    (told,) = decide([raised(1, interrupts=both)], Counter({(Role.EDT, STOKE): 50}))

    assert told.digests == {Role.EDT: STORM, Role.MASH_MANAGER: None}


def test_what_one_file_gives_rise_to_waits_but_never_what_the_police_grade_high() -> None:
    medium, high = raised(1, NICHE, risk=Risk.MEDIUM), raised(2, NICHE, risk=Risk.HIGH)

    told = digests([medium, high])

    assert told == {"001": Digest(ListSort.FILE, Role.EDT, STOKE, NICHE), "002": None}


def test_what_a_file_holds_back_counts_towards_no_storm() -> None:
    held = [raised(n, NICHE, risk=Risk.MEDIUM) for n in range(30)]

    told = digests([*held, raised(99, risk=Risk.STANDARD)])

    assert told["099"] is None


@pytest.mark.parametrize(
    ("minutes_before", "wait"),
    [
        pytest.param(None, timedelta(seconds=30), id="the-first"),
        pytest.param(60, timedelta(seconds=30), id="a-new-storm"),
        pytest.param(1, 4 * MINUTE, id="the-storm-lasts"),
        pytest.param(-600, 5 * MINUTE, id="the-last-was-of-a-clock-that-ran-ahead"),
    ],
)
def test_a_storm_sends_a_digest_every_five_minutes_at_most(
    minutes_before: int | None, wait: timedelta
) -> None:
    last = None if minutes_before is None else SATURDAY_NIGHT - minutes_before * MINUTE

    assert storm_digest_due(SATURDAY_NIGHT, last) == SATURDAY_NIGHT + wait
