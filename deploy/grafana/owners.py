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
    every = f"sum({_hours(ask.PLACE)})"
    queries = [
        Query(expr=ask.complete(f"sum({_hours(owned)}) / {every}"), legend=owner)
        for owner, owned in ((one, f'{ask.PLACE}, owner="{one}"') for one in OWNER_WORDS)
    ]
    panel = bars(about, at, queries).unit(SHARE).decimals(0).max(1)
    return overridden(panel, named(OWNER_WORDS))


def _hours(labels: str) -> str:
    return ask.grown(f"danm_leg_seconds_sum{{{labels}}}")
