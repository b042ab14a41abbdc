"""What danm tells Alertmanager itself and what a rule tells of it is one alert, not two."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from alerts.alertmanager import Reporter, Standing
from consumer.own_troubles import OwnTroubles
from consumer.web import Readiness
from schemas.audits import write_result
from schemas.canaries import ENTERED, THROUGH_WITHIN, begin
from schemas.database import Database
from tests.contract.parcels import SATURDAY_NIGHT
from tests.contract.post_room import Post, Recorder, alert, routed_house
from tests.deploy.rules import rung
from tests.model.sentences import report
from tests.quarantine_room import Room
from tests.replays.live import Live

LATER = SATURDAY_NIGHT + timedelta(days=30)


def _nobody_turns(_database: Database) -> None:
    """A new installation: no loop has left a sign."""


def _an_alert_waits(database: Database) -> None:
    Post(database=database, house=routed_house(), channels=[Recorder()]).raising(alert())


def _a_canary_is_stuck(database: Database) -> None:
    with database.write() as connection:
        assert begin(connection, ENTERED, LATER - THROUGH_WITHIN - timedelta(seconds=1))


def _an_audit_found_something(database: Database) -> None:
    with database.write() as connection:
        write_result(connection, {"waiting_count": 1}, SATURDAY_NIGHT)


@pytest.mark.parametrize(
    ("name", "happens"),
    [
        pytest.param("DanmWorkNotDone", _nobody_turns, id="work-not-done"),
        pytest.param("DanmAlertsNotAccepted", _an_alert_waits, id="alert-not-accepted"),
        pytest.param("DanmCanaryFailed", _a_canary_is_stuck, id="canary-failed"),
        pytest.param("DanmAuditFound", _an_audit_found_something, id="audit-found"),
        pytest.param("DanmAuditOverdue", _an_audit_found_something, id="audit-overdue"),
    ],
)
def test_both_tell_it_by_the_same_name_and_labels(
    database: Database, name: str, happens: Callable[[Database], None]
) -> None:
    happens(database)

    assert told_by_danm(database, name) in told_by_rules(name)


def test_a_silent_feed_and_an_open_quarantine_are_told_alike_too(database_url: str) -> None:
    room = Room.at(database_url)
    room.come(b"this is no message")
    live = Live(database_url)
    live.take_in([report("06-13 15:10", "STF-1", risk="high")], SATURDAY_NIGHT)

    for name in ("DanmQuarantineOpen", "DanmFeedNotTrusted"):
        assert told_by_danm(room.database, name) in told_by_rules(name)
    live.database.close()
    room.database.close()


def told_by_danm(database: Database, name: str) -> tuple[tuple[str, ...], str]:
    """Return names of labels, and the severity, of what danm tells a month later."""
    own = OwnTroubles(
        reporter=Reporter(alertmanager=None),  # type: ignore[arg-type]
        database=database,
        instance="one",
        ready=Readiness,
        others={"consume": "taking messages in"},
    )
    trouble = next(one for one in own.found(LATER) if one.name == name)
    labels = Standing(trouble=trouble, since=LATER, until=LATER).form()["labels"]
    return tuple(sorted(labels)), labels["severity"]


def told_by_rules(name: str) -> list[tuple[tuple[str, ...], str]]:
    """Return the same of what the tests of the rules see ringing."""
    return [(tuple(sorted(set(one) - {"alertstate"})), one["severity"]) for one in rung(name)]
