"""Rules of Prometheus under deploy/, their tests and runbooks, read as data."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.servers.required import require_package

yaml = require_package("yaml", group="deploy")

DEPLOY = Path(__file__).parents[2] / "deploy"
PROMETHEUS = DEPLOY / "prometheus"
RUNBOOKS = DEPLOY / "runbooks"
RULE_FILES = sorted((PROMETHEUS / "rules").glob("*.yml"))
TEST_FILES = sorted((PROMETHEUS / "tests").glob("*.yml"))

OWN = re.compile(r'^\w+ = "((?:Danm|Watchdog)\w*)"$', re.MULTILINE)
NAMED = re.compile(r"\bdanm_[a-z0-9_]+\b")
MATCHED = re.compile(r'(\w+)\s*(?:=~|!~|!=|=)\s*"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    name: str
    expr: str
    severity: str
    annotations: dict[str, str]


def rules() -> list[dict[str, Any]]:
    """Return every rule of every file."""
    files = [yaml.safe_load(file.read_text()) for file in RULE_FILES]
    return [rule for file in files for group in file["groups"] for rule in group["rules"]]


ALERTS = [
    Alert(
        name=rule["alert"],
        expr=rule["expr"],
        severity=rule["labels"]["severity"],
        annotations=rule["annotations"],
    )
    for rule in rules()
    if "alert" in rule
]


def labels_of(series: str) -> dict[str, str]:
    """Return the labels of one series as a test writes it."""
    return dict(re.findall(r'(\w+)="([^"]*)"', series))


def rung(name: str) -> list[dict[str, str]]:
    """Return the labels of every alert of this name that the rules' own tests see ringing."""
    held = yaml.safe_load((PROMETHEUS / "tests" / f"{name}.yml").read_text())
    expected = [one for test in held["tests"] for one in test["promql_expr_test"]]
    told = [labels_of(s["labels"]) for one in expected for s in one["exp_samples"]]
    return [labels for labels in told if labels["alertname"] == name]


def own_alerts() -> set[str]:
    """Return the names of what danm tells Alertmanager itself."""
    code = (file.read_text() for file in (DEPLOY.parent / "consumer").glob("*.py"))
    return {name for text in code for name in OWN.findall(text)}
