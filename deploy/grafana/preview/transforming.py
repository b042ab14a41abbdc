"""Grafana's transformations, as far as the dashboards use them. Pure."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from deploy.grafana.preview.dashboards import Transformation
from deploy.grafana.preview.frames import Column, Frame, Value, number_of

Options = Mapping[str, Any]
Step = Callable[[Sequence[Frame], Options], list[Frame]]


class UnknownTransformation(Exception):
    """The preview cannot do what a panel wants; the text names it."""


def transformed(frames: Sequence[Frame], steps: Sequence[Transformation]) -> list[Frame]:
    """Return the frames after every step.

    Raises:
        UnknownTransformation: A step is none of those below.
    """
    for step in steps:
        if step.is_disabled:
            continue
        if step.kind not in STEPS:
            raise UnknownTransformation(step.kind)
        frames = STEPS[step.kind](frames, step.options)
    return list(frames)


def _convert(frames: Sequence[Frame], options: Options) -> list[Frame]:
    wanted = {one["targetField"]: one["destinationType"] for one in options.get("conversions", [])}
    return [
        replace(
            frame,
            columns=tuple(_converted(one, wanted.get(one.title)) for one in frame.columns),
        )
        for frame in frames
    ]


def _converted(column: Column, kind: str | None) -> Column:
    match kind:
        case "time":
            return replace(column, kind="time", values=tuple(map(_time, column.values)))
        case "number":
            values = tuple(None if one is None else float(one) for one in column.values)
            return replace(column, kind="number", values=values)
        case "string":
            texts = tuple(None if one is None else str(one) for one in column.values)
            return replace(column, kind="string", values=texts)
        case None:
            return column
        case _:
            raise UnknownTransformation(f"convertFieldType to {kind}")


def _time(value: Value) -> Value:
    """Return the midnight in UTC of a date such as 2026-11-23."""
    if not isinstance(value, str):
        return value
    return datetime.fromisoformat(value).replace(tzinfo=UTC).timestamp() * 1000


def _join(frames: Sequence[Frame], options: Options) -> list[Frame]:
    """Put frames side by side by one column; a key that one lacks is empty there."""
    by = options.get("byField")
    keyed = [(frame, key) for frame in frames if (key := _key(frame, by))]
    if not keyed:
        return []
    is_inner = options.get("mode") == "inner"
    sets = [set(key.values) for _, key in keyed]
    kept = set.intersection(*sets) if is_inner else set.union(*sets)
    # As Grafana does it: in order, where the keys are times or numbers.
    keys = sorted(kept, key=_rank)
    first = replace(keyed[0][1], values=tuple(keys))
    others = [
        _at_keys(column, key, keys)
        for frame, key in keyed
        for column in frame.columns
        if column is not key
    ]
    return [Frame(ref="joined", columns=(first, *others))]


def _rank(value: Value) -> tuple[bool, float, str]:
    return isinstance(value, str), number_of(value) or 0.0, str(value)


def _key(frame: Frame, by: str | None) -> Column | None:
    if by:
        return frame.column(by)
    return next(iter(frame.of_kind("time")), None)


def _at_keys(column: Column, key: Column, keys: Sequence[Value]) -> Column:
    rows = {one: row for row, one in enumerate(key.values)}
    values = (column.values[rows[one]] if one in rows else None for one in keys)
    return replace(column, values=tuple(values))


def _organize(frames: Sequence[Frame], options: Options) -> list[Frame]:
    left_out = {name for name, is_out in options.get("excludeByName", {}).items() if is_out}
    names = options.get("renameByName", {})
    order = options.get("indexByName", {})

    def organized(frame: Frame) -> Frame:
        kept = [one for one in frame.columns if one.title not in left_out]
        kept.sort(key=lambda one: order.get(one.title, len(order)))
        return replace(frame, columns=tuple(_renamed(one, names.get(one.title)) for one in kept))

    return [organized(frame) for frame in frames]


def _renamed(column: Column, name: str | None) -> Column:
    return replace(column, name=name, shown_as=name) if name else column


def _rename_by_regex(frames: Sequence[Frame], options: Options) -> list[Frame]:
    pattern = re.compile(options["regex"].strip("/"))
    put = re.sub(r"\$(\d)", r"\\\1", options["renamePattern"])

    def renamed(frame: Frame) -> Frame:
        columns = (_renamed(one, pattern.sub(put, one.title, count=1)) for one in frame.columns)
        return replace(frame, columns=tuple(columns))

    return [renamed(frame) for frame in frames]


def _filter(frames: Sequence[Frame], options: Options) -> list[Frame]:
    include, exclude = options.get("include"), options.get("exclude")

    def stays(column: Column) -> bool:
        is_in = include is None or _is_named(column, include)
        return is_in and not (exclude and _is_named(column, exclude))

    kept = [replace(one, columns=tuple(filter(stays, one.columns))) for one in frames]
    return [frame for frame in kept if frame.columns]


def _is_named(column: Column, rule: Options) -> bool:
    names = rule.get("names", ())
    return column.title in names or bool(re.search(rule.get("pattern") or "^$", column.title))


def _labels_to_fields(frames: Sequence[Frame], options: Options) -> list[Frame]:
    """Make a column of each label, one row for each series, as `mode: columns` does."""
    if options.get("mode", "columns") != "columns" or options.get("valueLabel"):
        raise UnknownTransformation("labelsToFields in rows or by a label's value")
    kept = options.get("keepLabels")
    return [replace(frame, columns=_with_labels(frame, kept)) for frame in frames]


def _with_labels(frame: Frame, kept: Sequence[str] | None) -> tuple[Column, ...]:
    told = {name: text for one in frame.columns for name, text in one.labels.items()}
    labels = (
        Column(name=name, kind="string", values=(text,) * frame.length)
        for name, text in told.items()
        if kept is None or name in kept
    )
    times = frame.of_kind("time")
    values = [one for one in frame.columns if one not in times]
    return (*times, *labels, *(replace(one, labels={}, shown_as="") for one in values))


def _merge(frames: Sequence[Frame], _options: Options) -> list[Frame]:
    """Put the rows of frames into one table; rows whose shared columns are equal become one."""
    names = list(dict.fromkeys(one.title for frame in frames for one in frame.columns))
    kinds = {one.title: one.kind for frame in frames for one in frame.columns}
    shared = [name for name in names if all(frame.column(name) for frame in frames)]
    rows: dict[tuple[Value, ...], dict[str, Value]] = {}
    for frame in frames:
        for row in range(frame.length):
            told = {one.title: one.values[row] for one in frame.columns}
            key = tuple(told[name] for name in shared)
            rows.setdefault(key, {}).update(told)
    columns = tuple(
        Column(name=name, kind=kinds[name], values=tuple(row.get(name) for row in rows.values()))
        for name in names
    )
    return [Frame(ref="merged", columns=columns)] if columns else []


def _sort(frames: Sequence[Frame], options: Options) -> list[Frame]:
    rules = options.get("sort", [])
    return [_sorted(frame, rules[0]) if rules else frame for frame in frames]


def _sorted(frame: Frame, rule: Options) -> Frame:
    column = frame.column(rule["field"])
    if column is None:
        return frame
    values = column.values
    rows = sorted(
        (row for row in range(frame.length) if values[row] is not None),
        key=lambda row: values[row],  # type: ignore[arg-type,return-value]
        reverse=bool(rule.get("desc")),
    )
    rows += [row for row in range(frame.length) if values[row] is None]
    return replace(frame, columns=tuple(one.taking(rows) for one in frame.columns))


def _matrix(frames: Sequence[Frame], options: Options) -> list[Frame]:
    """Make a column of each value of one column, a row of each value of another."""
    across, down, shown = (options[f"{one}Field"] for one in ("column", "row", "value"))
    return [_as_matrix(frame, across, down, shown) for frame in frames]


def _as_matrix(frame: Frame, across: str, down: str, shown: str) -> Frame:
    x, y, value = (frame.column(name) for name in (across, down, shown))
    if x is None or y is None or value is None:
        return frame
    cells = dict(zip(zip(y.values, x.values, strict=True), value.values, strict=True))
    rows, heads = list(dict.fromkeys(y.values)), list(dict.fromkeys(x.values))
    columns = (
        Column(
            name=str(head), kind=value.kind, values=tuple(cells.get((row, head)) for row in rows)
        )
        for head in heads
    )
    first = Column(name=f"{down}\\{across}", kind=y.kind, values=tuple(rows))
    return Frame(ref=frame.ref, columns=(first, *columns))


STEPS: Mapping[str, Step] = {
    "convertFieldType": _convert,
    "joinByField": _join,
    "organize": _organize,
    "renameByRegex": _rename_by_regex,
    "filterFieldsByName": _filter,
    "labelsToFields": _labels_to_fields,
    "merge": _merge,
    "sortBy": _sort,
    "groupingToMatrix": _matrix,
}
"""By Grafana's own names."""
