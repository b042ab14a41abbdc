"""What the panels answer when a feed is silent, figures are old, or nothing was ever heard.

Each scene is a set of series as danm exposes them; promtool evaluates the committed queries.
"""

import json
import subprocess
from pathlib import Path

import pytest

from tests.deploy.dashboards import CHOSEN, EVERYTHING, Panel, asked, panels
from tests.servers.required import require_program

pytestmark = pytest.mark.integration

STOKE = 'force="staffordshire",local_authority="E06000021"'
COUNTY = 'force="staffordshire",local_authority="E10000028"'
GRADES = ("high", "medium", "standard", "not_assessed")
OLDEST = "Oldest wait against its limit"
NOTHING: list[dict[str, object]] = []

PLACES = {
    f'danm_receipts_total{{{place},risk="{risk}",verdict="{verdict}"}}': "0+0x200"
    for place in (STOKE, COUNTY)
    for risk in GRADES
    for verdict in ("met", "late", "cannot_tell")
}
"""As danm counts from its first start: every place and grade at 0."""


def waiting(place: str, count: int = 0) -> dict[str, str]:
    """Return who waits in one place, all of high risk."""
    return {
        f'{metric}{{{place},risk="{risk}",rung="none"}}': f"{count if risk == 'high' else 0}+0x200"
        for metric in ("danm_waiting_notifications", "danm_waiting_children")
        for risk in GRADES
    }


TRUSTED = {'danm_feed_trusted{feed="/police/a"}': "1+0x200"}
SILENT = {'danm_feed_trusted{feed="/police/a"}': "0+0x200"}
ONE_WAITS = PLACES | waiting(STOKE, 1) | waiting(COUNTY) | TRUSTED
NOBODY_WAITS = PLACES | waiting(STOKE) | waiting(COUNTY) | TRUSTED
COUNTY_UNKNOWN = PLACES | waiting(STOKE, 1) | SILENT


def panel(title: str) -> Panel:
    """Return a panel of the leaders' dashboard."""
    return next(one for one in panels() if one.title == title and one.dashboard == "danm-leaders")


def answers(
    folder: Path, series: dict[str, str], expr: str, expected: list[dict[str, object]]
) -> None:
    """Check what a query gives after two hours of a scene."""
    promtool = require_program("promtool", debian_package="prometheus")
    test = {
        "interval": "1m",
        "input_series": [{"series": name, "values": told} for name, told in series.items()],
        "promql_expr_test": [{"expr": expr, "eval_time": "2h", "exp_samples": expected}],
    }
    file = folder / "scene.yml"
    file.write_text(json.dumps({"rule_files": [], "tests": [test]}))

    tried = subprocess.run([promtool, "test", "rules", file], capture_output=True, text=True)

    assert tried.returncode == 0, tried.stdout + tried.stderr


def sample(value: float, labels: str = "{}") -> list[dict[str, object]]:
    return [{"labels": labels, "value": value}]


@pytest.mark.parametrize("what", ["children", "notifications"])
@pytest.mark.parametrize(
    ("scene", "whole", "part"),
    [
        pytest.param(ONE_WAITS, sample(1), NOTHING, id="one-waits"),
        pytest.param(NOBODY_WAITS, sample(0), NOTHING, id="nobody-waits"),
        pytest.param(COUNTY_UNKNOWN, NOTHING, sample(1), id="one-place-is-not-known"),
        pytest.param(PLACES | SILENT, NOTHING, NOTHING, id="the-feed-is-silent"),
        pytest.param({}, NOTHING, NOTHING, id="the-monitor-is-down"),
    ],
)
def test_a_total_is_the_whole_only_where_every_place_is_known(
    tmp_path: Path,
    what: str,
    scene: dict[str, str],
    whole: list[dict[str, object]],
    part: list[dict[str, object]],
) -> None:
    complete, partial = panel(f"Waiting now: {what}").targets

    answers(tmp_path, scene, asked(complete["expr"], EVERYTHING), whole)
    answers(tmp_path, scene, asked(partial["expr"], EVERYTHING), part)


def test_the_chosen_council_alone_is_counted_and_vouched_for(tmp_path: Path) -> None:
    whole = panel("Waiting now: children").targets[0]["expr"]

    answers(tmp_path, COUNTY_UNKNOWN, asked(whole, CHOSEN), sample(1))
    answers(tmp_path, COUNTY_UNKNOWN, asked(whole, CHOSEN | {"council": "E10000028"}), NOTHING)


