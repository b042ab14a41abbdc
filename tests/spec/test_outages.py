"""Nobody looked at the clock: what is told of it, and of which alarms."""

from dataclasses import replace
from datetime import timedelta

import pytest

from alerts.outages import delaying, outage_words
from alerts.wording import alarm_text
from schemas.outages import Outage, outage_before
from tests.spec.alarm_facts import LATE
from tests.spec.made_cases import at

NIGHT = Outage(since=at("06-14 23:00"), until=at("06-15 02:30"))


@pytest.mark.parametrize(
    ("minutes", "is_outage"),
    [
        pytest.param(5, False, id="a-restart"),
        pytest.param(5.1, True, id="longer-than-one"),
    ],
)
def test_an_outage_is_told_from_five_minutes_on(minutes: float, *, is_outage: bool) -> None:
    now = at("06-15 02:30")
    last = now - timedelta(minutes=minutes)

    assert outage_before(now, last) == (Outage(since=last, until=now) if is_outage else None)


def test_before_the_first_look_there_was_nothing_to_miss() -> None:
    assert outage_before(at("06-15 02:30"), None) is None


@pytest.mark.parametrize(
    ("due", "raised", "is_late_by_it"),
    [
        pytest.param("06-15 01:00", "06-15 02:30", True, id="due-in-it"),
        pytest.param("06-14 23:00", "06-15 02:30", True, id="due-as-it-began"),
        pytest.param("06-14 22:00", "06-15 02:30", False, id="known-late"),
        pytest.param("06-15 02:30", "06-15 02:30", False, id="due-as-it-ended"),
        pytest.param("06-15 01:00", "06-15 01:00", False, id="another-watcher-rang"),
    ],
)
def test_only_what_fell_due_in_it_came_late_by_it(
    due: str, raised: str, *, is_late_by_it: bool
) -> None:
    assert bool(delaying([NIGHT], at(due), at(raised))) is is_late_by_it


def test_it_says_from_when_to_when_and_that_the_delay_is_ours() -> None:
    assert outage_words(NIGHT) == (
        "This system did not look at the clock from Mon 15 June 00:00 to Mon 15 June 03:30: "
        "alarms due then come late, and the delay is ours."
    )


def test_the_alarm_itself_says_so_before_anything_else() -> None:
    text = alarm_text(replace(LATE, outages=(NIGHT,)))

    assert text.body.startswith(f"OUR OWN DELAY: {outage_words(NIGHT)}")
