"""Every panel says what it counts, and no panel can show silence as nobody waits."""

import json
import re
import subprocess
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from alerts.board.site import routes
from tests.deploy.dashboards import FILES, Panel, asked, dashboard, panels
from tests.deploy.exposed import LABELS
from tests.servers.required import require_package, require_program

CANNOT_TELL = "cannot tell"
COLUMNS = 24
ROWS_OF_A_SCREEN = 24
"""Of 38 pixels each below Grafana's own head, at 1080 pixels."""

SELECTED = re.compile(r"\b(danm_\w+)(?:\{([^}]*)\})?")
PALETTE = {
    "#0072B2",
    "#E69F00",
    "#D55E00",
    "#8C8C8C",
    "#CC79A7",
    "#9ECAE1",
    "#4292C6",
    "transparent",
}

every_panel = pytest.mark.parametrize("panel", panels(), ids=str)
every_file = pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)


def test_the_committed_files_are_what_the_code_writes() -> None:
    require_package("grafana_foundation_sdk", group="deploy")
    from deploy.grafana.build import FOLDER, documents, outdated
    from deploy.grafana.page import Site
    from schemas.policy_file import load_policy

    site = Site(policy=load_policy(None))

    assert outdated(site, FOLDER) == []
    assert {file.name for file in FILES} == {name for name, _ in documents(site)}


@every_file
def test_a_dashboard_stands_in_the_types_of_grafana(file: Path) -> None:
    sdk = require_package("grafana_foundation_sdk.models.dashboard", group="deploy")

    loaded = sdk.Dashboard.from_json(dashboard(file))

    assert loaded.uid == file.stem
    assert [panel.title for panel in loaded.panels] == [
        panel["title"] for panel in dashboard(file)["panels"]
    ]


@every_file
def test_a_dashboard_is_told_apart_by_a_fixed_name_and_not_by_a_number(file: Path) -> None:
    told = dashboard(file)

    assert told["uid"] == file.stem
    assert "id" in told
    assert told["id"] is None
    assert told["title"]
    assert told["description"]


@every_file
def test_the_reader_chooses_data_force_council_risk_and_how_far_to_look_back(file: Path) -> None:
    variables = {one["name"]: one for one in dashboard(file)["templating"]["list"]}

    assert {"datasource", "force", "council", "risk", "window"} <= set(variables)
    assert [one["value"] for one in variables["window"]["options"]] == ["7d", "28d", "91d"]
    assert variables["council"]["allValue"] == variables["risk"]["allValue"] == "()"


@every_file
def test_no_two_panels_overlap(file: Path) -> None:
    placed = [_cells(panel["gridPos"]) for panel in dashboard(file)["panels"]]

    assert all(not one & other for one, other in combinations(placed, 2))
    assert all(0 <= x < COLUMNS for one in placed for x, _ in one)


def test_the_leaders_see_everything_on_one_screen() -> None:
    told = dashboard(next(file for file in FILES if file.stem == "danm-leaders"))

    assert max(y for one in told["panels"] for _, y in _cells(one["gridPos"])) < ROWS_OF_A_SCREEN


@every_panel
def test_a_panel_says_what_it_counts_and_what_it_leaves_out(panel: Panel) -> None:
    description = panel.told["description"]

    assert panel.title
    assert description.startswith("Counts ")
    assert "Leaves " in description
    assert re.search("children|notification", description)
    assert "  " not in description


@every_panel
def test_a_panel_without_data_says_that_it_cannot_tell(panel: Panel) -> None:
    special = [one for one in panel.defaults["mappings"] if one["type"] == "special"]

    assert panel.defaults["noValue"] == CANNOT_TELL
    assert [one["options"]["match"] for one in special] == ["null+nan"]
    assert special[0]["options"]["result"]["text"] == CANNOT_TELL


@every_panel
def test_a_panel_has_a_unit_and_asks_the_chosen_data(panel: Panel) -> None:
    asks = [panel.told["datasource"], *(target["datasource"] for target in panel.targets)]

    assert panel.defaults["unit"]
    assert all(one == {"type": "prometheus", "uid": "${datasource}"} for one in asks)


@every_panel
def test_every_query_of_a_panel_has_its_own_letter(panel: Panel) -> None:
    letters = [target["refId"] for target in panel.targets]

    assert letters == [chr(ord("A") + place) for place in range(len(letters))]
    assert letters


@every_panel
def test_colours_are_those_that_colour_blind_people_tell_apart(panel: Panel) -> None:
    named = _colours(panel.told)

    assert set(named) <= PALETTE


@every_panel
def test_a_panel_leads_to_a_page_of_the_board(panel: Panel) -> None:
    pages = {route.path for route in routes()}
    led = [link["url"] for link in panel.told["links"] if "${board}" in link["url"]]

    assert led
    assert {url.removeprefix("${board}") for url in led} <= pages


@every_panel
def test_every_metric_and_label_a_panel_names_exists(panel: Panel) -> None:
    named = [found for target in panel.targets for found in SELECTED.findall(target["expr"])]

    assert named
    for metric, selector in named:
        assert metric in LABELS
        labels = set(re.findall(r"(\w+)\s*(?:=~|!~|!=|=)", selector))
        assert labels <= LABELS[metric], metric


@every_panel
def test_silence_is_never_filled_up_with_zeros(panel: Panel) -> None:
    assert all("or vector(" not in target["expr"] for target in panel.targets)


@pytest.mark.integration
def test_prometheus_understands_every_query(tmp_path: Path) -> None:
    promtool = require_program("promtool", debian_package="prometheus")
    queries = [asked(target["expr"]) for panel in panels() for target in panel.targets]
    rules = [{"record": f"query:{place}", "expr": expr} for place, expr in enumerate(queries)]
    file = tmp_path / "queries.yml"
    file.write_text(json.dumps({"groups": [{"name": "panels", "rules": rules}]}))

    checked = subprocess.run([promtool, "check", "rules", file], capture_output=True, text=True)

    assert checked.returncode == 0, checked.stderr


def _cells(at: dict[str, int]) -> set[tuple[int, int]]:
    columns, lines = range(at["x"], at["x"] + at["w"]), range(at["y"], at["y"] + at["h"])
    return {(x, y) for x in columns for y in lines}


def _colours(told: Any) -> list[str]:
    match told:
        case dict():
            own = [told[key] for key in ("color", "fixedColor") if isinstance(told.get(key), str)]
            return own + [one for value in told.values() for one in _colours(value)]
        case list():
            return [one for value in told for one in _colours(value)]
        case _:
            return []
