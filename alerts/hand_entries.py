"""What people enter about a case: a message like any other, from the monitor's own source.

The board and the command line call the same functions. No case is changed here: the message is put
where `consumer.sources.entered` reads it, and counts once it was taken in.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

from pydantic_core import to_json
from sqlalchemy import Connection, func, select

from schemas.auditing import Signature, audit_row, write_audit
from schemas.entering import enter_within
from schemas.keys import KeyRing
from schemas.moments import zulu
from schemas.own_sources import ENTERED
from schemas.pictures import load_case
from schemas.records import Case
from schemas.tables import cases, entered
from schemas.trouble import Trouble
from schemas.words import MessageType


class CannotEnter(Trouble):
    """What a person wants to enter would be wrong, or have no effect."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundCase:
    """One case that somebody named by its code. The reference goes into a message, never shown."""

    key: bytes
    code: str
    case: Case
    reference: str = field(repr=False)
    facts: bytes = field(repr=False)
    """All that was told of it, as `schemas.facts` keeps it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandEntry:
    """What is entered about a case, and what the audit says of it beside who typed it and when.

    ``said_by`` is kept with the message, where it can be erased, and never in the audit.
    """

    about: FoundCase
    type: MessageType
    data: dict[str, Any] = field(repr=False)
    said_by: str = field(repr=False)
    action: str
    detail: str


def find_case(connection: Connection, keys: KeyRing, code: str) -> FoundCase:
    """Return the case of a case code.

    Raises:
        CannotEnter: No case has that code, or its police reference is no longer kept.
    """
    columns = (cases.c.case_key, cases.c.picture, cases.c.sealed_ref, cases.c.facts)
    row = connection.execute(select(*columns).where(cases.c.handle == code)).first()
    if row is None:
        raise CannotEnter(f"no case has the code {code}", "see the codes: danm incidents")
    reference = keys.reference(row.sealed_ref, row.case_key)
    if reference is None:
        raise CannotEnter(
            f"the police reference of {code} is no longer kept",
            "only the system it came from can tell more of it: the board shows what is held",
        )
    return FoundCase(
        key=row.case_key,
        code=code,
        case=load_case(row.picture),
        reference=reference,
        facts=row.facts,
    )


def put_entry(connection: Connection, keys: KeyRing, entry: HandEntry, by: Signature) -> None:
    """Put one message in as part of a transaction, with its audit row."""
    raw = to_json(
        {
            "specversion": "1.0",
            "id": _id(connection, by.at),
            "source": ENTERED,
            "type": entry.type.value,
            "time": zulu(by.at),
            "subject": entry.about.reference,
            "data": entry.data,
        }
    )
    number = enter_within(connection, keys, raw, by, entry.said_by)
    detail = "; ".join(filter(None, (entry.detail, f"entered:{number}")))
    write_audit(connection, [audit_row(by, entry.action, handle=entry.about.code, detail=detail)])


def _id(connection: Connection, at: datetime) -> str:
    """Return an id that sorts after every one made before it.

    Of two words of one second the later must win: an undoing over what it undoes. The clock alone
    does not tell them apart: that of a database may stand still, ahead of the wall.
    """
    before = connection.execute(select(func.max(entered.c.entered_id))).scalar() or 0
    return f"{at:%Y%m%dT%H%M%S%f}-{before + 1:010}-{uuid4().hex[:8]}"
