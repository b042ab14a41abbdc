"""Numbers written with their unit, as Grafana writes them. Pure."""

from datetime import UTC, datetime
from math import floor, isinf, isnan, log10
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Europe/London")

_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86_400.0}
"""The units of a length of time, in seconds."""

_STEPS = (
    (31_536_000, "year"),
    (604_800, "week"),
    (86_400, "day"),
    (3600, "hour"),
    (60, "min"),
)
_PLAIN = ("", "none", "short", "string", "locale")


class UnknownUnit(Exception):
    """The preview cannot write a unit; the text names it."""


def written(value: float, unit: str, decimals: int | None, now: datetime) -> str:
    """Return a number with its unit; ``now`` is what times are told from.

    Raises:
        UnknownUnit: It is none of those the dashboards use.
    """
    if isnan(value):
        return "NaN"
    if unit in _SECONDS:
        return _length(value * _SECONDS[unit], decimals)
    if unit == "dtdhms":
        return _days_and_hours(value)
    if unit.startswith("dateTime"):
        return _time(value, unit, now)
    if unit in ("percentunit", "percent"):
        return f"{rounded(value * 100 if unit == 'percentunit' else value, decimals)}%"
    return f"{rounded(value, decimals)}{_suffix(unit)}"


def _suffix(unit: str) -> str:
    if unit in _PLAIN:
        return ""
    if unit.startswith("suffix:"):
        return _spaced(unit.removeprefix("suffix:"))
    raise UnknownUnit(unit)


def _spaced(suffix: str) -> str:
    return suffix if suffix.startswith((" ", "%")) else f" {suffix}"


def rounded(value: float, decimals: int | None) -> str:
    """Return a number with so many decimals, by default about three figures, as Grafana does."""
    if isinf(value):
        return "∞" if value > 0 else "-∞"
    places = _decimals(value) if decimals is None else decimals
    return f"{value:.{places}f}"


def _decimals(value: float) -> int:
    if value == 0 or value == int(value):
        return 0
    places = 1 - floor(log10(abs(value)))
    is_long = abs(value) / 10.0**-places > 2.25
    return max(places + is_long, 0)


def _length(seconds: float, decimals: int | None) -> str:
    for step, name in _STEPS:
        if abs(seconds) >= step:
            told = rounded(seconds / step, decimals)
            return f"{told} {name}{'' if told == '1' else 's'}"
    return f"{rounded(seconds, decimals)} s"


def _days_and_hours(seconds: float) -> str:
    """Return days, and hours, minutes and seconds, as Grafana's `dtdhms` does."""
    days, rest = divmod(int(seconds), 86_400)
    clock = f"{rest // 3600:02}:{rest // 60 % 60:02}:{rest % 60:02}"
    return f"{days} d {clock}" if days else clock


def _time(milliseconds: float, unit: str, now: datetime) -> str:
    at = datetime.fromtimestamp(milliseconds / 1000, UTC)
    local = at.astimezone(LOCAL)
    match unit:
        case "dateTimeFromNow":
            return _from_now((now - at).total_seconds())
        case "dateTimeAsIsoNoDateIfToday":
            is_today = local.date() == now.astimezone(LOCAL).date()
            return f"{local:%H:%M:%S}" if is_today else f"{local:%Y-%m-%d %H:%M:%S}"
        case "dateTimeAsIso" | "dateTimeAsSystem" | "dateTimeAsLocal":
            return f"{local:%Y-%m-%d %H:%M:%S}"
        case _:
            raise UnknownUnit(unit)


_ABOUT = (
    (45, 1, "second"),
    (2700, 60, "minute"),
    (79_200, 3600, "hour"),
    (2_246_400, 86_400, "day"),
)
"""Up to so many seconds, in which unit: the steps of moment.js, which Grafana uses."""


def _from_now(seconds: float) -> str:
    size = abs(seconds)
    told = next(
        (_number(size / step, name) for up_to, step, name in _ABOUT if size < up_to),
        _number(size / 2_629_800, "month"),
    )
    told = "a few seconds" if size < 45 else told
    return f"{told} ago" if seconds >= 0 else f"in {told}"


def _number(value: float, name: str) -> str:
    count = max(round(value), 1)
    return f"{'an' if name == 'hour' else 'a'} {name}" if count == 1 else f"{count} {name}s"
