"""*Legs and partners*: how long each step takes, council beside council, batches and counts."""

from collections.abc import Mapping

from grafana_foundation_sdk.builders import bargauge, dashboard, table
from grafana_foundation_sdk.models.dashboard import GridPos

from deploy.grafana import queries as ask
from deploy.grafana.batches import batch_panels
from deploy.grafana.limits import limits_in_words
from deploy.grafana.look import COUNT, HOURS, LENGTH, as_words, mappings, named, prop, words
from deploy.grafana.notices import HEARD, notice_tables
from deploy.grafana.owners import hours_by_owner
from deploy.grafana.page import Site, page
from deploy.grafana.panels import About, Query, bars, overridden, rows
from deploy.grafana.trust import RUNBOOK
from schemas.legs import COUNCIL, NOT_SEPARABLE, POLICE, TRANSIT, every_leg
from schemas.policy import Policy
from schemas.words import Clock

UID = "danm-legs"

LEAST_FOR_A_QUANTILE = 20
"""Source: contract section 5, and law 9 of the design: no quantile on fewer."""

MILESTONE_WORDS = {
    "reported": "police knew",
    "attended": "attended",
    "submitted": "form submitted",
    "reviewed": "reviewed",
    "triaged": "triaged",
    "sent": "sent",
    "received": "front door told",
    "recorded": "contact recorded",
    "decided": "decided",
}
CLOCK_WORDS = {
    Clock.EXPOSURE: "incident → front door told",
    Clock.DUTY: "police knew → front door told",
    Clock.TRANSPORT: "sent → front door told",
    Clock.PICKUP: "front door told → recorded",
    Clock.DECISION: "front door told → decided",
}


_LENGTHS = [(title, [prop("unit", LENGTH)]) for title in ("half within", "9 in 10 within")]


def legs(site: Site) -> dashboard.Dashboard:
    """Return the dashboard, with the councils of a site."""
    frame = page(
        UID,
        "Legs and partners: how long does each step take?",
        "How long each step takes and whose it is, council beside council, batches, and whether "
        "the force's own count agrees.",
        site,
    )
    frame = frame.time("now-7d", "now").refresh("15m")
    for panel in (
        _each_leg(),
        _beside(site.policy),
        _clocks(site.policy),
        hours_by_owner(GridPos(x=0, y=11, w=9, h=6)),
        *batch_panels(),
        _differences(site.policy),
        _unmeasured(),
        *notice_tables(site.policy),
    ):
        frame = frame.with_panel(panel)
    return frame


def _each_leg() -> table.Panel:
    about = About(
        title="Each step, last $window",
        counts="Counts notifications received, by the steps between the milestones that somebody "
        "told: elapsed hours, day and night, longest in all first.",
        leaves_out="Leaves out those still waiting and times known only to the day. Median and 9 "
        f"in 10 are estimated from ranges, and not said of fewer than {LEAST_FOR_A_QUANTILE}.",
        board="/about",
    )
    n = ask.added("danm_leg_seconds_count", ask.PLACE, "leg")
    total = f"{ask.added('danm_leg_seconds_sum', ask.PLACE, 'leg')} / 3600"
    columns = {
        "half within": _within(0.5, n),
        "9 in 10 within": _within(0.9, n),
        "on average": f"({total}) / ({n} > 0)",
        "all hours": f"({total}) and on (leg) ({n} > 0)",
        "notifications (n)": f"{n} > 0",
    }
    columns = {title: ask.complete(expr) for title, expr in columns.items()}
    panel = rows(about, GridPos(x=0, y=0, w=14, h=11), columns, "leg", worst_first="all hours")
    texts = {leg: _leg_words(leg, owner) for leg, owner in every_leg()}
    whole = [prop("unit", COUNT), prop("decimals", 0)]
    step = as_words("leg", "whose: from → to", texts, width=300)
    return overridden(
        panel.unit(HOURS).decimals(1),
        [("notifications (n)", whole), ("all hours", [prop("decimals", 0)]), *_LENGTHS, step],
    )


def _within(quantile: float, n: str) -> str:
    grown = ask.grown_of_many(f"danm_leg_seconds_bucket{{{ask.PLACE}}}")
    buckets = f"sum by (le, leg) ({grown})"
    enough = f"({n} >= {LEAST_FOR_A_QUANTILE})"
    reached = ask.to_the_minute(f"histogram_quantile({quantile}, {buckets})")
    return f"{reached} and on (leg) {enough}"


def _leg_words(leg: str, owner: str) -> str:
    first, last = (MILESTONE_WORDS[name] for name in leg.split("_to_"))
    return f"{owner.replace('_', ' ')}: {first} → {last}"


