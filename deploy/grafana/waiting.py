"""Who waits now, and how long: the tiles that say it in a line."""

from grafana_foundation_sdk.builders import stat
from grafana_foundation_sdk.models.dashboard import GridPos

from deploy.grafana import queries as ask
from deploy.grafana.look import LENGTH, mappings, words
from deploy.grafana.panels import About, Query, limited, tile

LATE_RUNGS = 'rung=~"breach|escalate|ceiling"'
"""The alarms of those past their limit."""


_ONE = {"children": "1 child", "notifications": "1 notification"}
_PARTLY = "at least: a police feed is not trusted"


def waiting_tile(what: str, at: GridPos) -> stat.Panel:
    """Return how many children, or notifications, wait."""
    about = About(
        title=f"Waiting now: {what}",
        counts=f"Counts {what}: police know, and the front door has not been told.",
        leaves_out=(
            "Leaves out homes whose children are not yet known. Children are counted once for each "
            "incident. Includes those whose force nobody could name."
        ),
    )
    told = "police know, front door not told"
    return _counted(about, at, (what, ask.waiting(what)), told)


def late_tile(at: GridPos) -> stat.Panel:
    """Return how many wait past their limit."""
    about = About(
        title="Late and still waiting",
        counts="Counts notifications past their limit of which the front door is not told yet.",
        leaves_out="Leaves out those that arrived late, and homes whose children are not known.",
    )
    late = ask.waiting(chosen=LATE_RUNGS)
    panel = _counted(about, at, ("notifications", late), "past their limit, still not told")
    return limited(panel, 1)


def _counted(about: About, at: GridPos, total: tuple[str, str], told: str) -> stat.Panel:
    """Return a total with what it counts behind the number, the whole or what is known of it."""
    what, expr = total
    answers = [
        Query(expr=ask.complete(expr), legend=told),
        Query(expr=ask.partial(expr), legend=_PARTLY),
    ]
    panel = tile(about, at, answers).unit(f"suffix:{what}").decimals(0)
    return panel.mappings(mappings(words({"1": _ONE[what]})))


def longest_tile(at: GridPos) -> stat.Panel:
    """Return the longest wait in days and hours, with its risk grade."""
    about = About(
        title="Longest wait",
        counts="Counts elapsed time, day and night, of the one notification that waits longest.",
        leaves_out=(
            "Leaves out nothing that is known: it is shown also while a feed is not trusted, and "
            "the true longest may then be longer."
        ),
    )
    oldest = f"danm_oldest_waiting_timestamp_seconds{{{ask.WAITS}}}"
    longest = f"topk(1, max by (risk) ({ask.waited_since(oldest)}))"
    nobody = f"{ask.waiting()} == 0"
    spoken = f'label_replace({longest}, "risk", "not assessed", "risk", "not_assessed")'
    answers = [
        Query(expr=spoken, legend="the longest wait (risk: {{risk}})"),
        Query(expr=ask.complete(nobody), legend="nobody waits"),
    ]
    panel = tile(about, at, answers).unit(LENGTH)
    return panel.mappings(mappings(words({"0": "none"})))
