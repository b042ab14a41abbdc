"""What the panels ask Prometheus, so that silence never reads as nobody waits. Pure.

Three kinds of numbers, each with its own rule. *Counts of now* (who waits) are absent for a force
whose police feed is not trusted, so a sum is shown as the whole only where every place of the
policy stands in it. *Counts over a window* are facts where they are above 0; a 0 is shown only
where every feed vouches for it. *Figures* of the hourly job are shown only while they are fresh.
Where nothing can be said a query gives NaN or nothing, which panels show as *cannot tell*.

A council's or a grade's value may be `()`, which stands for all: `$council.*` then matches every
label of a count, and `(all)?$council` only the figure that is named `all`.
"""

PLACE = 'force="$force", local_authority=~"$council.*"'
"""Counts of the force and council chosen."""

RISK = 'risk=~"$risk.*"'

WAITS = f'force=~"$force|other", local_authority=~"$council.*", {RISK}'
"""Who waits; those whose force nobody could name belong to every force until somebody does."""

FIGURES = 'force="$force", local_authority=~"(all)?$council"'
"""Figures of the hourly job for the force and council chosen."""

_OF_POLICY = f'{PLACE}, local_authority!="other"'

COMPLETE = (
    f"(count(count by (force, local_authority) (danm_waiting_notifications{{{_OF_POLICY}}}))"
    f" == count(count by (force, local_authority) (danm_receipts_total{{{_OF_POLICY}}})))"
)
"""There while the police feed of every place chosen is trusted; receipts name every place."""

VOUCHED = f"({COMPLETE} and on() (min(danm_feed_trusted) == 1))"
"""There while every feed, of either partner, is trusted."""

_FIGURES_LAST = 3 * 3600
"""Seconds for which figures are shown after they were made.

Source: assumption, three runs of the hourly job missed; for the council's data manager to agree.
"""

_FRESH = f"(time() - max(danm_figures_made_timestamp_seconds) < {_FIGURES_LAST})"

_POLICE_HEARD = (
    "(count(present_over_time(danm_waiting_notifications"
    '{force="$force", risk="high", rung="none"}[7d])) > 0)'
)
"""There where the force's feed was trusted at some time this week: past weeks stay true when it
goes silent today, but receipts alone never make a share."""

EVERY_RISK = f"max by (risk) (danm_receipts_total{{{PLACE}, {RISK}}}) * NaN"
"""Each grade chosen, with no value: what is not known then has a row that says so."""


def waiting(what: str = "notifications", *, by: str = "", chosen: str = "") -> str:
    """Return how many wait, each counted once however many processes of danm show the same."""
    labels = f"{WAITS}, {chosen}" if chosen else WAITS
    once = f"max by (force, local_authority, risk, rung) (danm_waiting_{what}{{{labels}}})"
    return f"sum by ({by}) ({once})" if by else f"sum({once})"


def complete(expr: str) -> str:
    """Return a number only while the police feed of every place in it is trusted."""
    return f"({expr}) and on() {COMPLETE}"


def partial(expr: str) -> str:
    """Return the same number only while some place is missing from it."""
    return f"({expr}) unless on() {COMPLETE}"


def vouched(expr: str) -> str:
    """Return counts above 0, zeros where every feed vouches for them, else NaN."""
    return f"(({expr}) > 0) or (({expr}) and on() {VOUCHED}) or (({expr}) * NaN)"


def or_cannot_tell(expr: str) -> str:
    """Return an expression by risk, with NaN for each grade chosen that it says nothing of."""
    return f"({expr}) or ({EVERY_RISK})"


def grown(counter: str) -> str:
    """Return how much each series of a counter grew in the window chosen, exactly.

    These counters are read from the ledger: a restart never sets them back. Prometheus' own
    `increase` guesses beyond the first and last sample, and takes a recount for a new start.
    """
    return f"({counter} - min_over_time({counter}[$window]))"


def grown_of_many(counter: str) -> str:
    """Return how much each series grew, without reading every sample of the window.

    For the hundreds of series of a histogram that takes ten seconds for four weeks. The count as
    the window began is the last of the day before; where there is none, the ledger's whole.
    """
    return f"({counter} - (last_over_time({counter}[1d] offset $window) or 0 * {counter}))"


def added(metric: str, labels: str, by: str) -> str:
    """Return how much a counter grew in the window chosen, in all series together."""
    return f"sum by ({by}) ({grown(f'{metric}{{{labels}}}')})"


def figure(metric: str, by: str, labels: str) -> str:
    """Return a figure of the window chosen, while it is fresh and the police feed is trusted."""
    chosen = f'{metric}{{{FIGURES}, window="$window", {labels}}}'
    return f"max by ({by}) ({chosen}) and on() {_FRESH} and on() {COMPLETE}"


def fresh(expr: str) -> str:
    """Return figures that stand on what was done here, whatever the feeds say, while they last."""
    return f"({expr}) and on() {_FRESH}"


def by_week(metric: str, labels: str) -> str:
    """Return a figure of each week, while it is fresh and police were heard this week."""
    chosen = f"{metric}{{{FIGURES}, {labels}}}"
    return f"max by (week) ({chosen}) and on() {_FRESH} and on() {_POLICE_HEARD}"


def waited_since(timestamp: str) -> str:
    """Return the seconds since an instant in whole minutes, at least one: 0 reads as nobody."""
    return f"clamp_min({to_the_minute(f'time() - {timestamp}')}, 60)"


def to_the_minute(seconds: str) -> str:
    """Return a length of time in seconds without those beyond the last whole minute."""
    return f"floor(({seconds}) / 60) * 60"
