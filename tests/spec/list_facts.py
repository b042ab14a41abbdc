"""Facts of a few lists, to make texts from: a Monday morning in June."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from alerts.feed_progress import FeedProgress
from alerts.lists import (
    EndedRow,
    ListedChildren,
    ListFacts,
    PickupRow,
    PoliceFeeds,
    WaitingRow,
)
from schemas.in_hand import Hold
from schemas.words import AgeBand, Flag, HoldReason, ListSort, Risk, Role, Rung, State

MONDAY = datetime(2026, 6, 15, 7, 30, tzinfo=UTC)
"""08:30 by the clock on the wall."""
HOUR = timedelta(hours=1)


def children(code: str, **changed: Any) -> ListedChildren:
    plain = ListedChildren(case_code=code, children=1, youngest=AgeBand.FROM_8, risk=Risk.MEDIUM)
    return replace(plain, **changed)


def waiting(code: str, waited: float, limit: float, **changed: Any) -> WaitingRow:
    """A case that has waited so many hours, with a limit of so many."""
    since = MONDAY - waited * HOUR
    about = {
        name: changed.pop(name) for name in ("children", "youngest", "risk") if name in changed
    }
    one = children(code, **about)
    row = WaitingRow(
        about=one,
        grade_for_targets=one.risk,
        waiting_since=since,
        late_at=since + limit * HOUR,
        rung=None,
        is_new=False,
        is_from_last_shift=False,
        same_home=(),
        hold=None,
        flags=frozenset(),
        is_council_known=True,
    )
    return replace(row, **changed)


HOLD = Hold(
    at=MONDAY - HOUR,
    name="J Smith",
    reason=HoldReason.RANG_POLICE_DESK,
    check_at=MONDAY + 2 * HOUR,
)

BABY = waiting(
    "HH2-4HPM",
    43.5,
    8,
    children=2,
    youngest=AgeBand.UNDER_4,
    grade_for_targets=Risk.HIGH,
    rung=Rung.ESCALATE,
    hold=HOLD,
)
OLDER = waiting("7L3-2635", 45.5, 24, children=2, rung=Rung.BREACH, same_home=("674-PHL2",))
SOON = waiting("MJW-4KNR", 12.5, 24, rung=Rung.WARN, is_from_last_shift=True, is_new=True)
DOUBTFUL = waiting(
    "674-PHL2",
    1,
    24,
    children=None,
    youngest=AgeBand.UNKNOWN,
    risk=Risk.NOT_ASSESSED,
    same_home=("7L3-2635",),
    is_new=True,
    flags=frozenset({Flag.UNREPORTED, Flag.START_UNKNOWN}),
    waiting_since=None,
    late_at=None,
    is_council_known=False,
)
UNNAMED = waiting("DV5-H6T8", 23.5, 24, children=None, late_at=None)

CAME_LATE = EndedRow(
    about=children("X2R-K269", youngest=AgeBand.UNBORN, risk=Risk.HIGH),
    state=State.RECEIVED,
    disposition=None,
    received_at=MONDAY - 1.5 * HOUR,
    waited=18 * HOUR,
    late_by=10 * HOUR,
)
ENDED = replace(
    CAME_LATE, about=children("74D-NRYQ"), state=State.DECIDED, received_at=MONDAY - 30 * HOUR
)
UNPICKED = PickupRow(
    about=children("HW9-T3T4", youngest=AgeBand.FROM_4, risk=Risk.HIGH),
    received_at=MONDAY - 67 * HOUR,
    late_at=MONDAY - 65 * HOUR,
)

FULL = ListFacts(
    sort=ListSort.SHIFT,
    role=Role.MASH_DUTY,
    due_at=MONDAY,
    now=MONDAY,
    council_name="Stoke-on-Trent",
    front_door_name="ChAD",
    force_names=("Staffordshire Police",),
    last_list_at=MONDAY - 13.5 * HOUR,
    waiting=(BABY, OLDER, SOON, DOUBTFUL),
    unnamed=(UNNAMED,),
    arrived_late=(CAME_LATE,),
    ended=(ENDED,),
    pickups=(UNPICKED,),
    police=PoliceFeeds(
        is_trusted=True,
        complete_to=MONDAY - 0.5 * HOUR,
        last_message_at=MONDAY - 0.5 * HOUR,
    ),
    feeds=(
        FeedProgress(
            name="/police/staffordshire/niche",
            complete_to=MONDAY - 0.5 * HOUR,
            last_message_at=MONDAY - 0.5 * HOUR,
        ),
        FeedProgress(
            name="/council/stoke/liquidlogic",
            complete_to=None,
            last_message_at=MONDAY - 1.5 * HOUR,
        ),
    ),
    ring=("police desk of Staffordshire Police, 01632 960002",),
    is_shadow=False,
    is_simulated=False,
)

NOBODY = replace(FULL, waiting=(), unnamed=(), arrived_late=(), ended=(), pickups=())
UNTRUSTED = replace(FULL.police, is_trusted=False)
