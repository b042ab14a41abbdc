"""Several files read as one, by the time at which their messages were sent. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from heapq import merge

from consumer.arrivals import Arrival
from schemas.refusals import Refusal
from schemas.told import EARLIEST


def merged(files: Sequence[Iterable[Arrival]]) -> Iterator[Arrival]:
    """Yield the arrivals of all files by `time`; on a tie the file named first comes first.

    Each file keeps its own order, whatever times stand in it, as if it were read alone. A line that
    was refused stays beside the line before it: its own time, if any, cannot be believed. One line
    of each file is held at a time.
    """
    if len(files) == 1:
        yield from files[0]
        return
    # `merge` asks for sorted files; on others it still takes the least of the first lines left.
    for _, _, arrival in merge(*map(_placed, range(len(files)), files), key=lambda one: one[:2]):
        yield arrival


_Placed = tuple[float, int, Arrival]


def _placed(number: int, arrivals: Iterable[Arrival]) -> Iterator[_Placed]:
    place = EARLIEST
    for arrival in arrivals:
        if not isinstance(arrival.told, Refusal):
            place = arrival.told.time
        yield place.timestamp(), number, arrival
