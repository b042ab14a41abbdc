"""*MASH now*: who waits at which alarm, what becomes late next, when receipts come."""

from collections.abc import Iterator

from grafana_foundation_sdk.builders import bargauge, dashboard, stat, table, timeseries
from grafana_foundation_sdk.models.dashboard import GridPos

from alerts.plain_words import begun, rung_words
from consumer.metrics.becoming_late import NEXT_HOURS
from deploy.grafana import queries as ask
from deploy.grafana.look import (
    COUNT,
    VERMILLION,
    named,
    prop,
)
from deploy.grafana.page import Site, page
from deploy.grafana.panels import About, Query, bars, graded_rows, lines, overridden
from deploy.grafana.receipt_hours import receipts_by_hour, receipts_while_open
from deploy.grafana.teams import teams_table
from deploy.grafana.trust import trust_tile
from deploy.grafana.waiting import LATE_RUNGS, late_tile, longest_tile, waiting_tile
from schemas.policy import Policy
from schemas.policy_words import KIND_WORDS, ROLE_WORDS
from schemas.records import DUTY_RUNGS

UID = "danm-mash-now"


def mash_now(site: Site) -> dashboard.Dashboard:
    """Return the dashboard, with the limits and opening hours of a site."""
    frame = page(
        UID,
        "MASH now: who waits, and what comes next?",
        "Who waits at which alarm, what becomes late next, and when notifications come.",
        site,
    ).time("now-48h", "now")
    for panel in (
        *_tiles(),
        _by_rung(),
        _due_next(),
        _two_days(),
        _alarms(),
        _interruptions(),
        _in_hand(site.policy),
        receipts_by_hour(GridPos(x=0, y=19, w=17, h=8)),
        receipts_while_open(GridPos(x=17, y=19, w=7, h=8), site.policy.default_hours),
        teams_table(GridPos(x=0, y=27, w=24, h=5)),
    ):
        frame = frame.with_panel(panel)
    return frame


def _tiles() -> Iterator[stat.Panel]:
    yield waiting_tile("children", GridPos(x=0, y=0, w=5, h=4))
    yield waiting_tile("notifications", GridPos(x=5, y=0, w=5, h=4))
    yield late_tile(GridPos(x=10, y=0, w=5, h=4))
    yield longest_tile(GridPos(x=15, y=0, w=5, h=4))
    yield trust_tile(GridPos(x=20, y=0, w=4, h=4))


def _by_rung() -> table.Panel:
    about = About(
        title="Waiting now, by risk and by the highest alarm so far",
        counts="Counts notifications that wait, by the police's grade as it is now.",
        leaves_out="Leaves out homes whose children are not yet known. A baby or unborn child "
        "brings the limits of the stricter grade.",
    )
    titles = {"none": "No alarm yet"} | {rung: begun(rung_words(rung)) for rung in DUTY_RUNGS}
    columns = {title: _waiting_at(rung) for rung, title in titles.items()}
    return graded_rows(about, GridPos(x=0, y=4, w=14, h=7), columns).unit(COUNT).decimals(0)


def _waiting_at(rung: str) -> str:
    waiting = ask.waiting(by="risk", chosen=f'rung="{rung}"')
    return ask.or_cannot_tell(ask.complete(waiting))


def _due_next() -> table.Panel:
    about = About(
        title="Late next: how many become late within …",
        counts="Counts notifications that become late within so many hours of now unless the front "
        "door is told, each by its own limit; it stands in every longer column too.",
        leaves_out="Leaves out those late already, and homes whose children are not yet known.",
    )
    columns = {f"{hours} h": _becoming_late(hours) for hours in NEXT_HOURS}
    panel = graded_rows(about, GridPos(x=14, y=4, w=10, h=7), columns)
    return panel.unit(COUNT).decimals(0)


def _becoming_late(hours: int) -> str:
    labels = f'{ask.WAITS}, within="{hours}h"'
    once = f"max by (force, local_authority, risk) (danm_becoming_late_notifications{{{labels}}})"
    return ask.or_cannot_tell(ask.complete(f"sum by (risk) ({once})"))


def _two_days() -> timeseries.Panel:
    about = About(
        title="Waiting, and late, over time",
        counts="Counts notifications that waited, and of them those past their limit. A gap is a "
        "time when nobody could tell.",
        leaves_out="Leaves out times at which a police feed was not trusted.",
    )
    late = ask.complete(ask.waiting(chosen=LATE_RUNGS))
    asked = [
        Query(expr=ask.complete(ask.waiting()), legend="waiting", is_range=True),
        Query(expr=late, legend="of them late", is_range=True),
    ]
    panel = lines(about, GridPos(x=0, y=11, w=14, h=8), asked).unit(COUNT).decimals(0).min(0)
    dashed = prop("custom.lineStyle", {"fill": "dash", "dash": [10, 6]})
    late_colour = prop("color", {"mode": "fixed", "fixedColor": VERMILLION})
    return overridden(panel, [("of them late", [late_colour, dashed])])


def _alarms() -> bargauge.Panel:
    about = About(
        title="Alarms raised, last $window",
        counts="Counts alarms of all forces and councils, by what they were about: children who "
        "wait, and trouble with feeds and messages.",
        leaves_out="Leaves out whether they interrupted somebody or went on a list: most do.",
        board="/alerts",
    )
    raised = f"sum by (kind) ({ask.grown('danm_alerts_total')})"
    query = Query(expr=f"sort_desc({ask.vouched(raised)})", legend="{{kind}}")
    panel = bars(about, GridPos(x=14, y=11, w=10, h=8), [query]).unit(COUNT).decimals(0)
    return overridden(panel, named({kind.value: said for kind, said in KIND_WORDS.items()}))


def _interruptions() -> bargauge.Panel:
    about = About(
        title="Interruptions, last $window",
        counts="Counts how often each role was told of something at once, about children, feeds "
        "and messages; each council's team counts by itself. A digest counts once.",
        leaves_out="Leaves out what stood on a list, which interrupts nobody.",
        board="/policy",
    )
    told = ask.fresh('max by (role) (danm_interruptions{window="$window"})')
    query = Query(expr=f"sort_desc({ask.vouched(told)})", legend="{{role}}")
    panel = bars(about, GridPos(x=0, y=32, w=14, h=8), [query]).unit(COUNT).decimals(0)
    return overridden(panel, named({role.value: begun(said) for role, said in ROLE_WORDS.items()}))


def _in_hand(policy: Policy) -> bargauge.Panel:
    about = About(
        title="Cases taken in hand, last $window",
        counts="Counts how often a notification that waits was taken in hand, by council; "
        "twice where somebody took it over.",
        leaves_out="Leaves out who did: nobody is counted by name.",
        board="/alerts",
    )
    chosen = 'local_authority=~"$council.*", window="$window"'
    taken = ask.fresh(f"max by (local_authority) (danm_taken_in_hand{{{chosen}}})")
    query = Query(expr=f"sort_desc({ask.vouched(taken)})", legend="{{local_authority}}")
    panel = bars(about, GridPos(x=14, y=32, w=10, h=8), [query]).unit(COUNT).decimals(0)
    return overridden(panel, named({code: one.name for code, one in policy.councils.items()}))
