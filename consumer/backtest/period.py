"""From when to when a back-test counts, and how far back it must look for that. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain

from schemas.moments import local_day, local_midnight
from schemas.policy import Policy
from schemas.trouble import Trouble

DEFAULT_DAYS = 28
"""Four whole weeks. Source: the plan for the back-test, an assumption."""

ONE_DAY = timedelta(days=1)

AHEAD = timedelta(hours=24)
"""How far ahead of its message a time may lie. Source: contract section 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """The instants between which alarms are counted, both included."""

    since: datetime
    until: datetime

    @property
    def days(self) -> float:
        """How many days that is, elapsed."""
        return (self.until - self.since) / ONE_DAY

    def holds(self, at: datetime) -> bool:
        """Whether an instant lies in it."""
        return self.since <= at <= self.until


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What somebody asked for: the last so many days, or local days, both of them whole."""

    days: int = DEFAULT_DAYS
    first: date | None = None
    last: date | None = None

    def bounds(self, last_at: datetime) -> tuple[datetime, datetime]:
        """Return from when to when it is, given the last instant that the database knows of."""
        until = last_at if self.last is None else min(last_at, _end_of(self.last))
        if self.first is not None:
            return local_midnight(self.first), until
        return until - self.days * ONE_DAY, until

    def period(self, first_at: datetime, last_at: datetime) -> Period:
        """Return the part of it that the history covers, from its first message to its last look.

        Raises:
            Trouble: It covers nothing of it.
        """
        since, until = self.bounds(last_at)
        if until <= max(first_at, since):
            first, last = local_day(first_at), local_day(last_at)
            raise Trouble(
                f"there is no history between these days: it goes from {first} to {last}",
                "give days that lie in it: --from and --to",
            )
        return Period(since=max(since, first_at), until=until)


def _end_of(day: date) -> datetime:
    """Return the last second of a local day."""
    return local_midnight(day + ONE_DAY) - timedelta(seconds=1)


def look_back(policies: Iterable[Policy], since: datetime) -> datetime:
    """Return the earliest instant of a last message after which something may ring in a period.

    Nothing rings about a case of which nobody has spoken for longer than the longest limit.
    """
    every = tuple(policies)
    longest = max(chain.from_iterable(map(_duty_limits, every)))
    earliest = since - longest - AHEAD
    return min([earliest, *(_pickup_from(policy, since) for policy in every)])


def _duty_limits(policy: Policy) -> Iterable[timedelta]:
    late = max(target.late for target in policy.duty.values())
    return late + policy.escalate_after, policy.ceiling, policy.not_yet_notice


def _pickup_from(policy: Policy, since: datetime) -> datetime:
    """Return a receipt so early that its pickup rungs have all rung: they count in open hours."""
    late = max(target.late for target in policy.pickup.values())
    hours = [policy.default_hours, *(one.hours for one in policy.councils.values())]
    received, back = since, ONE_DAY
    while any(one.after(received, late) >= since for one in hours):
        received, back = since - back - AHEAD, back * 2
    return received
