"""Tables by which feeds are watched: what came by the hour, and what was told of it."""

from sqlalchemy import Column, Integer, String, Table

from schemas.table_metadata import metadata
from schemas.utc import UtcDateTime

feed_hours = Table(
    "feed_hours",
    metadata,
    Column("source", String(255), primary_key=True),
    Column("hour", UtcDateTime, primary_key=True),
    Column("messages", Integer, nullable=False),
)
"""How many new messages a feed sent in each hour, by their own time; those of one instant once."""

reported_hours = Table(
    "reported_hours",
    metadata,
    Column("force", String(64), primary_key=True),
    Column("local_authority", String(9), primary_key=True),
    Column("reported_hour", UtcDateTime, primary_key=True),
    Column("known_hour", UtcDateTime, primary_key=True),
    Column("shard", String(96), primary_key=True),
    Column("incidents", Integer, nullable=False),
    Column("high", Integer, nullable=False),
    Column("with_children", Integer, nullable=False),
)
"""How many incidents were reported in each hour, by the hour in which we came to know it.

Differences: what turns out otherwise is taken back in the hour in which that was known. So it can
be said at any time what was known then, which is what a later week is compared with.
"""

volume_episodes = Table(
    "volume_episodes",
    metadata,
    Column("force", String(64), primary_key=True),
    Column("local_authority", String(9), primary_key=True),
    Column("measure", String(16), primary_key=True),
    Column("told_at", UtcDateTime, nullable=False),
    Column("last_low_at", UtcDateTime, nullable=False),
)
"""The last time that far fewer incidents came than usual: when told, and when last seen so."""
