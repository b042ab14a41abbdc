"""By day of report: told so far, and estimated to be still to come, one upon the other."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from reviews.delays.triangle import StillToCome
from reviews.render.colours import BLUE, DARK
from reviews.render.legends import legend_above

_EVERY = 3
"""Days from one date below the picture to the next."""

_LEAST = 0.15
"""What is less is no part of a picture: its outline alone would be seen."""


def draw_arriving(axes: Axes, days: Sequence[StillToCome]) -> None:
    """Draw the days from left to right."""
    places, told = range(len(days)), [one.told for one in days]
    axes.bar(places, told, 0.8, color=BLUE, label="told so far")
    some = [place for place in places if days[place].to_come >= _LEAST]
    axes.bar(
        some,
        [days[place].to_come for place in some],
        0.8,
        bottom=[told[place] for place in some],
        color="white",
        edgecolor=DARK,
        hatch="////",
        linewidth=0.8,
        label="not yet told, estimated",
    )
    shown = range(len(days) - 1, -1, -_EVERY)
    axes.set_xticks(shown, [f"{days[place].day:%d/%m/%y}" for place in shown])
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_axisbelow(True)
    axes.grid(axis="y", color="#dddddd")
    axes.set_xlabel("day on which the police knew")
    axes.set_ylabel("notifications")
    legend_above(axes)
