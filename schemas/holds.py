"""Who has which case in hand, as it is stored.

The case's own row is locked first: of two people who take one case at once the later word stands,
and a message that arrives meanwhile waits, or is waited for. Names stand in `acknowledgements`
alone, so that they can be erased; nobody is listed or counted by them (design, law 11).
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, or_, select, update

from schemas.auditing import Signature, audit_row, write_audit
from schemas.hold_tables import acknowledgements
from schemas.in_hand import Hold
from schemas.moments import CLOCKS_APART, zulu
from schemas.tables import cases
from schemas.words import HoldReason

CaseRow = Row[*tuple[Any, ...]]
"""What a hold needs of a case: key, case code, picture, marks, and when it must be looked at."""


def locked_case(connection: Connection, code: str) -> CaseRow | None:
    """Return the case of a case code, kept from all others until the commit; None of no case."""
    columns = (cases.c.case_key, cases.c.handle, cases.c.picture, cases.c.marks, cases.c.changed_at)
    row = select(*columns).where(cases.c.handle == code).with_for_update()
    return connection.execute(row).first()


def standing_holds(connection: Connection, at: datetime) -> dict[str, Hold]:
    """Return every hold that stood at an instant, by case code: neither lapsed nor ended then."""
    rows = (
        select(acknowledgements, cases.c.handle)
        .join(cases, cases.c.case_key == acknowledgements.c.case_key)
        .where(_stood(at))
        .order_by(acknowledgements.c.acknowledgement_id)
    )
    return {row.handle: _hold_of(row) for row in connection.execute(rows)}


def hold_of(connection: Connection, case: CaseRow, at: datetime) -> Hold | None:
    """Return the hold on one case that stood at an instant, None where nobody had it in hand."""
    rows = select(acknowledgements).where(acknowledgements.c.case_key == case.case_key, _stood(at))
    last = rows.order_by(acknowledgements.c.acknowledgement_id.desc()).limit(1)
    row = connection.execute(last).first()
    return None if row is None else _hold_of(row)


def put_hold(connection: Connection, case: CaseRow, hold: Hold, by: Signature) -> None:
    """Store that somebody has a locked case in hand, in place of whoever had; audited, nameless."""
    _end_standing(connection, case, by.at)
    row = {
        "case_key": case.case_key,
        "at": hold.at,
        "actor": by.actor,
        "name": hold.name,
        "reason": hold.reason.value,
        "check_at": hold.check_at,
    }
    connection.execute(acknowledgements.insert(), row)
    _set_held_until(connection, case, hold.check_at, by.at)
    detail = f"{hold.reason.value}, next look {zulu(hold.check_at)}"
    write_audit(connection, [audit_row(by, "case in hand", handle=case.handle, detail=detail)])


def end_hold(connection: Connection, case: CaseRow, by: Signature) -> None:
    """Store that nobody has a locked case in hand any more; audited."""
    _end_standing(connection, case, by.at)
    # Until now, not never: what was due meanwhile is due from now on, and is not late by our delay.
    _set_held_until(connection, case, by.at, by.at)
    write_audit(connection, [audit_row(by, "case given up", handle=case.handle)])


def _end_standing(connection: Connection, case: CaseRow, at: datetime) -> None:
    standing = update(acknowledgements).where(
        acknowledgements.c.case_key == case.case_key, _stood(at)
    )
    connection.execute(standing.values(ended_at=at))


def _set_held_until(connection: Connection, case: CaseRow, until: datetime, now: datetime) -> None:
    """Have the case looked at again, so that its next deadline follows."""
    looked_at = now if case.changed_at is None else min(case.changed_at, now)
    held = update(cases).where(cases.c.case_key == case.case_key)
    connection.execute(held.values(held_until=until, changed_at=looked_at))


def look_again_at_what_lies_ahead(connection: Connection, now: datetime) -> None:
    """Have every case looked at that a clock put off which ran ahead, and has gone back since.

    Those are the cases that changed in that time, or that somebody took in hand.
    """
    ahead = now + CLOCKS_APART
    put_off = (
        select(cases.c.case_key)
        .where(or_(cases.c.changed_at > ahead, cases.c.held_until > ahead))
        .order_by(cases.c.case_key)
        .with_for_update()
    )
    waking = update(cases).where(cases.c.case_key.in_(put_off))
    connection.execute(waking.values(changed_at=now))


def _stood(at: datetime) -> ColumnElement[bool]:
    ended = acknowledgements.c.ended_at
    return and_(
        acknowledgements.c.at <= at,
        acknowledgements.c.check_at > at,
        or_(ended.is_(None), ended > at),
    )


def _hold_of(row: Row[Any]) -> Hold:
    return Hold(at=row.at, name=row.name, reason=HoldReason(row.reason), check_at=row.check_at)
