"""A figure by week: the usual ups and downs, what is unusual, breaks with their reasons, signs."""

from collections.abc import Sequence
from itertools import pairwise
from textwrap import fill
from typing import Any

from matplotlib.axes import Axes

from reviews.pack.drawn_weeks import Break, Point, Signs, Weeks
from reviews.render.colours import BLUE, DARK, GREY, ORANGE
from reviews.render.legends import legend_above
from reviews.spc import Assurance, Variation

_HOUR_SECONDS = 3600


def draw_weeks(axes: Axes, weeks: Weeks) -> None:
    """Draw the weeks from left to right."""
    scale = 1 / _HOUR_SECONDS if weeks.is_hours else 100
    known = [(place, point) for place, point in enumerate(weeks.points) if point.value is not None]
    for band in weeks.bands:
        across = [band.first - 0.5, band.last + 0.5]
        limits = (scale * band.lower, scale * band.upper)
        axes.fill_between(across, *limits, color="#e4eef5", zorder=0)
        axes.plot(across, [scale * band.centre] * 2, color=DARK, linewidth=1, linestyle="--")
    for first, after in pairwise([0, *(one.place for one in weeks.breaks), len(weeks.points)]):
        those = [one for one in known if first <= one[0] < after]
        across = [place for place, _ in those]
        axes.plot(across, _scaled(those, scale), color=GREY, linewidth=1.2, zorder=2)
    _draw_points(axes, known, scale)
    if weeks.goal is not None:
        axes.axhline(scale * weeks.goal, color=DARK, linewidth=1.6, linestyle=":", label="goal")
    _draw_axes(axes, weeks)
    legend_above(axes)
    _draw_breaks(axes, weeks.breaks)
    if weeks.signs is not None:
        _draw_signs(axes, weeks.signs)


def _draw_points(axes: Axes, known: Sequence[tuple[int, Point]], scale: float) -> None:
    for is_better, marker, color, words in MARKS:
        those = [one for one in known if one[1].is_mature and one[1].is_better is is_better]
        places = [place for place, _ in those]
        style: dict[str, Any] = {"color": color, "markersize": 8, "label": words, "zorder": 3}
        axes.plot(places, _scaled(those, scale), marker, **style)
    young = [one for one in known if not one[1].is_mature]
    if young:
        places = [place for place, _ in young]
        style = {"color": DARK, "markersize": 8, "markerfacecolor": "white", "zorder": 3}
        axes.plot(places, _scaled(young, scale), "o", label="not mature", **style)


def _draw_axes(axes: Axes, weeks: Weeks) -> None:
    every = max(1, -(-len(weeks.points) // 9))
    shown = range(0, len(weeks.points), every)
    axes.set_xticks(shown, [f"{weeks.points[place].week:%d/%m/%y}" for place in shown])
    axes.set_xlim(-0.7, max(len(weeks.points) - 0.3, 0.7))
    if weeks.is_hours:
        axes.set_ylim(bottom=0)
        axes.set_ylabel("half were told within, hours")
    else:
        axes.set_ylim(-3, 105)
        axes.set_ylabel("told in time, of 100")
    axes.set_xlabel("week from Monday; band: the usual ups and downs, dashed: their centre")


def _draw_breaks(axes: Axes, breaks: Sequence[Break]) -> None:
    for one in breaks:
        axes.axvline(one.place - 0.5, color=DARK, linewidth=1.2)
        axes.annotate(
            fill(one.reason, 34),
            (one.place - 0.5, 0.03),
            xycoords=axes.get_xaxis_transform(),
            xytext=(4, 0),
            textcoords="offset points",
            va="bottom",
            fontsize=8,
            style="italic",
        )


def _draw_signs(axes: Axes, signs: Signs) -> None:
    """Draw the two signs of Making Data Count, each by its letter as well as by its colour."""
    side = "H" if signs.is_high else "L"
    letter = "~" if signs.variation is Variation.USUAL else side
    shown = [(letter, _OF_VARIATION[signs.variation])]
    if signs.assurance is not None:
        shown.append(_OF_ASSURANCE[signs.assurance])
    for place, (words, color) in enumerate(reversed(shown)):
        axes.annotate(
            words,
            (1, 1),
            xycoords="axes fraction",
            xytext=(-14 - 30 * place, 16),
            textcoords="offset points",
            ha="center",
            va="center",
            fontweight="bold",
            bbox={**_CIRCLE, "edgecolor": color},
        )


_CIRCLE = {"boxstyle": "circle,pad=0.35", "facecolor": "white", "linewidth": 3}
_OF_VARIATION = {
    Variation.USUAL: GREY,
    Variation.IMPROVING: BLUE,
    Variation.CONCERNING: ORANGE,
}
_OF_ASSURANCE = {
    Assurance.MET: ("P", BLUE),
    Assurance.HIT_OR_MISS: ("?", GREY),
    Assurance.MISSED: ("F", ORANGE),
}


MARKS = (
    (None, "o", DARK, "usual"),
    (True, "^", BLUE, "unusually good"),
    (False, "s", ORANGE, "unusually poor"),
)


def _scaled(points: Sequence[tuple[int, Point]], scale: float) -> list[float]:
    return [scale * point.value for _, point in points if point.value is not None]
