"""Batches: notifications that come many at once, because somebody sent them so."""

from collections.abc import Iterator

from grafana_foundation_sdk.builders import stat, timeseries
from grafana_foundation_sdk.models.common import GraphDrawStyle
from grafana_foundation_sdk.models.dashboard import GridPos

from deploy.grafana import queries as ask
from deploy.grafana.look import COUNT, SHARE
from deploy.grafana.panels import About, Query, lines, tile

LEAST_OF_A_BATCH = 5
"""So many in a quarter of an hour are a batch.

Source: assumption, for council and force to agree: with 20 to 30 a day that is no chance.
"""

_RECEIVED = f"danm_receipts_total{{{ask.PLACE}, {ask.RISK}}}"
_QUARTERS = f"sum(increase({_RECEIVED}[15m]))"
_EACH = f"({_QUARTERS})[$window:15m]"
_LEAVES_OUT = (
    "Leaves out those still waiting. It goes by when this monitor heard of them: a nightly file is "
    "a batch of its own."
)


def batch_panels() -> Iterator[stat.Panel | timeseries.Panel]:
    """Yield the largest batch, the share that came in batches, and the receipts by the hour."""
    yield _largest()
    yield _share()
    yield _hourly()


def _largest() -> stat.Panel:
    about = About(
        title="Largest batch, last $window",
        counts="Counts notifications: the most received within one quarter of an hour.",
        leaves_out=_LEAVES_OUT,
        board="/late",
    )
    most = ask.complete(f"round(max_over_time({_EACH}))")
    query = Query(expr=most, legend="at most in 15 minutes")
    return tile(about, GridPos(x=9, y=11, w=4, h=3), [query]).unit(COUNT).decimals(0)


def _share() -> stat.Panel:
    about = About(
        title="Came in batches, last $window",
        counts="Counts notifications received within quarters of an hour that had "
        f"{LEAST_OF_A_BATCH} or more, as a share of all received.",
        leaves_out=_LEAVES_OUT,
        board="/late",
    )
    quarters = f"({_QUARTERS} >= {LEAST_OF_A_BATCH - 0.5})[$window:15m]"
    batched = f"(sum_over_time({quarters}) or 0 * sum_over_time({_EACH}))"
    share = ask.complete(f"{batched} / sum_over_time({_EACH})")
    query = Query(expr=share, legend=f"in batches of {LEAST_OF_A_BATCH} or more")
    return tile(about, GridPos(x=9, y=14, w=4, h=3), [query]).unit(SHARE).decimals(0)


def _hourly() -> timeseries.Panel:
    about = About(
        title="Received, hour by hour",
        counts="Counts notifications received in each hour.",
        leaves_out=_LEAVES_OUT,
        board="/late",
    )
    hourly = ask.complete(f"round(sum(increase({_RECEIVED}[1h])))")
    asked = [Query(expr=hourly, legend="received in an hour", is_range=True)]
    panel = lines(about, GridPos(x=13, y=11, w=11, h=6), asked).unit(COUNT).decimals(0).min(0)
    return panel.draw_style(GraphDrawStyle.BARS).fill_opacity(60).interval("1h")
