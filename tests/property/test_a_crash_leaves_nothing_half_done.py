"""One transaction a batch: after a crash anywhere in it, it never began. Design, laws 2 and 5."""

from datetime import datetime, timedelta

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from tests.model.messages import files
from tests.model.times import Message, instant
from tests.replays.both import emptied
from tests.replays.live import Crash, Live, crashing, everything

STATEMENTS = 25
"""Beyond the statements of one transaction, so that the commit itself fails too."""

LATER = timedelta(hours=80)
"""When every rung of the ladder is past."""


def halves(lines: list[Message], place: int) -> tuple[list[Message], list[Message]]:
    cut = place % len(lines)
    return lines[:cut], lines[cut:]


def the_end(lines: list[Message]) -> datetime:
    return max(instant(line["time"]) for line in lines)


def dies(live: Live, *, after: int, lines: list[Message], sweeps_at: datetime | None) -> bool:
    """Let one turn die; return whether it did."""
    try:
        with crashing(after):
            if sweeps_at is None:
                live.take_in(lines, the_end(lines))
            else:
                live.sweep(sweeps_at)
    except Crash:
        return True
    return False


@settings(
    deadline=None,
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(files(), st.integers(0, 10), st.integers(0, STATEMENTS), st.integers(0, STATEMENTS))
def test_after_a_crash_all_is_as_before_and_then_as_if_it_had_not_been(
    live: Live, lines: list[Message], place: int, one: int, other: int
) -> None:
    first, rest = halves(lines, place)
    end = the_end(lines)
    emptied(live.database)
    live.take_in(first, end)
    live.take_in(rest, end)
    live.sweep(end + LATER)
    undisturbed = everything(live.database)
    emptied(live.database)
    live.take_in(first, end)
    stored = everything(live.database)

    event(f"the intake died: {dies(live, after=one, lines=rest, sweeps_at=None)}")

    live.restart()
    assert everything(live.database) == stored
    live.take_in(rest, end)
    stored = everything(live.database)
    event(f"the sweep died: {dies(live, after=other, lines=[], sweeps_at=end + LATER)}")
    live.restart()
    assert everything(live.database) == stored
    live.sweep(end + LATER)
    assert everything(live.database) == undisturbed
