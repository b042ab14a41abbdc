"""How long notifications took, said so that those who still wait count too. Pure.

Whoever looks only at what has arrived sees the fast ones: of a recent week the slow ones are still
on their way. Here an open wait counts as "at least so long" (Kaplan-Meier), and every figure comes
with its number, its 95 % interval, or the reason why nothing can be said.
"""

from reviews.delays.before_after import (
    Difference,
    Sides,
    Spans,
    alike,
    beyond,
    differ,
    spans_around,
)
from reviews.delays.estimates import (
    FEWEST,
    QUANTILES,
    Estimate,
    WhyNot,
    longest,
    quantiles,
    told_in_time,
)
from reviews.delays.hours_past import STILL_OPEN, Stretch, past_limit
from reviews.delays.hours_saved import ends_of, is_over_untold, length_of
from reviews.delays.notices import NoticeLeg, Taker, observe_notice, observe_taken
from reviews.delays.observing import (
    AgainstLimit,
    LeftOut,
    Looked,
    Observation,
    Result,
    observe,
)

__all__ = [
    "FEWEST",
    "QUANTILES",
    "STILL_OPEN",
    "AgainstLimit",
    "Difference",
    "Estimate",
    "LeftOut",
    "Looked",
    "NoticeLeg",
    "Observation",
    "Result",
    "Sides",
    "Spans",
    "Stretch",
    "Taker",
    "WhyNot",
    "alike",
    "beyond",
    "differ",
    "ends_of",
    "is_over_untold",
    "length_of",
    "longest",
    "observe",
    "observe_notice",
    "observe_taken",
    "past_limit",
    "quantiles",
    "spans_around",
    "told_in_time",
]
