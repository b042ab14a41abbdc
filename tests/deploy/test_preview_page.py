"""A previewed dashboard as a page: every panel in its place, and nothing fetched from elsewhere."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from deploy.grafana.preview.__main__ import main
from deploy.grafana.preview.queries import Series
from tests.deploy.answers import ranged, series

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
