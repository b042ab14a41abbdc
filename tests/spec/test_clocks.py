"""Elapsed time between moments with bounds, and what it says against a target. Section 3."""

from datetime import timedelta

import pytest

from schemas.clocks import (
    NO_VALUE,
    Elapsed,
    TimesDisagree,
    decision_due,
    elapsed,
    is_believable,
    judge,
    judge_decision,
    judge_duty,
    judge_pickup,
    read_clock,
)
from schemas.moments import Moment, parse_moment
from schemas.records import Reading
from schemas.words import Risk, Verdict
from tests.model.sentences import utc
from tests.spec.made_cases import POLICY, at

HOURS = POLICY.hours("E06000021")
HOUR, MINUTE, SECOND = timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)
ZERO = timedelta(0)
EIGHT = 8 * HOUR


def moment(told: object) -> Moment:
    """Return the moment of `06-17 10:00`, of a pair of those, or of a bare date."""
    return parse_moment(utc(told))


@pytest.mark.parametrize(
    ("start", "end", "lower", "upper"),
    [
        pytest.param("06-17 10:00", "06-17 12:00", 2 * HOUR, 2 * HOUR, id="both-exact"),
        pytest.param("06-17 10:00", "06-17 10:00", ZERO, ZERO, id="at-the-very-instant"),
        pytest.param("06-17 10:00", "2026-06-18", 13 * HOUR, 37 * HOUR, id="a-day-as-the-end"),
        pytest.param("2026-06-16", "06-17 10:00", 11 * HOUR, 35 * HOUR, id="a-day-as-the-start"),
        pytest.param("06-17 10:00", "2026-06-17", ZERO, 13 * HOUR, id="a-day-that-may-overlap"),
        pytest.param(
            ("06-17 10:00", "06-17 12:00"),
            ("06-17 13:00", "06-17 20:00"),
            HOUR,
            10 * HOUR,
            id="two-ranges",
        ),
        pytest.param(
            ("06-17 10:00", "06-17 12:00"),
            ("06-17 12:00", "06-17 20:00"),
            ZERO,
            10 * HOUR,
            id="ranges-that-touch",
        ),
        pytest.param("03-28 23:30", "03-30 08:00", 32.5 * HOUR, 32.5 * HOUR, id="spring-forward"),
        pytest.param("10-24 22:30", "10-26 09:00", 34.5 * HOUR, 34.5 * HOUR, id="autumn-back"),
        pytest.param("06-16 12:00", "2026-03-29", None, None, id="a-day-before-for-certain"),
    ],
)
def test_how_long_passed_at_least_and_at_most(
    start: object, end: object, lower: timedelta | None, upper: timedelta | None
) -> None:
    if lower is None or upper is None:
        with pytest.raises(TimesDisagree, match="is before"):
            elapsed(moment(start), moment(end))
        return

    assert elapsed(moment(start), moment(end)) == Elapsed(lower=lower, upper=upper)


@pytest.mark.parametrize(
    ("end", "is_skewed"),
    [
        pytest.param("06-17 09:59:59", True, id="a-second-too-early"),
        pytest.param("06-17 09:55", True, id="five-minutes-too-early"),
        pytest.param("06-17 09:54:59", None, id="a-second-more"),
        pytest.param(("06-17 09:00", "06-17 09:58"), True, id="a-range-at-most-two-minutes-early"),
        pytest.param(("06-17 09:00", "06-17 10:00"), False, id="a-range-that-touches"),
    ],
)
def test_an_end_before_its_start_is_skew_up_to_five_minutes_and_then_disbelieved(
    end: object, *, is_skewed: bool | None
) -> None:
    start = moment("06-17 10:00")

    assert is_believable(start, moment(end)) is (is_skewed is not None)
    if is_skewed is None:
        with pytest.raises(TimesDisagree):
            read_clock(start, moment(end), HOURS)
        return
    reading, skewed = read_clock(start, moment(end), HOURS)
    assert (reading.lower, reading.upper, skewed) == (ZERO, ZERO, is_skewed)


def test_without_a_start_every_end_is_believable() -> None:
    assert is_believable(None, moment("06-17 10:00"))


@pytest.mark.parametrize(
    ("lower", "upper", "verdict"),
    [
        pytest.param(EIGHT, EIGHT, Verdict.MET, id="met-to-the-second"),
        pytest.param(EIGHT + SECOND, EIGHT + SECOND, Verdict.LATE, id="late-by-a-second"),
        pytest.param(ZERO, EIGHT, Verdict.MET, id="met-at-most"),
        pytest.param(ZERO, EIGHT + SECOND, Verdict.CANNOT_TELL, id="may-be-late"),
        pytest.param(EIGHT, 9 * HOUR, Verdict.CANNOT_TELL, id="at-least-met"),
        pytest.param(EIGHT + SECOND, 9 * HOUR, Verdict.LATE, id="at-least-late"),
    ],
)
def test_met_late_or_cannot_tell(lower: timedelta, upper: timedelta, verdict: Verdict) -> None:
    is_exact = lower == upper
    reading = Reading(lower=lower, upper=upper, is_exact=is_exact, working=HOUR)

    judged = judge_duty(reading, EIGHT, Risk.HIGH)

    assert judge(lower, upper, EIGHT) is verdict
    assert judged == Reading(
        lower=lower,
        upper=upper,
        is_exact=is_exact,
        working=HOUR,
        target=EIGHT,
        verdict=verdict,
        late_by=SECOND if verdict is Verdict.LATE else None,
        risk=Risk.HIGH,
    )


