"""A weekend in June, as the front door finds it on Monday, and lists made of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from alerts.list_gathering import gather
from alerts.lists import ListFacts
from schemas.database import Database
from schemas.house import House
from schemas.list_rows import list_row
from schemas.list_tables import lists
from schemas.lists import RoleList
from schemas.moments import parse_instant
from schemas.tables import cases
from schemas.words import ListSort, Role
from tests.model.sentences import (
    POLICE,
    STOKE,
    children,
    close,
    contact,
    message,
    receipt,
    report,
    utc,
)
from tests.replays.ours import HOUSE

MONDAY = "06-15 07:30"
"""08:30 by the clock on the wall: the front door opens."""


def at(short: str) -> datetime:
    return parse_instant(utc(short))


def heartbeat(when: str, source: str = POLICE) -> dict[str, Any]:
    told = {"force": "staffordshire", "complete_to": utc(when)}
    return message("feed.heartbeat", when, None, told, source=source)


WEEKEND = [
    report("06-12 09:00", "RECORDED", risk="standard"),
    receipt("06-12 10:00", "RECORDED"),
    contact("06-12 10:05", ref="RECORDED"),
    report("06-12 12:00", "UNPICKED", risk="high", children=children("4-7", of="U")),
    receipt("06-12 12:10", "UNPICKED"),
    report("06-13 10:00", "CHILD", risk="medium", children=children("8-11", "12-15", of="C")),
    report("06-13 12:00", "BABY", risk="medium", children=children("0-3", "8-11", of="B")),
    report("06-13 14:00", "ENDED", risk="high", children=children("8-11", of="E")),
    report("06-14 08:00", "UNNAMED", risk="medium", children=[], children_known="not_yet"),
    report("06-14 12:00", "CAME-LATE", risk="high", children=children("unborn", of="L")),
    report("06-14 19:10", "SOON", risk="medium", children=children("8-11", of="S")),
    receipt("06-15 00:30", "ENDED"),
    receipt("06-15 06:00", "CAME-LATE", received_by="edt"),
    report("06-15 06:30", "NEW", risk="standard", children=children("16-17", of="N")),
    report("06-15 06:40", "AGAIN", risk="standard", children=children("8-11", of="C")),
    report("06-15 06:50", "WITHDRAWN", risk="high", children=children("8-11", of="W")),
    close("06-15 06:55", "withdrawn", "WITHDRAWN"),
    heartbeat("06-15 07:00"),
]


def a_list(role: Role = Role.MASH_DUTY, due: str = MONDAY, council: str | None = STOKE) -> RoleList:
    return RoleList(
        sort=ListSort.SHIFT, role=role, local_authority=council, opened_at=at(due), due_at=at(due)
    )


def sent_before(database: Database, role: Role, due: str, council: str | None = STOKE) -> None:
    sent = list_row(a_list(role, due, council), made_at=at(due))
    with database.write() as connection:
        connection.execute(lists.insert(), [sent])


def gathered(
    database: Database,
    role: Role = Role.MASH_DUTY,
    due: str = MONDAY,
    house: House = HOUSE,
    council: str | None = STOKE,
) -> ListFacts:
    return gather(database, a_list(role, due, council), house, at(due))


def codes(database: Database) -> dict[str, str]:
    """The reference of each case code, which no list knows."""
    with database.read() as connection:
        rows = connection.execute(select(cases.c.case_key, cases.c.handle, cases.c.sealed_ref))
        return {
            row.handle: HOUSE.keys.open_sealed(row.sealed_ref, row.case_key).decode()
            for row in rows
        }


def keys(database: Database) -> dict[bytes, str]:
    name = codes(database)
    with database.read() as connection:
        rows = connection.execute(select(cases.c.case_key, cases.c.handle))
        return {row.case_key: name[row.handle] for row in rows}