def _beside(policy: Policy) -> table.Panel:
    about = About(
        title="Council beside council: hours for each notification, last $window",
        counts="Counts notifications received from the force, by council: elapsed hours on average "
        "by whose time it was. The same force, so each is the other's comparison.",
        leaves_out="Leaves out those still waiting, times known only to the day, and councils "
        "whose police feed is not trusted. No person is ever compared.",
        board="/about",
    )
    received = ask.added("danm_receipts_total", 'force="$force"', "local_authority")
    received = f"({received} > 0)"
    columns = {
        title: f"{_hours_of(owner)} / {received}"
        for owner, title in (
            (POLICE, "police"),
            (TRANSIT, "transit"),
            (COUNCIL, "council"),
            (NOT_SEPARABLE, "not separable"),
        )
    } | {"notifications (n)": received}
    columns = {
        title: f"({expr}) and on (local_authority) {HEARD}" for title, expr in columns.items()
    }
    panel = rows(about, GridPos(x=14, y=0, w=10, h=5), columns, "local_authority")
    whole = [prop("unit", COUNT), prop("decimals", 0)]
    council = as_words("local_authority", "council's area", _councils(policy))
    return overridden(
        panel.unit(HOURS).decimals(1),
        [("notifications (n)", whole), council],
    )


def _hours_of(owner: str) -> str:
    chosen = f'force="$force", owner="{owner}"'
    return f"{ask.added('danm_leg_seconds_sum', chosen, 'local_authority')} / 3600"


def _councils(policy: Policy) -> Mapping[str, str]:
    return {code: council.name for code, council in policy.councils.items()}


def _clocks(policy: Policy) -> table.Panel:
    about = About(
        title="From end to end, last $window",
        counts="Counts notifications of the chosen risk: within how many elapsed hours half of "
        "them, and nine in ten, came to the end of each stretch, and on how many it rests (n). "
        f"Limits of police knew → front door told: {limits_in_words(policy.duty)}; of told → "
        f"recorded, in front-door hours: {limits_in_words(policy.pickup)}.",
        leaves_out="Leaves nobody out who still waits: they count as not ended so far (censored). "
        f"Not said of fewer than {LEAST_FOR_A_QUANTILE}.",
        board="/about",
    )
    risk = 'risk=~"(all)?$risk"'
    columns = {
        title: ask.to_the_minute(ask.figure("danm_clock_quantile_seconds", "clock", chosen))
        for title, chosen in (
            ("half within", f'quantile="0.5", {risk}'),
            ("9 in 10 within", f'quantile="0.9", {risk}'),
        )
    } | {"notifications (n)": ask.figure("danm_clock_sample", "clock", risk)}
    panel = rows(about, GridPos(x=14, y=5, w=10, h=6), columns, "clock").unit(LENGTH)
    whole = [prop("unit", COUNT), prop("decimals", 0)]
    texts = {clock.value: said for clock, said in CLOCK_WORDS.items()}
    stretch = as_words("clock", "from → to", texts, width=220)
    return overridden(panel, [("notifications (n)", whole), stretch])


def _differences(policy: Policy) -> bargauge.Panel:
    about = About(
        title="The force's own count, less what we hold",
        counts="Counts incidents with children, not notifications: what the force counted on the "
        "latest day it told, less those held here for that day. Above 0: some never arrived.",
        leaves_out="Leaves out days before the latest one told.",
        board="/feeds",
        runbook=RUNBOOK,
    )
    told = f"max by (local_authority) (danm_control_total_difference{{{ask.PLACE}}})"
    query = Query(expr=told, legend="{{local_authority}}")
    panel = bars(about, GridPos(x=0, y=17, w=9, h=6), [query]).unit(COUNT).decimals(0)
    panel = panel.mappings(mappings(words({"0": "they agree"})))
    return overridden(panel, named(_councils(policy)))


def _unmeasured() -> bargauge.Panel:
    about = About(
        title="Ended without an exact time, last $window",
        counts="Counts notifications whose stretch ended and has no exact length: a date without a "
        "time, an unknown start, times that disagree.",
        leaves_out="Leaves out those still waiting. A 0 is shown only while every feed is trusted.",
        board="/about",
        runbook=RUNBOOK,
    )
    ended = ask.added("danm_clock_unmeasured_total", f"{ask.PLACE}, {ask.RISK}", "clock")
    query = Query(expr=ask.vouched(ended), legend="{{clock}}")
    panel = bars(about, GridPos(x=9, y=17, w=15, h=6), [query]).unit(COUNT).decimals(0)
    return overridden(panel, named({clock.value: said for clock, said in CLOCK_WORDS.items()}))
