"""What a real Alertmanager mutes by the settings as they ship: what follows, never what stands."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.deploy.rules import DEPLOY
from tests.servers.alertmanager import RealAlertmanager

pytestmark = pytest.mark.integration

Labels = dict[str, str]


def danm(name: str, **labels: str) -> Labels:
    return {"alertname": name, "job": "danm", **labels}


def node(name: str) -> Labels:
    return {"alertname": name, "job": "node", "instance": "db:9100"}


WATCH, LISTS = {"loop": "watch"}, {"loop": "lists"}

CAUSES = [
    # id, what is wrong, what follows from it, whether that is muted
    ("a-stopped-danm-shows-no-figures", danm("DanmDown"), danm("DanmFiguresAbsent"), True),
    ("a-stopped-danm-knows-no-lag", danm("DanmDown"), danm("DanmLagUnknown", topic="t"), True),
    ("a-stopped-danm-hides-no-silent-feed", danm("DanmDown"),
     danm("DanmFeedNotTrusted", feed="f"), False),
    ("a-stopped-danm-hides-no-unsent-alert", danm("DanmDown"),
     danm("DanmAlertsNotAccepted"), False),
    ("a-stopped-consumer-hides-no-other-loop", danm("DanmDown", instance="c"),
     danm("DanmWorkNotDone", **WATCH), False),
    ("without-figures-nothing-ages", danm("DanmFiguresAbsent"),
     danm("DanmWorkNotDone", **WATCH), True),
    ("without-figures-no-canary-is-seen", danm("DanmFiguresAbsent"),
     danm("DanmCanaryMissed", path="entered"), True),
    ("without-figures-a-quarantine-stays-open", danm("DanmFiguresAbsent"),
     danm("DanmQuarantineOpen"), False),
    ("a-database-away-fails-every-group", danm("DanmDatabaseAway", instance="one"),
     danm("DanmCollectorDown", collector="feeds"), True),
    ("a-database-away-fails-the-canary", danm("DanmDatabaseAway", instance="one"),
     danm("DanmCanaryFailed", path="entered", step="handed over"), True),
    ("who-does-not-look-does-not-audit", danm("DanmWorkNotDone", **WATCH),
     danm("DanmAuditOverdue"), True),
    ("who-makes-no-lists-still-audits", danm("DanmWorkNotDone", **LISTS),
     danm("DanmAuditOverdue"), False),
    ("a-loop-that-hangs-does-no-work", danm("DanmLoopStuck", instance="one", **WATCH),
     danm("DanmWorkNotDone", **WATCH), True),
    ("a-loop-that-hangs-is-not-another", danm("DanmLoopStuck", instance="one", **WATCH),
     danm("DanmWorkNotDone", **LISTS), False),
    ("a-stalled-topic-lags", danm("DanmConsumerStalled", topic="t"),
     danm("DanmConsumerLag", topic="t"), True),
    ("a-stalled-topic-is-not-another", danm("DanmConsumerStalled", topic="t"),
     danm("DanmConsumerLag", topic="u"), False),
    ("a-failed-canary-did-not-come", danm("DanmCanaryFailed", path="entered", step="taken in"),
     danm("DanmCanaryMissed", path="entered"), True),
    ("what-an-audit-found-keeps-it-from-passing", danm("DanmAuditFound", fault="disarmed"),
     danm("DanmAuditOverdue"), True),
    ("a-machine-that-is-gone-has-no-clock", node("NodeDown"), node("NodeClockNotKept"), True),
    ("one-of-another-site-is-not-this-one", {"alertname": "DanmDown", "job": "other"},
     danm("DanmFiguresAbsent"), False),
]  # fmt: skip


@pytest.fixture
def real(tmp_path: Path) -> Iterator[RealAlertmanager]:
    shutil.copytree(DEPLOY / "alertmanager" / "templates", tmp_path / "templates")
    settings = (DEPLOY / "alertmanager" / "alertmanager.yml").read_text()
    # Nobody is told here: only what would be muted is looked at.
    with RealAlertmanager(tmp_path, config=settings.replace("_wait: 30s", "_wait: 1h")) as running:
        yield running


def test_what_follows_from_another_trouble_is_muted_and_what_stands_is_not(
    real: RealAlertmanager,
) -> None:
    wrong = {
        name: is_muted(real, name, cause, follows) != muted
        for name, cause, follows, muted in CAUSES
    }

    assert not [name for name, is_wrong in wrong.items() if is_wrong]


def is_muted(real: RealAlertmanager, row: str, cause: Labels, follows: Labels) -> bool:
    """Return whether a trouble is muted while its cause is there; each row has a job of its own."""
    jobs = {job: f"{job}-of-{row}" for job in (cause["job"], follows["job"])}
    pair = [labels | {"job": jobs[labels["job"]]} for labels in (cause, follows)]
    for labels in pair:
        real.tell(labels)
    told = {one["labels"]["alertname"]: one["status"] for one in real.active()
            if one["labels"] in pair}  # fmt: skip
    assert set(told) == {cause["alertname"], follows["alertname"]}
    return bool(told[follows["alertname"]]["inhibitedBy"])
