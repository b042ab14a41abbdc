"""How often people were interrupted, counted for the board's page of the policy."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select

from alerts.board.policy_loads import Loads, ShiftLoad, TeamLoad
from consumer.backtest.shifts import Interruptions, Team, limit_of
from consumer.commands.interruptions import DAYS
from consumer.interruptions import first_heard_at, interruptions
from schemas.database import Database
from schemas.policy import PolicyBook
from schemas.tables import alerts
from schemas.words import Delivery

MOST_COUNTED = 2_000
"""Alerts told at once in the period, beyond which a page does not count them.

Source: assumption; a city and its county raise a few hundred, and so many take less than 0.1 s.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedLoads:
    """Counts by what a database holds, in one short transaction."""

    database: Database
    policies: PolicyBook
    most: int = MOST_COUNTED

    def __call__(self, now: datetime) -> Loads | None:
        """Return how often each team was interrupted in the last four weeks, up to ``now``."""
        with self.database.read() as connection:
            first = first_heard_at(connection)
            if first is None or first >= now:
                return None
            since = max(first, now - timedelta(days=DAYS))
            if self._are_many(connection, since, now):
                return Loads(since=since, until=now, teams=None)
            found = interruptions(connection, self.policies, since, now)
        teams = tuple(_team_load(found, team) for team in found.teams)
        return Loads(since=since, until=now, teams=teams)

    def _are_many(self, connection: Connection, since: datetime, until: datetime) -> bool:
        at = alerts.c.raised_at
        told = select(at).where(at >= since, at <= until, alerts.c.delivery == Delivery.NOW.value)
        some = told.limit(self.most + 1).subquery()
        number: int = connection.execute(select(func.count()).select_from(some)).scalar_one()
        return number > self.most


def _team_load(found: Interruptions, team: Team) -> TeamLoad:
    by_day, by_night = (_shift_load(found, team, is_night=is_night) for is_night in (False, True))
    return TeamLoad(
        role=team.role,
        area=team.area,
        by_day=by_day,
        by_night=by_night,
        woken=found.woken(team),
    )


def _shift_load(found: Interruptions, team: Team, *, is_night: bool) -> ShiftLoad:
    load = found.load(team, is_night=is_night)
    return ShiftLoad(
        average=load.per_shift, most=load.most, agreed=limit_of(team.role, is_night=is_night)
    )
