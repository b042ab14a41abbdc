"""How one value of a panel is shown: its words, its colour, and whether anything is known. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import isnan
from typing import Any

from deploy.grafana.preview.dashboards import FieldConfig, Override
from deploy.grafana.preview.frames import Column, Frame, Value, filled_in_braces, number_of
from deploy.grafana.preview.units import written

NO_DATA = "No data"
"""What Grafana says where a panel has no text of its own for that."""

PALETTE = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#6B6B6B")
"""Okabe and Ito's, which is safe for every sort of colour blindness, for what has no colour."""

_NAMED = {
    "green": "#73BF69",
    "yellow": "#FADE2A",
    "orange": "#FF9830",
    "red": "#F2495C",
    "blue": "#5794F2",
    "purple": "#B877D9",
    "text": "#1f2429",
    "gray": "#8e8e8e",
    "transparent": "transparent",
}

_MIDDLE = 140
"""From this brightness on, of 255, dark words are read better. Source: tried on these colours."""


def _is_dark(colour: str) -> bool:
    if not re.fullmatch("#[0-9a-fA-F]{6}", colour):
        return False
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue < _MIDDLE


Settings = Mapping[str, Any]
"""What stands for one column, by Grafana's names: unit, decimals, mappings, thresholds, …"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A value in words. ``number`` is None where it is none.

    ``is_filled`` where the colour lies behind the words: they always stand in the cell too.
    """

    text: str
    colour: str | None = None
    number: float | None = None
    is_filled: bool = False

    @property
    def ink(self) -> str:
        """The colour in which words can be read on this one, as Grafana chooses it."""
        return "#fff" if self.colour and _is_dark(self.colour) else "#1f2429"


def settings_of(column: Column, frame: Frame, config: FieldConfig) -> dict[str, Any]:
    """Return the settings of a column, with every override that names it."""
    told = dict(config.defaults)
    custom = dict(told.get("custom", {}))
    for override in config.overrides:
        if _matches(override, column, frame):
            for one in override.properties:
                name, value = one["id"], one.get("value")
                if name.startswith("custom."):
                    custom[name.removeprefix("custom.")] = value
                else:
                    told[name] = value
    return {**told, "custom": custom}


def _matches(override: Override, column: Column, frame: Frame) -> bool:
    kind, wanted = override.matcher["id"], override.matcher.get("options")
    match kind:
        case "byName":
            return wanted in (column.name, column.title)
        case "byRegexp":
            return re.search(str(wanted).strip("/"), column.title) is not None
        case "byFrameRefID":
            return frame.ref == wanted
        case "byType":
            return column.kind == wanted
        case _:
            return False


def title_of(column: Column, settings: Settings) -> str:
    """Return the name people read."""
    name = settings.get("displayName")
    if not name:
        return column.title
    labels = {f"__field.labels.{label}": text for label, text in column.labels.items()}
    for variable, text in {**labels, "__field.name": column.name}.items():
        name = name.replace(f"${{{variable}}}", text)
    return filled_in_braces(name, column.labels)


def shown(value: Value, column: Column, settings: Settings, now: datetime) -> Shown:
    """Return how a value looks: by its mapping, else written with its unit."""
    mapped = _mapped(value, settings.get("mappings", ()))
    number = number_of(value)
    colour = colour_of(mapped.get("color") or _limit_colour(number, settings))
    if mapped.get("text"):
        return Shown(text=mapped["text"], colour=colour, number=number)
    if value is None:
        return Shown(text=settings.get("noValue", ""), colour=colour)
    if isinstance(value, str):
        return Shown(text=value, colour=colour)
    unit = settings.get("unit") or ("dateTimeAsIso" if column.kind == "time" else "")
    text = written(value, unit, settings.get("decimals"), now)
    return Shown(text=text, colour=colour, number=number)


def nothing(config: FieldConfig) -> Shown:
    """Return what a panel says where its queries found nothing."""
    return Shown(text=config.defaults.get("noValue") or NO_DATA)


def _mapped(value: Value, mappings: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    for one in mappings:
        options = one["options"]
        match one["type"]:
            case "value":
                result = options.get(_key(value))
            case "range":
                result = options["result"] if _is_within(value, options) else None
            case "special":
                result = options["result"] if _is_special(value, options["match"]) else None
            case "regex":
                found = re.search(options["pattern"].strip("/"), str(value))
                result = options["result"] if found else None
            case _:
                result = None
        if result is not None:
            return dict(result)
    return {}


def _key(value: Value) -> str:
    """Return a value as JavaScript writes it: 1, not 1.0."""
    is_whole = isinstance(value, float) and value.is_integer()
    return str(int(value)) if is_whole else str(value)  # type: ignore[arg-type]


def _is_within(value: Value, options: Mapping[str, Any]) -> bool:
    number = number_of(value)
    if number is None:
        return False
    least, most = options.get("from"), options.get("to")
    return (least is None or number >= least) and (most is None or number <= most)


def _is_special(value: Value, match: str) -> bool:
    is_nan = isinstance(value, float) and isnan(value)
    found = {
        "null": value is None,
        "nan": is_nan,
        "null+nan": value is None or is_nan,
        "empty": value == "",
    }
    return found.get(match, False)


def steps_of(settings: Settings) -> Iterable[tuple[float, str]]:
    """Yield the limits of a column with the colour from each on."""
    for step in settings.get("thresholds", {}).get("steps", ()):
        value = step.get("value")
        yield float("-inf") if value is None else float(value), step["color"]


def _limit_colour(number: float | None, settings: Settings) -> str | None:
    mode = settings.get("color", {})
    if mode.get("mode") == "fixed":
        fixed: str | None = mode.get("fixedColor")
        return fixed
    if number is None:
        return None
    past = [colour for limit, colour in steps_of(settings) if number >= limit]
    return past[-1] if past else None


def colour_of(name: str | None) -> str | None:
    """Return a colour as pages know it; the shades of a named one look alike here."""
    if name is None or name.startswith("#"):
        return name
    return _NAMED.get(name.rsplit("-", 1)[-1], name)
