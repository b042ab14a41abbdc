"""What packs for a board were written before: kept, since their own files may not say it."""

import json
from datetime import date
from typing import Any

from sqlalchemy import Row, insert, select

from reviews.pack.board_beside import EarlierPack
from reviews.pack.parts import Period
from schemas.auditing import Signature, audit_row, write_audit
from schemas.database import Database, retrying
from schemas.review_tables import board_packs


def earlier_packs(database: Database, period: Period) -> list[EarlierPack]:
    """Return those whose days lie in this period, or this one's in theirs, the newest first."""
    with database.read() as connection:
        rows = connection.execute(select(board_packs).order_by(board_packs.c.pack_id.desc())).all()
    packs = [_earlier(row) for row in rows]
    return [pack for pack in packs if pack.reaches_into(period)]


def keep_pack(
    database: Database, period: Period, counts: dict[str, int], by: Signature, detail: str
) -> None:
    """Keep the exact counts of a pack, once, with the note that it was written.

    Raises:
        CommitUnknown: The connection was lost during COMMIT; to say it again does no harm.
    """
    kept = {
        "first_day": period.first.isoformat(),
        "last_day": period.last.isoformat(),
        "as_of": period.as_of,
        "written_at": by.at,
        "counts": json.dumps(counts, sort_keys=True),
    }

    def store() -> None:
        with database.write() as connection:
            same = [board_packs.c[name] == kept[name] for name in kept if name != "written_at"]
            if connection.execute(select(board_packs.c.pack_id).where(*same)).first() is None:
                connection.execute(insert(board_packs), [kept])
            write_audit(connection, [audit_row(by, "review written", detail=detail)])

    retrying(store)


def _earlier(row: Row[Any]) -> EarlierPack:
    return EarlierPack(
        first=date.fromisoformat(row.first_day),
        last=date.fromisoformat(row.last_day),
        written_at=row.written_at,
        counts=json.loads(row.counts),
    )
