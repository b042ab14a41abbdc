"""The table of clocks: by force, council and risk, each also taken together. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import product

from reviews.cohorts import ALL
from reviews.delays import Observation, longest, quantiles, told_in_time
from reviews.pack.parts import PLACES, Column, Form, Row, Table, hours_of
from reviews.pack.seen import Seen
from reviews.pack.side_by_side import Fates
from schemas.words import Clock

Group = tuple[str, str, str]

COLUMNS = (
    Column(name="clock", heading="Clock", meaning="Which length of time."),
    Column(name="force", heading="Police force", meaning="Or all together."),
    Column(name="local_authority", heading="Council", meaning="ONS code, or all together."),
    Column(
        name="risk",
        heading="Risk",
        meaning="The grade at the receipt, or now where nobody was told yet; or all together.",
    ),
    Column(
        name="n",
        heading="Notifications",
        form=Form.COUNT,
        meaning="How many the row stands on, open ones too.",
    ),
    Column(name="open", heading="Still open", form=Form.COUNT, meaning="Those of them not over."),
    Column(
        name="share_met",
        heading="In time",
        form=Form.SHARE,
        meaning=(
            "The share within its limit, from 0 to 1; open ones count as at least so long. The "
            "limit of pickup counts front-door hours, its lengths count day and night."
        ),
    ),
    Column(name="share_met_low", heading="at least", form=Form.SHARE, meaning="95 % interval."),
    Column(name="share_met_high", heading="at most", form=Form.SHARE, meaning="95 % interval."),
    Column(
        name="p50_hours",
        heading="Half within (hours)",
        form=Form.HOURS,
        meaning="Within how many hours half were over.",
    ),
    Column(name="p75_hours", heading="Three in four within (hours)", form=Form.HOURS),
    Column(name="p90_hours", heading="Nine in ten within (hours)", form=Form.HOURS),
    Column(name="p95_hours", heading="19 in 20 within (hours)", form=Form.HOURS),
    Column(
        name="max_hours",
        heading="Longest (hours)",
        form=Form.HOURS,
        meaning="One that still waits counts as long as it has, one known within bounds at the "
        "most it can have been.",
    ),
)
"""Names and order. Source: contract section 4."""


def clock_table(seen: Iterable[Seen], fates: Fates) -> Table:
    """Return every clock of every group there is, in the order of clocks and groups.

    ``fates`` is what shares its fate: as everywhere in a pack, what came in one batch counts as one
    in the interval of the share told in time.
    """
    by_clock: dict[Clock, dict[Group, list[Seen]]] = {clock: {} for clock in Clock}
    for one in seen:
        for clock, told in one.clocks.items():
            if isinstance(told, Observation):
                place = (one.force, one.local_authority, told.risk.value)
                by_clock[clock].setdefault(place, []).append(one)
    rows = [row for clock, places in by_clock.items() for row in _rows(clock, places, fates)]
    return Table(name="clocks", title="Every clock", columns=COLUMNS, rows=rows)


def _rows(clock: Clock, places: Mapping[Group, list[Seen]], fates: Fates) -> Iterator[Row]:
    known: dict[frozenset[Group], Row] = {}
    for group, members in sorted(_groups(places).items(), key=_all_last):
        # With one force or one council, all together are the same notifications once more.
        if members not in known:
            those = [one for place in sorted(members) for one in places[place]]
            known[members] = figures_of(clock, those, fates)
        yield (clock.value, *group, *known[members])


def _groups(places: Iterable[Group]) -> dict[Group, frozenset[Group]]:
    groups: dict[Group, set[Group]] = defaultdict(set)
    for place in places:
        force, council, risk = place
        for group in product((force, ALL), (council, ALL), (risk, ALL)):
            groups[group].add(place)
    return {group: frozenset(members) for group, members in groups.items()}


def _all_last(item: tuple[Group, frozenset[Group]]) -> tuple[tuple[bool, str], ...]:
    return tuple((part == ALL, part) for part in item[0])


def figures_of(clock: Clock, those: Iterable[Seen], fates: Fates) -> Row:
    """Return number, share in time and lengths of a clock, as the columns from ``n`` on."""
    told = [(fates[one.code], one.clocks[clock]) for one in those]
    observations = [one for _, one in told if isinstance(one, Observation)]
    together = [fate for fate, _ in told] if clock is Clock.DUTY else None
    in_time, most = told_in_time(observations, together), longest(observations)
    lengths = [said.value for said in quantiles(observations, with_interval=False).values()]
    return (
        in_time.n,
        in_time.open,
        *(_rounded(share) for share in (in_time.value, in_time.low, in_time.high)),
        *(_hours(seconds) for seconds in (*lengths, most.value)),
    )


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, PLACES)


def _hours(seconds: float | None) -> float | None:
    return None if seconds is None else hours_of(seconds)
