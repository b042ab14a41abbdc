"""Did it work? The same figures before and after each change, and in the council beside. Pure."""

from collections.abc import Iterator, Sequence

from reviews.agreed import Moved
from reviews.delays import Estimate, Sides, beyond
from reviews.pack.effect_words import (
    FIGURES,
    NO_SPANS,
    both_words,
    came_of_it,
    mix_words,
    moved_words,
    side_words,
    sides_of,
    verdict_words,
)
from reviews.pack.effects import Effect, TwoSides
from reviews.pack.parts import (
    Column,
    Form,
    Interval,
    Intervals,
    Picture,
    Row,
    Section,
    Table,
    Unit,
    hours_of,
)
from reviews.pack.side_by_side import SIDE_COLUMNS, figures_of
from reviews.pack.words import day_words, number_words

_COLUMNS = (
    Column(name="change", heading="Change", form=Form.COUNT, meaning="Its number, by day."),
    Column(name="since", heading="Since"),
    Column(name="place", heading="Where"),
    Column(name="side", heading="Side"),
    *SIDE_COLUMNS,
)


def before_after_section(effects: Sequence[Effect]) -> Section:
    """Return what can be said of each change."""
    told = [one for one in effects if one.here is not None]
    return Section(
        name="before-after",
        question="Did what changed make a difference?",
        sentences=(_lead(effects), *(line for one in effects for line in _lines(one))),
        pictures=tuple(_picture(one) for one in told),
        tables=(_table(told),) if told else (),
        notes=_NOTES if effects else (),
    )


_NOTES = (
    "Both sides are as many whole weeks, by the day on which the police knew. Notifications that "
    "still wait count for as long as they have waited, so the later side does not look better for "
    "being young. This is no proof: whatever else began or ended on those days counts in it too. "
    "The council beside it, of the same force, shows what may have moved without the change. "
    "What came in one batch counts as one in the intervals. A share can move because other grades "
    "came than before; so it is also told as if each had come as often on both sides.",
)


def _lead(effects: Sequence[Effect]) -> str:
    if not effects:
        return "No change was given, so there is none to look at."
    told = [
        came_of_it(one.here, one.change.figure)
        for one in effects
        if one.here is not None and sides_of(one.here, one.change.figure).difference is not None
    ]
    counted = ((told.count(way), words) for way, words in _WAYS.items())
    ways = ", ".join(f"{number:,} {words}" for number, words in counted if number)
    return (
        f"Of {number_words(len(effects), 'change')} {len(told):,} can be told before and after"
        f"{f', by the figure that was to move: {ways}' if ways else ''}. That is no proof of why."
    )


_WAYS = {
    True: "for the better by more than chance explains",
    False: "for the worse by more than chance explains",
    None: "that chance or another mix of grades may explain",
}


def _lines(effect: Effect) -> Iterator[str]:
    change = effect.change
    since = f"{effect.number}. {effect.place}, since {day_words(change.since)}"
    if effect.here is None or effect.spans is None:
        yield f"{since}: {change.what.rstrip('.')}. What came of it {NO_SPANS}."
        return
    other = next(figure for figure in Moved if figure is not change.figure)
    weeks = number_words(effect.spans.weeks, "week")
    yield (
        f"{since}, {weeks} on each side: {change.what.rstrip('.')}. "
        f"{both_words(effect.here, change.figure)}"
    )
    yield both_words(effect.here, other)
    yield mix_words(effect.here)
    if not effect.beside:
        yield "No council of the same force stands beside it to compare with."
    for beside in effect.beside:
        yield _against(effect.here, beside, change.figure)
    if effect.others:
        numbers = " and ".join(map(str, effect.others))
        yield f"Within the same weeks began change {numbers} too: they cannot be told apart."


def _against(here: TwoSides, beside: TwoSides, figure: Moved) -> str:
    words = f"Beside it, in {beside.name}, where this was not changed: {both_words(beside, figure)}"
    moved, there = sides_of(here, figure).difference, sides_of(beside, figure).difference
    if moved is None or there is None:
        return words
    more = beyond(moved, there)
    return (
        f"{words} Set against that the difference is {moved_words(figure, more)}, "
        f"{verdict_words(figure, more)}."
    )


def _places(effect: Effect) -> Iterator[tuple[TwoSides, bool]]:
    if effect.here is not None:
        yield effect.here, False
    yield from ((other, True) for other in effect.beside)


def _name(place: TwoSides, *, is_beside: bool) -> str:
    return f"{place.name} (beside it)" if is_beside else place.name


def _picture(effect: Effect) -> Picture:
    figure = effect.change.figure
    unit = Unit.OF_100 if figure is Moved.TOLD_IN_TIME else Unit.HOURS
    rows = tuple(
        Interval(
            label=f"{_name(place, is_beside=is_beside)}, {side}\n"
            f"{number_words(said.n, 'notification')}",
            value=_drawn(unit, said.value),
            low=_drawn(unit, said.low),
            high=_drawn(unit, said.high),
            is_other=is_beside,
        )
        for place, is_beside in _places(effect)
        for side, said in _two(sides_of(place, figure))
    )
    words = "; ".join(
        f"{place.name}, {side}: {side_words(figure, said)}"
        for place, _ in _places(effect)
        for side, said in _two(sides_of(place, figure))
    )
    return Picture(
        title=f"{effect.number}. {FIGURES[figure]} before and after "
        f"{day_words(effect.change.since)}: {effect.change.what}",
        words=f"{FIGURES[figure]}, with 95 % intervals. {words}.",
        drawn=Intervals(rows=rows, unit=unit),
    )


def _drawn(unit: Unit, value: float | None) -> float | None:
    return hours_of(value) if unit is Unit.HOURS and value is not None else value


def _two(sides: Sides) -> tuple[tuple[str, Estimate], tuple[str, Estimate]]:
    return ("before", sides.before), ("after", sides.after)


def _table(effects: Sequence[Effect]) -> Table:
    rows = [row for one in effects for row in _rows(one)]
    return Table(name="before_after", title="Before and after", columns=_COLUMNS, rows=rows)


def _rows(effect: Effect) -> Iterator[Row]:
    for place, is_beside in _places(effect):
        for side, compared in (("before", place.before), ("after", place.after)):
            since, name = effect.change.since.isoformat(), _name(place, is_beside=is_beside)
            yield (effect.number, since, name, side, *figures_of(compared))
