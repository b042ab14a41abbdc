"""Lengths of time as people write them in a policy."""

from datetime import timedelta

import pytest

from schemas.durations import NotADuration, parse_duration, say_duration


@pytest.mark.parametrize(
    ("text", "length"),
    [
        pytest.param("8 h", timedelta(hours=8), id="hours"),
        pytest.param("24h", timedelta(hours=24), id="without-a-space"),
        pytest.param("30 min", timedelta(minutes=30), id="minutes"),
        pytest.param("1 h 30 min", timedelta(minutes=90), id="hours-and-minutes"),
        pytest.param("3 days", timedelta(days=3), id="days"),
        pytest.param(" 1 Day ", timedelta(days=1), id="one-day"),
    ],
)
def test_a_length_of_time_is_a_number_and_its_unit(text: str, length: timedelta) -> None:
    assert parse_duration(text) == length


@pytest.mark.parametrize(
    "text", ["8", "h", "-8 h", "8 m", "8 hh", "8 h 30", "1.5 h", "0 h", "", "٨ h", 8, None]
)
def test_anything_else_is_no_length_of_time(text: object) -> None:
    with pytest.raises(NotADuration):
        parse_duration(text)


@pytest.mark.parametrize("text", ["8 h", "72 h", "30 min", "1 h 30 min", "7 days"])
def test_a_length_of_time_is_said_as_it_is_written(text: str) -> None:
    assert say_duration(parse_duration(text)) == text
