"""Do some children wait longer than others? By what is known of them, the unknown too. Pure.

Groups stand in a fixed order and are never ranked.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import comb

from alerts.plain_words import AGES, begun
from reviews.delays import FEWEST, differ
from reviews.pack.parts import Column, Interval, Intervals, Picture, Section, Table
from reviews.pack.seen import Seen
from reviews.pack.side_by_side import SIDE_COLUMNS, Compared, Fates, compare, figures_of, group_of
from reviews.pack.words import number_words, of_100, share_words
from schemas.words import AgeBand, Prior

UNKNOWN = "Not known"
OTHER_AREAS = f"Areas with fewer than {FEWEST} each"
"""Small areas stand together: a figure of few says nothing, and may show whose it is."""

_YOUNGEST = "Youngest child"
_SATURDAY = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Trait:
    """One thing by which notifications are told apart; ``of`` gives a label, None where unknown."""

    name: str
    heading: str
    of: Callable[[Seen], str | None]
    labels: tuple[str, ...]
    """Every label there may be, in the order in which they stand."""


def _youngest(one: Seen) -> str | None:
    band = one.background.youngest
    return None if band is AgeBand.UNKNOWN else begun(AGES[band])


def _door(one: Seen) -> str | None:
    is_open = one.background.is_door_open
    return None if is_open is None else _DOORS[is_open]


def _day(one: Seen) -> str | None:
    return _DAYS[one.day.weekday() >= _SATURDAY]


def _prior(one: Seen) -> str | None:
    prior = one.background.prior
    return None if prior is None else _PRIORS[prior]


_DOORS = {
    True: "While the front door was open",
    False: "While it was closed (out-of-hours team)",
}
_DAYS = {False: "Monday to Friday", True: "Saturday or Sunday"}
_PRIORS = {
    Prior.NONE: "No incident in the 12 months before",
    Prior.ONE: "1 incident before",
    Prior.TWO: "2 incidents before",
    Prior.THREE_OR_MORE: "3 or more before",
}
_TRAITS = (
    Trait(
        name="youngest",
        heading=_YOUNGEST,
        of=_youngest,
        labels=tuple(begun(words) for band, words in AGES.items() if band is not AgeBand.UNKNOWN),
    ),
    Trait(name="prior_12m", heading="Earlier incidents", of=_prior, labels=tuple(_PRIORS.values())),
    Trait(name="door", heading="Police knew", of=_door, labels=tuple(_DOORS.values())),
    Trait(name="day", heading="Day of the week", of=_day, labels=tuple(_DAYS.values())),
)
_COLUMNS = (
    Column(name="by", heading="By"),
    Column(name="group", heading="Group"),
    *SIDE_COLUMNS,
)
_NOT_HELD = (
    "Ethnicity is not held, nor are sex, disability, language or religion: whether children wait "
    "longer because of one of these cannot be said here, and nobody should read this page as if it "
    "could."
)

_STRICTER = (
    " The limits for babies and the unborn are stricter, so that fewer of them are in time for the "
    "same wait: look at half within too."
)

_Told = tuple[Trait, list[Compared]]


def equity_section(seen: Sequence[Seen], fates: Fates) -> Section:
    """Return the figures by what is known; ``fates`` is what shares its fate."""
    known = [one for one in seen if one.duty is not None]
    told = [(trait, _by(trait, known, fates)) for trait in (*_TRAITS, _areas(known))]
    return Section(
        name="equity",
        question="Do some children wait longer than others, as far as is known?",
        sentences=(_lead(told), _NOT_HELD, *_unknown(told, len(known))),
        pictures=tuple(_picture(*one) for one in told if _can_be_said(one[1])),
        tables=(_table(told),),
        notes=(
            "Groups stand in a fixed order, never by rank. Each notification is judged by the "
            "limit of its own grade and youngest child. Where two intervals overlap, chance may be "
            "all of the difference; what the first sentence names is more than chance makes among "
            "all pairs of groups here together.",
            f"Of fewer than {FEWEST} notifications nothing is said. What nobody told stands in a "
            "row of its own. No group here is a cause: risk, hour and council differ between them.",
        ),
    )


def _areas(known: Sequence[Seen]) -> Trait:
    """Return the areas there are; those with too few stand together."""
    number = Counter(one.background.area for one in known if one.background.area is not None)
    large = sorted(area for area, n in number.items() if n >= FEWEST)

    def of(one: Seen) -> str | None:
        area = one.background.area
        return area if area is None or number[area] >= FEWEST else OTHER_AREAS

    return Trait(name="area", heading="Area", of=of, labels=(*large, OTHER_AREAS))


def _by(trait: Trait, known: Sequence[Seen], fates: Fates) -> list[Compared]:
    """Return every group that has any, and the unknown last, also where there is none."""
    groups: dict[str | None, list[Seen]] = {label: [] for label in trait.labels} | {None: []}
    for one in known:
        groups[trait.of(one)].append(one)
    return [
        compare(group_of(label or UNKNOWN, those, fates))
        for label, those in groups.items()
        if those or label is None
    ]


def _can_be_said(compared: Sequence[Compared]) -> bool:
    return sum(one.in_time.value is not None for one in compared) > 1


def _lead(told: Sequence[_Told]) -> str:
    among = sum(_pairs(compared) for _, compared in told)
    apart = [
        trait.heading
        for trait, compared in told
        if differ([one.in_time for one in compared], among)
    ]
    if not any(_can_be_said(compared) for _, compared in told):
        return "Whether some children wait longer than others cannot be said: there are too few."
    if not apart:
        return (
            "No difference in the share told in time is larger than chance can make, as far as "
            "anything is known of the children."
        )
    return (
        "The shares told in time differ by more than chance usually makes, by: "
        f"{', '.join(heading.lower() for heading in apart)}."
        f"{_STRICTER if _YOUNGEST in apart else ''}"
    )


def _pairs(compared: Sequence[Compared]) -> int:
    return comb(sum(one.in_time.value is not None for one in compared), 2)


def _unknown(told: Sequence[_Told], number: int) -> Iterator[str]:
    for trait, compared in told:
        missing = compared[-1].in_time.n
        if missing:
            yield (
                f"{trait.heading}: not known of {missing:,} of "
                f"{number_words(number, 'notification')} ({of_100(missing / number)} of every 100)."
            )


def _picture(trait: Trait, compared: Sequence[Compared]) -> Picture:
    rows = tuple(
        Interval(
            label=f"{one.group.label}\n{number_words(one.in_time.n, 'notification')}",
            value=one.in_time.value,
            low=one.in_time.low,
            high=one.in_time.high,
            is_other=one.group.label == UNKNOWN,
        )
        for one in compared
        if one.in_time.n
    )
    words = " ".join(f"{one.group.label}: {share_words(one.in_time)}." for one in compared)
    return Picture(
        title=f"Told in time, of every 100 notifications, by: {trait.heading.lower()}",
        words=f"Share told in time by {trait.heading.lower()}, with its interval. {words}",
        drawn=Intervals(rows=rows),
    )


def _table(told: Sequence[_Told]) -> Table:
    rows = [
        (trait.heading, one.group.label, *figures_of(one))
        for trait, compared in told
        for one in compared
    ]
    return Table(name="equity", title="By what is known", columns=_COLUMNS, rows=rows)
