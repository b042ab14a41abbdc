"""Who waits, counted once more from the cases themselves, beside what the gauges say."""

from collections import Counter
from collections.abc import Mapping

from sqlalchemy import Connection

from consumer.ledger import NO_RUNG, place_labels
from schemas.counts import WAITING, WAITING_CHILDREN, Labels, label_values, read_counts
from schemas.policy import Policy
from schemas.records import Case, Marks


def waits_as(case: Case, marks: Marks, policy: Policy) -> dict[Labels, int]:
    """Return what one case adds to each gauge of who waits, the gauge's name first."""
    if not case.rings:
        return {}
    place = (*place_labels(case, policy), case.risk, marks.highest() or NO_RUNG)
    return {(WAITING, *place): 1, (WAITING_CHILDREN, *place): case.children or 0}


def stored_as(counted: str) -> dict[Labels, int]:
    """Return what one case was last counted as, in the form of `waits_as`."""
    if not counted:
        return {}
    children, keyed = counted.split(" ", 1)
    place = label_values(keyed)
    return {(WAITING, *place): 1, (WAITING_CHILDREN, *place): int(children)}


def waiting_counts(connection: Connection) -> Counter[Labels]:
    """Return what the gauges of who waits say, the gauge's name first."""
    told = read_counts(connection, (WAITING, WAITING_CHILDREN))
    return Counter(
        {(metric, *values): n for metric, counted in told.items() for values, n in counted.items()}
    )


def differing(
    before: Mapping[Labels, int], recounted: Mapping[Labels, int], after: Mapping[Labels, int]
) -> dict[Labels, int]:
    """Return by how much each gauge is off, without those that moved while the cases were read."""
    return {
        one: after.get(one, 0) - recounted.get(one, 0)
        for one in {*before, *recounted, *after}
        if before.get(one, 0) == after.get(one, 0) != recounted.get(one, 0)
    }
