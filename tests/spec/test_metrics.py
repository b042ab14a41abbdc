"""What each metric says after the worked examples, and that all are there from the start."""

import pytest
from sqlalchemy import update

from consumer.metrics import figure_names
from consumer.metrics.family import Sort
from consumer.metrics.names import FAMILIES
from schemas.database import Database
from schemas.moments import parse_instant
from schemas.tables import outbox
from tests.replays.ours import replay_ours
from tests.scraped import Scraped
from tests.spec.metered import STOKE, a_report, example, told

AFTER_EXAMPLES = [
    ("saturday-night", "2026-06-15T09:00:00Z"),
    ("seven-o-clock-file", "2026-06-17T12:00:00Z"),
    ("regrade-and-correction", "2026-06-19T09:00:00Z"),
    ("date-only-council", "2026-06-20T12:00:00Z"),
]

DUTY = {"clock": "duty", **STOKE}

SAYS = [
    # example, metric, labels, value (over all series with these labels)
    ("saturday-night", "danm_receipts_total", {"risk": "medium", "verdict": "met"}, 1),
    ("saturday-night", "danm_receipts_total", {"verdict": "late"}, 0),
    ("saturday-night", "danm_clock_seconds_count", DUTY | {"risk": "medium"}, 1),
    ("saturday-night", "danm_clock_seconds_sum", DUTY, 74_100),
    ("saturday-night", "danm_clock_seconds_bucket", DUTY | {"risk": "medium", "le": "43200.0"}, 0),
    ("saturday-night", "danm_clock_seconds_bucket", DUTY | {"risk": "medium", "le": "86400.0"}, 1),
    ("saturday-night", "danm_clock_unmeasured_total", {"clock": "exposure"}, 1),
    ("saturday-night", "danm_clock_seconds_count", {"clock": "exposure"}, 0),
    ("saturday-night", "danm_leg_seconds_sum", {"owner": "police"}, 60_600),
    ("saturday-night", "danm_leg_seconds_sum", {"owner": "transit"}, 13_500),
    ("saturday-night", "danm_leg_seconds_sum", {"owner": "council"}, 0),
    ("saturday-night", "danm_alerts_total", {"kind": "wait", "rung": "warn"}, 2),
    ("saturday-night", "danm_alerts_total", {"kind": "wait", "rung": "escalate"}, 1),
    ("saturday-night", "danm_waiting_notifications", {"rung": "escalate", "risk": "medium"}, 1),
    ("saturday-night", "danm_waiting_notifications", {}, 1),
    ("saturday-night", "danm_waiting_children", {}, 1),
    ("saturday-night", "danm_oldest_waiting_timestamp_seconds", {"risk": "medium"}, 1_781_391_600),
    ("saturday-night", "danm_oldest_waiting_timestamp_seconds", {"risk": "high"}, None),
    ("seven-o-clock-file", "danm_waiting_notifications", {"rung": "escalate", "risk": "high"}, 1),
    ("seven-o-clock-file", "danm_waiting_notifications", {"rung": "warn", "risk": "standard"}, 1),
    ("seven-o-clock-file", "danm_waiting_notifications", {"rung": "none"}, 0),
    ("seven-o-clock-file", "danm_leg_seconds_sum", {"owner": "not_separable"}, 8_100),
    ("regrade-and-correction", "danm_alerts_total", {"kind": "regrade", "rung": "breach"}, 1),
    ("regrade-and-correction", "danm_alerts_total", {"kind": "cleared", "rung": "notice"}, 1),
    ("regrade-and-correction", "danm_receipts_total", {"risk": "high", "verdict": "late"}, 1),
    ("regrade-and-correction", "danm_waiting_notifications", {}, 0),
    ("date-only-council", "danm_receipts_total", {"risk": "high", "verdict": "cannot_tell"}, 1),
    ("date-only-council", "danm_receipts_total", {"risk": "standard", "verdict": "met"}, 1),
    ("date-only-council", "danm_clock_unmeasured_total", {"clock": "duty"}, 2),
    ("date-only-council", "danm_clock_seconds_count", {"clock": "duty"}, 0),
]


@pytest.mark.parametrize(
    ("name", "until"), [pytest.param(*one, id=one[0]) for one in AFTER_EXAMPLES]
)
def test_after_an_example_every_metric_says_what_happened(
    database: Database, name: str, until: str
) -> None:
    replay_ours(database, example(name), until)

    said = told(database)

    rows = [row for row in SAYS if row[0] == name]
    assert rows
    assert rows == [(name, metric, one, said.total(metric, **one)) for _, metric, one, _ in rows]


CONTRACT = {
    "danm_clock_seconds",
    "danm_clock_unmeasured",
    "danm_clock_quantile_seconds",
    "danm_clock_sample",
    "danm_leg_seconds",
    "danm_receipts",
    "danm_verdicts_revised",
    "danm_closed",
    "danm_waiting_notifications",
    "danm_waiting_children",
    "danm_oldest_waiting_timestamp_seconds",
    "danm_alerts",
    "danm_alert_delivery_seconds",
    "danm_outbox_oldest_unsent_timestamp_seconds",
    "danm_feed_trusted",
    "danm_feed_last_message_timestamp_seconds",
    "danm_feed_complete_to_timestamp_seconds",
    "danm_control_total_difference",
    "danm_quarantined",
    "danm_quarantine_open",
    "danm_consumer_lag_messages",
    "danm_collector_up",
    "danm_build_info",
}
"""Contract section 5; a counter's `_total` is not part of its family's name."""


