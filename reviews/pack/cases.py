"""Single cases by case code: the longest waits, and every repeat while another waited. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from alerts.flat.columns import Value, hours
from alerts.plain_words import duration_words
from reviews.delays import Observation, Result
from reviews.pack.parts import (
    Column,
    Form,
    Headline,
    Picture,
    Row,
    Section,
    Stretch,
    Table,
    Timeline,
    Timelines,
)
from reviews.pack.seen import Seen
from reviews.pack.words import RISKS, number_words
from schemas.legs import NOT_SEPARABLE, POLICE, TRANSIT
from schemas.moments import LONDON
from schemas.words import Milestone

LONGEST = 20
"""How many of the longest waits are told one by one. Source: assumption, an hour of a meeting."""

HOUR, NOTHING = timedelta(hours=1), timedelta(0)

_WAY = (Milestone.REPORTED, Milestone.SUBMITTED, Milestone.SENT, Milestone.RECEIVED)
_RESULTS = {
    Result.IN_TIME: "in time",
    Result.LATE: "late",
    Result.CANNOT_TELL: "cannot tell",
    Result.STILL_OPEN: "waiting, in time so far",
}
CASE_COLUMNS = (
    Column(name="case_code", heading="Case code"),
    Column(name="risk", heading="Risk"),
    Column(name="children", heading="Children", form=Form.COUNT),
    Column(name="reported", heading="Police knew"),
    Column(name="submitted", heading="Form submitted"),
    Column(name="sent", heading="Sent"),
    Column(name="received", heading="Front door told"),
    Column(name="wait_hours", heading="Waited at least (hours)", form=Form.HOURS),
    Column(name="limit_hours", heading="Limit (hours)", form=Form.HOURS),
    Column(name="result", heading="Result"),
)


def case_row(one: Seen) -> Row:
    """Return the timeline of one case; empty is what nobody has told."""
    duty = one.duty
    return (
        one.code,
        RISKS[one.risk],
        one.children,
        *(_when(one, name) for name in _WAY),
        None if duty is None else hours(duty.at_least),
        None if duty is None or duty.target is None else hours(duty.target),
        None if duty is None else _result(duty),
    )


def _when(one: Seen, name: Milestone) -> Value:
    at = one.milestones.get(name)
    if at is None:
        return None
    earliest = local_minute(at.earliest)
    return earliest if at.is_exact else f"{earliest} to {local_minute(at.latest)}"


def local_minute(at: datetime) -> str:
    """Return an instant by the clock on the wall, in a form that can be sorted."""
    return f"{at.astimezone(LONDON):%Y-%m-%d %H:%M}"


def _result(duty: Observation) -> str:
    is_late_and_open = duty.is_open and duty.result is Result.LATE
    return "late, still waiting" if is_late_and_open else _RESULTS[duty.result]


def waited(one: Seen) -> timedelta:
    """Return how long a case waited at least; nothing where that cannot be said."""
    return NOTHING if one.duty is None else one.duty.at_least


def longest_section(seen: Iterable[Seen]) -> Section:
    """Return the longest waits, the longest first, those that go on among them."""
    known = [one for one in seen if one.duty is not None]
    found = sorted(known, key=lambda one: (-waited(one), one.code))[:LONGEST]
    first = "There is no wait that can be told."
    if found:
        first = f"The longest wait is {_at_least(found[0])}, the first below."
    rows = [case_row(one) for one in found]
    return Section(
        name="longest",
        question="Which children waited longest?",
        headlines=_headlines(found),
        sentences=(first,),
        pictures=(_picture(found),) if found else (),
        tables=(Table(name="longest", title="The longest waits", columns=CASE_COLUMNS, rows=rows),),
        notes=(
            "Police hours run from police knew to sent; where nobody told when it was sent, the "
            "hours are given to neither partner. Look each case up by its code: what made it wait, "
            "and what would have helped?",
        ),
    )


def _headlines(found: Sequence[Seen]) -> tuple[Headline, ...]:
    if not found:
        return ()
    words = "the longest wait" if _is_known(found[0]) else "the longest wait, at least"
    return (Headline(figure=duration_words(waited(found[0])), words=words),)


def _at_least(one: Seen) -> str:
    """Return how long it was; "at least" so long where it goes on, or has an end within bounds."""
    length = duration_words(waited(one))
    return length if _is_known(one) else f"at least {length}"


def _is_known(one: Seen) -> bool:
    return one.duty is not None and one.duty.at_least == one.duty.at_most


def _picture(found: Sequence[Seen]) -> Picture:
    words = "; ".join(f"{one.code} {duration_words(waited(one))}" for one in found)
    return Picture(
        title=f"The {number_words(len(found), 'longest wait')}, hour by hour",
        words=f"A bar for each wait, by whose hours they were. {words}.",
        drawn=Timelines(rows=tuple(map(_timeline, found))),
    )


def _timeline(one: Seen) -> Timeline:
    """Return a wait with its hours: the police's to sending, then on the way.

    Where nobody told when it was sent, they are given to neither partner.
    """
    duty, start = one.duty, one.milestones[Milestone.REPORTED].latest
    end = waited(one)
    sent = one.milestones.get(Milestone.SENT)
    turn = None if sent is None else min(max(sent.earliest - start, NOTHING), end)
    parts = [(NOT_SEPARABLE, NOTHING, end)]
    if turn is not None:
        parts = [(POLICE, NOTHING, turn), (TRANSIT, turn, end)]
    return Timeline(
        label=f"{one.code}  {RISKS[one.risk].lower()}",
        stretches=tuple(
            Stretch(owner=owner, start=begin / HOUR, end=until / HOUR)
            for owner, begin, until in parts
        ),
        limit=None if duty is None or duty.target is None else duty.target / HOUR,
        is_open=duty is not None and duty.is_open,
    )


_REPEAT_COLUMNS = (
    Column(name="first_case_code", heading="Waiting case"),
    Column(name="case_code", heading="Next incident in the home"),
    *CASE_COLUMNS[1:],
)


def repeats_section(seen: Sequence[Seen]) -> Section:
    """Return every incident in a home of which the front door had not been told of an earlier."""
    found = repeats(seen)
    rows = [(first.code, *case_row(later)) for first, later in found]
    number = len({later.code for _, later in found})
    return Section(
        name="repeats",
        question="Did it happen again while the front door had not been told?",
        headlines=(
            Headline(figure=f"{number:,}", words="again in a home while an earlier one waited"),
        ),
        sentences=(
            f"{number_words(number, 'incident')} came in a home while the front door had not been "
            "told of an earlier one: the strongest sign of harm there is."
            if number
            else "No incident is known that came in a home while an earlier one still waited.",
        ),
        tables=(
            Table(
                name="repeats", title="Repeats while waiting", columns=_REPEAT_COLUMNS, rows=rows
            ),
        ),
        notes=(
            "Homes are known by the household and the children that the messages name; where they "
            "name neither, a repeat cannot be seen. Both incidents lie in the period.",
        ),
    )


def repeats(seen: Sequence[Seen]) -> list[tuple[Seen, Seen]]:
    """Return each waiting case with a later one of its home, in order of the later one's start."""
    homes: dict[str, list[Seen]] = defaultdict(list)
    for one in seen:
        if one.duty is not None:
            for kin in one.kin:
                homes[kin].append(one)
    found = {(first.code, later.code): (first, later) for first, later in _pairs(homes.values())}
    return sorted(found.values(), key=lambda pair: (_start(pair[1]), pair[1].code, pair[0].code))


def _pairs(homes: Iterable[list[Seen]]) -> Iterator[tuple[Seen, Seen]]:
    for home in homes:
        if len(home) > 1:
            rising = sorted(home, key=lambda one: (_start(one), one.code))
            for place, first in enumerate(rising, 1):
                told = _start(first) + waited(first)
                for later in rising[place:]:
                    if _start(later) >= told:
                        break
                    yield first, later


def _start(one: Seen) -> datetime:
    return one.milestones[Milestone.REPORTED].latest
