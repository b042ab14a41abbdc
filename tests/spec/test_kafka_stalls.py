"""When a partition that gives nothing counts as stalled."""

from consumer.sources.kafka_stalls import STALLED_AFTER, Place, Stalls

LONG = STALLED_AFTER.total_seconds()
ONE, OTHER = ("police", 0), ("police", 1)
WAITING, MOVED, READ = Place(3, 9), Place(4, 9), Place(9, 9)


def test_a_partition_whose_messages_do_not_come_for_a_minute_has_stalled() -> None:
    stalls = Stalls()

    assert stalls.look({ONE: WAITING, OTHER: READ}, 0.0) == ()
    assert stalls.look({ONE: WAITING, OTHER: READ}, LONG - 1) == ()
    assert stalls.look({ONE: WAITING, OTHER: READ}, LONG) == (ONE,)


def test_a_partition_that_moves_or_is_read_to_its_end_has_not_stalled() -> None:
    stalls = Stalls()

    stalls.look({ONE: WAITING, OTHER: READ}, 0.0)
    stalls.look({ONE: MOVED, OTHER: READ}, LONG - 1)

    assert stalls.look({ONE: MOVED, OTHER: Place(9, 10)}, LONG) == ()
    assert stalls.look({ONE: MOVED, OTHER: Place(9, 10)}, 2 * LONG - 1) == (ONE,)


def test_one_that_stays_stalled_is_told_again_and_goes_on_until_it_moves() -> None:
    stalls = Stalls()
    stalls.look({ONE: WAITING}, 0.0)
    stalls.look({ONE: WAITING}, LONG)
    after_the_first = stalls.goes_on

    told = [stalls.look({ONE: WAITING}, LONG + 1), stalls.look({ONE: WAITING}, 2 * LONG)]

    assert (after_the_first, told, stalls.goes_on) == (False, [(), (ONE,)], True)
    stalls.look({ONE: MOVED}, 2 * LONG + 1)
    assert not stalls.goes_on


def test_a_partition_that_is_no_longer_ours_is_forgotten() -> None:
    stalls = Stalls()
    stalls.look({ONE: WAITING}, 0.0)
    stalls.look({}, 1.0)

    assert stalls.look({ONE: WAITING}, LONG) == ()
