"""One panel with its answers: numbers, bars, a table, text or a picture in words too. Pure."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from statistics import fmean

from markdown_it import MarkdownIt

from deploy.grafana.preview.canvas import Canvas
from deploy.grafana.preview.dashboards import Panel
from deploy.grafana.preview.frames import Column, Frame, Value
from deploy.grafana.preview.pictures import Picture, bar_chart, heat_map, time_series
from deploy.grafana.preview.queries import filled_in
from deploy.grafana.preview.showing import (
    Settings,
    Shown,
    nothing,
    settings_of,
    shown,
    title_of,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What every panel is drawn with."""

    now: datetime
    choices: Mapping[str, str]
    """What is chosen, as queries have it."""
    words: Mapping[str, str]
    """What is chosen, as people read it."""
    width: int
    """Of the page, in pixels."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """A value with its name; ``share`` is how much of a bar is filled, None where unknown."""

    name: str
    value: Shown
    share: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A panel as the page shows it; ``is_empty`` where its queries found nothing."""

    panel: Panel
    title: str = ""
    description: str = ""
    is_empty: bool = False
    tiles: tuple[Tile, ...] = ()
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[Shown, ...], ...] = ()
    picture: str = ""
    words: str = ""
    """The same in words, for a picture."""

    @property
    def texts(self) -> list[str]:
        """Every value that a reader sees, in words."""
        cells = [cell.text for row in self.rows for cell in row]
        return [*(one.value.text for one in self.tiles), *cells, *filter(None, [self.words])]


def drawn(panel: Panel, frames: Sequence[Frame], scene: Scene) -> Drawn:
    """Return a panel with what its queries found, after their transformations."""
    return replace(
        _filled(panel, frames, scene),
        title=filled_in(panel.title, scene.words),
        description=filled_in(panel.description, scene.words),
    )


def _filled(panel: Panel, frames: Sequence[Frame], scene: Scene) -> Drawn:
    if panel.kind == "text":
        content = filled_in(panel.options.get("content", ""), scene.words)
        return Drawn(panel=panel, picture=MarkdownIt().render(content))
    if panel.kind == "row":
        return Drawn(panel=panel)
    if not any(frame.length for frame in frames):
        told = Tile(name="", value=nothing(panel.field_config))
        return Drawn(panel=panel, is_empty=True, tiles=(told,))
    return KINDS[panel.kind](panel, frames, scene)


def _stat(panel: Panel, frames: Sequence[Frame], scene: Scene) -> Drawn:
    found = list(_reduced(panel, frames, scene.now))
    mode = panel.options.get("textMode", "auto")
    has_names = mode in ("value_and_name", "name") or (mode == "auto" and len(found) > 1)
    return Drawn(
        panel=panel,
        tiles=tuple(Tile(name=name if has_names else "", value=value) for name, value, _ in found),
    )


def _bars(panel: Panel, frames: Sequence[Frame], scene: Scene) -> Drawn:
    found = list(_reduced(panel, frames, scene.now))
    numbers = [value.number for _, value, _ in found if value.number is not None]
    most = max(numbers, default=0.0)

    def share(value: Shown, settings: Settings) -> float | None:
        least, top = settings.get("min") or 0.0, settings.get("max") or most
        if value.number is None or top <= least:
            return None
        return min(max((value.number - least) / (top - least), 0.0), 1.0)

    return Drawn(
        panel=panel,
        tiles=tuple(
            Tile(name=name, value=value, share=share(value, settings))
            for name, value, settings in found
        ),
    )


def _reduced(
    panel: Panel, frames: Sequence[Frame], now: datetime
) -> Iterator[tuple[str, Shown, Settings]]:
    """Yield what a panel of single values shows: of each column one, or each row."""
    wanted = panel.options.get("reduceOptions", {})
    for frame in frames:
        for column in _shown_columns(frame, wanted.get("fields", "")):
            settings = settings_of(column, frame, panel.field_config)
            if wanted.get("values"):
                for row, value in enumerate(column.values):
                    yield _row_name(frame, row), shown(value, column, settings, now), settings
            else:
                value = _calculated(column, wanted.get("calcs", ["lastNotNull"])[0])
                yield title_of(column, settings), shown(value, column, settings, now), settings


def _shown_columns(frame: Frame, fields: str) -> list[Column]:
    if not fields:
        return frame.of_kind("number")
    pattern = fields.strip("/")
    return [one for one in frame.columns if re.search(pattern, one.title)]


def _row_name(frame: Frame, row: int) -> str:
    return " ".join(str(one.values[row]) for one in frame.of_kind("string"))


def _calculated(column: Column, calculation: str) -> Value:
    """Return one value of a column; None where it holds no number to make it of."""
    numbers = [one for one in column.numbers if one is not None]
    if calculation == "lastNotNull":
        return column.last
    if calculation == "last":
        return column.values[-1]
    return CALCULATIONS[calculation](numbers) if numbers else None


CALCULATIONS: Mapping[str, Callable[[Sequence[float]], float]] = {
    "sum": sum,
    "max": max,
    "min": min,
    "mean": fmean,
    "count": len,
}
"""How many values become one, by Grafana's own names."""


def _table(panel: Panel, frames: Sequence[Frame], scene: Scene) -> Drawn:
    frame = frames[0]
    columns = [(one, settings_of(one, frame, panel.field_config)) for one in frame.columns]
    columns = [(one, told) for one, told in columns if not told["custom"].get("hidden")]
    rows = (
        tuple(_cell(one.values[row], one, settings, scene.now) for one, settings in columns)
        for row in range(frame.length)
    )
    return Drawn(
        panel=panel,
        heads=tuple(title_of(one, settings) for one, settings in columns),
        rows=tuple(rows),
    )


def _cell(value: Value, column: Column, settings: Settings, now: datetime) -> Shown:
    """Return a cell; only where a column says so it has a colour."""
    told = shown(value, column, settings, now)
    kind = settings["custom"].get("cellOptions", {}).get("type", "auto")
    if not kind.startswith("color"):
        return replace(told, colour=None)
    is_filled = kind == "color-background" and told.colour not in (None, "transparent")
    return replace(told, is_filled=is_filled)


def _pictured(
    draw: Callable[[Canvas, Sequence[Frame]], Picture],
) -> Callable[[Panel, Sequence[Frame], Scene], Drawn]:
    def picture(panel: Panel, frames: Sequence[Frame], scene: Scene) -> Drawn:
        # On a phone every panel is as wide as the page.
        share = 1.0 if scene.width < NARROW else panel.place.w / 24
        canvas = Canvas(panel=panel, now=scene.now, width=scene.width * share)
        svg, words = draw(canvas, frames)
        return Drawn(panel=panel, picture=svg, words=words)

    return picture


NARROW = 800
"""Under so many pixels the page folds into one column, as Grafana's does."""

KINDS: Mapping[str, Callable[[Panel, Sequence[Frame], Scene], Drawn]] = {
    "stat": _stat,
    "gauge": _bars,
    "bargauge": _bars,
    "table": _table,
    "timeseries": _pictured(time_series),
    "barchart": _pictured(bar_chart),
    "heatmap": _pictured(heat_map),
}
"""By Grafana's own names."""
