"""When a file has stopped growing: unchanged for some time, or said to be done. Pure."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta

STABLE_FOR = timedelta(seconds=30)
"""How long size and time of change must stay the same. Source: assumption, to agree with ICT."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighted:
    """A file as a folder shows it; ``changed_ns`` is its time of change, in nanoseconds."""

    name: str
    size: int
    changed_ns: int
    is_done: bool = False
    """Whether a `.done` file beside it, no older than itself, says that it is whole."""


@dataclass(slots=True, kw_only=True)
class Settling:
    """Since when each file of a folder has looked the same. ``now`` is the monitor's own clock.

    The time of change itself proves nothing: many senders keep that of the original.
    """

    stable_for: timedelta
    _since: dict[str, tuple[Sighted, datetime]] = field(default_factory=dict)

    def settled(self, seen: Collection[Sighted], now: datetime) -> list[Sighted]:
        """Return the files that are ready to be read; those no longer there are forgotten."""
        before, self._since = self._since, {}
        for one in seen:
            earlier, since = before.get(one.name, (None, now))
            self._since[one.name] = (one, since if _is_same(one, earlier) else now)
        return [
            one
            for one, since in self._since.values()
            if one.is_done or now - since >= self.stable_for
        ]

    def disturb(self, name: str) -> None:
        """Have a file wait anew: it changed while it was being read."""
        self._since.pop(name, None)


def _is_same(one: Sighted, earlier: Sighted | None) -> bool:
    return earlier is not None and (one.size, one.changed_ns) == (earlier.size, earlier.changed_ns)
