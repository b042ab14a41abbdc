"""What timers do beside the monitor: when a backup was last taken, and the audit last proven."""

from collections.abc import Iterator

from grafana_foundation_sdk.builders import stat
from grafana_foundation_sdk.models.dashboard import GridPos

from deploy.grafana.look import HOURS
from deploy.grafana.panels import About, Query, limited, tile

BACKUP_LIMIT_HOURS = 26
PROVEN_LIMIT_HOURS = 36
"""Sources: as the alerts of deploy/prometheus on the same, for ICT to agree."""


def done_by_timers() -> Iterator[stat.Panel]:
    """Yield the row: without a first one each cannot tell, and is never well."""
    backup = About(
        title="Newest whole backup",
        counts="Counts hours since the newest backup was taken: what is known of waiting children "
        "since then would be lost with the disk.",
        leaves_out="Leaves out whether it was ever restored, and backups that nobody noted here.",
        runbook="DanmBackupOverdue",
    )
    yield _hours_since(
        backup, "backup_last_success", BACKUP_LIMIT_HOURS, GridPos(x=0, y=24, w=12, h=4)
    )
    proven = About(
        title="Record of who did what, last proven",
        counts="Counts hours since all that was done about notifications was last found unchanged.",
        leaves_out="Leaves out rows that came since: they are not sealed yet.",
        runbook="DanmAuditTrailNotProven",
    )
    yield _hours_since(
        proven, "audit_trail_verified", PROVEN_LIMIT_HOURS, GridPos(x=12, y=24, w=12, h=4)
    )


def _hours_since(about: About, what: str, limit: int, at: GridPos) -> stat.Panel:
    since = f"(time() - max(danm_{what}_timestamp_seconds)) / 3600"
    panel = tile(about, at, [Query(expr=since, legend=f"ago (limit {limit} h)")])
    return limited(panel.unit(HOURS).decimals(0), limit)
