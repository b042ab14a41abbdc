"""Told in time week by week: how sure we are of each week, and whether it is getting better."""

from collections.abc import Iterator

from grafana_foundation_sdk.builders import timeseries
from grafana_foundation_sdk.models.dashboard import DynamicConfigValue, GridPos

from deploy.grafana import queries as ask
from deploy.grafana.local_hours import this_week
from deploy.grafana.look import BLUE, COUNT, GREY, ORANGE, SHARE, Override, prop
from deploy.grafana.panels import About, overridden, weeks

_RISK = 'risk=~"(all)?$risk"'
_DASHED = prop("custom.lineStyle", {"fill": "dash", "dash": [8, 8]})


def weekly() -> Iterator[timeseries.Panel]:
    """Yield the two panels of weeks: each week with its interval, and the trend with its limits."""
    yield _each_week()
    yield _trend()


def _each_week() -> timeseries.Panel:
    about = About(
        title="Told in time, week by week, and how sure we are",
        counts="Counts notifications of the chosen risk by the week in which the police knew: the "
        "share told in time, its 95 % interval, and how many (n, bars, right).",
        leaves_out="Leaves nobody out who still waits (censored); the last weeks still change. A "
        "wide interval is a small week, not a bad one.",
        board="/about",
    )
    columns = {
        "told in time": ask.by_week("danm_week_told_in_time_ratio", _RISK),
        "at least": ask.by_week("danm_week_told_in_time_low_ratio", _RISK),
        "at most": ask.by_week("danm_week_told_in_time_high_ratio", _RISK),
        "notifications (n)": ask.by_week("danm_week_sample", _RISK),
    }
    panel = (
        weeks(about, GridPos(x=0, y=11, w=12, h=7), columns).unit(SHARE).decimals(0).min(0).max(1)
    )
    return overridden(panel, [_bound("at least"), _bound("at most", fill="at least"), _sample()])


def _bound(name: str, fill: str = "") -> Override:
    band = [prop("custom.fillBelowTo", fill), prop("custom.fillOpacity", 15)] if fill else []
    return name, [*_coloured(GREY), _DASHED, prop("custom.showPoints", "never"), *band]


def _sample() -> Override:
    return "notifications (n)", [
        *_coloured(GREY),
        prop("unit", COUNT),
        prop("max", None),
        prop("custom.drawStyle", "bars"),
        prop("custom.fillOpacity", 30),
        prop("custom.axisPlacement", "right"),
        prop("custom.showPoints", "never"),
    ]


def _trend() -> timeseries.Panel:
    about = About(
        title="Is it getting better? All risks, with the limits of chance",
        counts="Counts notifications of all risks by the week in which the police knew: the share "
        "told in time, the centre, and the limits within which weeks differ by chance (XmR).",
        leaves_out="Leaves out the chosen risk: the grades differ, so look at each beside. One "
        "point beyond a limit is worth a question; ups and downs between them are not. Leaves "
        "out this week, which is not over.",
        board="/about",
    )
    limit = "danm_week_limit_ratio"
    columns = {
        "told in time": ask.by_week("danm_week_told_in_time_ratio", 'risk="all"'),
        "centre": ask.by_week(limit, 'line="centre"'),
        "lower limit": ask.by_week(limit, 'line="lower"'),
        "upper limit": ask.by_week(limit, 'line="upper"'),
    }
    columns = {title: f"({expr}) unless on (week) {this_week()}" for title, expr in columns.items()}
    panel = (
        weeks(about, GridPos(x=12, y=11, w=12, h=7), columns).unit(SHARE).decimals(0).min(0).max(1)
    )
    plain = prop("custom.showPoints", "never")
    overrides: list[Override] = [
        ("told in time", _coloured(BLUE)),
        ("centre", [*_coloured(GREY), plain]),
        ("lower limit", [*_coloured(ORANGE), _DASHED, plain]),
        ("upper limit", [*_coloured(ORANGE), _DASHED, plain]),
    ]
    return overridden(panel, overrides)


def _coloured(colour: str) -> list[DynamicConfigValue]:
    return [prop("color", {"mode": "fixed", "fixedColor": colour})]
