"""The day on which an installation goes live must be near."""

from datetime import timedelta

import pytest

from consumer.going_live import FURTHEST_AHEAD, going_live
from schemas.trouble import Trouble
from tests.spec.made_cases import at

NOW = at("06-15 08:00")


def test_where_nothing_is_history_there_is_nothing_to_say() -> None:
    assert going_live(None, NOW) is None


@pytest.mark.parametrize(
    ("days", "says"),
    [
        pytest.param(-3, "live since 2026-06-12T08:00:00Z", id="three-days-ago"),
        pytest.param(3, "goes live at 2026-06-18T08:00:00Z", id="on-thursday"),
        pytest.param(FURTHEST_AHEAD.days, "goes live at 2026-06-29", id="two-weeks-ahead"),
    ],
)
def test_a_near_day_is_said(days: int, says: str) -> None:
    assert says in (going_live(NOW + timedelta(days=days), NOW) or "")


def test_a_mistyped_year_does_not_silence_every_wait() -> None:
    with pytest.raises(Trouble, match="until then no wait would ring"):
        going_live(NOW + timedelta(days=365), NOW)
