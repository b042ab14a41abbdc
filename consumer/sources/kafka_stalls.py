"""Partitions that have messages and give none, though the broker answers. Pure."""

from collections.abc import Mapping
from datetime import timedelta
from typing import NamedTuple

from consumer.sources import Partition

STALLED_AFTER = timedelta(seconds=60)
"""How long a partition may stand still while messages wait in it.

Source: pitfalls, "kafka-python": partitions stalled with healthy heartbeats.
"""


class Place(NamedTuple):
    """How far a partition was read, and where it ends."""

    position: int
    end: int


class _Standing(NamedTuple):
    """Where a partition stands, since when in steady seconds, and how often that was too long."""

    position: int
    since: float
    times: int = 0


class Stalls:
    """Compares how far partitions are from one look to the next."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self._standing: dict[Partition, _Standing] = {}

    def look(self, places: Mapping[Partition, Place], at: float) -> tuple[Partition, ...]:
        """Return the partitions that have now stood still for too long.

        One that goes on so is told again after as long again; one left out is forgotten.
        """
        behind = {one: place for one, place in places.items() if place.position < place.end}
        before = {one: self._standing.get(one) for one in behind}
        self._standing = {
            one: _standing(before[one], place.position, at) for one, place in behind.items()
        }
        return tuple(
            one for one, standing in self._standing.items() if standing.times > _times(before[one])
        )

    @property
    def goes_on(self) -> bool:
        """Whether one stood still for too long, and again after something was done about it."""
        return any(one.times > 1 for one in self._standing.values())


def _standing(before: _Standing | None, position: int, at: float) -> _Standing:
    if before is None or before.position != position:
        return _Standing(position, at)
    if at - before.since < STALLED_AFTER.total_seconds():
        return before
    return _Standing(position, at, before.times + 1)


def _times(standing: _Standing | None) -> int:
    return 0 if standing is None else standing.times
