"""The loops of a running monitor: they turn by the clock, and a dead one ends them all."""

import threading
from datetime import UTC, datetime, timedelta

import pytest

from consumer.ending import END_AFTER_A_HANG, LEAVE_IN_HAND
from consumer.loops import LONGEST_TURN, Beat, Loop, Loops, Turn
from consumer.own_troubles import LAST_WORDS
from schemas.trouble import CannotGoOn

NOW = datetime(2026, 6, 17, 10, tzinfo=UTC)
AT_ONCE, LONG = timedelta(0), timedelta(hours=1)
SOON = timedelta(seconds=10)


def ends(loops: Loops) -> bool:
    """Wait until the loops are asked to end, and see that they do."""
    return loops.stopping.wait(SOON.total_seconds()) and loops.stop(SOON)


def turning(**turns: Turn) -> Loops:
    return Loops(
        loops=[Loop(name=name, turn=turn) for name, turn in turns.items()], now=lambda: NOW
    )


def test_every_loop_turns_by_the_same_clock_until_it_is_told_to_stop() -> None:
    told: dict[str, list[datetime]] = {"consume": [], "watch": []}
    both_turned = threading.Barrier(3)

    def turn_of(name: str) -> Turn:
        def turn(now: datetime) -> timedelta:
            told[name].append(now)
            both_turned.wait(SOON.total_seconds())
            return LONG

        return turn

    loops = turning(consume=turn_of("consume"), watch=turn_of("watch"))
    loops.start()
    both_turned.wait(SOON.total_seconds())

    assert loops.stop(SOON)
    assert told == {"consume": [NOW], "watch": [NOW]}
    assert loops.died is None


def test_a_loop_that_wants_no_pause_turns_again_at_once() -> None:
    turns: list[datetime] = []

    def three_times(now: datetime) -> timedelta:
        turns.append(now)
        if len(turns) == 3:
            loops.stopping.set()
        return AT_ONCE

    loops = turning(watch=three_times)
    loops.start()

    assert ends(loops)
    assert len(turns) == 3


def test_a_dead_loop_ends_all_and_says_which_it_was(caplog: pytest.LogCaptureFixture) -> None:
    def dies(_: datetime) -> timedelta:
        raise LookupError("no such case")

    loops = turning(consume=lambda _: LONG, watch=dies)
    loops.start()

    assert ends(loops)
    assert (loops.died, loops.stuck()) == ("watch", ("watch",))
    assert [record.message for record in caplog.records] == ["a loop died"]


def test_a_loop_that_a_person_must_mend_ends_all_and_keeps_what_is_to_mend(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def cannot_go_on(_: datetime) -> timedelta:
        raise CannotGoOn("another process reads under our name", "end one of the two")

    loops = turning(consume=cannot_go_on, watch=lambda _: LONG)
    loops.start()

    assert ends(loops)
    assert str(loops.trouble) == "another process reads under our name; end one of the two"
    assert (loops.died, caplog.messages) == ("consume", ["cannot go on"])


def test_a_fast_clock_shortens_the_pauses_to_no_less_than_the_shortest() -> None:
    waited: list[float | None] = []

    class Watched(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            waited.append(timeout)
            self.set()
            return True

    def run(pause: timedelta) -> None:
        loops = Loops(
            loops=[Loop(name="watch", turn=lambda _: pause)],
            now=lambda: NOW,
            speed=60,
            shortest_pause=timedelta(milliseconds=50),
            stopping=Watched(),
        )
        loops.start()
        loops.stop(SOON)

    run(timedelta(minutes=1))
    run(timedelta(seconds=1))

    assert waited == [1.0, 0.05]


def test_a_turn_that_lasts_too_long_counts_as_stuck_and_does_not_end_in_time() -> None:
    began, let_go = threading.Event(), threading.Event()

    def hangs(_: datetime) -> timedelta:
        began.set()
        let_go.wait(SOON.total_seconds())
        return AT_ONCE

    loops = turning(watch=hangs, consume=lambda _: LONG)
    loops.loops[0].longest_turn = -LONG
    loops.start()
    began.wait(SOON.total_seconds())

    assert loops.stuck() == ("watch",)
    assert not loops.stop(AT_ONCE)
    let_go.set()
    assert loops.stop(SOON)
    assert loops.stuck() == ()


def test_a_turn_of_several_calls_shows_between_them_that_it_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seconds = [100.0]
    monkeypatch.setattr("consumer.loops.steady_seconds", lambda: seconds[0])
    beat = Beat(since=100.0)
    is_stopping = beat.showing(lambda: True)

    seconds[0] += LONGEST_TURN.total_seconds()
    assert not beat.is_late(LONGEST_TURN)
    assert is_stopping()
    seconds[0] += LONGEST_TURN.total_seconds()
    assert not beat.is_late(LONGEST_TURN)
    seconds[0] += 1
    assert beat.is_late(LONGEST_TURN)


def test_a_sign_between_two_turns_makes_no_loop_busy() -> None:
    beat = Beat()

    beat.show()

    assert beat.since is None
    assert not beat.is_late(-LONG)


def test_a_process_that_hangs_has_ended_before_30_seconds_are_over() -> None:
    assert timedelta(seconds=30) > LONGEST_TURN + END_AFTER_A_HANG
    assert LAST_WORDS + LEAVE_IN_HAND < END_AFTER_A_HANG


def test_a_loop_between_two_turns_is_not_stuck_however_long_it_waits() -> None:
    seen: list[tuple[str, ...]] = []

    class Watched(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:  # noqa: ARG002 - as an Event has it
            seen.append(loops.stuck())
            self.set()
            return True

    def turn(_: datetime) -> timedelta:
        seen.append(loops.stuck())
        return LONG

    watch = Loop(name="watch", turn=turn, longest_turn=-LONG)
    loops = Loops(loops=[watch], now=lambda: NOW, stopping=Watched())
    loops.start()

    assert loops.stop(SOON)
    assert seen == [("watch",), ()]
