"""Where the hours go: by leg and owner, each hour counted once. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence

from reviews.pack.parts import PLACES, Column, Form, Table, hours_of
from reviews.pack.seen import Seen
from schemas.legs import COUNCIL, NOT_SEPARABLE, POLICE, TRANSIT, every_leg

_WHOLE = 10**PLACES
_ORDER = {owner: place for place, owner in enumerate((POLICE, TRANSIT, COUNCIL, NOT_SEPARABLE))}

COLUMNS = (
    Column(name="leg", heading="Leg", meaning="From one milestone to the next that was told."),
    Column(
        name="owner",
        heading="Whose hours",
        meaning="police up to sending, transit, council from receipt on; not_separable where a "
        "milestone between is missing: given to neither partner.",
    ),
    Column(
        name="n",
        heading="Notifications",
        form=Form.COUNT,
        meaning="How many had this leg, both ends known to the second.",
    ),
    Column(name="hours", heading="Hours", form=Form.HOURS, meaning="Elapsed, all together."),
    Column(
        name="share",
        heading="Share of all hours",
        form=Form.SHARE,
        meaning="From 0 to 1; all shares together are 1.",
    ),
)
"""Names and order. Source: contract section 4."""


def leg_table(seen: Iterable[Seen]) -> Table:
    """Return the hours of every leg that is over; shares add up to the whole exactly."""
    number: Counter[str] = Counter()
    seconds: Counter[str] = Counter()
    for one in seen:
        for leg in one.legs:
            number[leg.name] += 1
            seconds[leg.name] += int(leg.length.total_seconds())
    found = sorted((leg for leg in every_leg() if leg[0] in number), key=lambda leg: _ORDER[leg[1]])
    shares = shares_of([seconds[name] for name, _ in found])
    rows = [
        (name, owner, number[name], hours_of(seconds[name]), share)
        for (name, owner), share in zip(found, shares, strict=True)
    ]
    return Table(name="legs", title="Where the hours go", columns=COLUMNS, rows=rows)


def shares_of(amounts: Sequence[int], whole: int = _WHOLE) -> list[float | None]:
    """Return the share of each, rounded so that together they are the whole: largest rest first.

    None where there is nothing to share.
    """
    total = sum(amounts)
    if not total:
        return [None for _ in amounts]
    parts = [divmod(amount * whole, total) for amount in amounts]
    missing = whole - sum(part for part, _ in parts)
    largest = sorted(range(len(parts)), key=lambda place: (-parts[place][1], place))[:missing]
    return [(part + (place in largest)) / whole for place, (part, _) in enumerate(parts)]
