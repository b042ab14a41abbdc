"""A site writes the dashboards anew with its own limits, forces, councils and addresses."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.deploy.dashboards import FILES, FOLDER
from tests.servers.required import require_package

ROOT = FOLDER.parents[2]
SCRIPT = ROOT / "deploy/grafana/build.py"
DEFAULT = (ROOT / "schemas/default_policy.toml").read_text(encoding="utf-8")
AS_IT_SHOULD_BE, DIFFERENT, CANNOT_BUILD = 0, 1, 2


@pytest.fixture(autouse=True)
def _sdk() -> None:
    require_package("grafana_foundation_sdk", group="deploy")


def build(*options: str | Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([sys.executable, SCRIPT, *options], capture_output=True, text=True)


def leaders(folder: Path) -> dict[str, Any]:
    return dict(json.loads((folder / "danm-leaders.json").read_text(encoding="utf-8")))


def test_limits_and_names_are_those_of_the_policy(tmp_path: Path) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text(
        DEFAULT.replace('late = "48 h"', 'late = "36 h"').replace('"Staffordshire"', '"A, B"')
    )

    ended = build("--policy", policy, "--board", "https://danm.example", "--to", tmp_path)

    assert ended.returncode == AS_IT_SHOULD_BE, ended.stderr
    text = json.dumps(leaders(tmp_path))
    assert "standard: late after 36 h" in text
    assert "standard: late after 48 h" not in text
    variables = {one["name"]: one for one in leaders(tmp_path)["templating"]["list"]}
    assert variables["council"]["query"] == r"Stoke-on-Trent : E06000021, A\, B : E10000028"
    assert variables["board"]["query"] == "https://danm.example"


def test_a_file_that_is_not_as_it_should_be_is_told_and_left_alone(tmp_path: Path) -> None:
    folder = tmp_path / "not" / "made" / "yet"
    build("--to", folder)
    changed = folder / "danm-leaders.json"
    changed.write_text("{}")

    checked = build("--check", "--to", folder)

    assert checked.returncode == DIFFERENT
    assert checked.stdout == "outdated: danm-leaders.json\n"
    assert changed.read_text() == "{}"


def test_files_as_they_should_be_are_left_in_peace() -> None:
    checked = build("--check")

    assert (checked.returncode, checked.stdout) == (AS_IT_SHOULD_BE, "")
    assert FILES


def test_a_policy_that_cannot_be_read_is_told_in_a_line(tmp_path: Path) -> None:
    ended = build("--policy", tmp_path / "none.toml", "--to", tmp_path)

    assert ended.returncode == CANNOT_BUILD
    assert ended.stderr.startswith("build.py: ")
    assert len(ended.stderr.splitlines()) == 1
