"""What a council's receipts tell by themselves, where the police tell the monitor nothing. Pure."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from reviews.delays.not_yet_told import Receipts
from reviews.delays.reverse import Arrived
from reviews.delays.triangle import MOST_DAYS, DelayedDay
from reviews.pack.parts import Period, end_of
from reviews.pack.seen import Seen
from schemas.moments import local_day
from schemas.words import Flag, Milestone

_MOST = timedelta(days=MOST_DAYS)


def has_no_police_feed(those: Sequence[Seen]) -> bool:
    """Whether of all a council's notifications only the front door has told."""
    return bool(those) and all(Flag.UNREPORTED in one.flags for one in those)


def whole_days_to(period: Period, known_to: datetime | None) -> date:
    """Return the last day that is known to its end."""
    as_of = period.as_of if known_to is None else min(period.as_of, known_to)
    return local_day(as_of) - timedelta(days=1)


def receipts_of(those: Sequence[Seen], period: Period, watched_to: date) -> Receipts | None:
    """Return the receipts of a council by day of report; None where there are none.

    A day is that on which it was at the earliest. Days of report before the first receipt are left
    out: of those only the slow ones came when somebody wrote them down.
    """
    delays = [one for one in map(_delay, those) if one is not None]
    here = [one for one in delays if _told(one) <= watched_to]
    if not here:
        return None
    return Receipts(
        delays=tuple(here),
        first=max(period.first, min(map(_told, here))),
        last=min(period.last, watched_to),
        watched_to=watched_to,
    )


def _delay(one: Seen) -> DelayedDay | None:
    reported = one.milestones.get(Milestone.REPORTED)
    received = one.milestones.get(Milestone.RECEIVED)
    if reported is None or received is None or one.duty is None:
        return None
    day = local_day(reported.earliest)
    return DelayedDay(reported=day, days=max(0, (local_day(received.earliest) - day).days))


def _told(one: DelayedDay) -> date:
    return one.reported + timedelta(days=one.days)


def lately_arrived(those: Sequence[Seen], last: date, watched_to: date) -> Iterator[Arrived]:
    """Yield those of the last `MOST_DAYS` days of report, in parts of their limit."""
    until = end_of(watched_to)
    for one in those:
        reported, duty = one.milestones.get(Milestone.REPORTED), one.duty
        if reported is None or duty is None or duty.target is None or duty.at_most is None:
            continue
        watched = until - reported.earliest
        if duty.at_most <= min(watched, _MOST) and last - one.day < _MOST:
            yield Arrived(length=duty.at_most / duty.target, watched=watched / duty.target)
