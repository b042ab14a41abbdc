"""Do long waits come further apart? T-charts of the days from one rare event to the next. Pure.

Where something is rare a count by week is mostly nought and shows nothing. The days between two
events show each of them as it comes. Such gaps are far from evenly spread, so they are first made
so: ``y = days ** (1 / 3.6)``; centre and limits are those of an XmR chart of ``y``, put back by
``y ** 3.6``.

Source: L. S. Nelson, "A control chart for parts-per-million nonconforming items", Journal of
Quality Technology 26 (1994), page 239; NHS England, Making Data Count, T-charts for rare events.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from reviews.spc import Better, Chart, Mark, Variation, xmr

POWER = 3.6
"""Makes gaps of chance events nearly even on both sides. Source: Nelson, as above."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RareChart:
    """Gaps in days in order of time, with their centre and limits in days; longer is better."""

    days: tuple[float, ...]
    centre: float
    lower: float
    upper: float
    _chart: Chart

    @property
    def marks(self) -> tuple[frozenset[Mark], ...]:
        """What is unusual of each gap; up is a longer one."""
        return self._chart.marks

    @property
    def is_trial(self) -> bool:
        """Whether there are too few gaps for limits that stay."""
        return self._chart.is_trial

    @property
    def variation(self) -> Variation:
        """What the latest gap says."""
        return self._chart.variation(Better.HIGHER)


def t_chart(days: Sequence[float]) -> RareChart | None:
    """Return the chart of the days between events; None of fewer than an XmR chart takes."""
    chart = xmr([one ** (1 / POWER) for one in days], least=0.0)
    if chart is None:
        return None
    return RareChart(
        days=tuple(days),
        centre=chart.centre**POWER,
        lower=chart.lower**POWER,
        upper=chart.upper**POWER,
        _chart=chart,
    )
