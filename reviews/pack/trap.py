"""Why those that still wait must count: the same waits counted in three ways. Pure."""

from reviews.pack.parts import PLACES, Column, Form, Interval, Intervals, Picture, Table
from reviews.pack.words import of_100

TRUE_SHARE = 0.769
"""Told within a day, however long one waits to see. Source: domain, "Traps"."""

ONLY_WHAT_HAS_COME = 0.938
"""The same of those alone that have come, of the last three days. Source: as `TRUE_SHARE`."""

WITH_THOSE_THAT_WAIT = 0.768
"""The same where open waits count as at least so long. Source: as `TRUE_SHARE`."""

_ROWS = (
    ("In truth, once all have come", TRUE_SHARE),
    ("Only those that have come", ONLY_WHAT_HAS_COME),
    ("Also those that still wait, as here", WITH_THOSE_THAT_WAIT),
)
TRAP_WORDS = (
    "Of recent days only the fast notifications have come. In a made-up example, where "
    f"{of_100(TRUE_SHARE)} of every 100 are told within a day and some take weeks, those of the "
    f"last three days that have come show {of_100(ONLY_WHAT_HAS_COME)}. This pack counts those "
    f"that still wait as waiting at least so long, which gives {of_100(WITH_THOSE_THAT_WAIT)}."
)
TRAP = Picture(
    title="The same notifications counted in three ways (made-up example): in time, of every 100",
    words=TRAP_WORDS,
    drawn=Intervals(
        rows=tuple(
            Interval(label=label, value=share, low=None, high=None) for label, share in _ROWS
        )
    ),
)
TRAP_TABLE = Table(
    name="why_open_waits_count",
    title="The same notifications counted in three ways (made-up example)",
    columns=(
        Column(name="counted", heading="What is counted"),
        Column(name="share_met", heading="In time, of 100", form=Form.SHARE),
    ),
    rows=[(label, round(share, PLACES)) for label, share in _ROWS],
)
