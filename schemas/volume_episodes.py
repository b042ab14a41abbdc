"""Of which drops in volume somebody was told."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from schemas.feed_tables import volume_episodes
from schemas.inserts import insert_replacing
from schemas.reported_hours import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """A drop that was told at ``told_at``, and last seen at ``last_low_at``."""

    told_at: datetime
    last_low_at: datetime


Episodes = Mapping[tuple[Place, str], Episode]
"""By force and council, and measure."""


def read_episodes(connection: Connection) -> Episodes:
    """Return the last episode of each force, council and measure."""
    return {
        (Place(row.force, row.local_authority), row.measure): Episode(
            told_at=row.told_at, last_low_at=row.last_low_at
        )
        for row in connection.execute(select(volume_episodes))
    }


def store_episode(connection: Connection, place: Place, measure: str, episode: Episode) -> None:
    """Store an episode in place of the one before."""
    connection.execute(
        _REPLACE,
        {
            "force": place.force,
            "local_authority": place.local_authority,
            "measure": measure,
            "told_at": episode.told_at,
            "last_low_at": episode.last_low_at,
        },
    )


_REPLACE = insert_replacing(
    volume_episodes, ["force", "local_authority", "measure"], ["told_at", "last_low_at"]
)
