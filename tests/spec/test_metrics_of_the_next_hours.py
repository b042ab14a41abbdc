"""How many become late next: by each case's own limit, and of nobody whose feed is not trusted."""

import pytest

from consumer.metrics import becoming_late
from schemas.database import Database
from tests.replays.ours import replay_ours
from tests.spec.metered import STOKE, a_heartbeat, a_receipt, a_report, told

METRIC = "danm_becoming_late_notifications"
CHILD = {"ref": "CH-1", "age_band": "8-11"}
AT = "2026-06-15T07:00:00Z"

LINES = [
    a_report("2026-06-14T09:00:00Z", "M-22", risk="medium", children=[CHILD]),
    a_report("2026-06-14T22:00:00Z", "M-9", risk="medium", children=[CHILD | {"ref": "CH-2"}]),
    a_report("2026-06-14T23:30:00Z", "H-7", risk="high", children=[CHILD | {"ref": "CH-3"}]),
    a_report("2026-06-14T20:00:00Z", "H-11", risk="high", children=[CHILD | {"ref": "CH-4"}]),
    a_report(
        "2026-06-15T01:00:00Z", "BABY", risk="medium", children=[{"ref": "B", "age_band": "0-3"}]
    ),
    a_report("2026-06-15T05:00:00Z", "TOLD", risk="high", children=[CHILD | {"ref": "CH-5"}]),
    a_receipt("2026-06-15T06:00:00Z", "TOLD"),
    a_heartbeat(AT),
]
"""By hours of medium risk (24 h) and high (8 h): one of medium is late in 2 h and one in 15, the
baby's, of limits one grade stricter, in 2; one of high in half an hour, and one has been late for
three."""


@pytest.mark.parametrize(
    ("within", "high", "medium"),
    [("1h", 1, 0), ("2h", 1, 2), ("4h", 1, 2), ("8h", 1, 2), ("12h", 1, 2), ("24h", 1, 3)],
)
def test_each_is_counted_from_the_hour_in_which_it_becomes_late(
    database: Database, within: str, high: int, medium: int
) -> None:
    replay_ours(database, LINES, AT)

    said = told(database)

    assert said.value(METRIC, **STOKE, risk="high", within=within) == high
    assert said.value(METRIC, **STOKE, risk="medium", within=within) == medium
    assert said.value(METRIC, **STOKE, risk="standard", within=within) == 0


def test_of_a_force_that_went_silent_nothing_is_said(database: Database) -> None:
    replay_ours(database, LINES, AT)

    assert told(database, "2026-06-16T07:00:00Z").total(METRIC) is None


def test_of_too_many_nothing_is_said_and_the_scrape_goes_on(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    replay_ours(database, LINES, AT)
    monkeypatch.setattr(becoming_late, "MOST", 2)

    said = told(database)

    assert said.total(METRIC) is None
    assert said.total("danm_waiting_notifications") == 5
    assert said.value("danm_collector_up", collector="becoming late") == 1
