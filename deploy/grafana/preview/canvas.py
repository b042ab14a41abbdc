"""What every picture shares: its series, its size and its axes. Pure."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import StringIO
from typing import Any

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from deploy.grafana.preview.dashboards import Panel
from deploy.grafana.preview.frames import Column, Frame, Kind
from deploy.grafana.preview.showing import (
    PALETTE,
    Settings,
    colour_of,
    settings_of,
    shown,
    title_of,
)

_DOTS = 96
"""Pixels in an inch, as browsers take it."""

_STYLE: Any = {
    # Without a fixed salt every run names its parts anew.
    "svg.hashsalt": "danm",
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 8.5,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "#9aa0a6",
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": "#e3e6e8",
    "lines.linewidth": 1.8,
}
_ROW, _GAP, _HEAD = 30, 8, 44
"""A grid row, the gap between rows, and the head of a panel, in pixels."""

_EDGES = 32
"""What a panel's frame takes of its width, in pixels."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One series of a picture: a number column with its settings and its x column."""

    x: Column
    y: Column
    settings: Settings
    name: str
    place: int = 0
    """Which of the picture's series it is, counted from 0."""

    @property
    def custom(self) -> Settings:
        """Its settings of this kind of panel."""
        custom: Settings = self.settings["custom"]
        return custom

    @property
    def colour(self) -> str:
        """Its own colour, else the next of the palette."""
        mode = self.settings.get("color", {})
        fixed = colour_of(mode.get("fixedColor")) if mode.get("mode") == "fixed" else None
        return fixed or PALETTE[self.place % len(PALETTE)]

    def told(self, row: int, now: datetime) -> str:
        """Return its name and the value of a row in words."""
        return f"{self.name} {shown(self.y.values[row], self.y, self.settings, now).text}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Canvas:
    """Where one panel is drawn: so many pixels wide."""

    panel: Panel
    now: datetime
    width: float

    def lines(self, frames: Sequence[Frame], kind: Kind) -> list[Line]:
        """Return the number columns of frames, by their first column of a kind."""
        return [
            Line(x=x, y=y, settings=told, name=title_of(y, told), place=place)
            for place, (x, y, told) in enumerate(self._pairs(frames, kind))
        ]

    def _pairs(
        self, frames: Sequence[Frame], kind: Kind
    ) -> Iterator[tuple[Column, Column, Settings]]:
        for frame in frames:
            for x in frame.of_kind(kind)[:1]:
                for y in frame.of_kind("number"):
                    yield x, y, settings_of(y, frame, self.panel.field_config)

    def svg(self, draw: Callable[[Axes], None]) -> str:
        """Return what is drawn on axes as SVG text."""
        height = self.panel.place.h * (_ROW + _GAP) - _GAP - _HEAD
        size = ((self.width - _EDGES) / _DOTS, max(height, 90) / _DOTS)
        with rc_context(_STYLE):
            figure = Figure(figsize=size, layout="constrained")
            draw(figure.subplots())
            out = StringIO()
            figure.savefig(out, format="svg", metadata={"Date": None})
        svg = out.getvalue()
        return svg[svg.index("<svg ") :]

    def dress(self, axes: Axes, lines: Sequence[Line], *, is_flat: bool = False) -> None:
        """Write the unit at the axis of values, and bound it."""
        if not lines:
            return
        y, settings = lines[0].y, {**lines[0].settings, "mappings": ()}
        axis = axes.xaxis if is_flat else axes.yaxis
        axis.set_major_locator(MaxNLocator(nbins=5, min_n_ticks=2))
        axis.set_major_formatter(
            FuncFormatter(lambda value, _place: shown(value, y, settings, self.now).text)
        )
        (axes.set_xlim if is_flat else axes.set_ylim)(settings.get("min"), settings.get("max"))

    def name(self, axes: Axes, lines: Sequence[Line]) -> None:
        """Write which series is which beneath."""
        if len(lines) > 1:
            columns = max(round(self.width / 180), 1)
            axes.figure.legend(
                loc="outside lower left", ncols=columns, frameon=False, handlelength=3
            )
