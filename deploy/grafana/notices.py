"""The first notice against the full one: how long each takes, by the council it came to."""

from collections.abc import Iterator

from grafana_foundation_sdk.builders import table
from grafana_foundation_sdk.models.dashboard import GridPos

from deploy.grafana import queries as ask
from deploy.grafana.look import COUNT, LENGTH, Override, as_words, prop
from deploy.grafana.panels import About, overridden, rows
from reviews.delays import NoticeLeg
from schemas.policy import Policy

HEARD = 'count by (local_authority) (danm_waiting_notifications{force="$force"})'
"""The councils of the force, while its police feed is trusted."""

LEG_WORDS = {
    NoticeLeg.TO_FIRST: "police knew → first notice",
    NoticeLeg.TO_FULL: "police knew → full notice",
    NoticeLeg.FIRST_TO_FULL: "first notice → full notice",
}
_OPEN = (
    "Leaves nobody out who still waits for that notice: they count as not come so far (censored), "
    "also where the council has decided without it. Leaves out those the front door has without a "
    "word of which notice came. Not said of fewer than 20."
)


def notice_tables(policy: Policy) -> Iterator[table.Panel]:
    """Yield the table of the place chosen, and that of each council of the force."""
    yield _each()
    yield _beside(policy)


def _each() -> table.Panel:
    about = About(
        title="First notice against the full one, last $window",
        counts="Counts notifications reported: within how long, day and night, half of them and "
        "nine in ten had that notice, on how many it rests (n), and how many of these are open.",
        leaves_out=_OPEN,
        board="/about",
    )
    columns = {
        "half within": ask.figure("danm_notice_quantile_seconds", "leg", 'quantile="0.5"'),
        "9 in 10 within": ask.figure("danm_notice_quantile_seconds", "leg", 'quantile="0.9"'),
    }
    columns = {title: ask.to_the_minute(expr) for title, expr in columns.items()} | {
        "notifications (n)": ask.figure("danm_notice_sample", "leg", 'leg!=""'),
        "still open": ask.figure("danm_notice_open", "leg", 'leg!=""'),
    }
    panel = rows(about, GridPos(x=0, y=23, w=12, h=5), columns, "leg").unit(LENGTH)
    step = as_words("leg", "from → to", {leg.value: told for leg, told in LEG_WORDS.items()})
    return overridden(panel, [_count("notifications (n)"), _count("still open"), step])


def _beside(policy: Policy) -> table.Panel:
    about = About(
        title="First against full, council beside council, last $window",
        counts="Counts notifications of the force by council: within how long half of them had "
        "that notice, and on how many that of police knew → full notice rests (n).",
        leaves_out=f"{_OPEN} Leaves out councils whose police feed is not trusted.",
        board="/about",
    )
    columns = {
        words: ask.to_the_minute(_of_council("danm_notice_quantile_seconds", leg, 'quantile="0.5"'))
        for leg, words in LEG_WORDS.items()
    } | {"n": _of_council("danm_notice_sample", NoticeLeg.TO_FULL, 'leg!=""')}
    panel = rows(about, GridPos(x=12, y=23, w=12, h=5), columns, "local_authority").unit(LENGTH)
    names = {code: council.name for code, council in policy.councils.items()}
    council = as_words("local_authority", "council's area", names)
    return overridden(panel, [_count("n"), council])


def _of_council(metric: str, leg: NoticeLeg, chosen: str) -> str:
    labels = f'force="$force", local_authority!="all", leg="{leg.value}", window="$window"'
    told = f"max by (local_authority) ({metric}{{{labels}, {chosen}}})"
    return f"{ask.fresh(told)} and on (local_authority) {HEARD}"


def _count(title: str) -> Override:
    return title, [prop("unit", COUNT), prop("decimals", 0)]
