"""What came of a change, in words that claim no more than the figures bear. Pure."""

from reviews.agreed import Moved
from reviews.delays import Difference, Estimate, Sides, WhyNot
from reviews.pack.effects import Effect, TwoSides
from reviews.pack.words import WHY_NOT, number_words, of_100

FIGURES = {
    Moved.TOLD_IN_TIME: "Told in time",
    Moved.HALF_WITHIN: "Half told within",
}
_MORE_THAN_CHANCE = {
    True: "a change for the better that chance does not explain",
    False: "a change for the worse that chance does not explain",
    None: "chance alone may explain it",
}
NO_SPANS = "cannot be said: under two weeks of the period lie on one side of it"
_UNITS = {Moved.TOLD_IN_TIME: 100.0, Moved.HALF_WITHIN: 1 / 3600}
_UP_AND_DOWN = {
    Moved.TOLD_IN_TIME: (" more of every 100", " fewer of every 100"),
    Moved.HALF_WITHIN: (" h later", " h sooner"),
}


def sides_of(compared: TwoSides, figure: Moved) -> Sides:
    """Return one of the two figures of a place."""
    return compared.share if figure is Moved.TOLD_IN_TIME else compared.half


def figure_words(figure: Moved, value: float) -> str:
    """Return "58 of every 100", or "9.5 h"."""
    if figure is Moved.TOLD_IN_TIME:
        return f"{of_100(value)} of every 100"
    return f"{value / 3600:,.1f} h"


def is_better(figure: Moved, moved: Difference) -> bool | None:
    """Return whether a figure moved the better or the worse way; None where it may be chance."""
    if not moved.is_more_than_chance:
        return None
    return (moved.value > 0) is (figure is Moved.TOLD_IN_TIME)


def verdict_words(figure: Moved, moved: Difference) -> str:
    """Return whether chance alone may explain a difference, and if not, which way it goes."""
    return _MORE_THAN_CHANCE[is_better(figure, moved)]


def came_of_it(place: TwoSides, figure: Moved) -> bool | None:
    """Return whether a place moved the better or the worse way; None where it may be chance.

    Also where it moved so only with all risks together, and not with the same mix of grades on both
    sides.
    """
    moved = sides_of(place, figure).difference
    return None if moved is None or _is_of_the_mix(place, figure) else is_better(figure, moved)


def _is_of_the_mix(place: TwoSides, figure: Moved) -> bool:
    """Whether more than chance is left of a difference only while the mix of grades may differ."""
    moved = sides_of(place, figure).difference
    if figure is not Moved.TOLD_IN_TIME or moved is None or place.alike is None:
        return False
    return is_better(figure, moved) not in (None, is_better(figure, place.alike))


def mix_words(place: TwoSides) -> str:
    """Return how far the share told in time moved had the same grades come on both sides."""
    if place.alike is None:
        return "How far it would have moved with the same mix of grades cannot be said."
    figure = Moved.TOLD_IN_TIME
    return (
        f"With the same mix of grades on both sides, told in time: "
        f"{moved_words(figure, place.alike)}, {verdict_words(figure, place.alike)}."
    )


def side_words(figure: Moved, said: Estimate) -> str:
    """Return one side with its interval and number, or why nothing can be said of it."""
    of = number_words(said.n, "notification")
    if said.value is None:
        return f"cannot be said ({WHY_NOT[said.why_not or WhyNot.NOBODY]}; {of})"
    if said.low is None or said.high is None:
        return f"{figure_words(figure, said.value)} ({of})"
    low, high = (figure_words(figure, one) for one in (said.low, said.high))
    return f"{figure_words(figure, said.value)} (95 % interval {low} to {high}; {of})"


def both_words(place: TwoSides, figure: Moved) -> str:
    """Return a figure of a place before and after, and how far it moved where that can be said."""
    sides = sides_of(place, figure)
    before, after = (_short(figure, one) for one in (sides.before, sides.after))
    said = f"{FIGURES[figure]}: {before} before, {after} after"
    moved = sides.difference
    if moved is None:
        return f"{said}. The difference cannot be said."
    return f"{said}: {moved_words(figure, moved)}, {verdict_words(figure, moved)}."


def _short(figure: Moved, said: Estimate) -> str:
    of = number_words(said.n, "notification")
    if said.value is None:
        return f"not to be said ({WHY_NOT[said.why_not or WhyNot.NOBODY]}; {of})"
    return f"{figure_words(figure, said.value)} ({of})"


def moved_words(figure: Moved, moved: Difference) -> str:
    """Return "8 more of every 100 (95 % interval 1 to 15 more of every 100)"."""
    said = _way(figure, moved.value)
    low, high = _number(figure, moved.low), _number(figure, moved.high)
    up, down = _UP_AND_DOWN[figure]
    if low >= 0 or high <= 0:
        near, far = sorted((abs(low), abs(high)))
        between = f"{_plain(figure, near)} to {_plain(figure, far)}{up if low >= 0 else down}"
    else:
        between = f"{_plain(figure, -low)}{down} to {_plain(figure, high)}{up}"
    return f"{said} (95 % interval {between})"


def _way(figure: Moved, value: float) -> str:
    number = _number(figure, value)
    if not number:
        return "no difference"
    up, down = _UP_AND_DOWN[figure]
    return f"about {_plain(figure, abs(number))}{up if number > 0 else down}"


def _number(figure: Moved, value: float) -> float:
    places = 0 if figure is Moved.TOLD_IN_TIME else 1
    return round(value * _UNITS[figure], places)


def _plain(figure: Moved, number: float) -> str:
    return f"{number:.0f}" if figure is Moved.TOLD_IN_TIME else f"{number:,.1f}"


def effect_words(effect: Effect) -> str:
    """Return what came of the figure that a change should move, in a few words for a table."""
    if effect.here is None:
        return NO_SPANS
    figure = effect.change.figure
    sides = sides_of(effect.here, figure)
    if sides.difference is None or sides.before.value is None or sides.after.value is None:
        return f"cannot be said: {_why_not(sides)}"
    before, after = (figure_words(figure, one.value or 0) for one in (sides.before, sides.after))
    verdict = verdict_words(figure, sides.difference)
    if effect.here.alike is not None and _is_of_the_mix(effect.here, figure):
        verdict += f"; with the same mix of grades, {verdict_words(figure, effect.here.alike)}"
    return f"{FIGURES[figure]} {before} before, {after} after: {verdict}"


def _why_not(sides: Sides) -> str:
    for words, side in (("before it", sides.before), ("after it", sides.after)):
        if side.value is None:
            return f"{words} {WHY_NOT[side.why_not or WhyNot.NOBODY]}"
    return "an end of the interval is not known yet"