def test_every_verdict_has_a_row() -> None:
    assert {judge(ZERO, HOUR * n, EIGHT) for n in (1, 9)} | {
        judge(EIGHT * 2, EIGHT * 3, EIGHT)
    } == (set(Verdict))


def test_a_duty_clock_without_a_value_cannot_tell() -> None:
    assert judge_duty(NO_VALUE, EIGHT, Risk.HIGH) is NO_VALUE
    assert (NO_VALUE.verdict, NO_VALUE.target, NO_VALUE.late_by) == (
        Verdict.CANNOT_TELL,
        None,
        None,
    )


def test_working_time_stands_beside_exact_ends_only() -> None:
    friday, monday = moment("06-19 15:00"), moment("06-22 08:00")

    exact, _ = read_clock(friday, monday, HOURS)
    bounded, _ = read_clock(friday, moment("2026-06-22"), HOURS)

    assert (exact.is_exact, exact.lower, exact.working) == (True, 65 * HOUR, HOUR)
    assert (bounded.is_exact, bounded.working) == (False, None)


@pytest.mark.parametrize(
    ("told", "contact", "risk", "verdict", "late_by"),
    [
        pytest.param(
            "06-19 14:30",
            "06-22 08:30",
            Risk.HIGH,
            Verdict.MET,
            None,
            id="two-hours-over-a-weekend",
        ),
        pytest.param(
            "06-19 14:30", "06-22 08:30:01", Risk.HIGH, Verdict.LATE, SECOND, id="a-second-more"
        ),
        pytest.param(
            "06-19 14:30",
            "06-22 14:30",
            Risk.MEDIUM,
            Verdict.MET,
            None,
            id="eight-hours-for-others",
        ),
        pytest.param(
            "2026-06-17",
            "06-18 15:00",
            Risk.STANDARD,
            Verdict.CANNOT_TELL,
            None,
            id="told-some-time-that-day",
        ),
        pytest.param(
            "2026-06-17",
            "06-19 14:00",
            Risk.STANDARD,
            Verdict.LATE,
            7 * HOUR,
            id="late-however-late-it-was-told-that-day",
        ),
    ],
)
def test_pickup_is_judged_in_front_door_hours(
    told: object, contact: str, risk: Risk, verdict: Verdict, late_by: timedelta | None
) -> None:
    ends = moment(told), moment(contact)

    judged = judge_pickup(read_clock(*ends, HOURS)[0], ends, POLICY, HOURS, risk)

    assert (judged.verdict, judged.late_by, judged.risk) == (verdict, late_by, risk)
    assert judged.target == POLICY.pickup_target(risk).late
    assert judged.upper == ends[1].latest - ends[0].earliest


@pytest.mark.parametrize(
    ("told", "risk", "due"),
    [
        pytest.param("06-17 10:00", Risk.STANDARD, "06-18 16:00", id="close-of-the-next-day"),
        pytest.param("06-17 10:00", Risk.HIGH, "06-18 10:00", id="high-also-in-24-hours"),
        pytest.param("06-17 20:00", Risk.HIGH, "06-18 16:00", id="high-by-the-close-if-sooner"),
        pytest.param("06-18 10:00", Risk.STANDARD, "06-19 15:30", id="friday-closes-earlier"),
        pytest.param("06-19 10:00", Risk.STANDARD, "06-22 16:00", id="over-a-weekend"),
        pytest.param("06-17 23:30", Risk.STANDARD, "06-19 15:30", id="past-midnight-in-london"),
        pytest.param("05-22 10:00", Risk.STANDARD, "05-26 16:00", id="over-a-bank-holiday"),
    ],
)
def test_by_when_a_decision_is_due(told: str, risk: Risk, due: str) -> None:
    assert decision_due(at(told), POLICY, HOURS, risk) == at(due)


@pytest.mark.parametrize(
    ("told", "decided", "verdict", "target", "late_by"),
    [
        pytest.param("06-17 10:00", "06-18 16:00", Verdict.MET, 30 * HOUR, None, id="in-time"),
        pytest.param("06-17 10:00", "06-18 16:01", Verdict.LATE, 30 * HOUR, MINUTE, id="late"),
        pytest.param("2026-06-17", "06-18 16:00", Verdict.MET, None, None, id="by-the-earliest"),
        pytest.param(
            ("06-17 10:00", "06-18 10:00"),
            "06-19 15:00",
            Verdict.CANNOT_TELL,
            None,
            None,
            id="between-the-two",
        ),
        pytest.param(
            ("06-17 10:00", "06-18 10:00"),
            "06-19 15:31",
            Verdict.LATE,
            None,
            MINUTE,
            id="after-the-latest",
        ),
    ],
)
def test_a_decision_is_judged_by_its_due_instants(
    told: object,
    decided: str,
    verdict: Verdict,
    target: timedelta | None,
    late_by: timedelta | None,
) -> None:
    ends = moment(told), moment(decided)

    judged = judge_decision(read_clock(*ends, HOURS)[0], ends, POLICY, HOURS, Risk.STANDARD)

    assert (judged.verdict, judged.target, judged.late_by) == (verdict, target, late_by)
    assert (judged.risk, judged.lower) == (Risk.STANDARD, elapsed(*ends).lower)
