"""How many hours did children wait past the limit, and in which legs? Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from reviews.delays import Observation, past_limit
from reviews.pack.leg_table import shares_of
from reviews.pack.parts import (
    Column,
    Form,
    Headline,
    Part,
    Parts,
    Picture,
    Section,
    Table,
    hours_of,
)
from reviews.pack.seen import Seen
from reviews.pack.words import OWNERS, leg_words, number_words
from schemas.legs import COUNCIL, NOT_SEPARABLE, POLICE, TRANSIT
from schemas.words import Clock

_TENTHS = 1000
"""Shares are told to a tenth of 100, on the page as in the file, so that they make 100.0."""

_OF_OWNER = {
    POLICE: "with the police",
    TRANSIT: "on the way from sending to receipt",
    COUNCIL: "with the council",
    NOT_SEPARABLE: "where nobody can say whose they were",
}
_COLUMNS = (
    Column(name="leg", heading="Leg", meaning="From one milestone to the next that was told."),
    Column(
        name="owner",
        heading="Whose hours",
        meaning="not_separable: a milestone between police and council was not told; given to "
        "neither partner.",
    ),
    Column(
        name="n",
        heading="Late notifications",
        form=Form.COUNT,
        meaning="How many had hours past the limit in this leg; one may stand in several legs.",
    ),
    Column(name="hours", heading="Hours past the limit", form=Form.HOURS),
    Column(
        name="share",
        heading="Of all these hours, of 100",
        form=Form.SHARE,
        meaning="From 0 to 1; all together are exactly 1.",
    ),
    Column(
        name="children_hours",
        heading="Hours children waited past it",
        form=Form.HOURS,
        meaning="Each hour counted once for every child of the notification.",
    ),
    Column(name="children_share", heading="Of these, of 100", form=Form.SHARE),
)
_TITLES = {
    Clock.DUTY: ("past_limit", "Hours past the limit, until the front door was told"),
    Clock.DECISION: ("past_decision_limit", "Hours past the limit of the council's decision"),
}


def past_limit_section(seen: Sequence[Seen]) -> Section:
    """Return where the hours past the limit passed, until the front door was told and after."""
    duty, decision = _found(seen, Clock.DUTY), _found(seen, Clock.DECISION)
    return Section(
        name="past-limit",
        question="How many hours did children wait past the limit, and where?",
        headlines=(
            Headline(
                figure=f"{duty.child_hours():,} hours", words="children waited past the limit"
            ),
        ),
        sentences=(*_duty_sentences(duty), _decision_sentence(decision)),
        pictures=(_picture(duty),) if duty.late else (),
        tables=(_table(Clock.DUTY, duty), _table(Clock.DECISION, decision)),
        notes=(
            "Only the hours after the limit count, day and night, of notifications that were told "
            "late or still wait past it; those that wait count up to when this pack is looked at "
            "from. Each hour stands in the leg in which it passed, once, so all shares make 100. "
            "An hour after the limit is not the fault of the leg it fell in: the legs before it "
            "had used up the time.",
            "A milestone that was not told, is known only to the day, or stands in the wrong order "
            "makes its neighbours one longer leg; where that runs from police to council, the "
            "hours are given to neither. Times with bounds count at the least they can be.",
        ),
    )


@dataclass(slots=True, kw_only=True)
class _Found:
    """Seconds past the limit by leg, once for each notification and once for each child."""

    late: int = 0
    waiting: int = 0
    children_unknown: int = 0
    owners: dict[str, str] = field(default_factory=dict)
    number: Counter[str] = field(default_factory=Counter)
    seconds: Counter[str] = field(default_factory=Counter)
    child_seconds: Counter[str] = field(default_factory=Counter)

    def hours(self) -> int:
        """Return all hours past the limit, whole ones."""
        return self.seconds.total() // 3600

    def child_hours(self) -> int:
        """Return the same with each hour once for every child."""
        return self.child_seconds.total() // 3600


def _found(seen: Iterable[Seen], clock: Clock) -> _Found:
    found = _Found()
    for one in seen:
        told = one.clocks[clock]
        if isinstance(told, Observation) and told.late_by:
            found.late += 1
            found.waiting += told.is_open
            found.children_unknown += one.children is None
            _add(found, clock, one, told)
    return found


def _add(found: _Found, clock: Clock, one: Seen, told: Observation) -> None:
    for stretch in past_limit(clock, told, one.milestones):
        seconds = int(stretch.length.total_seconds())
        found.owners[stretch.leg] = stretch.owner
        found.number[stretch.leg] += 1
        found.seconds[stretch.leg] += seconds
        found.child_seconds[stretch.leg] += seconds * (one.children or 0)


def _duty_sentences(found: _Found) -> tuple[str, ...]:
    if not found.late:
        return ("No notification is known that was told late or waits past its limit.",)
    of_owner: Counter[str] = Counter()
    for leg, seconds in found.seconds.items():
        of_owner[found.owners[leg]] += seconds
    shares = shares_of([of_owner[owner] for owner in OWNERS], 100)
    said = ", ".join(
        f"{round(100 * share)} {_OF_OWNER[owner]}"
        for owner, share in zip(OWNERS, shares, strict=True)
        if share
    )
    return (
        f"Children waited {found.child_hours():,} hours past the limit, in "
        f"{number_words(found.late, 'late notification')} ({found.waiting:,} still waiting). Of "
        f"every 100 hours of these notifications past the limit, {said}.",
        f"Counted once for each notification these are {number_words(found.hours(), 'hour')}; "
        f"counted once for each child, {number_words(found.child_hours(), 'hour')}"
        f"{_unknown_words(found)}.",
    )


def _unknown_words(found: _Found) -> str:
    if not found.children_unknown:
        return ""
    of_these = number_words(found.children_unknown, "late notification")
    return f", without those of {of_these} whose number of children is not known"


def _decision_sentence(found: _Found) -> str:
    if not found.late:
        return "No decision of the council is known to be past its own limit."
    return (
        f"The council's decisions, by the same rule: {number_words(found.hours(), 'hour')} past "
        f"their limit, in {number_words(found.late, 'notification')} ({found.waiting:,} not "
        "decided yet)."
    )


def _order(found: _Found) -> list[str]:
    """Return the legs by owner, within an owner those with most hours first."""
    owners = list(OWNERS)
    return sorted(
        found.seconds,
        key=lambda leg: (owners.index(found.owners[leg]), -found.seconds[leg], leg),
    )


def _table(clock: Clock, found: _Found) -> Table:
    name, title = _TITLES[clock]
    legs = _order(found)
    shares = shares_of([found.seconds[leg] for leg in legs], _TENTHS)
    of_children = shares_of([found.child_seconds[leg] for leg in legs], _TENTHS)
    rows = [
        (
            leg,
            found.owners[leg],
            found.number[leg],
            hours_of(found.seconds[leg]),
            share,
            hours_of(found.child_seconds[leg]),
            of_child,
        )
        for leg, share, of_child in zip(legs, shares, of_children, strict=True)
    ]
    return Table(name=name, title=title, columns=_COLUMNS, rows=rows)


def _picture(found: _Found) -> Picture:
    parts = tuple(
        Part(label=leg_words(str(leg)), owner=str(owner), share=share, share_of_children=child)
        for leg, owner, _, _, share, _, child in _table(Clock.DUTY, found).rows
        if isinstance(share, float) and not isinstance(child, str)
    )
    words = "; ".join(map(part_words, parts))
    return Picture(
        title="Of every 100 hours past the limit, in which leg they passed",
        words=f"Share of the hours past the limit by leg, of 100. {words}.",
        drawn=Parts(rows=parts),
    )


def part_words(part: Part) -> str:
    """Return a part in words: its leg, whose it is, and its share of 100."""
    said = f"{part.label} ({OWNERS[part.owner].lower()}): {100 * part.share:.1f}"
    if part.share_of_children is None:
        return said
    return f"{said}, counted once for each child {100 * part.share_of_children:.1f}"
