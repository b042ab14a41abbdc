"""Where the hours go, by whose time it was."""

from grafana_foundation_sdk.builders import bargauge
from grafana_foundation_sdk.models.dashboard import GridPos

from deploy.grafana import queries as ask
from deploy.grafana.look import SHARE, named
from deploy.grafana.panels import About, Query, bars, overridden

OWNER_WORDS = {
    "police": "police (knew → sent)",
    "transit": "transit (sent → front door told)",
    "council": "council (told → decided)",
    "not_separable": "not separable: given to neither",
}


def hours_by_owner(at: GridPos) -> bargauge.Panel:
    """Return the share of all hours that each owner had."""
    about = About(
        title="Where the hours go, last $window",
        counts="Counts elapsed hours of notifications that were received, from police knew to the "
        "council's decision, as a share by whose time it was.",
        leaves_out="Leaves out those still waiting, times known only to the day, and what happened "
        "while nobody collected figures. Hours that cannot be told apart are given to neither "
        "partner.",
        board="/about",
    )
    hours = f"increase(danm_leg_seconds_sum{{{ask.PLACE}}}[$window])"
    share = f"sum by (owner) ({hours}) / on() group_left() sum({hours})"
    query = Query(expr=ask.complete(share), legend="{{owner}}")
    panel = bars(about, at, [query]).unit(SHARE).decimals(0).max(1)
    return overridden(panel, named(OWNER_WORDS))
