"""The clock that alarms go by: a jump is noticed in both directions, and doubt is never fine."""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from consumer.clock_check import (
    APART,
    ASK_EVERY,
    CANNOT_TELL,
    JUMPS_OVER,
    LOOK_EVERY,
    SHOWN_FOR,
    ClockWatch,
    differ_too_much,
    jump_between,
    say_ahead,
)
from schemas.database import Database
from tests.replays.both import a_database

NOON = datetime(2026, 6, 17, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


class Machine:
    """A machine whose clocks run as a test says."""

    def __init__(self) -> None:
        self.wall, self.steady = NOON, 1_000.0
        self.is_right: bool | None = True
        self.asked = 0

    def clocks(self) -> tuple[datetime, float]:
        return self.wall, self.steady

    def is_kept_right(self) -> bool | None:
        self.asked += 1
        return self.is_right

    def passes(self, length: timedelta, *, jump: timedelta = timedelta(0)) -> None:
        self.steady += length.total_seconds()
        self.wall += length + jump


@pytest.fixture
def machine() -> Machine:
    return Machine()


@pytest.fixture
def database(sqlite_url: str) -> Iterator[Database]:
    database = a_database(sqlite_url)
    yield database
    database.close()


@pytest.fixture
def watch(machine: Machine, database: Database) -> ClockWatch:
    made = ClockWatch(database=database, clocks=machine.clocks, is_kept_right=machine.is_kept_right)
    made.turn(NOON)
    return made


def said(watch: ClockWatch) -> list[tuple[str, str]]:
    return [(one.name, one.says) for one in watch.troubles()]


@pytest.mark.parametrize(
    ("passed", "shown", "by"),
    [
        pytest.param(1, 1, None, id="a-second-is-a-second"),
        pytest.param(1, 6, None, id="five-seconds-are-no-jump"),
        pytest.param(1, 6.5, 5.5, id="over-five-forward"),
        pytest.param(1, -4, None, id="five-seconds-back"),
        pytest.param(1, -5, -6, id="over-five-back"),
        pytest.param(40, 40, None, id="a-process-that-was-held-up"),
        pytest.param(1, 10_801, 10_800, id="three-hours-forward"),
    ],
)
def test_a_jump_is_what_the_wall_clock_moved_beyond_the_steady_one(
    passed: float, shown: float, by: float | None
) -> None:
    jump = jump_between((NOON, 100.0), (NOON + shown * SECOND, 100.0 + passed))

    assert (None if jump is None else jump.by) == (None if by is None else by * SECOND)


@pytest.mark.parametrize(
    ("jump", "words"),
    [
        pytest.param(timedelta(hours=3), "jumped forward by 3 h (to 2026-06-17T15:00:01Z)",
                     id="forward"),
        pytest.param(-timedelta(minutes=90), "jumped back by 1 h 30 min (to 2026-06-17T10:30:01Z)",
                     id="back"),
    ],
)  # fmt: skip
def test_a_jump_is_logged_once_and_told_for_an_hour(
    machine: Machine,
    watch: ClockWatch,
    caplog: pytest.LogCaptureFixture,
    jump: timedelta,
    words: str,
) -> None:
    machine.passes(SECOND, jump=jump)
    assert watch.turn(machine.wall) == LOOK_EVERY
    ((name, says),) = said(watch)
    assert name == "DanmClockJumped"
    assert words in says

    machine.passes(SHOWN_FOR - SECOND)
    watch.turn(machine.wall)
    assert said(watch) == [(name, says)]
    machine.passes(SECOND)
    watch.turn(machine.wall)

    assert said(watch) == []
    assert caplog.messages == ["the clock jumped"]


def test_several_jumps_are_told_as_one_with_their_number(
    machine: Machine, watch: ClockWatch
) -> None:
    for jump in (timedelta(hours=1), -timedelta(hours=1)):
        machine.passes(SECOND, jump=jump)
        watch.turn(machine.wall)

    ((_, says),) = said(watch)
    assert "jumped back by 1 h" in says
    assert says.endswith("(2 jumps within an hour)")


def test_a_clock_that_nobody_keeps_right_is_told_until_somebody_does(
    machine: Machine, watch: ClockWatch, caplog: pytest.LogCaptureFixture
) -> None:
    machine.is_right = False
    machine.passes(ASK_EVERY)
    watch.turn(machine.wall)
    assert [name for name, _ in said(watch)] == ["DanmClockNotSynchronised"]
    assert caplog.messages == ["the clock is in doubt"]

    machine.is_right = True
    machine.passes(ASK_EVERY)
    watch.turn(machine.wall)

    assert said(watch) == []


def test_the_kernel_is_asked_at_the_start_and_every_hour(
    machine: Machine, watch: ClockWatch
) -> None:
    machine.passes(ASK_EVERY - SECOND)
    watch.turn(machine.wall)
    assert machine.asked == 1

    machine.passes(SECOND)
    watch.turn(machine.wall)

    assert machine.asked == 2


def test_what_cannot_be_told_is_said_to_be_so(
    machine: Machine, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    machine.is_right = None

    watch = ClockWatch(
        database=database, clocks=machine.clocks, is_kept_right=machine.is_kept_right
    )
    watch.turn(NOON)

    assert CANNOT_TELL in caplog.messages
    assert said(watch) == []


@pytest.mark.parametrize(
    ("ahead", "is_too_much"),
    [
        pytest.param(None, False, id="a-file-has-no-clock"),
        pytest.param(APART, False, id="two-seconds-ahead"),
        pytest.param(-APART, False, id="two-seconds-behind"),
        pytest.param(APART + SECOND, True, id="three-ahead"),
        pytest.param(-APART - SECOND, True, id="three-behind"),
    ],
)
def test_two_clocks_may_differ_by_two_seconds(ahead: timedelta | None, is_too_much: bool) -> None:
    assert differ_too_much(ahead) is is_too_much


def test_which_of_two_clocks_is_ahead_is_said() -> None:
    assert say_ahead(90 * SECOND).endswith("is 1 min 30 s ahead of that of this machine")
    assert say_ahead(-3 * SECOND).endswith("is 3 s behind that of this machine")


def test_a_jump_is_far_above_what_a_clock_cut_to_the_second_shows() -> None:
    assert 2 * SECOND < JUMPS_OVER
