"""Whether the picture can be trusted: every feed, in words first."""

from grafana_foundation_sdk.builders import stat, table
from grafana_foundation_sdk.models.common import BigValueColorMode
from grafana_foundation_sdk.models.dashboard import GridPos

from deploy.grafana.look import (
    BLUE,
    CLOCK_TIME,
    COUNT,
    GREY,
    VERMILLION,
    mappings,
    prop,
    words,
)
from deploy.grafana.panels import About, Query, overridden, rows, tile

RUNBOOK = "DanmFeedNotTrusted"


def trust_tile(at: GridPos) -> stat.Panel:
    """Return one word: whether every feed can be trusted."""
    about = About(
        title="Can it be trusted?",
        counts="Counts neither children nor notifications: whether every feed of police and "
        "councils speaks and is not far behind by its own word.",
        leaves_out="Leaves out feeds that never sent anything: nobody has named them yet.",
        board="/feeds",
        runbook=RUNBOOK,
    )
    all_trusted = "min(danm_feed_trusted)"
    answers = [
        Query(expr=f"{all_trusted} == 1", legend="every feed speaks"),
        Query(expr=f"{all_trusted} == 0", legend="a feed is silent or behind: see below"),
    ]
    panel = tile(about, at, answers).unit(COUNT)
    panel = panel.mappings(mappings(words({"1": "yes", "0": "NO"}, {"1": BLUE, "0": VERMILLION})))
    return panel.color_mode(BigValueColorMode.VALUE)


def feeds_table(at: GridPos) -> table.Panel:
    """Return each feed: trusted or not, when it last spoke, how far it is complete."""
    about = About(
        title="Feeds: can each be trusted?",
        counts="Counts neither children nor notifications: one row for each feed that ever sent.",
        leaves_out="Leaves out feeds never heard, and this monitor's own. Repeats and refused "
        "messages are not heard as speaking.",
        board="/feeds",
        runbook=RUNBOOK,
    )
    columns = {
        "trusted": "max by (feed) (danm_feed_trusted)",
        "last spoke": "max by (feed) (danm_feed_last_message_timestamp_seconds) * 1000",
        "complete to": "max by (feed) (danm_feed_complete_to_timestamp_seconds) * 1000",
    }
    texts = words({"1": "trusted", "0": "NOT TRUSTED"}, {"1": BLUE, "0": VERMILLION})
    told = [
        prop("mappings", [one.to_json() for one in mappings(texts)]),
        prop("custom.cellOptions", {"type": "color-text"}),
        prop("thresholds", {"mode": "absolute", "steps": [{"color": GREY, "value": None}]}),
    ]
    panel = rows(about, at, columns, "feed").unit(CLOCK_TIME)
    return overridden(panel, [("trusted", told)])
