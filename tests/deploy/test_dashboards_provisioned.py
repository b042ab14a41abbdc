"""Grafana finds dashboards and data by itself, as composed, and panels lead to pages there are."""

from typing import Any

import pytest

from tests.deploy.dashboards import FOLDER, Panel, panels
from tests.servers.required import require_package

yaml = require_package("yaml", group="deploy")

from tests.deploy.composed import environment, services  # noqa: E402 - it needs yaml

DEPLOY = FOLDER.parents[1]
PROVISIONING = FOLDER.parent / "provisioning"
DATASOURCES = "datasources/prometheus.yaml"


def provisioned(file: str) -> dict[str, Any]:
    return dict(yaml.safe_load((PROVISIONING / file).read_text(encoding="utf-8")))


def test_the_folder_grafana_reads_is_the_one_the_dashboards_are_put_in() -> None:
    (provider,) = provisioned("dashboards/danm.yaml")["providers"]
    put = dict(volume.split(":")[:2] for volume in services()["grafana"]["volumes"])

    assert put["../grafana/dashboards"] == provider["options"]["path"]
    assert put["../grafana/provisioning"] == "/etc/grafana/provisioning"


def test_what_a_person_changes_in_grafana_is_not_kept_there() -> None:
    (provider,) = provisioned("dashboards/danm.yaml")["providers"]

    assert provider["allowUiUpdates"] is False


def test_grafana_asks_the_prometheus_it_was_given() -> None:
    (source,) = provisioned(DATASOURCES)["datasources"]

    assert (source["type"], source["isDefault"]) == ("prometheus", True)
    assert source["url"] == "${DANM_PROMETHEUS_URL}"
    assert "DANM_PROMETHEUS_URL" in environment("grafana")


def test_grafana_counts_growth_by_how_often_prometheus_looks() -> None:
    (source,) = provisioned(DATASOURCES)["datasources"]
    scraped = yaml.safe_load((DEPLOY / "prometheus/prometheus.yml").read_text(encoding="utf-8"))

    assert source["jsonData"]["timeInterval"] == scraped["global"]["scrape_interval"]


@pytest.mark.parametrize("panel", panels(), ids=str)
def test_a_panel_leads_to_runbooks_there_are(panel: Panel) -> None:
    led = [link["url"] for link in panel.told["links"] if "${runbooks}" in link["url"]]
    pages = [DEPLOY / "runbooks" / url.removeprefix("${runbooks}/") for url in led]

    assert pages
    assert [page for page in pages if not page.resolve().is_file()] == []
