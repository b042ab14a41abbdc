"""What the guards of one process know of it, for its readiness page and for Alertmanager."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnTrouble:
    """Something that is wrong with this process or its machine, and that a restart cannot mend."""

    name: str
    says: str
    severity: str = "critical"


WhyNotWell = Callable[[datetime], Sequence[str]]
"""Returns in plain words why nobody may be told that all is well; nothing where it is."""


@dataclass(slots=True)
class Guards:
    """Filled in as the guards are set up; empty in a process that has none."""

    looks: list[Callable[[], Iterable[OwnTrouble]]] = field(default_factory=list)
    why_not_well: WhyNotWell | None = None
    """None in a process that vouches for nothing."""

    def troubles(self) -> Iterator[OwnTrouble]:
        """Yield what all of them know now."""
        for look in self.looks:
            yield from look()
