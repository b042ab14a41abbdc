"""*Leaders*: whether children wait, where the time goes, whether it gets better, and the trust.

One screen at 1920 by 1080. The first row reads as a sentence, the rest answers one question each.
"""

from collections.abc import Iterator
from datetime import timedelta

from grafana_foundation_sdk.builders import bargauge, dashboard, stat, table
from grafana_foundation_sdk.models.dashboard import GridPos

from alerts.case_words import DISPOSITIONS
from deploy.grafana import queries as ask
from deploy.grafana.leaders_weeks import weekly
from deploy.grafana.limits import limits_in_words
from deploy.grafana.look import (
    BLUE,
    CLOCK_TIME,
    COUNT,
    GREY,
    LENGTH,
    ORANGE,
    RISK_WORDS,
    SHARE,
    VERMILLION,
    Override,
    mappings,
    named,
    prop,
    words,
)
from deploy.grafana.owners import hours_by_owner
from deploy.grafana.page import Site, page
from deploy.grafana.panels import About, Query, bars, each_risk, graded_rows, overridden, tile
from deploy.grafana.trust import feeds_table, trust_tile
from deploy.grafana.waiting import late_tile, longest_tile, waiting_tile
from schemas.policy import Policy, Target
from schemas.words import Risk

UID = "danm-leaders"


def leaders(site: Site) -> dashboard.Dashboard:
    """Return the dashboard, with the limits and names of a site."""
    frame = page(
        UID,
        "Leaders: are children waiting?",
        "Are children waiting, where does the time go, is it getting better, can it be trusted?",
        site,
    )
    frame = frame.time("now-26w", "now").refresh("5m")
    for panel in (
        *_sentence(),
        _oldest(site.policy),
        _told_in_time(site.policy),
        hours_by_owner(GridPos(x=16, y=4, w=8, h=7)),
        *weekly(),
        _late(),
        _closed(),
        feeds_table(GridPos(x=15, y=18, w=9, h=6)),
    ):
        frame = frame.with_panel(panel)
    return frame


def _sentence() -> Iterator[stat.Panel]:
    yield waiting_tile("children", GridPos(x=0, y=0, w=4, h=4))
    yield waiting_tile("notifications", GridPos(x=4, y=0, w=4, h=4))
    yield late_tile(GridPos(x=8, y=0, w=4, h=4))
    yield longest_tile(GridPos(x=12, y=0, w=4, h=4))
    yield _complete_to()
    yield trust_tile(GridPos(x=20, y=0, w=4, h=4))


def _complete_to() -> stat.Panel:
    about = About(
        title="Feeds complete to",
        counts="Counts neither children nor notifications: the earliest of the times up to which "
        "the feeds, of police and councils, say they have sent everything.",
        leaves_out="Leaves out feeds that never say so; the words beneath tell when there are any.",
        board="/feeds",
    )
    earliest = "min(danm_feed_complete_to_timestamp_seconds) * 1000"
    all_say = "(count(danm_feed_complete_to_timestamp_seconds) == count(danm_feed_trusted))"
    answers = [
        Query(expr=f"{earliest} and on() {all_say}", legend="every feed has sent all up to then"),
        Query(
            expr=f"{earliest} unless on() {all_say}",
            legend="earliest, of feeds that say so",
        ),
    ]
    return tile(about, GridPos(x=16, y=0, w=4, h=4), answers).unit(CLOCK_TIME)


def _oldest(policy: Policy) -> bargauge.Panel:
    about = About(
        title="Oldest wait against its limit",
        counts="Counts elapsed time of the notification that waits longest, of each risk grade. A "
        "full bar is twice the limit, or more; orange is past the warning, red-orange late.",
        leaves_out="Leaves out the stricter limit of homes with a baby or unborn child: the board "
        "shows each case against its own.",
    )
    oldest = f"max by (risk) ({ask.waited_since(_oldest_start())})"
    waiting = f"{ask.waiting(by='risk')} == 0"
    known = f"({oldest}) or ({ask.complete(waiting)})"
    queries = each_risk(ask.or_cannot_tell(known))
    panel = bars(about, GridPos(x=0, y=4, w=8, h=7), queries).unit(LENGTH)
    panel = panel.mappings(mappings(words({"0": "nobody waits"})))
    return overridden(panel, [_limit(risk, policy.duty[risk]) for risk in Risk])


