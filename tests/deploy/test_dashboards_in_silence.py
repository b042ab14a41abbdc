"""What the panels answer when a feed is silent, figures are old, or nothing was ever heard.

Each scene is a set of series as danm exposes them; promtool evaluates the committed queries.
"""

from pathlib import Path

import pytest

from deploy.grafana.queries import grown_of_many
from tests.deploy.dashboards import CHOSEN, EVERYTHING, Panel, asked, panels
from tests.deploy.scenes import (
    COUNTY_UNKNOWN,
    GRADES,
    NOBODY_WAITS,
    ONE_WAITS,
    PLACES,
    SILENT,
    STOKE,
    TRUSTED,
    Sample,
    answers,
)

pytestmark = pytest.mark.integration

OLDEST = "Oldest wait against its limit"
NOTHING: list[Sample] = []


def panel(title: str) -> Panel:
    """Return a panel of the leaders' dashboard."""
    return next(one for one in panels() if one.title == title and one.dashboard == "danm-leaders")


def sample(value: float, labels: str = "{}") -> list[Sample]:
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
    whole: list[Sample],
    part: list[Sample],
) -> None:
    complete, partial = (one["expr"] for one in panel(f"Waiting now: {what}").targets)

    expected = {asked(complete, EVERYTHING): whole, asked(partial, EVERYTHING): part}

    answers(tmp_path, scene, expected)


def test_a_child_is_counted_once_however_many_processes_show_it(tmp_path: Path) -> None:
    whole = asked(panel("Waiting now: children").targets[0]["expr"], EVERYTHING)
    shown_twice = {
        name.replace("{", f'{{instance="{number}",'): values
        for name, values in ONE_WAITS.items()
        for number in (1, 2)
    }

    answers(tmp_path, shown_twice, {whole: sample(1)})


def test_the_chosen_council_alone_is_counted_and_vouched_for(tmp_path: Path) -> None:
    whole = panel("Waiting now: children").targets[0]["expr"]

    county = asked(whole, CHOSEN | {"council": "E10000028"})

    answers(tmp_path, COUNTY_UNKNOWN, {asked(whole, CHOSEN): sample(1), county: NOTHING})


def test_a_known_wait_is_shown_while_the_feed_is_silent_and_unknown_ones_say_so(
    tmp_path: Path,
) -> None:
    oldest = {f'danm_oldest_waiting_timestamp_seconds{{{STOKE},risk="medium"}}': "-3600+0x200"}
    bars = [asked(one["expr"], EVERYTHING) for one in panel(OLDEST).targets]
    expr = "(" + " or ".join(f"({bar})" for bar in bars) + ")"
    unknown = [f'{{risk="{risk}"}}' for risk in GRADES if risk != "medium"]

    # Only what is NaN differs from itself.
    not_known = f"count by (risk) ({expr} != {expr})"
    expected = {
        f"{expr} > 0": sample(3 * 3600, '{risk="medium"}'),
        not_known: [{"labels": labels, "value": 1} for labels in unknown],
    }

    answers(tmp_path, PLACES | SILENT | oldest, expected)


def test_nobody_waits_is_said_only_of_a_trusted_feed(tmp_path: Path) -> None:
    nobody = asked(panel("Longest wait").targets[1]["expr"], EVERYTHING)

    answers(tmp_path, NOBODY_WAITS, {nobody: sample(0)})
    answers(tmp_path, PLACES | SILENT, {nobody: NOTHING})
    answers(tmp_path, ONE_WAITS, {nobody: NOTHING})


HIGH, ALL_RISKS = "1", "5"
"""In tables the label is the grade's place in the ladder, shown as its word."""
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

    told = NOTHING if expected is None else sample(expected, f'{{risk="{HIGH}"}}')

    answers(tmp_path, scene, {known: told})


SHARE = 'danm_told_in_time_ratio{force="staffordshire",local_authority="%s",risk="%s",window="28d"}'
SHARES = {SHARE % ("all", "all"): "0.7+0x200", SHARE % ("E06000021", "high"): "0.9+0x200"}
MADE_NOW = {"danm_figures_made_timestamp_seconds": "0+60x200"}
MADE_LONG_AGO = {"danm_figures_made_timestamp_seconds": "-7200+0x200"}


@pytest.mark.parametrize(
    ("scene", "chosen", "expected"),
    [
        pytest.param(ONE_WAITS | MADE_NOW, EVERYTHING, {ALL_RISKS: 0.7}, id="all-councils"),
        pytest.param(ONE_WAITS | MADE_NOW, CHOSEN, {HIGH: 0.9}, id="one-council"),
        pytest.param(ONE_WAITS | MADE_LONG_AGO, EVERYTHING, {}, id="old-figures"),
        pytest.param(PLACES | SILENT | MADE_NOW, EVERYTHING, {}, id="a-silent-feed"),
        pytest.param(PLACES | TRUSTED | MADE_NOW, EVERYTHING, {}, id="receipts-only"),
    ],
)
def test_a_share_is_shown_while_it_is_fresh_and_police_are_heard(
    tmp_path: Path, scene: dict[str, str], chosen: dict[str, str], expected: dict[str, float]
) -> None:
    share = panel("Told in time, last $window").targets[0]["expr"]

    told = [one for risk, value in expected.items() for one in sample(value, f'{{risk="{risk}"}}')]

    answers(tmp_path, scene | SHARES, {asked(share, chosen): told})


BUCKET = f'danm_leg_seconds_bucket{{{STOKE},leg="sent_to_received",owner="transit",le="3600"}}'


@pytest.mark.parametrize(
    ("values", "grown"),
    [
        pytest.param("5+0x60 8+0x140", 3, id="since-the-window-began"),
        pytest.param("_x100 8+0x100", 8, id="the-whole-where-nobody-looked-before"),
    ],
)
def test_a_histogram_counts_what_came_in_the_window(
    tmp_path: Path, values: str, grown: float
) -> None:
    counted = asked(grown_of_many("danm_leg_seconds_bucket"), CHOSEN | {"window": "90m"})

    answers(tmp_path, {BUCKET: values}, {f"sum({counted})": sample(grown)})
