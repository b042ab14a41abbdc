"""The days from one rare event to the next, with the usual ups and downs."""

from matplotlib.axes import Axes

from reviews.pack.drawn_gaps import Gaps
from reviews.render.colours import DARK, GREY
from reviews.render.legends import legend_above
from reviews.render.weeks import MARKS


def draw_gaps(axes: Axes, drawn: Gaps) -> None:
    """Draw a point for each event, from left to right."""
    gaps = drawn.gaps
    axes.axhspan(drawn.lower, drawn.upper, color="#e4eef5", zorder=0)
    axes.axhline(drawn.centre, color=DARK, linewidth=1, linestyle="--")
    axes.plot([one.days for one in gaps], color=GREY, linewidth=1.2, zorder=2)
    for is_better, marker, color, words in MARKS:
        those = [(at, one.days) for at, one in enumerate(gaps) if one.is_better is is_better]
        places, days = [at for at, _ in those], [length for _, length in those]
        axes.plot(places, days, marker, color=color, markersize=8, label=words, zorder=3)
    every = max(1, -(-len(gaps) // 9))
    shown = range(0, len(gaps), every)
    axes.set_xticks(shown, [f"{gaps[place].day:%d/%m/%y}" for place in shown])
    axes.set_ylim(bottom=0)
    axes.set_xlabel("day on which the police knew; band: the usual ups and downs, dashed: centre")
    axes.set_ylabel("days since the one before")
    legend_above(axes)
