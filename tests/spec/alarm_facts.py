"""Facts of a few alarms, to make texts from."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from alerts.alarm import Reason
from alerts.wording import AlarmFacts, FeedProgress
from schemas.words import AgeBand, Clock, Kind, Risk, Role, Rung

SATURDAY_NIGHT = datetime(2026, 6, 13, 22, 10, tzinfo=UTC)
MONDAY_MORNING = datetime(2026, 6, 15, 5, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)

LATE = AlarmFacts(
    kind=Kind.WAIT,
    rung=Rung.BREACH,
    clock=Clock.DUTY,
    due_at=SATURDAY_NIGHT + 24 * HOUR,
    raised_at=SATURDAY_NIGHT + 24 * HOUR,
    now=MONDAY_MORNING,
    case_code="KD7F-2M",
    council_name="Stoke-on-Trent",
    front_door_name="ChAD",
    force_name="Staffordshire Police",
    risk=Risk.MEDIUM,
    grade_for_targets=Risk.MEDIUM,
    youngest=AgeBand.FROM_4,
    children=2,
    waiting_since=SATURDAY_NIGHT,
    late_at=SATURDAY_NIGHT + 24 * HOUR,
    reason=Reason.DUE,
    roles=frozenset({Role.EDT, Role.MASH_MANAGER, Role.POLICE_DESK}),
    ring="police desk, 01782 000000",
    feeds=(
        FeedProgress(
            name="Police",
            complete_to=MONDAY_MORNING - timedelta(minutes=30),
            last_message_at=MONDAY_MORNING - timedelta(minutes=20),
        ),
        FeedProgress(name="ChAD", complete_to=None, last_message_at=None),
    ),
    other_case_code=None,
    is_shadow=False,
    is_simulated=False,
)

ABOUT_FEEDS = replace(
    LATE,
    rung=Rung.NOTICE,
    clock=None,
    case_code=None,
    risk=None,
    grade_for_targets=None,
    youngest=None,
    children=None,
    waiting_since=None,
    late_at=None,
    roles=frozenset({Role.DATA_MANAGER, Role.MASH_MANAGER}),
    ring=None,
)

PICKED_UP_LATE = replace(
    LATE,
    clock=Clock.PICKUP,
    now=datetime(2026, 6, 15, 9, 10, tzinfo=UTC),
    waiting_since=datetime(2026, 6, 12, 15, 10, tzinfo=UTC),
    late_at=datetime(2026, 6, 15, 9, 10, tzinfo=UTC),
    risk=Risk.HIGH,
    grade_for_targets=Risk.HIGH,
    youngest=AgeBand.UNBORN,
    children=1,
    roles=frozenset({Role.MASH_DUTY, Role.MASH_MANAGER}),
)