def test_every_metric_of_the_contract_is_exposed_and_described_as_named(database: Database) -> None:
    said = told(database)

    named = {family.name + ("_info" * (family.sort is Sort.INFO)): family for family in FAMILIES}
    assert set(said.families) == set(named) >= CONTRACT
    for name, family in named.items():
        assert said.families[name].documentation == family.says
        sort = "gauge" if family.sort is Sort.INFO else family.sort
        assert said.families[name].type == sort


FROM_THE_START = [
    # metric, how many series, why so many
    ("danm_receipts_total", 24, "2 councils x 4 grades x 3 results"),
    ("danm_closed_total", 40, "2 councils x 4 grades x 5 dispositions"),
    ("danm_clock_unmeasured_total", 40, "2 councils x 4 grades x 5 clocks"),
    ("danm_clock_seconds_count", 40, "2 councils x 4 grades x 5 clocks"),
    ("danm_leg_seconds_count", 72, "2 councils x 36 pairs of 9 milestones"),
    ("danm_alerts_total", 17, "2 kinds x 4 rungs, and a notice of 9 kinds"),
    ("danm_quarantined_total", 33, "every reason"),
    ("danm_verdicts_revised_total", 1, "no label"),
    ("danm_dropped_total", 2, "two reasons"),
]


@pytest.mark.parametrize(
    ("metric", "series"), [pytest.param(*row[:2], id=row[0]) for row in FROM_THE_START]
)
def test_every_label_set_of_the_policy_is_there_at_0_from_the_start(
    database: Database, metric: str, series: int
) -> None:
    said = told(database)

    assert list(said.values[metric].values()) == [0] * series


def test_nothing_that_nobody_can_know_is_there_from_the_start(database: Database) -> None:
    said = told(database)

    assert set(said.families) - set(_families_with_samples(said)) == {
        "danm_waiting_notifications",
        "danm_waiting_children",
        "danm_becoming_late_notifications",
        "danm_oldest_waiting_timestamp_seconds",
        "danm_alert_delivery_seconds",
        "danm_alert_fates",
        "danm_outbox_oldest_unsent_timestamp_seconds",
        "danm_feed_trusted",
        "danm_feed_last_message_timestamp_seconds",
        "danm_feed_complete_to_timestamp_seconds",
        "danm_control_total_difference",
        "danm_canary_last_passed_timestamp_seconds",
        "danm_canary_failed",
        "danm_audit_last_passed_timestamp_seconds",
        "danm_audit_findings",
        "danm_loop_last_turn_timestamp_seconds",
        "danm_backup_last_success_timestamp_seconds",
        "danm_audit_trail_verified_timestamp_seconds",
        "danm_audit_trail_changed_timestamp_seconds",
        "danm_disk_free_bytes",
        "danm_disk_size_bytes",
        "danm_certificate_expires_timestamp_seconds",
        "danm_certificate_readable",
        "danm_consumer_lag_messages",
        *(family.name for family in figure_names.FAMILIES),
    }


def _families_with_samples(said: Scraped) -> list[str]:
    return [name for name, family in said.families.items() if family.samples]


REPORT = a_report("2026-06-15T07:00:00Z")


def test_refused_contradicting_and_unwanted_messages_are_counted(database: Database) -> None:
    other_council = a_report("2026-06-15T07:00:00Z", "STF-2", local_authority="E08000001")
    changed = REPORT | {"data": REPORT["data"] | {"risk": "high"}}
    replay_ours(database, [b"{", REPORT, changed, other_council])

    said = told(database)

    assert said.value("danm_quarantined_total", reason="not_json") == 1
    assert said.value("danm_quarantined_total", reason="conflict") == 1
    assert said.value("danm_quarantine_open") == 2
    assert said.value("danm_dropped_total", reason="council not configured") == 1


def test_an_alert_that_no_channel_has_accepted_is_told_by_when_it_was_raised(
    database: Database,
) -> None:
    replay_ours(database, example("saturday-night"), "2026-06-15T09:00:00Z")
    assert told(database).value("danm_outbox_oldest_unsent_timestamp_seconds") is None

    with database.write() as connection:
        connection.exec_driver_sql(
            "INSERT INTO outbox (alert_id, channel, attempts) "
            "SELECT alert_id, 'email', 0 FROM alerts"
        )
    waits = told(database).value("danm_outbox_oldest_unsent_timestamp_seconds")
    with database.write() as connection:
        connection.execute(update(outbox).values(accepted_at=parse_instant("2026-06-15T09:00:00Z")))

    assert waits == parse_instant("2026-06-14T10:10:00Z").timestamp()
    assert told(database).value("danm_outbox_oldest_unsent_timestamp_seconds") is None
