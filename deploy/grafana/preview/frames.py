"""Tables of fields as Grafana makes them of what Prometheus finds. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import isnan
from typing import Literal

from deploy.grafana.preview.dashboards import Target
from deploy.grafana.preview.queries import Series, filled_in

Value = float | str | None
"""One cell: a number, a text, or nothing; a time is a number of milliseconds, as in Grafana."""

Kind = Literal["time", "number", "string"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One field."""

    name: str
    kind: Kind
    values: tuple[Value, ...]
    labels: Mapping[str, str] = field(default_factory=dict)
    shown_as: str = ""
    """Its name by the query's legend, empty where it has none."""

    @property
    def title(self) -> str:
        """What people read where no setting names it otherwise."""
        return self.shown_as or self.name

    @property
    def numbers(self) -> list[float | None]:
        """Its values as numbers, None where one is none."""
        return [number_of(one) for one in self.values]

    @property
    def last(self) -> Value:
        """The last value that there is; as in Grafana, NaN is none."""
        known = (one for one in reversed(self.values) if one is not None and one == one)
        return next(known, None)

    def taking(self, rows: Iterable[int]) -> "Column":
        """Return it with these rows only."""
        return replace(self, values=tuple(self.values[row] for row in rows))


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One table; all columns are of one length."""

    ref: str
    columns: tuple[Column, ...]

    @property
    def length(self) -> int:
        """How many rows it has."""
        return len(self.columns[0].values) if self.columns else 0

    def column(self, name: str) -> Column | None:
        """Return the column of a name, as stored or as shown."""
        return next((one for one in self.columns if name in (one.name, one.title)), None)

    def of_kind(self, *kinds: Kind) -> list[Column]:
        """Return the columns of these kinds."""
        return [one for one in self.columns if one.kind in kinds]


def number_of(value: Value) -> float | None:
    """Return a number, None for text, nothing, and what is not a number."""
    return None if value is None or isinstance(value, str) or isnan(value) else value


def frames_of(answers: Sequence[tuple[Target, list[Series]]]) -> list[Frame]:
    """Return one frame for each series, or one table where a query asks for that."""
    frames: list[Frame] = []
    for target, found in answers:
        if target.result_format == "table":
            value = f"Value #{target.ref}" if len(answers) > 1 else "Value"
            frames += [_table(target.ref, found, value)] if found else []
        else:
            frames += [_series(target, one) for one in found]
    return frames


def _series(target: Target, one: Series) -> Frame:
    labels = {name: text for name, text in one["metric"].items() if name != "__name__"}
    points = one.get("values") or [one["value"]]
    times = tuple(float(at) * 1000 for at, _ in points)
    values = tuple(float(value) for _, value in points)
    return Frame(
        ref=target.ref,
        columns=(
            Column(name="Time", kind="time", values=times),
            Column(
                name="Value",
                kind="number",
                values=values,
                labels=labels,
                shown_as=_legend(target, one["metric"]),
            ),
        ),
    )


def _legend(target: Target, metric: Mapping[str, str]) -> str:
    if target.legend not in ("", "__auto"):
        return filled_in_braces(target.legend, metric)
    labels = {name: text for name, text in metric.items() if name != "__name__"}
    if target.legend == "__auto" and len(labels) == 1:
        return next(iter(labels.values()))
    told = ", ".join(f'{name}="{text}"' for name, text in labels.items())
    return f"{metric.get('__name__', '')}{{{told}}}" if told else metric.get("__name__", "Value")


def filled_in_braces(text: str, values: Mapping[str, str]) -> str:
    """Return a legend such as `{{risk}}` with the labels in it."""
    for name, value in values.items():
        text = text.replace(f"{{{{{name}}}}}", value).replace(f"{{{{ {name} }}}}", value)
    return text


def _table(ref: str, found: list[Series], value: str) -> Frame:
    rows = [
        (one["metric"], at, number)
        for one in found
        for at, number in one.get("values") or [one["value"]]
    ]
    labels = sorted({name for metric, _, _ in rows for name in metric})
    told = (
        Column(name=name, kind="string", values=tuple(metric.get(name) for metric, _, _ in rows))
        for name in labels
    )
    return Frame(
        ref=ref,
        columns=(
            Column(name="Time", kind="time", values=tuple(float(at) * 1000 for _, at, _ in rows)),
            *told,
            Column(name=value, kind="number", values=tuple(float(n) for _, _, n in rows)),
        ),
    )


def legend_of_variables(target: Target, values: Mapping[str, str]) -> Target:
    """Return the query with the page's choices in its legend."""
    return target.model_copy(update={"legend": filled_in(target.legend, values)})
