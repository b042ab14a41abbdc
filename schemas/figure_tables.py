"""Tables of figures: those made each hour for the metrics, and those of a week kept for good."""

from sqlalchemy import Column, Double, Integer, String, Table

from schemas.table_metadata import metadata
from schemas.utc import UtcDateTime

figures = Table(
    "figures",
    metadata,
    Column("metric", String(64), primary_key=True),
    Column("labels", String(255), primary_key=True),
    Column("value", Double, nullable=False),
)
"""What the hourly job last made: all rows are replaced together. ``labels`` as in `counts`."""

kept_weeks = Table(
    "kept_weeks",
    metadata,
    Column("week", String(10), primary_key=True),
    Column("force", String(64), primary_key=True),
    Column("local_authority", String(9), primary_key=True),
    Column("risk", String(16), primary_key=True),
    Column("notifications", Integer, nullable=False),
    Column("in_time", Integer, nullable=False),
    Column("late", Integer, nullable=False),
    Column("cannot_tell", Integer, nullable=False),
    Column("still_open", Integer, nullable=False),
    Column("made_at", UtcDateTime, primary_key=True),
)
"""How a finished week stood, and a new row each time that this had changed: none is overwritten.

So a number that somebody saw is found again by when it was seen. ``week`` is its Monday in
Europe/London. The four last counts add up to ``notifications``: those reported that week, by what
the duty clock says; one that still waits past its limit is late.
"""
