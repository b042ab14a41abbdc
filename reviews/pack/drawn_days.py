"""What was told by day of report, and what is estimated to be still to come, as data. Pure."""

from dataclasses import dataclass

from reviews.delays.triangle import StillToCome


@dataclass(frozen=True, slots=True, kw_only=True)
class Arriving:
    """Days of report from left to right."""

    days: tuple[StillToCome, ...]
