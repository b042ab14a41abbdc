"""When the last audit of deadlines and alerts was, and what it found: for whoever asks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from schemas.counts import labels, read_counts
from schemas.due import Due
from schemas.inserts import insert_replacing
from schemas.instants import set_instant
from schemas.tables import counts, instants

EVERY = timedelta(hours=1)
"""How often everything is audited. Source: design, law 7 (with the canary)."""

AGAIN = timedelta(minutes=5)
"""When it is audited again that was found wanting. Source: assumption; the mend takes a second."""

LEASE = timedelta(minutes=15)
"""How long an audit may take before another watcher begins one.

Source: assumption; measured, 100,000 cases take 15 s.
"""

FINDINGS = "danm_audit_findings"
"""The count rows: how many of each fault the last audit found."""

DUE = Due(name="audit due", every=EVERY, lease=LEASE)

_ENDED, _PASSED = "audit ended", "audit passed"
_SHARD = "audit"
_REPLACE = insert_replacing(counts, ["metric", "labels", "shard"], ["value"])


@dataclass(frozen=True, slots=True, kw_only=True)
class LastAudit:
    """What is known of the audits so far."""

    ended_at: datetime
    passed_at: datetime | None
    """When one last found nothing; None where none ever did."""
    found: Mapping[str, int]
    """By fault, what the last one found."""

    @property
    def has_passed(self) -> bool:
        """Whether the last one found nothing."""
        return not any(self.found.values())


def write_result(connection: Connection, found: Mapping[str, int], now: datetime) -> None:
    """Keep what an audit found, and when the next is due."""
    rows = [
        {"metric": FINDINGS, "labels": labels(fault), "shard": _SHARD, "value": number}
        for fault, number in sorted(found.items())
    ]
    connection.execute(_REPLACE, rows)
    has_passed = not any(found.values())
    DUE.put_off(connection, now + (EVERY if has_passed else AGAIN))
    set_instant(connection, _ENDED, now)
    if has_passed:
        set_instant(connection, _PASSED, now)


def last_audit(connection: Connection) -> LastAudit | None:
    """Return what is known of the last audit; None where there was none yet."""
    told = select(instants).where(instants.c.name.in_((_ENDED, _PASSED)))
    at = {row.name: row.at for row in connection.execute(told)}
    if _ENDED not in at:
        return None
    found = {fault: n for (fault,), n in read_counts(connection, (FINDINGS,))[FINDINGS].items()}
    return LastAudit(ended_at=at[_ENDED], passed_at=at.get(_PASSED), found=found)
