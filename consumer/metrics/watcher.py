"""What canaries and audits prove of the monitor itself: a proof that there never was is absent."""

from collections.abc import Iterator

from prometheus_client.core import Metric
from sqlalchemy import Connection

from consumer.metrics import names, own_names
from consumer.metrics.families import gauge
from consumer.metrics.scene import Scene
from consumer.roles import work_of_others
from consumer.signs import last_signs
from schemas.audits import last_audit
from schemas.canaries import Step, failed, last_passed, recent
from schemas.counts import Labels
from schemas.last_done import LastDone, last_done


def read_watcher(connection: Connection, scene: Scene) -> Iterator[Metric]:
    """Yield when the watcher last proved that it works, and what it found."""
    passed = last_passed(connection)
    yield gauge(
        names.CANARY_PASSED, {(path,): at.timestamp() for path, at in sorted(passed.items())}
    )
    yield gauge(names.CANARY_FAILED, _failed(connection, scene))
    audit = last_audit(connection)
    found = {} if audit is None else audit.found
    at = None if audit is None else audit.passed_at
    yield gauge(names.AUDIT_PASSED, {} if at is None else {(): at.timestamp()})
    yield gauge(names.AUDIT_FINDINGS, {(fault,): float(n) for fault, n in sorted(found.items())})
    turned = last_signs(connection, work_of_others(scene.house))
    yield gauge(
        own_names.LOOP_TURNED, {(loop,): at.timestamp() for loop, at in sorted(turned.items())}
    )
    done = last_done(connection)
    for what, family in _BY_TIMER.items():
        yield gauge(family, {(): done[what].timestamp()} if what in done else {})


_BY_TIMER = {
    LastDone.BACKUP: own_names.BACKUP_TAKEN,
    LastDone.AUDIT_VERIFIED: own_names.AUDIT_VERIFIED,
    LastDone.AUDIT_CHANGED: own_names.AUDIT_CHANGED,
}


def _failed(connection: Connection, scene: Scene) -> dict[Labels, float]:
    now = scene.instant(connection)
    sent = recent(connection, now)
    paths = sorted({canary.path for canary in sent})
    told: dict[Labels, float] = {(path, step.value): 0.0 for path in paths for step in Step}
    told.update({(one.path, str(one.missing)): 1.0 for one in failed(sent, now)})
    return told
