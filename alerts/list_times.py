"""When a role gets its list: at fixed times by the clock on the wall in Europe/London. Pure."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import product

from schemas.hours import ZERO, FrontDoorHours
from schemas.lists import RoleList
from schemas.moments import LONDON, local_day, local_midnight
from schemas.policy import ListTimes, Policy
from schemas.words import ListSort, Role

ONE_DAY = timedelta(days=1)


def all_lists(policy: Policy) -> Iterator[tuple[Role, str]]:
    """Yield every role with every council: each pair has lists of its own."""
    yield from product(policy.lists, policy.councils)


def due_list(
    policy: Policy, council: str, role: Role, now: datetime, since: datetime
) -> RoleList | None:
    """Return the last list of a role that is due by ``now``, itself included, and not before since.

    Earlier ones that were missed are left out: a list says who waits now, so one is enough.
    """
    at = last_time(policy.lists[role], policy.hours(council), now, since)
    if at is None:
        return None
    return RoleList(
        sort=ListSort.SHIFT, role=role, local_authority=council, opened_at=at, due_at=at
    )


def last_time(
    times: ListTimes, hours: FrontDoorHours, now: datetime, since: datetime
) -> datetime | None:
    """Return the last fixed time between two instants, both included; None where there is none."""
    day, first = local_day(now), local_day(since)
    while day >= first:
        found = [at for at in _times_of(day, times, hours) if since <= at <= now]
        if found:
            return max(found)
        day -= ONE_DAY
    return None


def _times_of(day: date, times: ListTimes, hours: FrontDoorHours) -> list[datetime]:
    if times.is_on_open_days_only and not _is_open_on(day, hours):
        return []
    return [_instant(day, at) for at in times.at]


def _is_open_on(day: date, hours: FrontDoorHours) -> bool:
    return hours.working_time(local_midnight(day), local_midnight(day + ONE_DAY)) > ZERO


def _instant(day: date, at: time) -> datetime:
    """Return the instant of a time of day; of one that comes twice in October, the first.

    One that the clocks leave out in March is told an hour later by the clock on the wall, never
    not at all.
    """
    return datetime.combine(day, at, tzinfo=LONDON).astimezone(UTC)
