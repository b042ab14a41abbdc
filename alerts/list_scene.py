"""What all parts of one list look at: whose it is, which cases it is about, and since when."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, func, or_, select, true

from alerts.history_lists import is_history_of
from alerts.storms import STORM_WITHIN
from schemas.house import House
from schemas.list_tables import list_alerts, lists
from schemas.lists import RoleList
from schemas.policy import Council, Force, Policy
from schemas.tables import alerts, cases
from schemas.words import ListSort

FoundRow = Row[*tuple[Any, ...]]
"""What was fetched of a case, and is read once no reader keeps a writer waiting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One list to be made at ``now``, by what the database holds."""

    connection: Connection
    about: RoleList
    house: House
    now: datetime
    policy: Policy
    """The one in force now: names, telephones and hours are those of today."""
    council: Council | None
    """None where the list is about every council."""
    forces: tuple[Force, ...]
    """Those that send to the council."""
    last_list_at: datetime | None
    in_scope: ColumnElement[bool]
    """The condition on cases that the list is about, whether or not they wait."""

    @property
    def is_digest(self) -> bool:
        """Whether it holds only what certain alarms are about."""
        return self.about.sort is not ListSort.SHIFT

    @property
    def of_readers(self) -> ColumnElement[bool]:
        """The condition on cases that those who read it may know by code, named on it or not."""
        if not self.is_digest:
            return self.in_scope
        return of_council(self.about.local_authority, self.forces)


def scene_of(connection: Connection, about: RoleList, house: House, now: datetime) -> Scene:
    """Return what the parts of a list look at."""
    policy = house.policies.at(now)
    code = about.local_authority
    forces = forces_of(policy, code)
    is_shift = about.sort is ListSort.SHIFT
    return Scene(
        connection=connection,
        about=about,
        house=house,
        now=now,
        policy=policy,
        council=policy.councils.get(code or ""),
        forces=forces,
        last_list_at=_last_list_at(connection, about) if is_shift else None,
        in_scope=_in_scope(about, forces),
    )


def forces_of(policy: Policy, code: str | None) -> tuple[Force, ...]:
    """Return the forces that send to a council; every one where None is given."""
    return tuple(one for one in policy.forces.values() if code is None or code in one.councils)


def _in_scope(about: RoleList, forces: tuple[Force, ...]) -> ColumnElement[bool]:
    match about.sort:
        case ListSort.SHIFT:
            return of_council(about.local_authority, forces)
        case ListSort.HISTORY:
            return is_history_of(about)
        case ListSort.STORM:
            return or_(_named_by(about), _told_alone(about))
        case ListSort.FILE:
            return _named_by(about)


def of_council(code: str | None, forces: tuple[Force, ...]) -> ColumnElement[bool]:
    """Return the condition that a case is a council's.

    One of which the police have not said whose it is stands on the list of every council it may
    belong to: on none it would be a wait that nobody sees.
    """
    if code is None:
        return true()
    may_be = or_(cases.c.force.is_(None), cases.c.force.in_([force.code for force in forces]))
    return or_(cases.c.local_authority == code, and_(cases.c.local_authority.is_(None), may_be))


def _named_by(about: RoleList) -> ColumnElement[bool]:
    named = (
        select(alerts.c.case_key)
        .join(list_alerts, list_alerts.c.alert_id == alerts.c.alert_id)
        .where(list_alerts.c.list_id == about.alert_id, alerts.c.case_key.is_not(None))
    )
    return cases.c.case_key.in_(named)


def _told_alone(about: RoleList) -> ColumnElement[bool]:
    """Return the condition that a case rang for this role in the same storm, by itself."""
    told = select(alerts.c.case_key).where(
        alerts.c.local_authority == about.local_authority,
        alerts.c.raised_at > about.opened_at - STORM_WITHIN,
        alerts.c.raised_at <= about.due_at,
        (" " + alerts.c.interrupts + " ").contains(f" {about.role} "),
        alerts.c.case_key.is_not(None),
    )
    return cases.c.case_key.in_(told)


def _last_list_at(connection: Connection, about: RoleList) -> datetime | None:
    """Return when this role's last list before this one was due; None before the first."""
    earlier = select(func.max(lists.c.due_at)).where(
        lists.c.role == about.role,
        lists.c.local_authority == about.local_authority,
        lists.c.sort == about.sort,
        lists.c.due_at < about.due_at,
        lists.c.made_at.is_not(None),
    )
    at: datetime | None = connection.execute(earlier).scalar_one()
    return at
