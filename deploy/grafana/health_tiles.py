"""Monitor health in one row: six numbers, each with its limit in words."""

from collections.abc import Iterator

from grafana_foundation_sdk.builders import stat
from grafana_foundation_sdk.models.dashboard import GridPos

from deploy.grafana.look import COUNT, MINUTES, mappings, words
from deploy.grafana.panels import About, Query, limited, tile
from deploy.grafana.trust import trust_tile

CANARY_LIMIT_MINUTES = 70
UNSENT_LIMIT_MINUTES = 5
"""Sources: as the alerts of deploy/prometheus on the same, for ICT to agree."""


def health_tiles() -> Iterator[stat.Panel]:
    """Yield the row."""
    yield _readable()
    yield trust_tile(GridPos(x=4, y=0, w=4, h=4))
    yield _quarantine()
    yield _unsent()
    yield _passed("canary", "DanmCanaryMissed", GridPos(x=16, y=0, w=4, h=4))
    yield _passed("audit", "DanmAuditOverdue", GridPos(x=20, y=0, w=4, h=4))


def _readable() -> stat.Panel:
    about = About(
        title="Can the database be read?",
        counts="Counts neither children nor notifications: whether every group of figures could be "
        "read from the database.",
        leaves_out="Leaves out what stands in them.",
        runbook="DanmCollectorDown",
    )
    answers = [
        Query(expr="min(danm_collector_up) == 1", legend="every figure can be read"),
        Query(expr="min(danm_collector_up) == 0", legend="some figures are missing"),
    ]
    panel = tile(about, GridPos(x=0, y=0, w=4, h=4), answers).unit(COUNT)
    return panel.mappings(mappings(words({"1": "yes", "0": "NO"})))


def _quarantine() -> stat.Panel:
    about = About(
        title="Messages nobody has dealt with",
        counts="Counts messages in quarantine, each perhaps a child; not notifications.",
        leaves_out="Leaves out those a person has dealt with.",
        board="/quarantine",
        runbook="DanmQuarantineOpen",
    )
    query = Query(expr="max(danm_quarantine_open)", legend="in quarantine: each may be a child")
    panel = tile(about, GridPos(x=8, y=0, w=4, h=4), [query]).unit(COUNT).decimals(0)
    return limited(panel, 1)


def _unsent() -> stat.Panel:
    about = About(
        title="Oldest alert not yet accepted",
        counts="Counts minutes since the oldest alert, about children or a feed, was raised that "
        "its channel has not accepted.",
        leaves_out="Leaves out those that go on the next list.",
        board="/alerts",
        runbook="DanmAlertsNotAccepted",
    )
    oldest = "(time() - min(danm_outbox_oldest_unsent_timestamp_seconds)) / 60"
    none = (
        '0 * max(danm_collector_up{collector="alerts"} == 1)'
        " unless on() max(danm_outbox_oldest_unsent_timestamp_seconds)"
    )
    answers = [
        Query(expr=oldest, legend=f"waits to be accepted (limit {UNSENT_LIMIT_MINUTES} min)"),
        Query(expr=none, legend="every alert was accepted"),
    ]
    panel = tile(about, GridPos(x=12, y=0, w=4, h=4), answers).unit(MINUTES).decimals(0)
    panel = panel.mappings(mappings(words({"0": "none"})))
    return limited(panel, UNSENT_LIMIT_MINUTES)


def _passed(what: str, runbook: str, at: GridPos) -> stat.Panel:
    names = {"canary": "test message", "audit": "audit"}
    about = About(
        title=f"Last {names[what]} that passed",
        counts=f"Counts minutes since the hourly {names[what]} last passed: it proves that waiting "
        "children would be seen.",
        leaves_out="Leaves out whether people were told.",
        runbook=runbook,
    )
    last = {
        "canary": "min(max by (path) (danm_canary_last_passed_timestamp_seconds))",
        "audit": "max(danm_audit_last_passed_timestamp_seconds)",
    }
    query = Query(
        expr=f"(time() - {last[what]}) / 60", legend=f"ago (limit {CANARY_LIMIT_MINUTES} min)"
    )
    panel = tile(about, at, [query]).unit(MINUTES).decimals(0)
    return limited(panel, CANARY_LIMIT_MINUTES)
