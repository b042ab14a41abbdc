"""The preview of a dashboard: the same figures, words and gaps that Grafana would show."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from deploy.grafana.preview.dashboards import Dashboard, FieldConfig, Panel, Target, Transformation
from deploy.grafana.preview.frames import Column, Frame, Value, frames_of
from deploy.grafana.preview.panels import Scene, drawn
from deploy.grafana.preview.queries import Series, Window, filled_in, window_of
from deploy.grafana.preview.showing import settings_of, shown
from deploy.grafana.preview.transforming import UnknownTransformation, transformed
from deploy.grafana.preview.units import UnknownUnit, written
from tests.deploy.answers import NOON, ranged, series

SCENE = Scene(now=NOON, choices={"window": "28d"}, words={"window": "28 days"}, width=1920)
CANNOT_TELL = {
    "noValue": "cannot tell",
    "mappings": [
        {"type": "special", "options": {"match": "null+nan", "result": {"text": "cannot tell"}}}
    ],
}


def table(ref: str, *found: Series) -> tuple[Target, list[Series]]:
    return Target(ref=ref, result_format="table", is_instant=True), list(found)


def step(kind: str, **options: Any) -> Transformation:
    return Transformation(kind=kind, options=options)


def a_panel(kind: str, **more: Any) -> Panel:
    told = {"type": kind, "title": "Waiting now, last $window", "description": "Counts children."}
    place = {"x": 0, "y": 0, "w": 12, "h": 6}
    return Panel.model_validate(told | {"gridPos": place} | more)


def frames(*found: Series, legend: str = "__auto") -> list[Frame]:
    return frames_of([(Target(legend=legend), list(found))])


def cells(frame: Frame) -> dict[str, tuple[Value, ...]]:
    return {one.title: one.values for one in frame.columns}


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        pytest.param(7, "none", "7", id="whole-numbers-stay-whole"),
        pytest.param(31.3, "suffix:h", "31.3 h", id="a-unit-of-its-own"),
        pytest.param(0.6543, "percentunit", "65.4%", id="a-share"),
        pytest.param(5400, "s", "1.50 hours", id="seconds-in-the-largest-unit"),
        pytest.param(36, "h", "1.50 days", id="hours-become-days"),
        pytest.param(3600, "s", "1 hour", id="one-hour"),
        pytest.param(7_182_000, "dtdhms", "83 d 03:00:00", id="days-and-hours"),
        pytest.param(4380, "dtdhms", "01:13:00", id="under-a-day"),
        pytest.param(float("inf"), "none", "∞", id="without-end"),
    ],
)
def test_numbers_are_written_as_grafana_writes_them(value: float, unit: str, text: str) -> None:
    assert written(value, unit, None, NOON) == text


@pytest.mark.parametrize(
    ("before", "text"),
    [
        pytest.param(timedelta(seconds=10), "a few seconds ago", id="just-now"),
        pytest.param(timedelta(minutes=50), "an hour ago", id="about-an-hour"),
        pytest.param(timedelta(hours=31), "a day ago", id="about-a-day"),
        pytest.param(timedelta(days=-3), "in 3 days", id="still-to-come"),
    ],
)
def test_an_instant_is_told_from_now(before: timedelta, text: str) -> None:
    at = (NOON - before).timestamp() * 1000

    assert written(at, "dateTimeFromNow", None, NOON) == text


def test_a_time_of_day_is_uk_time_and_has_a_date_on_another_day() -> None:
    unit = "dateTimeAsIsoNoDateIfToday"
    summer = datetime(2026, 7, 1, 6, tzinfo=UTC).timestamp() * 1000

    assert written(NOON.timestamp() * 1000, unit, None, NOON) == "12:00:00"
    assert written(summer, unit, None, NOON) == "2026-07-01 07:00:00"


def test_a_unit_that_it_does_not_know_is_no_number() -> None:
    with pytest.raises(UnknownUnit, match="bytes"):
        written(1, "bytes", None, NOON)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        pytest.param(None, "cannot tell", id="nothing"),
        pytest.param(float("nan"), "cannot tell", id="not-a-number"),
        pytest.param(0.0, "0", id="a-known-zero"),
    ],
)
def test_what_is_not_known_is_shown_in_words_and_never_as_0(value: Value, text: str) -> None:
    column = Column(name="Value", kind="number", values=(value,))

    assert shown(value, column, CANNOT_TELL | {"custom": {}}, NOON).text == text


def test_an_override_by_name_goes_before_the_settings_of_all() -> None:
    column = Column(name="Value", kind="number", values=(1.0,), shown_as="high")
    config = FieldConfig.model_validate(
        {
            "defaults": {"unit": "none"},
            "overrides": [
                {
                    "matcher": {"id": "byName", "options": "high"},
                    "properties": [{"id": "unit", "value": "suffix:h"}],
                }
            ],
        }
    )

    assert settings_of(column, Frame(ref="A", columns=(column,)), config)["unit"] == "suffix:h"


def test_queries_side_by_side_by_a_label_leave_empty_what_one_of_them_lacks() -> None:
    answers = [
        table("A", series("3", risk="high"), series("4", risk="medium")),
        table("B", series("0.5", risk="high")),
    ]
    steps = [
        step("filterFieldsByName", include={"pattern": "^(risk|Value.*)$"}),
        step("joinByField", byField="risk", mode="outer"),
        step("organize", renameByName={"Value #A": "n", "Value #B": "share"}),
    ]

    (frame,) = transformed(frames_of(answers), steps)

    assert cells(frame) == {
        "risk": ("high", "medium"),
        "n": (3.0, 4.0),
        "share": (0.5, None),
    }


def test_a_week_in_a_label_becomes_the_time_of_a_line() -> None:
    found = [table("A", series("0.5", week="2026-11-23"), series("0.6", week="2026-11-16"))]
    conversion = {"targetField": "week", "destinationType": "time"}
    steps = [
        step("convertFieldType", conversions=[conversion]),
        step("sortBy", sort=[{"field": "week"}]),
    ]

    (frame,) = transformed(frames_of(found), steps)

    weeks = frame.column("week")
    assert weeks is not None
    first = datetime(2026, 11, 16, tzinfo=UTC).timestamp() * 1000
    assert (weeks.kind, weeks.values[0]) == ("time", first)
    assert cells(frame)["Value"] == (0.6, 0.5)


def test_labels_become_columns_and_rows_become_one_table() -> None:
    found = frames(series("3", risk="high"), series("4", risk="medium"))

    (frame,) = transformed(found, [step("labelsToFields"), step("merge")])

    assert cells(frame)["risk"] == ("high", "medium")
    assert cells(frame)["Value"] == (3.0, 4.0)


def test_a_matrix_has_a_column_for_each_value_of_one_label() -> None:
    found = [
        table(
            "A",
            series("1", risk="high", rung="warn"),
            series("2", risk="high", rung="breach"),
            series("3", risk="medium", rung="warn"),
        )
    ]
    told = {"columnField": "rung", "rowField": "risk", "valueField": "Value"}

    (frame,) = transformed(frames_of(found), [step("groupingToMatrix", **told)])

    assert cells(frame) == {
        "risk\\rung": ("high", "medium"),
        "warn": (1.0, 3.0),
        "breach": (2.0, None),
    }


def test_a_transformation_that_it_does_not_know_is_named() -> None:
    with pytest.raises(UnknownTransformation, match="heatmap"):
        transformed([], [step("heatmap")])


def test_a_number_has_the_name_of_its_query() -> None:
    found = frames(series("12", risk="high"), legend="children ({{risk}})")
    panel = a_panel("stat", options={"textMode": "value_and_name"})

    told = drawn(panel, found, SCENE)

    assert [(one.name, one.value.text) for one in told.tiles] == [("children (high)", "12")]
    assert told.title == "Waiting now, last 28 days"


@pytest.mark.parametrize("kind", ["stat", "table", "timeseries", "bargauge", "barchart", "heatmap"])
def test_a_panel_whose_queries_find_nothing_says_so(kind: str) -> None:
    told = drawn(a_panel(kind, fieldConfig={"defaults": CANNOT_TELL}), [], SCENE)

    assert told.is_empty
    assert told.texts == ["cannot tell"]


def test_a_bar_of_an_unknown_value_is_empty_and_says_so() -> None:
    found = frames(series("6", risk="high"), series("NaN", risk="medium"), legend="{{risk}}")
    panel = a_panel("bargauge", fieldConfig={"defaults": CANNOT_TELL | {"min": 0, "max": 12}})

    told = drawn(panel, found, SCENE)

    assert [(one.name, one.value.text, one.share) for one in told.tiles] == [
        ("high", "6", 0.5),
        ("medium", "cannot tell", None),
    ]


@pytest.mark.parametrize(
    ("count", "colour", "ink"),
    [
        pytest.param("1", None, "#1f2429", id="nothing-behind-it"),
        pytest.param("3", "#9ECAE1", "#1f2429", id="dark-words-on-a-light-cell"),
        pytest.param("9", "#0072B2", "#fff", id="white-words-on-a-dark-cell"),
    ],
)
def test_a_cell_is_filled_behind_its_number_which_stays_readable(
    count: str, colour: str | None, ink: str
) -> None:
    steps = [
        {"color": "transparent", "value": None},
        {"color": "#9ECAE1", "value": 3},
        {"color": "#0072B2", "value": 6},
    ]
    shaded = {"cellOptions": {"type": "color-background", "mode": "basic"}}
    config = {"defaults": {"thresholds": {"steps": steps}, "custom": shaded}}

    told = drawn(a_panel("table", fieldConfig=config), frames(series(count)), SCENE)

    cell = told.rows[0][-1]
    assert (cell.text, cell.colour if cell.is_filled else None, cell.ink) == (count, colour, ink)


WEEKS = table("A", series("3", week="1"), series("4", week="2"))


@pytest.mark.parametrize(
    ("kind", "found", "words"),
    [
        pytest.param(
            "timeseries",
            frames(ranged("1", "2", risk="high"), ranged("3", "NaN", risk="medium")),
            "At the end: high: 2; medium: 3.",
            id="lines",
        ),
        pytest.param("barchart", frames_of([WEEKS]), "1: Value 3; 2: Value 4.", id="columns"),
        pytest.param(
            "heatmap",
            frames(ranged("1", "2", day="Mon"), ranged("0", "4", day="Tue")),
            "In all: Mon 3; Tue 4.",
            id="squares",
        ),
    ],
)
def test_a_picture_is_the_same_bytes_again_and_is_told_in_words(
    kind: str, found: list[Frame], words: str
) -> None:
    panel = a_panel(kind)

    once, again = drawn(panel, found, SCENE), drawn(panel, found, SCENE)

    assert once.picture == again.picture
    assert once.picture.startswith("<svg ")
    assert once.words == words


def test_variables_are_filled_in_and_unknown_ones_stay() -> None:
    window = Window(since=NOON - timedelta(days=7), until=NOON, step=timedelta(minutes=25))

    told = filled_in("x{f='${force}'}[$window] $__range $other", {"force": "a", **window.words})

    assert told == "x{f='a'}[$window] 604800s $other"


def test_a_panel_has_the_dashboards_stretch_of_time_unless_it_has_its_own() -> None:
    dashboard = Dashboard.model_validate({"title": "t", "time": {"from": "now-7d", "to": "now"}})

    assert window_of(a_panel("stat"), dashboard, NOON).since == NOON - timedelta(days=7)
    own = a_panel("stat", timeFrom="24h")
    assert window_of(own, dashboard, NOON).since == NOON - timedelta(hours=24)
