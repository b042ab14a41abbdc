"""Receipts by the hour of people's week: Prometheus counts in UTC, Stoke-on-Trent does not."""

import json
import subprocess
from datetime import UTC, datetime, time
from pathlib import Path

import pytest

from deploy.grafana.local_hours import by_hour_of_week, this_week, while_open
from tests.servers.required import require_program

pytestmark = pytest.mark.integration

OPEN = dict.fromkeys(range(5), (time(8, 30), time(17)))


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def evaluated(folder: Path, expr: str, ended_at: datetime, came_ago: int) -> list[str]:
    """Return the label sets of which a query gives one receipt, that came so many minutes ago.

    promtool begins at 1970, so what it looks at is the clock of the query, moved to an instant.
    """
    promtool = require_program("promtool", debian_package="prometheus")
    began = int(ended_at.timestamp()) - 7_200
    moved = expr.replace("time()", f"(time() + {began})")
    for name in ("month", "day_of_month", "day_of_week"):
        moved = moved.replace(f"{name}()", f"{name}(vector(time() + {began}))")
    quiet = 120 - came_ago
    series = [{"series": "came_total", "values": f"0+0x{quiet - 1} 1+0x{came_ago}"}]
    wanted = {"expr": f"({moved}) == 1", "eval_time": "2h", "exp_samples": []}
    test = {"interval": "1m", "input_series": series, "promql_expr_test": [wanted]}
    file = folder / "hours.yml"
    file.write_text(json.dumps({"rule_files": [], "tests": [test]}))
    tried = subprocess.run([promtool, "test", "rules", file], capture_output=True, text=True)
    said = tried.stdout + tried.stderr
    assert tried.returncode == 0 or "got:" in said, said
    return [line.split("got:")[1].strip() for line in said.splitlines() if "got:" in line]


@pytest.mark.parametrize(
    ("ended", "day", "hour"),
    [
        pytest.param("2026-01-05T08:00:00", "0", "07", id="a-monday-in-winter"),
        pytest.param("2026-07-06T07:00:00", "0", "07", id="a-monday-in-summer"),
        pytest.param("2026-07-05T23:00:00", "6", "23", id="sunday-night-in-summer"),
        pytest.param("2026-03-28T12:00:00", "5", "11", id="the-day-before-spring-forward"),
        pytest.param("2026-03-29T12:00:00", "6", "12", id="the-day-of-spring-forward"),
        pytest.param("2026-10-24T12:00:00", "5", "12", id="the-day-before-the-autumn-change"),
        pytest.param("2026-10-25T12:00:00", "6", "11", id="the-day-of-the-autumn-change"),
        pytest.param("2026-10-01T12:00:00", "3", "12", id="the-first-of-october"),
    ],
)
def test_a_receipt_counts_in_the_hour_of_its_local_week(
    tmp_path: Path, ended: str, day: str, hour: str
) -> None:
    found = evaluated(tmp_path, by_hour_of_week("came_total", "2h"), instant(ended), came_ago=30)

    assert len(found) == 1
    assert f'day="{day}"' in found[0]
    assert f'hour="{hour}"' in found[0]


@pytest.mark.parametrize(
    ("ended", "is_open"),
    [
        pytest.param("2026-01-05T09:00:00", True, id="monday-at-opening"),
        pytest.param("2026-01-05T08:30:00", False, id="monday-before-opening"),
        pytest.param("2026-01-05T17:00:00", True, id="monday-before-closing"),
        pytest.param("2026-01-05T17:30:00", False, id="monday-after-closing"),
        pytest.param("2026-07-06T08:00:00", True, id="in-summer-an-hour-before"),
        pytest.param("2026-01-03T12:00:00", False, id="on-saturday"),
    ],
)
def test_a_receipt_counts_by_day_or_for_the_emergency_duty_team(
    tmp_path: Path, ended: str, is_open: bool
) -> None:
    def counted(wanted: bool) -> list[str]:
        expr = while_open("came_total", "1h", OPEN, is_open=wanted)
        return evaluated(tmp_path, expr, instant(ended), came_ago=15)

    assert len(counted(wanted=is_open)) == 1
    assert counted(wanted=not is_open) == []


@pytest.mark.parametrize(
    ("ended", "monday"),
    [
        pytest.param("2026-11-23T00:00:00", "2026-11-23", id="as-monday-begins"),
        pytest.param("2026-11-22T23:59:00", "2026-11-16", id="as-sunday-ends"),
        pytest.param("2026-07-05T23:30:00", "2026-07-06", id="in-summer-an-hour-sooner"),
        pytest.param("2026-01-02T12:00:00", "2025-12-29", id="over-the-new-year"),
    ],
)
def test_a_week_is_named_by_its_local_monday(tmp_path: Path, ended: str, monday: str) -> None:
    (found,) = evaluated(tmp_path, this_week(), instant(ended), came_ago=0)

    assert f'week="{monday}"' in found
