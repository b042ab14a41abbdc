"""What the text of one alert is made of: the alert, its case as known now, and the feeds."""

from datetime import datetime

from sqlalchemy import Connection, select

from alerts.alarm import Reason
from alerts.deadlines import late_at
from alerts.heard_feeds import heard_feeds, progress_of
from alerts.outages import delaying
from alerts.wording import AlarmFacts
from schemas.alert import Alert
from schemas.backlog import unread_since
from schemas.house import House
from schemas.outages import Outage, outages_since
from schemas.pictures import load_case
from schemas.policy import Force, Policy
from schemas.records import Case
from schemas.tables import cases
from schemas.words import Kind, Risk


def compose(connection: Connection, alert: Alert, house: House, now: datetime) -> AlarmFacts:
    """Return the facts of an alert's text, as known at ``now``."""
    code, case = _case_of(connection, alert)
    policy = house.policies.at(now) if case is None else house.policies.by_version(case.policy)
    council = policy.councils.get(alert.local_authority or "")
    force = policy.forces.get((case.force if case else None) or "")
    return AlarmFacts(
        kind=alert.kind,
        rung=alert.rung,
        clock=alert.clock,
        due_at=alert.due_at,
        raised_at=alert.raised_at,
        now=now,
        case_code=code,
        council_name=None if council is None else council.name,
        front_door_name=None if council is None else council.front_door_name,
        force_name=None if force is None else force.name,
        risk=alert.risk,
        grade_for_targets=_aimed_by(alert, policy),
        youngest=alert.youngest,
        children=alert.children,
        waiting_since=None if case is None else case.armed_from,
        late_at=None if case is None else late_at(case, policy, now),
        reason=alert.reason,
        roles=alert.recipients,
        ring=None if force is None else _desk(force),
        feeds=progress_of(heard_feeds(connection)),
        other_case_code=_other_case(alert),
        is_shadow=house.is_shadow,
        is_simulated=house.is_simulated,
        ended_at=None if case is None else _ended_at(case),
        unread_since=unread_since(connection, house.reads, now),
        outages=_delaying(connection, alert, now),
    )


def _delaying(connection: Connection, alert: Alert, now: datetime) -> tuple[Outage, ...]:
    found = outages_since(connection, alert.due_at, now)
    return delaying(found, alert.due_at, alert.raised_at)


def _case_of(connection: Connection, alert: Alert) -> tuple[str | None, Case | None]:
    if alert.case_key is None:
        return None, None
    about = select(cases.c.handle, cases.c.picture).where(cases.c.case_key == alert.case_key)
    row = connection.execute(about).one()
    return row.handle, load_case(row.picture)


def _aimed_by(alert: Alert, policy: Policy) -> Risk | None:
    if alert.risk is None or alert.youngest is None:
        return None
    return policy.grade_for_targets(alert.risk, alert.youngest)


def _desk(force: Force) -> str:
    phone = force.police_desk_phone
    return f"{force.name} police desk{f', {phone}' if phone else ''}"


def _other_case(alert: Alert) -> str | None:
    if alert.kind is not Kind.REPEAT:
        return None
    return alert.reason.removeprefix(f"{Reason.SAME_HOME} ")


def _ended_at(case: Case) -> datetime | None:
    return None if case.is_waiting or case.received is None else case.received.latest
