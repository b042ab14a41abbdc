"""A chart by week as data: points, the usual ups and downs, where they begin anew, signs. Pure."""

from dataclasses import dataclass
from datetime import date

from reviews.spc import Assurance, Variation


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One week of a chart; ``value`` is None where nothing can be said of it."""

    week: date
    value: float | None
    is_better: bool | None = None
    """Whether it is unusually good or unusually bad; None for the usual ups and downs."""
    is_mature: bool = True
    """Whether its value hardly moves any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """The usual ups and downs of a stretch of points, by the places of its first and last."""

    first: int
    last: int
    centre: float
    lower: float
    upper: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """Where limits begin anew: before the point at a place, for a reason that people gave."""

    place: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """What the latest point says, and whether a goal will be met; None where none is agreed."""

    variation: Variation
    is_high: bool
    """On which side the latest point is unusual, where it is."""
    assurance: Assurance | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Weeks:
    """A figure by week with its usual ups and downs; without a band where there are too few.

    Shares are parts of one; lengths are seconds, and are drawn as hours.
    """

    points: tuple[Point, ...]
    bands: tuple[Band, ...] = ()
    breaks: tuple[Break, ...] = ()
    goal: float | None = None
    signs: Signs | None = None
    is_hours: bool = False
