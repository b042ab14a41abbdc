"""*Monitor health*: whether the monitor itself can be relied on. Who waits stands elsewhere."""

from grafana_foundation_sdk.builders import bargauge, dashboard, table, timeseries
from grafana_foundation_sdk.models.dashboard import GridPos

from consumer.auditor_rules import WORDS
from deploy.grafana.health_tiles import health_tiles
from deploy.grafana.health_timers import done_by_timers
from deploy.grafana.health_told import delivery, fates, set_aside
from deploy.grafana.look import (
    BLUE,
    COUNT,
    ORANGE,
    SECONDS,
    SHARE,
    VERMILLION,
    as_words,
    mappings,
    prop,
    steps,
    words,
)
from deploy.grafana.page import Site, page
from deploy.grafana.panels import About, Query, bars, lines, overridden, rows
from deploy.grafana.trust import feeds_table
from schemas.canaries import Step
from schemas.published import FRONT_DOOR_TOPIC

UID = "danm-health"

LOOP_LIMIT_SECONDS = 90
LAG_LIMIT_MESSAGES = 100
LEAST_FREE_SHARE = 0.1
"""Sources: as the alerts of deploy/prometheus on the same, for ICT to agree."""


def health(site: Site) -> dashboard.Dashboard:
    """Return the dashboard of the machine and the feeds."""
    frame = page(
        UID,
        "Monitor health: can it be relied on?",
        "Whether the monitor takes messages in, looks at the clock and hands alerts over.",
        site,
    ).time("now-24h", "now")
    for panel in (
        *health_tiles(),
        feeds_table(GridPos(x=0, y=4, w=10, h=7)),
        _canaries(),
        _audit(),
        _loops(),
        _lag(),
        _disk(),
        set_aside(GridPos(x=0, y=18, w=8, h=6)),
        delivery(GridPos(x=8, y=18, w=8, h=6)),
        fates(GridPos(x=16, y=18, w=8, h=6)),
        *done_by_timers(),
    ):
        frame = frame.with_panel(panel)
    return frame


def _canaries() -> table.Panel:
    about = About(
        title="The hourly test message, step by step",
        counts="Counts neither children nor notifications: whether the last test message got past "
        "each step, for each way in.",
        leaves_out="Leaves out whether people were told, and ways by which none was sent in the "
        "last two hours.",
        runbook="DanmCanaryFailed",
    )
    columns = {
        step.value: f'max by (path) (danm_canary_failed{{step="{step.value}"}})' for step in Step
    }
    panel = rows(about, GridPos(x=10, y=4, w=7, h=7), columns, "path").unit(COUNT)
    texts = words({"0": "passed", "1": "STOPPED HERE"}, {"0": BLUE, "1": VERMILLION})
    told = [
        prop("mappings", [one.to_json() for one in mappings(texts)]),
        prop("custom.cellOptions", {"type": "color-text"}),
    ]
    return overridden(panel, [(step.value, told) for step in Step])


def _audit() -> table.Panel:
    about = About(
        title="What the last audit found",
        counts="Counts faults: notifications whose deadline would not be looked at, alerts left "
        "alone, and counts of who waits that are not what the cases say.",
        leaves_out="Leaves out what happened since the last audit, one an hour.",
        runbook="DanmAuditFound",
    )
    columns = {"found": "max by (fault) (danm_audit_findings)"}
    panel = rows(about, GridPos(x=17, y=4, w=7, h=7), columns, "fault").unit(COUNT).decimals(0)
    panel = panel.thresholds(steps(BLUE, (1, VERMILLION)))
    texts = mappings(words({"0": "none"}))
    found = [
        prop("mappings", [one.to_json() for one in texts]),
        prop("custom.cellOptions", {"type": "color-text"}),
        prop("custom.width", 70),
    ]
    name, faults = as_words("fault", "fault", {one.value: said for one, said in WORDS.items()})
    wrapped = prop("custom.cellOptions", {"type": "auto", "wrapText": True})
    return overridden(panel, [("found", found), (name, [*faults, wrapped])])


def _loops() -> bargauge.Panel:
    about = About(
        title=f"Seconds since each loop last turned (limit {LOOP_LIMIT_SECONDS} s)",
        counts="Counts neither children nor notifications: how long ago each loop showed that it "
        "takes messages in, looks at the clock, makes lists, hands alerts over.",
        leaves_out="Leaves out loops that never turned, and those that only watch.",
        runbook="DanmWorkNotDone",
    )
    turned = "time() - max by (loop) (danm_loop_last_turn_timestamp_seconds)"
    query = Query(expr=turned, legend="{{loop}}")
    panel = bars(about, GridPos(x=0, y=11, w=8, h=7), [query]).unit(SECONDS).decimals(0)
    return panel.max(2 * LOOP_LIMIT_SECONDS).thresholds(
        steps(BLUE, (LOOP_LIMIT_SECONDS, VERMILLION))
    )


def _lag() -> timeseries.Panel:
    about = About(
        title=f"Messages not yet taken in (limit {LAG_LIMIT_MESSAGES})",
        counts="Counts messages that lie unread in Kafka, each perhaps a child; not notifications.",
        leaves_out="Leaves out files and folders. Without Kafka there is nothing to tell.",
        runbook="DanmConsumerLag",
    )
    lag = Query(
        expr="sum by (topic) (danm_consumer_lag_messages)", legend="{{topic}}", is_range=True
    )
    panel = lines(about, GridPos(x=8, y=11, w=8, h=7), [lag]).unit(COUNT).decimals(0).min(0)
    panel = panel.thresholds(steps(BLUE, (LAG_LIMIT_MESSAGES, VERMILLION)))
    front_door = [
        prop("color", {"mode": "fixed", "fixedColor": ORANGE}),
        prop("custom.lineStyle", {"fill": "dash", "dash": [10, 6]}),
    ]
    return overridden(panel, [(FRONT_DOOR_TOPIC, front_door)])


def _disk() -> bargauge.Panel:
    about = About(
        title=f"Room on the disk (limit {LEAST_FREE_SHARE:.0%} free)",
        counts="Counts neither children nor notifications: the free share of the disks that hold "
        "the data folder and the database file.",
        leaves_out="Leaves out the disk of a database server: ask whoever runs it.",
        runbook="DanmDiskNearlyFull",
    )
    free = "min by (what) (danm_disk_free_bytes / danm_disk_size_bytes)"
    query = Query(expr=free, legend="{{what}}")
    panel = bars(about, GridPos(x=16, y=11, w=8, h=7), [query]).unit(SHARE).decimals(0).max(1)
    return panel.thresholds(steps(VERMILLION, (LEAST_FREE_SHARE, BLUE)))