def test_a_known_wait_is_shown_while_the_feed_is_silent_and_unknown_ones_say_so(
    tmp_path: Path,
) -> None:
    oldest = {f'danm_oldest_waiting_timestamp_seconds{{{STOKE},risk="medium"}}': "-3600+0x200"}
    bars = [asked(one["expr"], EVERYTHING) for one in panel(OLDEST).targets]
    expr = "(" + " or ".join(f"({bar})" for bar in bars) + ")"
    unknown = [f'{{risk="{risk}"}}' for risk in GRADES if risk != "medium"]

    answers(tmp_path, PLACES | SILENT | oldest, f"{expr} > 0", sample(3, '{risk="medium"}'))
    answers(
        tmp_path,
        PLACES | SILENT | oldest,
        f"count by (risk) (({expr}) != ({expr}))",
        [{"labels": labels, "value": 1} for labels in unknown],
    )


def test_nobody_waits_is_said_only_of_a_trusted_feed(tmp_path: Path) -> None:
    nobody = asked(panel("Longest wait").targets[1]["expr"], EVERYTHING)

    answers(tmp_path, NOBODY_WAITS, nobody, sample(0))
    answers(tmp_path, PLACES | SILENT, nobody, NOTHING)
    answers(tmp_path, ONE_WAITS, nobody, NOTHING)


LATE = f'danm_receipts_total{{{STOKE},risk="high",verdict="late"}}'


@pytest.mark.parametrize(
    ("scene", "expected"),
    [
        pytest.param(NOBODY_WAITS, 0, id="a-trusted-zero"),
        pytest.param(NOBODY_WAITS | {LATE: "0+0x60 2+0x140"}, 2, id="two-late"),
        pytest.param(PLACES | SILENT | {LATE: "0+0x60 2+0x140"}, 2, id="late-though-silent"),
        pytest.param(PLACES | SILENT, None, id="an-untrusted-zero"),
        pytest.param(PLACES | TRUSTED, None, id="receipts-only"),
    ],
)
def test_a_zero_over_a_window_stands_only_where_every_feed_vouches_for_it(
    tmp_path: Path, scene: dict[str, str], expected: float | None
) -> None:
    chosen = CHOSEN | {"window": "90m"}
    late = panel("Received, and received late, last $window").targets[0]["expr"]
    # What is NaN is not greater than or equal to anything.
    known = f"({asked(late, chosen)}) >= 0"

    answers(
        tmp_path,
        scene,
        known,
        NOTHING if expected is None else sample(expected, '{risk="high"}'),
    )


SHARE = 'danm_told_in_time_ratio{force="staffordshire",local_authority="%s",risk="%s",window="28d"}'
SHARES = {SHARE % ("all", "all"): "0.7+0x200", SHARE % ("E06000021", "high"): "0.9+0x200"}
MADE_NOW = {"danm_figures_made_timestamp_seconds": "0+60x200"}
MADE_LONG_AGO = {"danm_figures_made_timestamp_seconds": "-7200+0x200"}


@pytest.mark.parametrize(
    ("scene", "chosen", "expected"),
    [
        pytest.param(ONE_WAITS | MADE_NOW, EVERYTHING, {"all": 0.7}, id="all-councils"),
        pytest.param(ONE_WAITS | MADE_NOW, CHOSEN, {"high": 0.9}, id="one-council"),
        pytest.param(ONE_WAITS | MADE_LONG_AGO, EVERYTHING, {}, id="old-figures"),
        pytest.param(PLACES | SILENT | MADE_NOW, EVERYTHING, {}, id="a-silent-feed"),
        pytest.param(PLACES | TRUSTED | MADE_NOW, EVERYTHING, {}, id="receipts-only"),
    ],
)
def test_a_share_is_shown_while_it_is_fresh_and_police_are_heard(
    tmp_path: Path, scene: dict[str, str], chosen: dict[str, str], expected: dict[str, float]
) -> None:
    share = panel("Told in time, last $window").targets[0]["expr"]

    answers(
        tmp_path,
        scene | SHARES,
        asked(share, chosen),
        [{"labels": f'{{risk="{risk}"}}', "value": value} for risk, value in expected.items()],
    )
