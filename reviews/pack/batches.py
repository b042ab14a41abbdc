"""How many receipts came in batches, when, and what the figures are without them? Pure."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from alerts.plain_words import WEEKDAYS
from reviews.pack.cases import local_minute
from reviews.pack.parts import Column, Form, Heat, Picture, Section, Table
from reviews.pack.seen import Seen
from reviews.pack.side_by_side import (
    Compared,
    compare,
    compared_words,
    group_of,
    side_by_side_picture,
    side_by_side_table,
    with_and_without,
)
from reviews.pack.words import number_words, of_100
from schemas.moments import LONDON
from schemas.words import Milestone

FEWEST_RECEIPTS = 4
"""So many receipts of one force and council at least are a batch.

Source: that sends cluster is domain fact 7; the number is an assumption, to agree with both
partners. Of 8 receipts a day that came at any time by chance four would lie within `WITHIN` once in
years, of 40 a day about once a week.
"""

WITHIN = timedelta(minutes=10)
"""In so short a time. Source: assumption, to agree with both partners."""

LARGEST = 20
"""So many batches are told one by one. Source: assumption, a page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Receipts that came together, in the order in which they came; each with its instant."""

    receipts: tuple[tuple[datetime, Seen], ...]

    @property
    def first(self) -> datetime:
        """When the first of them came."""
        return self.receipts[0][0]

    @property
    def lasts(self) -> timedelta:
        """How long from the first to the last."""
        return self.receipts[-1][0] - self.first

    @property
    def is_one_instant(self) -> bool:
        """Whether all are told for the same second."""
        return not self.lasts


def batches(seen: Sequence[Seen]) -> list[Batch]:
    """Return the batches in the order in which they began.

    A receipt is in one where some `WITHIN` around it holds at least `FEWEST_RECEIPTS` of its force
    and council; those that overlap are one. Receipts known only to the day are in none.
    """
    places: dict[tuple[str, str], list[tuple[datetime, Seen]]] = defaultdict(list)
    for one in seen:
        at = one.milestones.get(Milestone.RECEIVED)
        if at is not None and at.is_exact:
            places[one.force, one.local_authority].append((at.earliest, one))
    found = [batch for receipts in places.values() for batch in _batches_of(receipts)]
    return sorted(found, key=lambda batch: (batch.first, batch.receipts[0][1].code))


def _batches_of(receipts: list[tuple[datetime, Seen]]) -> Iterator[Batch]:
    receipts.sort(key=lambda receipt: (receipt[0], receipt[1].code))
    begins, ends = 0, 0  # of the batch that is being gathered; empty while both are equal
    for place in range(len(receipts) - FEWEST_RECEIPTS + 1):
        last = place + FEWEST_RECEIPTS
        if receipts[last - 1][0] - receipts[place][0] > WITHIN:
            continue
        if place >= ends:
            if ends > begins:
                yield Batch(receipts=tuple(receipts[begins:ends]))
            begins = place
        ends = last
    if ends > begins:
        yield Batch(receipts=tuple(receipts[begins:ends]))


def fates_of(seen: Sequence[Seen]) -> Mapping[str, Hashable]:
    """Return by case code what each shares its fate with: its batch, or only itself."""
    return {one.code: one.code for one in seen} | _batch_of(batches(seen))


def _batch_of(found: Sequence[Batch]) -> dict[str, int]:
    return {one.code: number for number, batch in enumerate(found) for _, one in batch.receipts}


def batches_section(
    seen: Sequence[Seen], councils: Mapping[str, str], fates: Mapping[str, Hashable]
) -> Section:
    """Return when batches came, and the figures with and without.

    ``councils`` are names; ``fates`` is what shares its fate: see `fates_of`.
    """
    found = batches(seen)
    compared = _compared(seen, found, fates)
    return Section(
        name="batches",
        question="How many came in batches, and what are the figures without them?",
        sentences=(*_lead(seen, found, compared), *map(compared_words, compared)),
        pictures=_pictures(found, compared),
        tables=(
            side_by_side_table(
                "batches_apart",
                "With and without batches",
                compared,
                Column(name="receipts", heading="Receipts"),
                "Notifications",
            ),
            _largest(found, councils),
        ),
        notes=(
            f"A batch: at least {FEWEST_RECEIPTS} receipts of one force and council within "
            f"{WITHIN // timedelta(minutes=1)} minutes (an assumption, to agree with both "
            "partners). Receipts known only as a date are in none. Where times of receipt are "
            "rounded, receipts of one hour look like a batch.",
            "Those that still wait count in all and in all without batches, since nobody knows yet "
            "how they will come. Waits that end in one batch are no independent cases: the "
            "intervals count each batch as one, and so are wider.",
        ),
    )


def _compared(
    seen: Sequence[Seen], found: Sequence[Batch], fates: Mapping[str, Hashable]
) -> list[Compared]:
    batched = _batch_of(found)
    groups = (
        ("All", seen),
        ("All without batches", [one for one in seen if one.code not in batched]),
        ("Only those in batches", [one for one in seen if one.code in batched]),
    )
    return [compare(group_of(label, those, fates)) for label, those in groups]


def _lead(
    seen: Sequence[Seen], found: Sequence[Batch], compared: Sequence[Compared]
) -> Iterator[str]:
    exact = sum(
        (at := one.milestones.get(Milestone.RECEIVED)) is not None and at.is_exact for one in seen
    )
    if not exact:
        yield "Whether receipts came in batches cannot be said: no time of receipt is exact."
        return
    batched = sum(len(batch.receipts) for batch in found)
    yield (
        f"{batched:,} of {number_words(exact, 'receipt')} with an exact time came in "
        f"{number_words(len(found), 'batch', 'batches')}: {of_100(batched / exact)} of every 100."
        f"{with_and_without(*compared[:2])}"
    )
    if found:
        begun = _by_hour(found)
        day, hour = min(begun, key=lambda place: (-begun[place], place))
        yield (
            f"Most batches in one hour of the week are {begun[day, hour]:,}, begun on "
            f"{WEEKDAYS[day]} from {hour:02}:00."
        )
        if at_once := sum(batch.is_one_instant for batch in found):
            yield (
                f"In {at_once:,} of them all receipts are told for the same second: sent at once, "
                "or noted once for all."
            )


def _by_hour(found: Sequence[Batch]) -> Counter[tuple[int, int]]:
    local = (batch.first.astimezone(LONDON) for batch in found)
    return Counter((at.weekday(), at.hour) for at in local)


def _pictures(found: Sequence[Batch], compared: Sequence[Compared]) -> tuple[Picture, ...]:
    if not found:
        return ()
    begun = _by_hour(found)
    by_day = ", ".join(
        f"{words} {sum(begun[day, hour] for hour in range(24)):,}"
        for day, words in enumerate(WEEKDAYS)
    )
    return (
        side_by_side_picture("Told in time with and without batches, of every 100", compared),
        Picture(
            title="When batches began, by hour of the week",
            words=f"Heat map of seven days by 24 hours. Batches by day: {by_day}.",
            drawn=Heat(
                rows=tuple(tuple(begun[day, hour] for hour in range(24)) for day in range(7))
            ),
        ),
    )


_COLUMNS = (
    Column(name="began", heading="Began"),
    Column(name="force", heading="Police force"),
    Column(name="local_authority", heading="Council"),
    Column(name="receipts", heading="Receipts", form=Form.COUNT),
    Column(name="minutes", heading="Minutes from first to last", form=Form.COUNT),
)


def _largest(found: Sequence[Batch], councils: Mapping[str, str]) -> Table:
    largest = sorted(found, key=lambda batch: (-len(batch.receipts), batch.first))[:LARGEST]
    rows = [
        (
            local_minute(batch.first),
            one.force,
            councils.get(one.local_authority, one.local_authority),
            len(batch.receipts),
            batch.lasts // timedelta(minutes=1),
        )
        for batch in largest
        for one in (batch.receipts[0][1],)
    ]
    return Table(name="batches", title="The largest batches", columns=_COLUMNS, rows=rows)
