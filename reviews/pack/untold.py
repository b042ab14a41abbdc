"""Not yet told: where only receipts exist, about how many are still to come. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from math import inf
from statistics import median

from reviews.delays import FEWEST
from reviews.delays.not_yet_told import (
    FEWEST_DAYS,
    MOST_BEYOND,
    NotYetTold,
    WhyUntold,
    not_yet_told,
)
from reviews.delays.reverse import Arrived, reverse_curve_of
from reviews.delays.triangle import MOST_DAYS
from reviews.pack.drawn_days import Arriving
from reviews.pack.parts import Column, Form, Period, Picture, Section, Table
from reviews.pack.receipts import (
    has_no_police_feed,
    lately_arrived,
    receipts_of,
    whole_days_to,
)
from reviews.pack.seen import Seen
from reviews.pack.words import day_words, number_words, of_100
from schemas.words import Flag

_DAYS = (
    Column(name="local_authority", heading="Council"),
    Column(name="reported", heading="Police knew on"),
    Column(name="told", heading="Told so far", form=Form.COUNT),
    Column(name="to_come", heading="Not yet told, about", form=Form.ESTIMATE),
)
_EARLIER = (
    Column(name="local_authority", heading="Council"),
    Column(name="day", heading="As known on"),
    Column(name="estimated", heading="Not yet told, about", form=Form.ESTIMATE),
    Column(name="came", heading="Came later", form=Form.COUNT),
)
WHY_UNTOLD = {
    WhyUntold.TOO_SHORT: f"it takes {FEWEST_DAYS} days of reports to learn how long telling takes",
    WhyUntold.TOO_FEW: f"fewer than {FEWEST} were told in the last three weeks",
    WhyUntold.SILENT: "the front door's own list has told of nothing for a week",
    WhyUntold.TAKES_LONGER: (
        f"more than {100 * MOST_BEYOND:.0f} of every 100 took longer than {MOST_DAYS} days, so "
        "nobody knows how long it may take"
    ),
}
_NOTES = (
    "For this council only the front door's own list exists: a wait is seen once it is over. What "
    "is not yet told is estimated from how long telling took of late, each notification compared "
    "only with those that could have been seen as well (a reporting triangle, chain ladder), and "
    "the interval from how far the same estimate was off on earlier days.",
    f"Assumed: nothing takes longer than {MOST_DAYS} days, and telling takes as long now as in the "
    "last three weeks. What is never told is not in it: only the force's own daily count of "
    "incidents with children shows that, and only a police feed shows which children wait.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alone:
    """What the receipts of one council tell, of which the police tell the monitor nothing."""

    council: str
    said: NotYetTold
    lately: Sequence[Arrived]
    """Those of the last three weeks, in parts of their limit."""
    start_unknown: int


def alone_of(
    seen: Sequence[Seen], period: Period, known_to: datetime | None, councils: Mapping[str, str]
) -> list[Alone]:
    """Return what is told of each council without a police feed.

    ``known_to`` is up to when anything was sent; ``councils`` are names by code.
    """
    watched_to = whole_days_to(period, known_to)
    return [
        _alone(councils.get(code, code), those, period, watched_to)
        for code, those in _by_council(seen)
        if has_no_police_feed(those)
    ]


def _by_council(seen: Sequence[Seen]) -> list[tuple[str, list[Seen]]]:
    rising = sorted(seen, key=lambda one: one.local_authority)
    return [(code, list(those)) for code, those in groupby(rising, lambda one: one.local_authority)]


def _alone(council: str, those: Sequence[Seen], period: Period, watched_to: date) -> Alone:
    receipts = receipts_of(those, period, watched_to)
    return Alone(
        council=council,
        said=NotYetTold(why_not=WhyUntold.TOO_FEW) if receipts is None else not_yet_told(receipts),
        lately=tuple(lately_arrived(those, min(period.last, watched_to), watched_to)),
        start_unknown=sum(Flag.START_UNKNOWN in one.flags for one in those),
    )


def untold_sections(alone: Sequence[Alone]) -> tuple[Section, ...]:
    """Return the section; none where every council has a police feed."""
    return (_section(alone),) if alone else ()


def earlier_tables(alone: Sequence[Alone]) -> tuple[Table, ...]:
    """Return the file of what was estimated on earlier days, beside what came."""
    rows = [
        (one.council, then.day.isoformat(), round(then.estimated, 1), then.came)
        for one in alone
        for then in reversed(one.said.looked_back)
    ]
    title = "Not yet told, estimated for earlier days, and what came"
    table = Table(name="not_yet_told_before", title=title, columns=_EARLIER, rows=rows)
    return (table,) if alone else ()


def _section(alone: Sequence[Alone]) -> Section:
    return Section(
        name="not-yet-told",
        question="How many has the front door not been told of yet?",
        sentences=tuple(sentence for one in alone for sentence in _sentences(one)),
        pictures=tuple(_picture(one) for one in alone if one.said.days),
        tables=(_table(alone),),
        notes=_NOTES,
    )


def _sentences(alone: Alone) -> list[str]:
    return [
        one
        for one in (_lead(alone), _record(alone.said), _in_time(alone), _unknown(alone))
        if one is not None
    ]


def _lead(alone: Alone) -> str:
    said = alone.said
    if said.value is None or said.low is None or said.high is None:
        why = WHY_UNTOLD[said.why_not or WhyUntold.TOO_FEW]
        return f"{alone.council}: how many are not yet told cannot be said: {why}."
    return (
        f"{alone.council}, not yet told: {_about(said.value)} ({said.low:,} to {said.high:,}); the "
        "police know, the front door does not."
    )


def _about(value: float) -> str:
    return f"about {number_words(round(value), 'notification')}"


def _record(said: NotYetTold) -> str | None:
    if not said.looked_back:
        return None
    off = median(abs(one.came - one.estimated) for one in said.looked_back)
    return (
        f"Estimated in the same way for {len(said.looked_back):,} earlier days, from what was "
        f"known on each, it was off by {max(1, round(off)):,} at most on half of them; the "
        "interval is as wide as it takes to hold what came on nine of ten."
    )


def _in_time(alone: Alone) -> str | None:
    """Return how the share in time changes once those still on their way are allowed for."""
    if len(alone.lately) < FEWEST:
        return None
    step = reverse_curve_of(alone.lately, inf).within(1.0)
    if not 0 < step.still < 1:
        return None
    low, high = step.interval()
    here = sum(one.length <= 1 for one in alone.lately) / len(alone.lately)
    return (
        f"Of {number_words(len(alone.lately), 'notification')} of the last three weeks that have "
        f"come, {of_100(here)} of every 100 came in time. Recent slow ones are still on their way: "
        f"allowing for them it is about {of_100(step.still)} (95 % interval {of_100(low)} to "
        f"{of_100(high)})."
    )


def _unknown(alone: Alone) -> str | None:
    if not alone.start_unknown:
        return None
    number = number_words(alone.start_unknown, "notification")
    return f"Of {number} nobody said when the police knew; they are in none of this."


def _picture(alone: Alone) -> Picture:
    days = alone.said.days
    by_day = "; ".join(
        f"{day_words(one.day)}: {one.told:,} told, about {one.to_come:.1f} not yet" for one in days
    )
    return Picture(
        title=f"Told so far, and not yet told, by day of report: {alone.council}",
        words=f"{_lead(alone)} {by_day}.",
        drawn=Arriving(days=days),
    )


def _table(alone: Sequence[Alone]) -> Table:
    rows = [
        (one.council, day.day.isoformat(), day.told, round(day.to_come, 1))
        for one in alone
        for day in one.said.days
    ]
    return Table(name="not_yet_told", title="By day of report", columns=_DAYS, rows=rows)
