"""What a case tells of its first and its full notice, and of the team that took it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from reviews.cohorts import ALL, Timed, Told
from reviews.delays import (
    LeftOut,
    Looked,
    NoticeLeg,
    Observation,
    Taker,
    observe_notice,
    observe_taken,
)
from reviews.notice_figures import notice_figures
from schemas import figures as names
from schemas.counts import Labels
from schemas.records import Case
from schemas.words import Risk
from tests.model.sentences import close, contact, receipt, report
from tests.replays.ours import HOUSE
from tests.spec import told_cases
from tests.spec.made_cases import at

FRIDAY = Looked(as_of=at("06-19 10:00"), policies=HOUSE.policies)
REPORTED = report("06-17 10:00")
FIRST = receipt("06-17 12:00")
FULL = receipt("06-17 15:00", notice="full")
TO_FIRST, TO_FULL, AFTER = NoticeLeg
TODAY = date(2026, 6, 23)
LIMIT = timedelta(hours=24)


def case(*messages: dict[str, object]) -> Case:
    return told_cases.cases([REPORTED, *messages])["A"]


@pytest.mark.parametrize(
    ("messages", "expected"),
    [
        pytest.param((FIRST, FULL), (2, 5, 3), id="first-and-then-full"),
        pytest.param((), (">48", ">48", LeftOut.NOT_APART), id="nobody-was-told-yet"),
        pytest.param((FIRST,), (2, ">48", ">46"), id="the-full-one-is-still-to-come"),
        pytest.param(
            (FIRST, contact("06-18 10:00", "decided")),
            (2, ">48", ">46"),
            id="decided-without-the-full-one",
        ),
        pytest.param(
            (FULL,), (LeftOut.NOT_APART, 5, LeftOut.NOT_APART), id="it-came-as-the-full-one"
        ),
        pytest.param(
            (FULL, receipt("06-17 18:00")), (8, 5, LeftOut.TIMES_DISAGREE), id="full-before-first"
        ),
        pytest.param(
            (receipt("06-17 12:00", notice="resend"),),
            (LeftOut.NOT_APART,) * 3,
            id="nobody-says-which-notice-it-was",
        ),
        pytest.param(
            (FIRST, close("06-17 13:00", "withdrawn")),
            (2, LeftOut.NO_LONGER_EXPECTED, LeftOut.NO_LONGER_EXPECTED),
            id="closed-before-the-full-one",
        ),
        pytest.param(
            (FIRST, receipt("06-19 12:00", notice="full")),
            (2, ">48", ">46"),
            id="the-full-one-came-after-the-instant-we-look-at",
        ),
    ],
)
def test_each_notice_is_timed_by_itself(
    messages: tuple[dict[str, object], ...], expected: tuple[object, ...]
) -> None:
    told = case(*messages)

    said = [_hours(observe_notice(told, leg, FRIDAY)) for leg in NoticeLeg]

    assert tuple(said) == expected


def _hours(said: Observation | LeftOut) -> object:
    if isinstance(said, LeftOut):
        return said
    hours = said.at_least / timedelta(hours=1)
    return f">{hours:g}" if said.is_open else hours


def test_a_receipt_belongs_to_the_team_that_its_message_names() -> None:
    by_night = receipt("06-17 23:00", received_by="mash")

    taken = observe_taken(case(by_night), FRIDAY)

    assert taken is not None
    assert (taken[0], taken[1].at_least) == (Taker.MASH, timedelta(hours=13))


@pytest.mark.parametrize(
    ("hour", "taker"),
    [
        pytest.param("06-17 12:00", Taker.UNNAMED_OPEN, id="by-day"),
        pytest.param("06-17 23:00", Taker.UNNAMED_CLOSED, id="by-night"),
    ],
)
def test_only_where_no_team_is_named_the_hour_speaks_and_it_says_so(
    hour: str, taker: Taker
) -> None:
    taken = observe_taken(replace(case(receipt(hour)), received_by=None), FRIDAY)

    assert taken is not None
    assert taken[0] is taker


def test_no_team_has_a_notification_that_still_waits() -> None:
    assert observe_taken(case(), FRIDAY) is None


def told(timed: Timed, hours: float, *, is_open: bool = False) -> Told:
    length = timedelta(hours=hours)
    return Told(
        clock=timed,
        force="staffordshire",
        local_authority="E06000021",
        day=TODAY,
        observation=Observation(
            at_least=length, at_most=None if is_open else length, risk=Risk.MEDIUM, target=LIMIT
        ),
    )


def made(some: list[Told], metric: str) -> dict[Labels, float]:
    return {one.labels: one.value for one in notice_figures(some, TODAY) if one.metric == metric}


def of(timed: Timed, *more: str) -> Labels:
    return (timed.value, "staffordshire", ALL, *more, "7d")


def test_an_open_notice_counts_as_long_as_it_has_run() -> None:
    some = [told(TO_FULL, 2)] * 15 + [told(TO_FULL, 30, is_open=True)] * 10

    assert made(some, names.NOTICE_SAMPLE)[of(TO_FULL)] == 25
    assert made(some, names.NOTICE_OPEN)[of(TO_FULL)] == 10
    lengths = made(some, names.NOTICE_QUANTILE)
    assert lengths[of(TO_FULL, "0.5")] == 2 * 3600
    assert of(TO_FULL, "0.9") not in lengths


@pytest.mark.parametrize(("number", "is_said"), [(19, False), (20, True)])
def test_under_twenty_neither_a_length_nor_a_share_is_said(number: int, is_said: bool) -> None:
    some = [told(AFTER, 2)] * number + [told(Taker.EDT, 2)] * number

    assert made(some, names.NOTICE_SAMPLE)[of(AFTER)] == number
    assert made(some, names.TAKEN_SAMPLE)[of(Taker.EDT)] == number
    assert bool(made(some, names.NOTICE_QUANTILE)) is is_said
    assert bool(made(some, names.TAKEN_IN_TIME)) is is_said


def test_each_team_has_a_share_of_its_own() -> None:
    some = [told(Taker.EDT, 30)] * 5 + [told(Taker.EDT, 2)] * 15 + [told(Taker.MASH, 2)] * 20

    shares = made(some, names.TAKEN_IN_TIME)

    assert shares[of(Taker.EDT)] == pytest.approx(0.75)
    assert shares[of(Taker.MASH)] == 1
