"""Pictures of a pack as SVG; the same bytes for the same input.

Owners and unusual weeks differ by hatching or shape as well as by colour, so that a picture can be
read by the colour-blind and in a black and white print.
"""

from collections.abc import Sequence
from io import StringIO
from textwrap import fill
from typing import Any
from warnings import catch_warnings, filterwarnings

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine

from alerts.plain_words import WEEKDAYS
from reviews.pack.drawn_days import Arriving
from reviews.pack.drawn_gaps import Gaps
from reviews.pack.drawn_weeks import Weeks
from reviews.pack.parts import (
    Heat,
    Interval,
    Intervals,
    Part,
    Parts,
    Picture,
    Timelines,
    Unit,
)
from reviews.pack.words import OWNERS
from reviews.render.arriving import draw_arriving
from reviews.render.colours import BLUE, DARK, GREEN, GREY, ORANGE
from reviews.render.gaps import draw_gaps
from reviews.render.legends import legend_above
from reviews.render.timelines import draw_timelines
from reviews.render.weeks import draw_weeks
from schemas.legs import COUNCIL, NOT_SEPARABLE, POLICE, TRANSIT

_OF_OWNER: dict[str, dict[str, Any]] = {
    POLICE: {"color": BLUE, "edgecolor": "white"},
    TRANSIT: {"color": GREEN, "edgecolor": "white", "hatch": "...."},
    COUNCIL: {"color": ORANGE, "edgecolor": "#5b3f00", "hatch": "////"},
    NOT_SEPARABLE: {"color": GREY, "edgecolor": "#555555", "hatch": "xxxx"},
}
_EACH_CHILD = "once for each child"
_STYLE: Any = {
    # Without a fixed salt every run names its parts anew.
    "svg.hashsalt": "danm",
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "hatch.linewidth": 0.6,
    # What a police system wrote is no formula, also between two dollar signs.
    "text.parse_math": False,
}
_WIDE = 8.0
"""Inches: the width of a page on paper without its margins."""


def svg(picture: Picture) -> str:
    """Return a picture as SVG text."""
    with rc_context(_STYLE), catch_warnings():
        # A sign that the font lacks is drawn as a box: nothing to tell whoever makes the pack.
        filterwarnings("ignore", "Glyph")
        figure = Figure(layout=ConstrainedLayoutEngine(w_pad=0.1, h_pad=0.1))
        axes = figure.subplots()
        match picture.drawn:
            case Intervals(rows=intervals, unit=unit):
                figure.set_size_inches(_WIDE, 0.9 + 0.55 * len(intervals))
                _draw_intervals(axes, intervals, unit)
            case Parts(rows=parts):
                figure.set_size_inches(_WIDE, 1.2 + 0.42 * len(parts))
                _draw_parts(axes, parts)
            case Weeks() as weeks:
                figure.set_size_inches(_WIDE, 3.4)
                draw_weeks(axes, weeks)
            case Heat(rows=hours):
                figure.set_size_inches(_WIDE, 2.9)
                _draw_heat(axes, hours)
            case Timelines(rows=waits):
                figure.set_size_inches(_WIDE, 1.2 + 0.24 * len(waits))
                draw_timelines(axes, waits, _OF_OWNER)
            case Arriving(days=days):
                figure.set_size_inches(_WIDE, 3.0)
                draw_arriving(axes, days)
            case Gaps() as gaps:
                figure.set_size_inches(_WIDE, 3.2)
                draw_gaps(axes, gaps)
        out = StringIO()
        figure.savefig(out, format="svg", metadata={"Date": None})
    return out.getvalue()


def _draw_intervals(axes: Axes, rows: Sequence[Interval], unit: Unit) -> None:
    scale = 100 if unit is Unit.OF_100 else 1
    for place, row in enumerate(rows):
        color, marker = (ORANGE, "s") if row.is_other else (BLUE, "o")
        if row.value is None:
            axes.text(2, place, "cannot be said", va="center", color=DARK, style="italic")
            continue
        at = scale * row.value
        if row.low is not None and row.high is not None:
            bar = [scale * row.low, scale * row.high]
            axes.plot(bar, [place, place], color=color, linewidth=5)
        axes.plot(at, place, marker, color=DARK, markersize=9, zorder=3)
        axes.annotate(
            f"{at:.0f}" if unit is Unit.OF_100 else f"{at:,.1f}",
            (at, place),
            xytext=(0, 9),
            textcoords="offset points",
            ha="center",
            fontweight="bold",
        )
    axes.set_yticks(range(len(rows)), [row.label for row in rows])
    axes.set_ylim(len(rows) - 0.4, -0.7)
    axes.set_xlim(0, 102 if unit is Unit.OF_100 else None)
    axes.grid(axis="x", color="#dddddd", zorder=0)
    axes.set_xlabel(f"{unit}; mark: the figure, bar: its 95 % interval")


def _draw_parts(axes: Axes, rows: Sequence[Part]) -> None:
    for owner, style in _OF_OWNER.items():
        those = [(place, row) for place, row in enumerate(rows) if row.owner == owner]
        if not those:
            continue
        bars = axes.barh(
            [place for place, _ in those],
            [100 * row.share for _, row in those],
            0.65,
            label=OWNERS[owner],
            linewidth=0.5,
            **style,
        )
        axes.bar_label(bars, fmt="{:.1f}", padding=3)
    _draw_children(axes, rows)
    axes.set_yticks(range(len(rows)), [fill(row.label, 38) for row in rows])
    axes.invert_yaxis()
    axes.margins(x=0.1)
    axes.set_xlabel("of every 100 hours")
    legend_above(axes, last=_EACH_CHILD)


def _draw_children(axes: Axes, rows: Sequence[Part]) -> None:
    """Draw beside each bar the same part with every hour counted once for each child."""
    known = [(place, row.share_of_children) for place, row in enumerate(rows)]
    shares = [(100 * share, place) for place, share in known if share is not None]
    if shares:
        across, places = zip(*shares, strict=True)
        axes.plot(
            *(across, [place + 0.42 for place in places], "D"),
            color=DARK,
            markersize=5,
            label=_EACH_CHILD,
        )


def _draw_heat(axes: Axes, hours: Sequence[Sequence[int]]) -> None:
    most = max(max(row) for row in hours)
    # From white to dark blue: told apart by lightness alone, also in a black and white print.
    axes.pcolormesh(hours, cmap="Blues", vmin=0, vmax=max(most, 1), edgecolors="white", linewidth=1)
    for day, row in enumerate(hours):
        for hour, number in enumerate(row):
            if number:
                color = "white" if number > 0.6 * most else DARK
                middle = (hour + 0.5, day + 0.5)
                axes.annotate(str(number), middle, ha="center", va="center", color=color, size=7)
    axes.set_yticks([day + 0.5 for day in range(len(hours))], WEEKDAYS)
    axes.invert_yaxis()
    axes.set_xticks(range(0, 25, 3), [f"{hour:02}:00" for hour in range(0, 25, 3)])
    axes.set_xlabel("hour of the day, UK time")
