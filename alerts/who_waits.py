"""Cases that wait, timed and in the order in which people look at them. Pure."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from alerts.deadlines import late_at
from schemas.in_hand import Hold
from schemas.listing import Listed, Waiting, in_order
from schemas.policy import PolicyBook
from schemas.words import ChildrenKnown


def timed(
    listed: Iterable[Listed], policies: PolicyBook, as_of: datetime, holds: Mapping[str, Hold]
) -> list[Waiting]:
    """Return waiting cases with their limits, in order; those without known children left out.

    ``holds`` tell by case code who had one in hand at that instant.

    Raises:
        UnknownVersion: A case keeps a policy version that is not among these.
    """
    return in_order(
        Waiting(
            listed=one,
            as_of=as_of,
            late_at=late_at(one.case, policies.by_version(one.case.policy), as_of),
            hold=holds.get(one.handle),
        )
        for one in listed
        if one.case.children_known is not ChildrenKnown.NOT_YET
    )
