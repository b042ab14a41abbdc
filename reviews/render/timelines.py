"""Waits one below the other, from when the police knew: whose the hours were, and the limit."""

from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.axes import Axes

from reviews.pack.parts import Timeline
from reviews.pack.words import OWNERS
from reviews.render.colours import DARK
from reviews.render.legends import legend_above


def draw_timelines(
    axes: Axes, rows: Sequence[Timeline], styles: Mapping[str, Mapping[str, Any]]
) -> None:
    """Draw them; ``styles`` are those of each owner."""
    for owner, style in styles.items():
        found = [
            (place, one)
            for place, row in enumerate(rows)
            for one in row.stretches
            if one.owner == owner
        ]
        if found:
            axes.barh(
                [place for place, _ in found],
                [one.end - one.start for _, one in found],
                0.62,
                left=[one.start for _, one in found],
                label=OWNERS[owner],
                linewidth=0.4,
                **style,
            )
    limits = [(row.limit, place) for place, row in enumerate(rows) if row.limit is not None]
    _mark(axes, limits, "|", "limit", markersize=13, markeredgewidth=2.4)
    still = [(row.stretches[-1].end, place) for place, row in enumerate(rows) if row.is_open]
    _mark(axes, still, ">", "still waiting", markersize=7)
    axes.set_yticks(range(len(rows)), [row.label for row in rows])
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_xlim(left=0)
    axes.grid(axis="x", color="#dddddd", zorder=0)
    axes.set_axisbelow(True)
    axes.set_xlabel("hours since the police knew")
    legend_above(axes)


def _mark(
    axes: Axes, at: Sequence[tuple[float, int]], marker: str, label: str, **style: Any
) -> None:
    if at:
        hours, places = zip(*at, strict=True)
        axes.plot(hours, places, marker, color=DARK, label=label, zorder=3, **style)
