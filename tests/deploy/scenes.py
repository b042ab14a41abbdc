"""Scenes as series that danm exposes, and what a query answers two hours into one."""

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path

from tests.servers.required import require_program

Sample = dict[str, object]
Scene = Mapping[str, str]
"""Series by name and labels, with values a minute apart as promtool writes them."""

STOKE = 'force="staffordshire",local_authority="E06000021"'
COUNTY = 'force="staffordshire",local_authority="E10000028"'
GRADES = ("high", "medium", "standard", "not_assessed")

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


def answers(folder: Path, scene: Scene, expected: Mapping[str, list[Sample]]) -> None:
    """Check what each query gives after two hours of a scene."""
    promtool = require_program("promtool", debian_package="prometheus")
    asked = [
        {"expr": expr, "eval_time": "2h", "exp_samples": samples}
        for expr, samples in expected.items()
    ]
    series = [{"series": name, "values": values} for name, values in scene.items()]
    test = {"interval": "1m", "input_series": series, "promql_expr_test": asked}
    file = folder / "scene.yml"
    file.write_text(json.dumps({"rule_files": [], "tests": [test]}))

    tried = subprocess.run([promtool, "test", "rules", file], capture_output=True, text=True)

    assert tried.returncode == 0, tried.stdout + tried.stderr
