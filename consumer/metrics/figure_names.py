"""Metrics of the figures that the hourly job makes: gauges, absent wherever nothing can be said.

In those of delays risk `all` is every grade together, and local_authority `all` every council of a
force. Days and weeks are those on which the police knew, in Europe/London.
"""

from consumer.metrics.family import Family, Sort
from schemas import figures

_GROUP = ("force", "local_authority", "risk")
_LEAVES_OUT = (
    "Leaves out notifications without children, without a known start, or closed before the clock "
    "had ended."
)
_SHARE = (
    "Those that still wait count as long as they have waited (Kaplan-Meier, each on its own limit)."
)


def _end_of(figure: Family, name: str, end: str) -> Family:
    """Return the family of one end of a share's interval."""
    says = f"{end} end of the 95 % interval of {figure.name}; leaves out the same."
    return Family(name=name, sort=Sort.GAUGE, labels=figure.labels, says=says)


CLOCK_QUANTILE = Family(
    name=figures.CLOCK_QUANTILE,
    sort=Sort.GAUGE,
    labels=("clock", *_GROUP, "quantile", "window"),
    says=(
        "Within how many seconds this share of the notifications reported in the last 7, 28 or 91 "
        "days had passed this clock; open ones count as long as they have run (Kaplan-Meier), ends "
        "known only to the day at their latest. Absent under 20, where too many are still open, or "
        f"where only dates are known. {_LEAVES_OUT}"
    ),
)
CLOCK_SAMPLE = Family(
    name=figures.CLOCK_SAMPLE,
    sort=Sort.GAUGE,
    labels=("clock", *_GROUP, "window"),
    says=(
        "How many notifications danm_clock_quantile_seconds stands on, open ones too. Absent where "
        f"there is none. {_LEAVES_OUT} Leaves out open pickups and decisions of a council that "
        "told no contact for a week."
    ),
)
TOLD_IN_TIME = Family(
    name=figures.TOLD_IN_TIME,
    sort=Sort.GAUGE,
    labels=(*_GROUP, "window"),
    says=(
        "Share of the notifications reported in the last 7, 28 or 91 days of which the front door "
        f"was told in time. {_SHARE} Absent where too few were watched up to their limit, or over "
        f"a tenth is known only to the day. {_LEAVES_OUT}"
    ),
)
TOLD_IN_TIME_LOW = _end_of(TOLD_IN_TIME, figures.TOLD_IN_TIME_LOW, "Lower")
TOLD_IN_TIME_HIGH = _end_of(TOLD_IN_TIME, figures.TOLD_IN_TIME_HIGH, "Upper")
WEEK_TOLD_IN_TIME = Family(
    name=figures.WEEK_TOLD_IN_TIME,
    sort=Sort.GAUGE,
    labels=(*_GROUP, "week"),
    says=(
        "As danm_told_in_time_ratio, of the notifications reported in one week, named by its "
        "Monday: the last 26 weeks, of which the last is not over. A recent week still moves."
    ),
)
WEEK_TOLD_IN_TIME_LOW = _end_of(WEEK_TOLD_IN_TIME, figures.WEEK_TOLD_IN_TIME_LOW, "Lower")
WEEK_TOLD_IN_TIME_HIGH = _end_of(WEEK_TOLD_IN_TIME, figures.WEEK_TOLD_IN_TIME_HIGH, "Upper")
WEEK_SAMPLE = Family(
    name=figures.WEEK_SAMPLE,
    sort=Sort.GAUGE,
    labels=WEEK_TOLD_IN_TIME.labels,
    says=(
        "How many notifications danm_week_told_in_time_ratio stands on, those that still wait too. "
        f"Absent where there is none. {_LEAVES_OUT}"
    ),
)
WEEK_LIMIT = Family(
    name=figures.WEEK_LIMIT,
    sort=Sort.GAUGE,
    labels=("force", "local_authority", "line", "week"),
    says=(
        "Centre and limits of the usual ups and downs of the weekly share told in time, all risks "
        "(XmR chart of the finished weeks, as NHS Making Data Count). Leaves out weeks of which "
        "nothing can be said. Absent under 4 weeks; under 12 they still move."
    ),
)
_NOTICES = (
    "Open ones count as long as they have run. Leaves out what danm_clock_sample leaves out, and "
    "those the front door has without a word of which notice came."
)
NOTICE_QUANTILE = Family(
    name=figures.NOTICE_QUANTILE,
    sort=Sort.GAUGE,
    labels=("leg", "force", "local_authority", "quantile", "window"),
    says=(
        "Within how many seconds this share of the notifications reported in the last 7, 28 or 91 "
        "days had the first notice, the full one, or the full one after the first. Absent under "
        f"20, or where too many are still open. {_NOTICES}"
    ),
)
NOTICE_SAMPLE = Family(
    name=figures.NOTICE_SAMPLE,
    sort=Sort.GAUGE,
    labels=("leg", "force", "local_authority", "window"),
    says=(
        "How many notifications danm_notice_quantile_seconds stands on. Absent where there is "
        f"none. {_NOTICES}"
    ),
)
NOTICE_OPEN = Family(
    name=figures.NOTICE_OPEN,
    sort=Sort.GAUGE,
    labels=NOTICE_SAMPLE.labels,
    says=(
        "How many of danm_notice_sample still wait for that notice, also where the council has "
        "decided without the full one. Leaves out those closed meanwhile."
    ),
)
TAKEN_IN_TIME = Family(
    name=figures.TAKEN_IN_TIME,
    sort=Sort.GAUGE,
    labels=("received_by", "force", "local_authority", "window"),
    says=(
        "Share that came in time of what each team took, of the notifications reported in the last "
        "7, 28 or 91 days: mash or edt as the receipt's message says; where it names no team, "
        "unnamed_open or unnamed_closed by the front-door hours alone. Leaves out those still "
        "waiting, whom no team has: so it is higher than danm_told_in_time_ratio. Absent under 20, "
        "or over a tenth is known only to the day."
    ),
)
TAKEN_IN_TIME_LOW = _end_of(TAKEN_IN_TIME, figures.TAKEN_IN_TIME_LOW, "Lower")
TAKEN_IN_TIME_HIGH = _end_of(TAKEN_IN_TIME, figures.TAKEN_IN_TIME_HIGH, "Upper")
TAKEN_SAMPLE = Family(
    name=figures.TAKEN_SAMPLE,
    sort=Sort.GAUGE,
    labels=TAKEN_IN_TIME.labels,
    says=(
        "How many notifications danm_taken_in_time_ratio stands on. Absent where there is none. "
        "Leaves out those still waiting."
    ),
)
INTERRUPTIONS = Family(
    name=figures.INTERRUPTIONS,
    sort=Sort.GAUGE,
    labels=("role", "window"),
    says=(
        "How often each role was told of something at once in the last 7, 28 or 91 days, about "
        "children, feeds and messages; each council's and force's team counts by itself, and a "
        "digest once. "
        "Leaves out what stood on a list, which interrupts nobody."
    ),
)
TAKEN_IN_HAND = Family(
    name=figures.TAKEN_IN_HAND,
    sort=Sort.GAUGE,
    labels=("local_authority", "window"),
    says=(
        "How often a waiting case of a council was taken in hand in the last 7, 28 or 91 days; "
        "twice where somebody took it over. Leaves out who did, on purpose."
    ),
)
FIGURES_MADE = Family(
    name="danm_figures_made_timestamp_seconds",
    sort=Sort.GAUGE,
    says="As of when the hourly job last made these figures. Absent before the first time.",
)

FIGURES = (
    CLOCK_QUANTILE,
    CLOCK_SAMPLE,
    TOLD_IN_TIME,
    TOLD_IN_TIME_LOW,
    TOLD_IN_TIME_HIGH,
    WEEK_TOLD_IN_TIME,
    WEEK_TOLD_IN_TIME_LOW,
    WEEK_TOLD_IN_TIME_HIGH,
    WEEK_SAMPLE,
    WEEK_LIMIT,
    NOTICE_QUANTILE,
    NOTICE_SAMPLE,
    NOTICE_OPEN,
    TAKEN_IN_TIME,
    TAKEN_IN_TIME_LOW,
    TAKEN_IN_TIME_HIGH,
    TAKEN_SAMPLE,
    INTERRUPTIONS,
    TAKEN_IN_HAND,
)
"""All that are kept as figures."""

FAMILIES = (*FIGURES, FIGURES_MADE)
"""All metrics of this group."""
