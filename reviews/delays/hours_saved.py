"""By how much did each leg outlast its own limit? No hour is counted twice. Pure."""

from collections.abc import Mapping
from datetime import timedelta

from reviews.delays.observing import ZERO, Observation
from schemas.moments import Moment
from schemas.words import Milestone


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
