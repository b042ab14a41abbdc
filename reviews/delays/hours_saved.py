"""By how much did each leg outlast its own limit? No hour is counted twice. Pure."""

from collections.abc import Mapping
from datetime import timedelta

from reviews.delays.observing import STARTS, ZERO, LeftOut, Observation
from schemas.legs import is_before_receipt
from schemas.moments import Moment
from schemas.words import Clock, Milestone


def ends_of(leg: str) -> tuple[Milestone, Milestone]:
    """Return the milestones between which a leg lies, by its name."""
    start, _, end = leg.partition("_to_")
    return Milestone(start), Milestone(end)


def length_of(
    leg: str, milestones: Mapping[Milestone, Moment], duty: Observation | None
) -> timedelta | None:
    """Return how long a leg of one notification took, whatever lies between its ends.

    None where an end is not told, is not known to the second, or stands in the wrong order. A leg
    that ends at the receipt counts as long as it has gone on while the wait is open.
    """
    first, last = ends_of(leg)
    start, end = milestones.get(first), milestones.get(last)
    if duty is not None and duty.is_open and last is Milestone.RECEIVED:
        reported = milestones[Milestone.REPORTED]
        end = Moment.exact(reported.latest + duty.at_least)
    if start is None or end is None or not (start.is_exact and end.is_exact):
        return None
    length = end.earliest - start.earliest
    return None if length < ZERO else length


def is_over_untold(
    leg: str,
    limit: timedelta,
    milestones: Mapping[Milestone, Moment],
    clocks: Mapping[Clock, Observation | LeftOut],
) -> bool:
    """Whether a leg of a wait that goes on began longer ago than its limit, its end not told.

    It may be over all the same: nobody has said so. A leg that ends with the wait itself is no such
    one, its length so far is known.
    """
    first, last = ends_of(leg)
    start = milestones.get(first)
    if start is None or last in milestones or last is Milestone.RECEIVED:
        return False
    clock = Clock.DUTY if is_before_receipt(last) else Clock.DECISION
    told = clocks[clock]
    if not isinstance(told, Observation) or not told.is_open:
        return False
    return milestones[STARTS[clock]].latest + told.at_least - start.latest > limit
