"""Lines, columns and heat maps as SVG, and the same in words. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter

from deploy.grafana.preview.canvas import Canvas, Line
from deploy.grafana.preview.frames import Column, Frame, Value
from deploy.grafana.preview.showing import colour_of, settings_of, shown, steps_of
from deploy.grafana.preview.units import LOCAL

Picture = tuple[str, str]
"""SVG, and what it shows in words."""

_UNKNOWN = float("nan")
_DASHES = ("solid", (0, (6, 2)), (0, (2, 1.5)), (0, (8, 2, 2, 2)), (0, (1, 1)))
_MARKS = ("o", "s", "^", "D", "v", "P", "X")
_HATCHES = ("", "////", "....", "xxxx", "----")
"""What tells series apart where no colour is seen."""


def time_series(canvas: Canvas, frames: Sequence[Frame]) -> Picture:
    """Return lines over time, and the last value of each in words."""
    lines = canvas.lines(frames, "time")
    seen = [one for one in lines if not one.custom.get("hideFrom", {}).get("viz")]

    def draw(axes: Axes) -> None:
        left = [one for one in seen if one.custom.get("axisPlacement") != "right"]
        right = [one for one in seen if one not in left]
        for some, place in ((left, axes), (right, axes.twinx() if right else axes)):
            for line in some:
                _draw_line(place, line)
                _fill_below(place, line, lines)
            canvas.dress(place, some)
        # Lines lie above the bars of the other axis.
        axes.set_zorder(2)
        axes.patch.set_visible(False)
        _draw_limits(axes, left)
        locator = AutoDateLocator(tz=LOCAL, maxticks=max(round(canvas.width / 90), 6))  # type: ignore[no-untyped-call]
        axes.xaxis.set_major_locator(locator)
        axes.xaxis.set_major_formatter(ConciseDateFormatter(locator, tz=LOCAL))  # type: ignore[no-untyped-call]
        canvas.name(axes, seen)

    told = (
        f"{one.name}: {shown(one.y.last, one.y, one.settings, canvas.now).text}" for one in seen
    )
    return canvas.svg(draw), f"At the end: {'; '.join(told)}."


def _draw_line(axes: Axes, line: Line) -> None:
    custom = line.custom
    if custom.get("drawStyle") == "bars":
        alpha = custom.get("fillOpacity", 100) / 100
        width = _bar_width(line)
        axes.bar(
            _times(line), _heights(line), width, label=line.name, color=line.colour, alpha=alpha
        )
        axes.grid(visible=False)
        return
    is_bare = custom.get("drawStyle") == "points" or custom.get("lineWidth") == 0
    is_pointed = custom.get("showPoints") == "always" or len(line.x.values) == 1
    axes.plot(
        _times(line),
        _heights(line),
        label=line.name,
        color=line.colour,
        linestyle="none" if is_bare else _dash(line),
        linewidth=custom.get("lineWidth", 1.8),
        marker=_MARKS[line.place % len(_MARKS)] if is_pointed else None,
        markersize=4.5,
        drawstyle="steps-post" if custom.get("lineInterpolation") == "stepAfter" else "default",
    )


def _bar_width(line: Line) -> float:
    """Return two thirds of the room between two bars, in days."""
    times = _times(line)
    gaps = [later - sooner for sooner, later in pairwise(times)]
    return min(gaps, default=timedelta(hours=1)) / timedelta(days=1.5)


def _times(line: Line) -> list[Any]:
    return [_local(at) for at in line.x.values]


def _local(at: Value) -> datetime:
    return datetime.fromtimestamp(float(at or 0) / 1000, LOCAL)


def _heights(line: Line) -> list[float]:
    return [_UNKNOWN if one is None else one for one in line.y.numbers]


def _fill_below(axes: Axes, line: Line, lines: Sequence[Line]) -> None:
    below = [one for one in lines if one.name == line.custom.get("fillBelowTo")]
    if below and len(below[0].x.values) == len(line.x.values):
        times = _times(line)
        axes.fill_between(
            times, _heights(below[0]), _heights(line), color=line.colour, alpha=0.15, linewidth=0
        )


def _dash(line: Line) -> Any:
    style = line.custom.get("lineStyle", {})
    match style.get("fill"):
        case "dash":
            return (0, tuple(style.get("dash", (6, 3))))
        case "dot":
            return (0, tuple(style.get("dash", (1, 2))))
        case "solid":
            return "solid"
        case _:
            return _DASHES[line.place % len(_DASHES)]


def _draw_limits(axes: Axes, lines: Sequence[Line]) -> None:
    for line in lines[:1]:
        if line.custom.get("thresholdsStyle", {}).get("mode", "off") != "off":
            for limit, colour in steps_of(line.settings):
                if limit > float("-inf"):
                    axes.axhline(limit, color=colour_of(colour), linestyle="dashed", linewidth=1)


def bar_chart(canvas: Canvas, frames: Sequence[Frame]) -> Picture:
    """Return columns or bars by a text or a time, and every value in words."""
    frame, options = frames[0], canvas.panel.options
    by = frame.column(options.get("xField") or "") or _first_names(frame)
    settings = settings_of(by, frame, canvas.panel.field_config)
    names = [shown(one, by, settings, canvas.now).text for one in by.values]
    lines = canvas.lines(frames[:1], by.kind)
    is_flat = options.get("orientation") == "horizontal"
    is_stacked = options.get("stacking", "none") != "none"

    def draw(axes: Axes) -> None:
        _draw_bars(axes, lines, is_flat=is_flat, is_stacked=is_stacked)
        if is_flat:
            axes.set_yticks(range(len(names)), names)
            axes.invert_yaxis()
        else:
            every = max(round(len(names) * 60 / canvas.width), 1)
            axes.set_xticks(range(0, len(names), every), names[::every])
        canvas.dress(axes, lines, is_flat=is_flat)
        canvas.name(axes, lines)

    told = (
        f"{name}: {', '.join(line.told(row, canvas.now) for line in lines)}"
        for row, name in enumerate(names)
    )
    return canvas.svg(draw), f"{'; '.join(told)}."


def _first_names(frame: Frame) -> Column:
    """Return what bars stand for where no setting says so: a text, else a time."""
    return [*frame.of_kind("string"), *frame.of_kind("time")][0]


def _draw_bars(axes: Axes, lines: Sequence[Line], *, is_flat: bool, is_stacked: bool) -> None:
    room = 0.7 if is_stacked else 0.7 / max(len(lines), 1)
    base = [0.0] * max((len(line.y.values) for line in lines), default=0)
    for line in lines:
        numbers = [one or 0.0 for one in line.y.numbers]
        shift = 0.0 if is_stacked else (line.place - (len(lines) - 1) / 2) * room
        places = [one + shift for one in range(len(numbers))]
        style: dict[str, Any] = {
            "label": line.name,
            "color": line.colour,
            "edgecolor": "white",
            "hatch": _HATCHES[line.place % len(_HATCHES)],
        }
        if is_flat:
            bars = axes.barh(places, numbers, room, base, **style)
        else:
            bars = axes.bar(places, numbers, room, base, **style)
        if is_stacked:
            base = [below + more for below, more in zip(base, numbers, strict=True)]
        else:
            axes.bar_label(bars, fmt="{:,.0f}", padding=2, fontsize=7.5)


def heat_map(canvas: Canvas, frames: Sequence[Frame]) -> Picture:
    """Return a square for each time and series, darker for more, and their sums in words."""
    lines = canvas.lines(frames, "time")
    times = sorted({float(at or 0) for line in lines for at in line.x.values})
    found = [dict(zip(line.x.values, _heights(line), strict=True)) for line in lines]

    def draw(axes: Axes) -> None:
        cells = [[row.get(at, _UNKNOWN) for at in times] for row in found]
        image = axes.imshow(cells, aspect="auto", cmap="Blues", origin="lower", vmin=0)
        axes.figure.colorbar(image, ax=axes, shrink=0.9, pad=0.01)
        axes.grid(visible=False)
        axes.set_yticks(range(len(lines)), [line.name for line in lines])
        every = max(round(len(times) * 70 / canvas.width), 1)
        shown_at = [f"{_local(at):%a %d %b\n%H:%M}" for at in times[::every]]
        axes.set_xticks(range(0, len(times), every), shown_at)

    sums = (f"{line.name} {sum(filter(None, line.y.numbers)):g}" for line in lines)
    return canvas.svg(draw), f"In all: {'; '.join(sums)}."
