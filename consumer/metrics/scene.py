"""What every group of metrics looks at: the places of the policy, and the instant it speaks of."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, func, select

from consumer.work import HANDLED, SWEPT
from schemas.counts import Labels
from schemas.house import House
from schemas.policy import Policy
from schemas.tables import instants

_NO_INSTANT = datetime(9999, 1, 1, tzinfo=UTC)
"""Of a database that has handled nothing: past every limit, so that nothing in it is trusted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One scrape. ``as_of`` is None for the last message or sweep of the database."""

    house: House
    as_of: datetime | None

    @property
    def policy(self) -> Policy:
        """The newest policy, by which everything is labelled."""
        return self.house.policies.versions[-1]

    def instant(self, connection: Connection) -> datetime:
        """Return the instant this scrape speaks of: the one given, else the database's last."""
        if self.as_of is not None:
            return self.as_of
        looked = select(func.max(instants.c.at)).where(instants.c.name.in_((HANDLED, SWEPT)))
        at: datetime | None = connection.execute(looked).scalar_one()
        return at or _NO_INSTANT

    def places(self) -> Iterator[Labels]:
        """Yield each force with each council of its area."""
        for code, force in self.policy.forces.items():
            for council in force.councils:
                yield code, council
