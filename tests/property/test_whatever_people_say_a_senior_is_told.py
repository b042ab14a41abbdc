"""Whoever takes a case in hand, gives it up, or forgets it: a senior is told once it is in no hand.

Against the rule in one line: at the first look at or after four hours late, and not before the last
word on it has lapsed or was given up.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alerts.holding import CannotHold
from alerts.taking_in_hand import give_up, take_in_hand
from schemas.auditing import Signature
from schemas.in_hand import Hold
from schemas.keys import handle
from schemas.tables import alerts, cases
from schemas.words import HoldReason, Rung
from tests.model.sentences import report
from tests.replays.both import a_database, emptied
from tests.replays.live import Live, rows_of
from tests.replays.ours import KEYS
from tests.spec.made_cases import at

CODE = handle(KEYS.reference_key("A"))
KNEW, LATE = at("06-17 10:00"), at("06-17 18:00")
SENIOR = LATE + timedelta(hours=4)

Step = tuple[int, str, int]
"""Minutes after the step before, what is done, and for how many minutes a hold is promised."""

STEPS = st.lists(
    st.tuples(
        st.integers(0, 180),
        st.sampled_from(("look", "look", "hold", "give up")),
        st.integers(1, 8 * 60),
    ),
    max_size=12,
)


@pytest.fixture
def live(database_url: str) -> Iterator[Live]:
    a_database(database_url).close()
    live = Live(database_url)
    yield live
    live.database.close()


def act(live: Live, step: Step, now: datetime) -> None:
    _, what, minutes = step
    by = Signature(actor="edt", at=now)
    if what == "hold":
        until = now + timedelta(minutes=minutes)
        hold = Hold(at=now, name="A", reason=HoldReason.OTHER, check_at=until)
        take_in_hand(live.database, CODE, hold, by)
    elif what == "give up":
        try:
            give_up(live.database, CODE, by)
        except CannotHold:
            return
    else:
        live.sweep(now)


def told_by_the_rule(steps: list[Step]) -> datetime | None:
    """Return when a senior is told, None where nobody has looked since it was due."""
    now = in_hand_until = LATE
    for after, what, minutes in steps:
        now += timedelta(minutes=after)
        if what == "hold":
            in_hand_until = now + timedelta(minutes=minutes)
        elif what == "give up":
            in_hand_until = min(in_hand_until, now)
        elif now >= max(SENIOR, in_hand_until):
            return now
    return None


@settings(
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS)
def test_a_senior_is_told_at_the_first_look_at_a_late_case_in_nobodys_hand(
    live: Live, steps: list[Step]
) -> None:
    emptied(live.database)
    live.take_in([report("06-17 10:00", risk="high")], KNEW)
    live.sweep(LATE)
    now = LATE

    for step in steps:
        now += timedelta(minutes=step[0])
        act(live, step, now)

    told = [row for row in rows_of(live.database, alerts) if row["rung"] == Rung.ESCALATE]
    expected = told_by_the_rule(steps)
    assert [row["raised_at"] for row in told] == ([] if expected is None else [expected])
    assert [row["state"] for row in rows_of(live.database, cases)] == ["waiting"]
