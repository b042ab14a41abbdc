"""The police reference of a case, for the few routes that may tell it; each sending is audited.

The row is written, and committed, before anything is handed over: no reference leaves without it.
"""

import logging
from datetime import datetime

from sqlalchemy import select

from alerts.outbox import Sent
from schemas.auditing import MONITOR, Signature, audit_row, write_audit
from schemas.database import Database
from schemas.house import House
from schemas.keys import KeyTrouble
from schemas.routes import TellsReference
from schemas.tables import cases

logger = logging.getLogger(__name__)

SENT = "reference sent"
"""What the audit calls it."""


def reference_to_tell(database: Database, house: House, row: Sent, now: datetime) -> str | None:
    """Return the reference that goes with one sending; None where none may, or there is none.

    An alert that cannot have it goes without: nobody is left untold for it.
    """
    route = house.routes.get(row.route)
    if row.case_key is None or route is None or route.reference is not TellsReference.BODY:
        return None
    with database.write() as connection:
        of_it = select(cases.c.sealed_ref).where(cases.c.case_key == row.case_key)
        sealed = connection.execute(of_it).scalar_one_or_none()
        reference = _opened(house, sealed, row)
        if reference is not None:
            by = Signature(actor=MONITOR, at=now)
            detail = f"alert {row.alert_id} by route {row.route}"
            write_audit(connection, [audit_row(by, SENT, handle=row.handle, detail=detail)])
    return reference


def _opened(house: House, sealed: bytes | None, row: Sent) -> str | None:
    if not sealed:
        return None
    try:
        return house.keys.open_sealed(sealed, row.case_key).decode()
    except KeyTrouble as error:
        what = {"alert_id": row.alert_id, "why": str(error)}
        logger.error("a police reference cannot be opened: sent without", extra=what)  # noqa: TRY400
        return None
