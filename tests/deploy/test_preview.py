"""The preview of a dashboard: the same figures, words and gaps that Grafana would show."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from deploy.grafana.preview.__main__ import main
from deploy.grafana.preview.dashboards import Dashboard, FieldConfig, Panel, Target, Transformation
from deploy.grafana.preview.frames import Column, Frame, Value, frames_of
from deploy.grafana.preview.panels import Scene, drawn
from deploy.grafana.preview.queries import Series, Window, filled_in, window_of
from deploy.grafana.preview.showing import settings_of, shown
from deploy.grafana.preview.transforming import UnknownTransformation, transformed
from deploy.grafana.preview.units import UnknownUnit, written

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
SCENE = Scene(now=NOON, choices={"window": "28d"}, words={"window": "28 days"}, width=1920)
CANNOT_TELL = {
    "noValue": "cannot tell",
    "mappings": [
        {"type": "special", "options": {"match": "null+nan", "result": {"text": "cannot tell"}}}
    ],
}


def series(value: str, **labels: str) -> Series:
    return {"metric": labels, "value": [NOON.timestamp(), value]}


def ranged(*values: str, **labels: str) -> Series:
    start = NOON.timestamp()
    return {"metric": labels, "values": [[start + 60 * n, one] for n, one in enumerate(values)]}


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


A_DASHBOARD = {
    "title": "Leaders <test>",
    "templating": {
        "list": [
            {
                "name": "force",
                "type": "custom",
                "label": "Force",
                "current": {"value": "staffordshire"},
                "options": [{"value": "staffordshire", "text": "Staffordshire Police"}],
            }
        ]
    },
    "panels": [
        {
            "type": "stat",
            "title": "Waiting",
            "description": "Counts children.",
            "gridPos": {"x": 0, "y": 0, "w": 6, "h": 4},
            "targets": [{"expr": 'waiting{force="$force"}', "refId": "A", "instant": True}],
        },
        {
            "type": "timeseries",
            "title": "Trend",
            "gridPos": {"x": 6, "y": 0, "w": 18, "h": 8},
            "targets": [{"expr": "waiting", "refId": "A"}],
        },
        {
            "type": "text",
            "gridPos": {"x": 0, "y": 8, "w": 24, "h": 2},
            "options": {"content": "**Made up** for $force"},
        },
    ],
}

Answer = Callable[[Request], Response]


def answering(*found: Series) -> Answer:
    def answer(request: Request) -> Response:
        kind = "matrix" if request.path.endswith("query_range") else "vector"
        data = {"resultType": kind, "result": list(found)}
        return Response(json.dumps({"status": "success", "data": data}))

    return answer


def written_page(server: HTTPServer, folder: Path, width: int = 1920) -> tuple[int, str]:
    dashboard, to = folder / "dashboard.json", folder / "page.html"
    dashboard.write_text(json.dumps(A_DASHBOARD))
    where = ["--prometheus", server.url_for("").rstrip("/"), "--dashboard", f"{dashboard}"]
    code = main([*where, "--to", f"{to}", "--now", "2026-11-24T12:00:00Z", "--width", f"{width}"])
    return code, to.read_text(encoding="utf-8") if to.exists() else ""


def test_a_page_has_every_panel_with_its_description_and_needs_nothing_else(
    httpserver: HTTPServer, tmp_path: Path
) -> None:
    httpserver.expect_request("/api/v1/query").respond_with_handler(answering(series("12")))
    httpserver.expect_request("/api/v1/query_range").respond_with_handler(
        answering(ranged("1", "12"))
    )

    code, page = written_page(httpserver, tmp_path)

    assert code == 0
    assert "Leaders &lt;test&gt;" in page
    assert "Force: Staffordshire Police" in page
    assert "Counts children." in page
    assert 'alt="Trend. At the end: Value: 12."' in page
    assert "<strong>Made up</strong> for Staffordshire Police" in page
    assert "grid-column: 7 / span 18" in page
    assert "http://" not in page
    (asked,) = [r for r, _ in httpserver.log if r.path == "/api/v1/query"]
    assert asked.args["query"] == 'waiting{force="staffordshire"}'


def test_a_page_for_a_phone_has_one_column(httpserver: HTTPServer, tmp_path: Path) -> None:
    httpserver.expect_request("/api/v1/query").respond_with_handler(answering())
    httpserver.expect_request("/api/v1/query_range").respond_with_handler(answering())

    code, page = written_page(httpserver, tmp_path, width=390)

    assert code == 0
    assert "grid-column" not in page
    assert page.count("No data") == 2


def test_a_query_that_is_refused_is_named(
    httpserver: HTTPServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    httpserver.expect_request("/api/v1/query").respond_with_data("parse error", status=400)

    code, page = written_page(httpserver, tmp_path)

    assert (code, page) == (1, "")
    assert "parse error" in capsys.readouterr().err