def _oldest_start() -> str:
    return f"danm_oldest_waiting_timestamp_seconds{{{ask.WAITS}}}"


def _limit(risk: Risk, target: Target) -> Override:
    """Return what is different about the bar of a grade: its limits, said and coloured."""
    warn, late = target.warn.total_seconds(), target.late.total_seconds()
    steps = [
        {"color": BLUE, "value": None},
        {"color": ORANGE, "value": warn},
        {"color": VERMILLION, "value": late},
    ]
    return risk.value, [
        prop("displayName", f"{RISK_WORDS[risk]}: late after {_hours_of(target.late):g} h"),
        prop("max", 2 * late),
        prop("thresholds", {"mode": "absolute", "steps": steps}),
    ]


def _hours_of(span: timedelta) -> float:
    return span / timedelta(hours=1)


def _told_in_time(policy: Policy) -> table.Panel:
    about = About(
        title="Told in time, last $window",
        counts="Counts notifications by risk: the share of which the front door was told within "
        "the limit after the police knew, with the 95 % interval and how many it rests on (n). "
        f"Limits: {limits_in_words(policy.duty)}.",
        leaves_out="Leaves nobody out who still waits: they count as not told so far (censored). "
        "Leaves out notifications that never reached this monitor. Where over a tenth is known "
        "only to the day the share cannot be told, and the interval still can.",
        board="/about",
    )
    in_time = "danm_told_in_time"
    chosen = 'risk=~"$risk.*|all"'
    n = ask.figure("danm_clock_sample", "risk", f'clock="duty", {chosen}')
    columns = {
        "told in time": ask.figure(f"{in_time}_ratio", "risk", chosen),
        "at least": ask.figure(f"{in_time}_low_ratio", "risk", chosen),
        "at most": ask.figure(f"{in_time}_high_ratio", "risk", chosen),
        "notifications (n)": ask.or_cannot_tell(n),
    }
    panel = graded_rows(about, GridPos(x=8, y=4, w=8, h=7), columns).unit(SHARE).decimals(0)
    count = [prop("unit", COUNT), prop("decimals", 0)]
    return overridden(panel, [("notifications (n)", count)])


def _late() -> table.Panel:
    about = About(
        title="Received, and received late, last $window",
        counts="Counts notifications received, by risk at the receipt and by result.",
        leaves_out="Leaves out those still waiting, and later corrections: the first result "
        "counts. A 0 is shown only while every feed is trusted.",
        board="/late",
    )
    columns = {
        words_: ask.vouched(ask.added("danm_receipts_total", _receipts(verdict), "risk"))
        for verdict, words_ in (
            ('verdict="late", ', "late"),
            ('verdict="met", ', "in time"),
            ('verdict="cannot_tell", ', "cannot tell"),
            ("", "received"),
        )
    }
    return graded_rows(about, GridPos(x=0, y=18, w=8, h=6), columns).unit(COUNT).decimals(0)


def _receipts(verdict: str) -> str:
    return f"{verdict}{ask.PLACE}, {ask.RISK}"


def _closed() -> bargauge.Panel:
    about = About(
        title="Closed without a notification, last $window",
        counts="Counts notifications no longer expected, by the reason police or council gave.",
        leaves_out="Leaves out homes without children. Those opened again are still counted. A 0 "
        "is shown only while every feed is trusted.",
        board="/about",
    )
    closed = ask.added("danm_closed_total", f"{ask.PLACE}, {ask.RISK}", "disposition")
    query = Query(expr=ask.vouched(closed), legend="{{disposition}}")
    panel = bars(about, GridPos(x=8, y=18, w=7, h=6), [query]).unit(COUNT).decimals(0)
    overrides = named({reason.value: said for reason, said in DISPOSITIONS.items()})
    grey = prop("color", {"mode": "fixed", "fixedColor": GREY})
    return overridden(panel, [(name, [*one, grey]) for name, one in overrides])
