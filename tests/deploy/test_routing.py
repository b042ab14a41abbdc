"""Whom Alertmanager tells of what: machines to ICT, what hides children to the data manager too."""

import re
import subprocess

import pytest

from tests.deploy.rules import ALERTS, DEPLOY, own_alerts, yaml
from tests.servers.required import require_program

ALERTMANAGER = DEPLOY / "alertmanager"
SETTINGS = yaml.safe_load((ALERTMANAGER / "alertmanager.yml").read_text())

CALLED = ("data-manager", "ict-on-call")
MAILED = ("data-manager", "ict")

WHO = [
    # alert, severity, told
    ("DanmAlertsNotAccepted", "critical", CALLED),
    ("DanmAuditFound", "critical", CALLED),
    ("DanmAuditOverdue", "critical", CALLED),
    ("DanmAuditTrailNotProven", "critical", CALLED),
    ("DanmBackupOverdue", "warning", MAILED),
    ("DanmCanaryFailed", "critical", CALLED),
    ("DanmCanaryMissed", "critical", CALLED),
    ("DanmCertificateEnds", "warning", ("ict",)),
    ("DanmClockDiffersFromDatabase", "warning", ("ict",)),
    ("DanmClockJumped", "critical", ("ict-on-call",)),
    ("DanmClockNotSynchronised", "warning", ("ict",)),
    ("DanmCollectorDown", "warning", MAILED),
    ("DanmConsumerLag", "warning", MAILED),
    ("DanmConsumerStalled", "critical", CALLED),
    ("DanmDatabaseAway", "critical", CALLED),
    ("DanmDiskNearlyFull", "critical", ("ict-on-call",)),
    ("DanmDown", "critical", CALLED),
    ("DanmFeedNotTrusted", "warning", MAILED),
    ("DanmFiguresAbsent", "critical", CALLED),
    ("DanmFiguresOld", "warning", MAILED),
    ("DanmHeartbeatNotTaken", "warning", ("ict",)),
    ("DanmLagUnknown", "critical", CALLED),
    ("DanmLoopStuck", "critical", CALLED),
    ("DanmMessagesDoNotComeIn", "critical", CALLED),
    ("DanmQuarantineOpen", "warning", MAILED),
    ("DanmWorkNotDone", "critical", CALLED),
    ("AlertmanagerDoesNotDeliver", "critical", ("ict-on-call",)),
    ("NodeClockNotKept", "warning", ("ict",)),
    ("NodeDiskNearlyFull", "critical", ("ict-on-call",)),
    ("NodeDown", "critical", ("ict-on-call",)),
    ("NodeMemoryShort", "warning", ("ict",)),
    ("NodeUnitFailed", "critical", ("ict-on-call",)),
    ("PrometheusRuleFails", "critical", ("ict-on-call",)),
    ("WatcherDown", "critical", ("ict-on-call",)),
]


def amtool(*words: str) -> str:
    """Run amtool on the settings; what it finds wrong is the failure."""
    program = require_program("amtool", debian_package="prometheus-alertmanager")
    done = subprocess.run(
        [program, *words], cwd=ALERTMANAGER, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def told(**labels: str) -> tuple[str, ...]:
    """Return who is told of an alert with these labels."""
    words = [f"{name}={value}" for name, value in labels.items()]
    listed = amtool("config", "routes", "test", "--config.file=alertmanager.yml", *words)
    return tuple(listed.strip().split(","))


def test_alertmanager_takes_the_settings() -> None:
    assert "1 templates" in amtool("check-config", "alertmanager.yml")


@pytest.mark.parametrize(
    ("alert", "severity", "who"), [pytest.param(*row, id=row[0]) for row in WHO]
)
def test_each_alert_reaches_who_can_mend_it(
    alert: str, severity: str, who: tuple[str, ...]
) -> None:
    assert told(alertname=alert, severity=severity, job="danm") == who


def test_every_alert_of_prometheus_and_of_danm_itself_is_routed_with_its_severity() -> None:
    of_prometheus = {alert.name: alert.severity for alert in ALERTS}

    severities = {alert: severity for alert, severity, _ in WHO}
    assert len(severities) == len(WHO)
    assert {*severities, "Watchdog"} == {*of_prometheus, *own_alerts()}
    assert severities | of_prometheus == severities | {"Watchdog": "none"}


@pytest.mark.parametrize("job", ["danm", "prometheus"])
def test_each_watchdog_goes_to_its_own_heartbeat_outside_and_to_nobody_else(job: str) -> None:
    assert told(alertname="Watchdog", severity="none", job=job) == (f"heartbeat-{job}",)


def test_an_alert_that_nobody_thought_of_reaches_ict() -> None:
    assert told(alertname="Other", severity="warning") == ("ict",)
    assert told(alertname="Other", severity="critical") == ("ict-on-call",)


def test_a_heartbeat_is_never_told_as_over_and_comes_every_few_minutes() -> None:
    beats = [one for one in SETTINGS["receivers"] if one["name"].startswith("heartbeat")]
    routes = [one for one in SETTINGS["route"]["routes"] if one["receiver"].startswith("heartbeat")]

    assert [hook["send_resolved"] for one in beats for hook in one["webhook_configs"]] == [
        False
    ] * 2
    assert [one["repeat_interval"] for one in routes] == ["5m", "5m"]


def test_every_secret_stands_in_a_file_of_its_own() -> None:
    text = (ALERTMANAGER / "alertmanager.yml").read_text()

    keys = re.findall(r"(\w*(?:password|credentials|secret|token|key)\w*):", text)
    assert {"smtp_auth_password_file", "credentials_file"} == set(keys)


def test_mail_goes_to_teams_and_not_to_persons() -> None:
    mailboxes = re.findall(r"[\w.-]+@", str(SETTINGS["receivers"]))

    assert set(mailboxes) == {"ict@", "ict-on-call@", "danm-data-manager@"}


def test_what_mutes_and_what_is_muted_are_alerts_that_there_are() -> None:
    known = {*(alert.name for alert in ALERTS), *own_alerts()}

    for rule in SETTINGS["inhibit_rules"]:
        for matcher in [*rule["source_matchers"], *rule["target_matchers"]]:
            label, pattern = re.split(r"\s*(?:=~|!=|=)\s*", matcher, maxsplit=1)
            if label == "alertname":
                for one in pattern.strip('"').split("|"):
                    assert [name for name in known if re.fullmatch(one, name)], one


def test_no_state_that_hides_a_child_is_muted_by_a_rule_of_prometheus() -> None:
    never = {"DanmDown", "DanmAlertsNotAccepted", "DanmFeedNotTrusted", "DanmQuarantineOpen",
             "DanmAuditFound", "DanmDiskNearlyFull"}  # fmt: skip
    muted = [
        pattern.split("=", maxsplit=1)[1].lstrip("~ ").strip('"')
        for rule in SETTINGS["inhibit_rules"]
        for pattern in rule["target_matchers"]
        if re.match(r"alertname\s*=", pattern)
    ]

    assert muted
    assert not [name for name in never for one in muted if re.fullmatch(one, name)]
