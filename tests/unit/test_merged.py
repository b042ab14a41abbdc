from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from consumer.arrivals import Arrival, Reader
from consumer.replay import HELD_LINES, timed
from consumer.sources import Record
from consumer.sources.merged import merged
from schemas.keys import KeyRing
from schemas.moments import parse_instant, zulu
from schemas.refusals import Refusal
from tests.wire import a_message, wire

READER = Reader(keys=KeyRing(hmac_keys=(bytes(32),), seal_keys=(b"s" * 32,)), rules={})
NOON = parse_instant("2026-11-21T12:00:00Z")


def arrival(name: str, at: datetime | None) -> Arrival:
    """Return a message sent then, or a line that cannot be read."""
    raw = b"no json" if at is None else wire(a_message(id=name.replace(" ", ""), time=zulu(at)))
    return READER.read(Record(raw=raw, coordinates=name), None)


def file_of(name: str, *minutes: int | None) -> list[Arrival]:
    return [
        arrival(f"{name}{line}", None if minute is None else NOON + timedelta(minutes=minute))
        for line, minute in enumerate(minutes, 1)
    ]


def names(arrivals: list[Arrival]) -> list[str]:
    return [one.record.coordinates for one in arrivals]


def test_files_are_merged_by_time_and_the_first_named_wins_a_tie() -> None:
    told = list(merged([file_of("a", 1, 5, 9), file_of("b", 1, 4, 10)]))

    assert names(told) == ["a1", "b1", "b2", "a2", "a3", "b3"]


def test_a_line_that_cannot_be_read_stays_beside_the_line_before_it() -> None:
    told = list(merged([file_of("a", 1, None, None, 9), file_of("b", 2, None, 8)]))

    assert names(told) == ["a1", "a2", "a3", "b1", "b2", "b3", "a4"]


def test_a_file_keeps_its_own_order_whatever_times_stand_in_it() -> None:
    told = list(merged([file_of("a", 5, 1, 7), file_of("b", 4, 6)]))

    assert names(told) == ["b1", "a1", "a2", "b2", "a3"]


minutes = st.lists(st.none() | st.integers(0, 30), max_size=6)


@given(st.lists(minutes, min_size=1, max_size=4))
def test_every_line_comes_once_and_in_the_order_of_its_file(files: list[list[int | None]]) -> None:
    told = names(list(merged([file_of(f"{n} ", *file) for n, file in enumerate(files)])))

    for number, file in enumerate(files):
        own = [name for name in told if name.startswith(f"{number} ")]
        assert own == [f"{number} {line}" for line in range(1, len(file) + 1)]
    assert len(told) == sum(map(len, files))


def test_refused_lines_without_end_are_not_all_held_in_memory() -> None:
    taken = 0

    def endless() -> list[Arrival]:
        nonlocal taken
        taken += HELD_LINES
        return [arrival(f"a{taken}", None)] * HELD_LINES

    lines = (one for _ in iter(int, 1) for one in endless())
    at, first = next(timed(lines))

    assert isinstance(first.told, Refusal)
    assert taken == HELD_LINES
    assert at.year == 2000
