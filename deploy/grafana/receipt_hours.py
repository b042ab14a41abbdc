"""When notifications come in the week: batches at seven, Mondays, and the hours of the night."""

from grafana_foundation_sdk.builders import bargauge, table
from grafana_foundation_sdk.models.dashboard import GridPos

from deploy.grafana import queries as ask
from deploy.grafana.local_hours import by_hour_of_week, while_open
from deploy.grafana.look import BLUES, COUNT, prop, words
from deploy.grafana.panels import About, Query, bars, matrix, overridden
from schemas.hours import FrontDoorHours
from schemas.policy_words import DAY_NAMES

_HEARD = "by when this monitor heard of the receipt: a nightly file makes them all one hour."


def receipts_by_hour(at: GridPos) -> table.Panel:
    """Return a week of hours with how many came in each."""
    about = About(
        title="When notifications come, by hour of the week, last $window",
        counts=f"Counts notifications received, in hours of UK time, {_HEARD}",
        leaves_out="Leaves out those still waiting. The night the clocks change is an hour out.",
        board="/late",
    )
    came = by_hour_of_week(f"danm_receipts_total{{{ask.PLACE}, {ask.RISK}}}", "$window")
    panel = matrix(about, at, ask.complete(came), down="day", across="hour")
    panel = panel.unit(COUNT).decimals(0)
    days = words({str(number): name for number, name in enumerate(DAY_NAMES)})
    shaded = {"type": "color-background", "mode": "basic"}
    steps = [{"color": colour, "value": least} for least, colour in BLUES]
    for hour in range(24):
        look = [prop("custom.cellOptions", shaded), prop("custom.minWidth", 30)]
        limits = prop("thresholds", {"mode": "absolute", "steps": steps})
        panel = panel.override_by_name(f"{hour:02}", [*look, limits])
    return overridden(panel, [("day\\hour", [prop("mappings", [days.to_json()])])])


def receipts_while_open(at: GridPos, hours: FrontDoorHours) -> bargauge.Panel:
    """Return how many came while the front door was open, and how many to the night team."""
    about = About(
        title="By day, or to the emergency duty team, last $window",
        counts=f"Counts notifications received while the front door was open, and else, {_HEARD}",
        leaves_out="Leaves out bank holidays, which count as open, and a council's own hours: "
        "these are the policy's for all.",
        board="/policy",
    )
    counter = f"danm_receipts_total{{{ask.PLACE}, {ask.RISK}}}"
    queries = [
        Query(
            expr=ask.complete(while_open(counter, "$window", hours.opening, is_open=is_open)),
            legend=legend,
        )
        for is_open, legend in ((True, "front door open"), (False, "emergency duty team"))
    ]
    return bars(about, at, queries).unit(COUNT).decimals(0)
