"""In silence every panel about children cannot tell: it shows no number, no nought, no share."""

from itertools import product
from pathlib import Path

import pytest

from tests.deploy.dashboards import EVERYTHING, Panel, asked, panels
from tests.deploy.scenes import COUNTY, PLACES, SILENT, STOKE, Scene, answers

pytestmark = pytest.mark.integration

OF_FEEDS = {"Can it be trusted?", "Feeds complete to", "Feeds: can each be trusted?"}
"""They tell of the feeds themselves, so they have something to say in silence too."""

OF_CHILDREN = [
    one for one in panels() if one.dashboard != "danm-health" and one.title not in OF_FEEDS
]
WINDOW = EVERYTHING | {"window": "90m"}


def counted(times: str) -> dict[str, str]:
    """Return every other count danm keeps, each with the same values."""
    legs = [("reported_to_sent", "police"), ("received_to_decided", "council")]
    legs_counted = {
        f'danm_leg_seconds_{part}{{leg="{leg}",owner="{owner}",{place}{edge}}}': times
        for (leg, owner), place in product(legs, (STOKE, COUNTY))
        for part, edge in (("sum", ""), ("count", ""), ("bucket", ',le="3600"'))
    }
    cases_counted = {
        f'{metric}{{{place},risk="high",{label}}}': times
        for place in (STOKE, COUNTY)
        for metric, label in (
            ("danm_closed_total", 'disposition="withdrawn"'),
            ("danm_clock_unmeasured_total", 'clock="duty"'),
        )
    }
    return legs_counted | cases_counted | {'danm_alerts_total{kind="wait",rung="warn"}': times}


FIGURES = {"danm_figures_made_timestamp_seconds": "0+60x200"} | {
    f'{metric}{{force="staffordshire",local_authority="all",{labels}}}': "0.7+0x200"
    for metric, labels in (
        ("danm_told_in_time_ratio", 'risk="all",window="90m"'),
        ("danm_told_in_time_low_ratio", 'risk="all",window="90m"'),
        ("danm_told_in_time_high_ratio", 'risk="all",window="90m"'),
        ("danm_clock_sample", 'clock="duty",risk="all",window="90m"'),
        ("danm_clock_quantile_seconds", 'clock="duty",quantile="0.5",risk="all",window="90m"'),
        ("danm_week_told_in_time_ratio", 'risk="all",week="2026-11-23"'),
        ("danm_week_told_in_time_low_ratio", 'risk="all",week="2026-11-23"'),
        ("danm_week_told_in_time_high_ratio", 'risk="all",week="2026-11-23"'),
        ("danm_week_sample", 'risk="all",week="2026-11-23"'),
        ("danm_week_limit_ratio", 'line="centre",week="2026-11-23"'),
    )
}
COUNCIL_ONLY = {'danm_feed_trusted{feed="/council/a"}': "1+0x200"}
NEVER, SOME = "0+0x200", "0+0x60 1+1x140"

every_panel = pytest.mark.parametrize("panel", OF_CHILDREN, ids=str)


@every_panel
@pytest.mark.parametrize(
    "scene",
    [
        pytest.param({}, id="the-monitor-is-down"),
        pytest.param(PLACES | counted(NEVER), id="nothing-was-ever-heard"),
        pytest.param(PLACES | counted(NEVER) | FIGURES | SILENT, id="the-feed-is-silent"),
        pytest.param(PLACES | counted(NEVER) | FIGURES | COUNCIL_ONLY, id="receipts-only"),
    ],
)
def test_a_panel_has_no_number_where_nothing_can_be_said(
    tmp_path: Path, panel: Panel, scene: Scene
) -> None:
    numbers = [_numbers(target["expr"]) for target in panel.targets]

    answers(tmp_path, scene, {expr: [] for expr in numbers})


@every_panel
def test_what_was_counted_in_silence_is_shown_but_never_a_nought_or_a_share(
    tmp_path: Path, panel: Panel
) -> None:
    counts = {name: SOME if 'verdict="late"' in name else values for name, values in PLACES.items()}
    scene = counts | counted(SOME) | FIGURES | COUNCIL_ONLY
    exprs = [_numbers(target["expr"]) for target in panel.targets]

    answers(tmp_path, scene, {f"({expr}) < 1": [] for expr in exprs})


def _numbers(expr: str) -> str:
    """Return what a query says that is a number: NaN, which is shown as cannot tell, is none."""
    query = asked(expr, WINDOW)
    return f"(({query}) == ({query}))"
