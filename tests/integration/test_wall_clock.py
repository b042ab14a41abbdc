"""The one real clock."""

from datetime import UTC, datetime, timedelta

from consumer.wall_clock import now


def test_the_clock_tells_utc_in_whole_seconds_and_never_runs_ahead() -> None:
    told = now()
    real = datetime.now(UTC)  # noqa: TID251 - compared with the real clock itself

    assert told.tzinfo is UTC
    assert told.microsecond == 0
    assert timedelta(0) <= real - told < timedelta(seconds=5)
