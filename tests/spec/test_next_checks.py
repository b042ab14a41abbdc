"""When somebody says to look again: as people say it, by the clock on the wall."""

from datetime import datetime

import pytest

from alerts.next_checks import NoCheckTime, read_next_check
from schemas.moments import parse_instant

NIGHT = "2026-11-21T02:10:30Z"


@pytest.mark.parametrize(
    ("said", "now", "means"),
    [
        pytest.param("06:30", NIGHT, "2026-11-21T06:30:00Z", id="this-morning"),
        pytest.param("6.30", NIGHT, "2026-11-21T06:30:00Z", id="carelessly-typed"),
        pytest.param("01:00", "2026-11-20T22:00:00Z", "2026-11-21T01:00:00Z", id="past-midnight"),
        pytest.param("02:10", NIGHT, "2026-11-22T02:10:00Z", id="just-past-is-tomorrow"),
        pytest.param("06:30", "2026-06-20T02:00:00Z", "2026-06-20T05:30:00Z", id="summer-time"),
        pytest.param("00:30", "2026-06-19T22:00:00Z", "2026-06-19T23:30:00Z", id="summer-midnight"),
        pytest.param("in 2 h", NIGHT, "2026-11-21T04:10:30Z", id="in-two-hours"),
        pytest.param("in 1 h 30 min", NIGHT, "2026-11-21T03:40:30Z", id="in-an-hour-and-a-half"),
        pytest.param("2026-11-21T06:30:00+01:00", NIGHT, "2026-11-21T05:30:00Z", id="an-instant"),
        pytest.param("01:30", "2026-10-25T00:00:00Z", "2026-10-25T00:30:00Z", id="the-first-01-30"),
        pytest.param(
            "01:30", "2026-10-25T00:40:00Z", "2026-10-25T01:30:00Z", id="the-second-01-30"
        ),
        pytest.param(
            "06:30", "2026-03-28T23:00:00Z", "2026-03-29T05:30:00Z", id="spring-forward-night"
        ),
    ],
)
def test_the_next_look_is_read_as_people_say_it(said: str, now: str, means: str) -> None:
    assert read_next_check(said, parse_instant(now)) == parse_instant(means)


def test_it_is_a_whole_second() -> None:
    now = datetime.fromisoformat("2026-11-21T02:10:30.123456+00:00")

    assert read_next_check("in 2 h", now).microsecond == 0


@pytest.mark.parametrize(
    "said", ["", "soon", "25:00", "06:60", "2 h", "in 2", "2026-11-21", "2026-11-21T06:30:00"]
)
def test_anything_else_is_refused_with_how_to_say_it(said: str) -> None:
    with pytest.raises(NoCheckTime, match="say it as 06:30"):
        read_next_check(said, parse_instant(NIGHT))
