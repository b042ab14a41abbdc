"""What was set aside, and what became of alerts."""

from grafana_foundation_sdk.builders import bargauge, table
from grafana_foundation_sdk.models.dashboard import GridPos

from deploy.grafana import queries as ask
from deploy.grafana.look import COUNT, SHARE, mappings, named, prop, words
from deploy.grafana.panels import About, Query, bars, overridden, rows
from schemas.refusal_words import REASON_WORDS

SOON_SECONDS = 10.0
"""Source: design, "Numbers": an alert past its deadline is accepted within 10 seconds."""


def set_aside(at: GridPos) -> bargauge.Panel:
    """Return why messages went to quarantine."""
    about = About(
        title="Messages set aside, last $window",
        counts="Counts messages that could not be read or contradicted another, each perhaps a "
        "child; not notifications.",
        leaves_out="Leaves out repeats of the same one. Those dealt with since are still counted. "
        "None is said only while every feed is trusted.",
        board="/quarantine",
        runbook="DanmQuarantineOpen",
    )
    by_reason = f"sum by (reason) ({ask.grown('danm_quarantined_total')})"
    none = f'label_replace(sum({by_reason}) == 0, "reason", "none set aside", "", "")'
    query = Query(expr=f"({by_reason} > 0) or ({none} and on() {ask.VOUCHED})", legend="{{reason}}")
    panel = bars(about, at, [query]).unit(COUNT).decimals(0)
    return overridden(panel, named({one.value: said for one, said in REASON_WORDS.items()}))


def delivery(at: GridPos) -> table.Panel:
    """Return how soon each channel accepted alerts."""
    about = About(
        title="How soon alerts were accepted, last $window",
        counts="Counts alerts, about children or feeds, by the channel that accepted them: how "
        f"many, and the share within {SOON_SECONDS:g} seconds and five minutes of being due.",
        leaves_out="Leaves out those not yet accepted.",
        board="/alerts",
        runbook="DanmAlertsNotAccepted",
    )
    accepted = f"sum by (channel) ({ask.grown('danm_alert_delivery_seconds_count')})"
    columns = {
        f"within {SOON_SECONDS:g} s": f"{_within(SOON_SECONDS)} / {accepted}",
        "within 5 min": f"{_within(300.0)} / {accepted}",
        "alerts (n)": accepted,
    }
    panel = rows(about, at, columns, "channel").unit(SHARE).decimals(0)
    return overridden(panel, [("alerts (n)", [prop("unit", COUNT)])])


def _within(edge: float) -> str:
    bucket = f'danm_alert_delivery_seconds_bucket{{le="{edge}"}}'
    return f"sum by (channel) ({ask.grown(bucket)})"


def fates(at: GridPos) -> bargauge.Panel:
    """Return what the channels told later of what they had accepted."""
    about = About(
        title="What became of accepted alerts, last $window",
        counts="Counts alerts, about children or feeds, by what their channel told later.",
        leaves_out="Leaves out channels that never tell: only GOV.UK Notify does.",
        board="/alerts",
        runbook="DanmAlertsNotAccepted",
    )
    told = f"sum by (fate) ({ask.grown('danm_alert_fates_total')})"
    panel = bars(about, at, [Query(expr=told, legend="{{fate}}")]).unit(COUNT).decimals(0)
    return panel.mappings(mappings(words({"0": "none"})))
