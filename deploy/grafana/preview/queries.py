"""Asks a Prometheus what the panels ask, with Grafana's variables filled in."""

import json
import re
import urllib.error
import urllib.request
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from deploy.grafana.preview.dashboards import Dashboard, Panel, Target, Variable

PATIENCE = 30.0
"""Seconds until a query is given up."""

SCRAPE_EVERY = timedelta(seconds=15)
"""What Grafana takes where the data source does not say. Source: Grafana's documentation."""

POINTS = 400
"""About how many points a picture has room for."""

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800, "M": 2_592_000, "y": 31_536_000}
_VARIABLE = re.compile(r"\$\{(\w+)(?::(\w+))?\}|\$(\w+)|\[\[(\w+)\]\]")
_LABEL_VALUES = re.compile(r"label_values\((?:(.+),)?\s*(\w+)\)")
_EVERY = "$__all"

Series = dict[str, Any]
"""One series as Prometheus gives it: `metric`, and `value` or `values`."""


class QueryRefused(Exception):
    """Prometheus does not accept a query, or does not answer; the text says which and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prometheus:
    """One server, asked over its API."""

    url: str

    def ask(self, path: str, **values: str) -> Any:
        """Return the data of an answer.

        Raises:
            QueryRefused: It is no query, or nobody answers.
        """
        url = f"{self.url}/api/v1/{path}?{urlencode(values)}"
        try:
            with urllib.request.urlopen(url, timeout=PATIENCE) as answer:  # noqa: S310
                return json.loads(answer.read())["data"]
        except urllib.error.HTTPError as refused:
            with refused:
                raise QueryRefused(f"{values}: {refused.read().decode()}") from refused
        except urllib.error.URLError as silent:
            raise QueryRefused(f"{self.url} does not answer: {silent.reason}") from silent


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The stretch of time of a panel, and the step between its points."""

    since: datetime
    until: datetime
    step: timedelta

    @property
    def words(self) -> Mapping[str, str]:
        """What Grafana calls these in a query."""
        seconds = round((self.until - self.since).total_seconds())
        step = round(self.step.total_seconds())
        scrape = round(SCRAPE_EVERY.total_seconds())
        return {
            "__range": f"{seconds}s",
            "__range_s": f"{seconds}",
            "__range_ms": f"{seconds * 1000}",
            "__interval": f"{step}s",
            "__interval_ms": f"{step * 1000}",
            "__rate_interval": f"{max(step + scrape, 4 * scrape)}s",
            "__from": f"{self.since.timestamp() * 1000:.0f}",
            "__to": f"{self.until.timestamp() * 1000:.0f}",
        }


def window_of(panel: Panel, dashboard: Dashboard, now: datetime) -> Window:
    """Return what a panel shows: its own stretch of time, else the dashboard's."""
    since = f"now-{panel.time_from}" if panel.time_from else dashboard.time.since
    start, end = instant_of(since, now), instant_of(dashboard.time.until, now)
    least = duration_of(panel.interval.lstrip(">") if panel.interval else "15s")
    step = max((end - start) / POINTS, least)
    return Window(since=start, until=end, step=timedelta(seconds=round(step.total_seconds())))


def duration_of(text: str) -> timedelta:
    """Return how long `28d` is; a month is 30 days.

    Raises:
        ValueError: It is no such text.
    """
    if not (found := re.fullmatch(r"(\d+)([smhdwMy])", text)):
        raise ValueError(f"no length of time: {text}")
    return timedelta(seconds=int(found[1]) * _UNITS[found[2]])


def instant_of(text: str, now: datetime) -> datetime:
    """Return the instant of `now` or `now-7d`; what is rounded down to a day stays unrounded."""
    _, _, before = text.partition("/")[0].partition("-")
    return now - duration_of(before) if before else now


def filled_in(text: str, values: Mapping[str, str]) -> str:
    """Return a text with the variables that are known in it."""

    def value(found: re.Match[str]) -> str:
        name = found[1] or found[3] or found[4]
        return values.get(name, found[0])

    return _VARIABLE.sub(value, text)


def choices(
    dashboard: Dashboard, prometheus: Prometheus, chosen: Mapping[str, str], now: datetime
) -> dict[str, str]:
    """Return the value of each variable: the one given, else the one stored, else every one."""
    values: dict[str, str] = {}
    for variable in dashboard.templating.variables:
        given = chosen.get(variable.name, variable.current.get("value", ""))
        if given not in (_EVERY, [_EVERY], "", []):
            values[variable.name] = given if isinstance(given, str) else _one_of(given)
        elif variable.all_value:
            values[variable.name] = variable.all_value
        else:
            values[variable.name] = _one_of(_known(variable, prometheus, values, now))
    return values


def words_of(dashboard: Dashboard, values: Mapping[str, str]) -> dict[str, str]:
    """Return the choices as people read them: the text stored with a value, else the value."""
    words = dict(values)
    for variable in dashboard.templating.variables:
        told = {str(one.get("value")): str(one.get("text")) for one in variable.options}
        value = values[variable.name]
        is_every = value == variable.all_value
        words[variable.name] = "All" if is_every else told.get(value, value)
    return words


def _known(
    variable: Variable, prometheus: Prometheus, values: Mapping[str, str], now: datetime
) -> list[str]:
    asked = variable.query.get("query", "") if isinstance(variable.query, dict) else variable.query
    if variable.kind != "query" or not (found := _LABEL_VALUES.match(filled_in(asked, values))):
        return []
    metric, label = found.groups()
    match = {"match[]": metric} if metric else {}
    end = f"{now.timestamp()}"
    return list(prometheus.ask(f"label/{label}/values", end=end, **match))


def _one_of(values: Iterable[str]) -> str:
    return f"({'|'.join(values)})"


def found_by(
    target: Target, window: Window, values: Mapping[str, str], prometheus: Prometheus
) -> list[Series]:
    """Return what a query of a panel finds, as Prometheus gives it.

    Raises:
        QueryRefused: Prometheus does not accept it.
    """
    query = filled_in(target.expr, {**values, **window.words})
    if target.is_instant:
        found = prometheus.ask("query", query=query, time=f"{window.until.timestamp()}")
    else:
        step = duration_of(target.interval) if target.interval else window.step
        found = prometheus.ask(
            "query_range",
            query=query,
            start=f"{window.since.timestamp()}",
            end=f"{window.until.timestamp()}",
            step=f"{step.total_seconds()}",
        )
    return _as_series(found)


def _as_series(found: Mapping[str, Any]) -> list[Series]:
    """Return the series of an answer; a bare number is one without labels."""
    if found["resultType"] == "scalar":
        return [{"metric": {}, "value": found["result"]}]
    return list(found["result"])
