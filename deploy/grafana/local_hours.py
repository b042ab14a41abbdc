"""The hours of people's week, in queries: Prometheus knows only UTC. Pure."""

from collections.abc import Mapping
from datetime import time

_MONTH, _DAY, _WEEKDAY = "month()", "day_of_month()", "day_of_week()"
_LAST_SUNDAY_IS_PAST = f"({_DAY} - {_WEEKDAY} >= bool 25)"
"""Sunday is day 0, so this is the date of the latest Sunday: from the 25th on it is the last."""

_SUMMER = (
    f"(({_MONTH} > bool 3) * ({_MONTH} < bool 10)"
    f" + ({_MONTH} == bool 3) * {_LAST_SUNDAY_IS_PAST}"
    f" + ({_MONTH} == bool 10) * (1 - {_LAST_SUNDAY_IS_PAST}))"
)
"""1 in British Summer Time, else 0.

Source: Summer Time Order 2002: from the last Sunday of March to the last of October. The clocks
change at 01:00 UTC, here at midnight: one hour, two nights a year.
"""


def by_hour_of_week(counter: str, window: str) -> str:
    """Return how much a counter grew in each hour of the local week, over a window.

    Label `day` is 0 for Monday, `hour` is 00 to 23, and `at` puts them in order.
    """
    local = _local(hours_back=0.5)
    at = f'count_values("at", 1000 + 100 * {_weekday(local)} + hour({local}))'
    hourly = f"sum(increase({counter}[1h])) * on() group_right() {at}"
    total = f"round(sum by (at) (sum_over_time(({hourly})[{window}:1h])))"
    with_day = f'label_replace({total}, "day", "$1", "at", "1(.).*")'
    return f'label_replace({with_day}, "hour", "$1", "at", "1.(..)")'


def while_open(
    counter: str, window: str, opening: Mapping[int, tuple[time, time]], *, is_open: bool
) -> str:
    """Return how much a counter grew while a front door was open, or while it was closed."""
    at = _second_of_the_week(hours_back=0.25)
    hours = " + ".join(
        f"(abs({at} - {middle:.0f}) < bool {half:.0f})"
        for middle, half in (_middle(day, *hours) for day, hours in opening.items())
    )
    share = f"({hours})" if is_open else f"(1 - ({hours}))"
    half_hourly = f"sum(increase({counter}[30m])) * on() {share}"
    return f"round(sum_over_time(({half_hourly})[{window}:30m]))"


def this_week() -> str:
    """Return one series, 1, whose label `week` is the Monday of the local week, as 2026-11-23."""
    monday = f"(time() + 3600 * {_SUMMER} - {_second_of_the_week(hours_back=0)})"
    number = f"year({monday}) * 10000 + month({monday}) * 100 + day_of_month({monday})"
    counted = f'count_values("week", {number})'
    return f'label_replace({counted}, "week", "$1-$2-$3", "week", "(....)(..)(..)")'


def _local(hours_back: float) -> str:
    """Return the local time as if it were UTC, in the middle of the step that has just ended."""
    return f"(vector(time() - {hours_back * 3600:.0f}) + 3600 * {_SUMMER})"


def _weekday(local: str) -> str:
    return f"((day_of_week({local}) + 6) % 7)"


def _second_of_the_week(hours_back: float) -> str:
    """Return the seconds since Monday began, in the middle of the step that has just ended.

    In one number, so that a day's hours are one comparison: over four weeks each is asked for
    more than a thousand times. The count of seconds began on a Thursday.
    """
    since_thursday = f"time() - {hours_back * 3600:.0f} + 3600 * {_SUMMER}"
    return f"(({since_thursday} + 3 * 86400) % (7 * 86400))"


def _middle(day: int, first: time, last: time) -> tuple[float, float]:
    """Return the middle of a day's hours as a second of the week, and half their length."""
    begin, end = _seconds(first), _seconds(last) or 86400
    return day * 86400 + (begin + end) / 2, (end - begin) / 2


def _seconds(at: time) -> int:
    return at.hour * 3600 + at.minute * 60
