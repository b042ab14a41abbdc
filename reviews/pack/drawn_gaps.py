"""The days from one rare event to the next, as data. Pure."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """An event, the days since the one before, and whether those are unusually many or few."""

    day: date
    days: float
    is_better: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gaps:
    """Gaps from left to right, with their centre and usual ups and downs in days."""

    gaps: tuple[Gap, ...]
    centre: float
    lower: float
    upper: float
