"""Rules of Prometheus: each alert rings, stays quiet, and says so where nothing is known."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.deploy.exposed import LABELS
from tests.deploy.rules import (
    ALERTS,
    DEPLOY,
    MATCHED,
    NAMED,
    PROMETHEUS,
    RULE_FILES,
    TEST_FILES,
    Alert,
    rules,
    yaml,
)
from tests.servers.required import require_program
from tests.servers.tls import new_authority

KINDS = {"rings", "stays quiet", "without data"}
NEVER_QUIET = {"Watchdog"}
ABOUT_CASES = re.compile(
    r"danm_(waiting|oldest_waiting|clock|leg|receipts|closed|verdicts|alerts_total|week|told)"
)

each_alert = pytest.mark.parametrize("alert", ALERTS, ids=lambda alert: alert.name)


def promtool(*words: str | Path, at: Path = PROMETHEUS) -> None:
    """Run promtool in a folder; what it finds wrong is the failure."""
    program = require_program("promtool", debian_package="prometheus")
    done = subprocess.run(
        [program, *words], cwd=at, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("file", RULE_FILES, ids=lambda file: file.stem)
def test_prometheus_takes_each_file_of_rules(file: Path) -> None:
    promtool("check", "rules", file)


@pytest.mark.parametrize("file", TEST_FILES, ids=lambda file: file.stem)
def test_each_alert_rings_is_quiet_and_is_not_fooled_by_silence(file: Path) -> None:
    promtool("test", "rules", file)


@each_alert
def test_each_alert_is_tried_in_all_three_ways(alert: Alert) -> None:
    tests = yaml.safe_load((PROMETHEUS / "tests" / f"{alert.name}.yml").read_text())["tests"]

    kinds = {kind for kind in KINDS for test in tests if test["name"].startswith(kind)}
    assert kinds == KINDS - ({"stays quiet"} if alert.name in NEVER_QUIET else set())
    for test in tests:
        (asked,) = test["promql_expr_test"]
        told = [series["labels"] for series in asked["exp_samples"]]
        own = [one for one in told if f'alertname="{alert.name}"' in one]
        assert alert.name in asked["expr"]
        if test["name"].startswith("rings"):
            assert own
        if test["name"].startswith("stays quiet"):
            assert asked["expr"] == f'ALERTS{{alertname="{alert.name}", alertstate="firing"}}'
            assert not told
        if test["name"].startswith("without data"):
            assert told  # by this alert or by another: silence is never well


def test_no_test_is_left_of_an_alert_that_is_gone() -> None:
    assert {file.stem for file in TEST_FILES} == {alert.name for alert in ALERTS}
    assert len({alert.name for alert in ALERTS}) == len(ALERTS)


@each_alert
def test_each_alert_says_what_it_means_for_children_and_the_first_step(alert: Alert) -> None:
    assert alert.severity in {"critical", "warning", "none"}
    assert set(alert.annotations) == {"summary", "description", "runbook_url"}
    assert "child" in alert.annotations["description"].lower()
    assert "First step" in alert.annotations["description"]
    assert not re.search(r"\b(SLA|breach|escalat\w*|verdict)\b", str(alert.annotations))


@each_alert
def test_an_alert_names_no_label_that_it_does_not_have(alert: Alert) -> None:
    used = set(re.findall(r"\$labels\.(\w+)", str(alert.annotations)))
    tests = (PROMETHEUS / "tests" / f"{alert.name}.yml").read_text()

    had = {label for line in tests.splitlines() if "- labels:" in line
           for label in MATCHED.findall(line)}  # fmt: skip
    assert used <= had


@each_alert
def test_the_words_of_an_alert_can_be_written_out_wherever_it_rings(
    alert: Alert, tmp_path: Path
) -> None:
    # Texts alone: 0x20 is twenty times 0 here, and 32 elsewhere.
    held = yaml.load((PROMETHEUS / "tests" / f"{alert.name}.yml").read_text(), yaml.BaseLoader)
    held["rule_files"] = [str(PROMETHEUS / "tests" / file) for file in held["rule_files"]]
    for test in held["tests"]:
        (asked,) = test.pop("promql_expr_test")
        test["alert_rule_test"] = [{"eval_time": asked["eval_time"], "alertname": alert.name}]
    asking = tmp_path / "asking.yml"
    asking.write_text(yaml.safe_dump(held))
    program = require_program("promtool", debian_package="prometheus")

    # It names what rings only where nothing was expected to.
    told = subprocess.run(
        [program, "test", "rules", asking], capture_output=True, text=True, timeout=120, check=False
    )

    assert "Annotations:{" in told.stdout + told.stderr
    assert not re.search(r"error expanding|no value|\{\{|%!", told.stdout + told.stderr)


def test_every_metric_and_label_that_a_rule_or_a_test_names_is_exposed() -> None:
    rows = [str(rule["expr"]) for rule in rules()]
    rows += [file.read_text() for file in TEST_FILES]

    named = {name for row in rows for name in NAMED.findall(row)}
    assert named
    assert named <= set(LABELS)
    for row in rows:
        for name, selector in re.findall(r"\b(danm_[a-z0-9_]+)\{([^}]*)\}", row):
            assert set(MATCHED.findall(selector)) <= LABELS[name] | {"job", "instance"}


def test_every_recorded_series_is_used_and_every_used_one_is_recorded() -> None:
    recorded = {rule["record"] for rule in rules() if "record" in rule}

    used = {name for rule in rules() for name in re.findall(r"danm:\w+:\w+", rule["expr"])}
    assert recorded == used


def test_cases_are_never_alarmed_by_prometheus() -> None:
    assert not [alert.name for alert in ALERTS if ABOUT_CASES.search(alert.expr)]


def test_prometheus_takes_the_settings_as_they_stand() -> None:
    promtool("check", "config", "prometheus.yml")


@pytest.mark.parametrize("option", ["tls", "node"])
def test_prometheus_takes_the_settings_with_each_option_written_in(
    tmp_path: Path, option: str
) -> None:
    shutil.copytree(PROMETHEUS, tmp_path, dirs_exist_ok=True)
    authority = new_authority(tmp_path)
    papers = authority.papers("prometheus")
    authority.file.rename(tmp_path / "danm-ca.pem")
    papers.certificate.rename(tmp_path / "prometheus.pem")
    papers.key.rename(tmp_path / "prometheus.key")
    settings = tmp_path / "prometheus.yml"
    text = settings.read_text()
    assert f"#{option} " in text
    settings.write_text(text.replace(f"#{option} ", ""))

    promtool("check", "config", settings, at=tmp_path)


@pytest.mark.parametrize("file", [*RULE_FILES, *TEST_FILES], ids=lambda file: file.name)
def test_no_case_place_or_person_stands_in_a_file_of_rules(file: Path) -> None:
    assert not re.search(r"@|E0\d{7}|incident_ref|handle", file.read_text())
    assert DEPLOY in file.parents
