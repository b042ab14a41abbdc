"""What is removed of each table by age: which rows are old, and what is done to them.

Names and bytes go before the rows in which they stand. A row is found in a short reading and looked
at again where it is removed, so that it does not matter what happens in between.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, delete, exists, func, select, update

from alerts.sent_rows import IS_OPEN
from consumer.quarantined import Standing
from consumer.retention.doing import Act, Chore, key_of
from consumer.retention.gone_cases import (
    hold_edges,
    note_purged,
    remove_alerts,
    remove_cases,
    remove_sent,
)
from consumer.retention.over import groups_over
from consumer.retention.seen_messages import forget, of_held_cases
from schemas.among import among
from schemas.board_tables import board_sessions
from schemas.book import Book
from schemas.counts import QUARANTINED, labels
from schemas.database import Database
from schemas.file_tables import snapshot_rows
from schemas.hold_tables import acknowledgements
from schemas.list_tables import list_alerts, lists
from schemas.retention import Retention
from schemas.tables import alerts, cases, entered, messages, outbox, quarantine
from schemas.words import State


def chores(database: Database, retention: Retention, now: datetime) -> Iterator[Chore]:
    """Yield all that is to be done, in order; each is done before the next is asked for."""
    yield from _of_quarantine(now - retention.quarantined, now - retention.names)
    yield from _of_people(now - retention.names, now)
    yield from _of_cases(now - retention.reference, retention.cases_before(now), now)
    yield from _of_years_ago(retention.cases_before(now))
    yield _of_messages(database, retention.cases_before(now))


def _of_quarantine(bytes_before: datetime, names_before: datetime) -> Iterator[Chore]:
    yield Chore(
        one="message in quarantine loses its bytes",
        many="messages in quarantine lose their bytes",
        table=quarantine,
        is_due=and_(quarantine.c.at < bytes_before, quarantine.c.sealed.is_not(None)),
        act=_erasing(quarantine, sealed=None),
    )
    yield Chore(
        one="name of who took on a message in quarantine",
        many="names of who took on a message in quarantine",
        table=quarantine,
        is_due=and_(quarantine.c.taken_at < names_before, quarantine.c.taken_by.is_not(None)),
        act=_erasing(quarantine, taken_by=None, taken_at=None),
    )


def _of_people(names_before: datetime, now: datetime) -> Iterator[Chore]:
    yield Chore(
        one="name of who had a case in hand",
        many="names of who had a case in hand",
        table=acknowledgements,
        is_due=and_(acknowledgements.c.at < names_before, acknowledgements.c.actor != ""),
        act=_erasing(acknowledgements, name=None, actor=""),
    )
    newest = select(func.max(entered.c.entered_id)).scalar_subquery()
    is_whole = (entered.c.entered_id < newest) | (entered.c.actor != "")
    yield Chore(
        one="message that people or the monitor itself entered",
        many="messages that people or the monitor itself entered",
        table=entered,
        is_due=and_(entered.c.taken_at < names_before, is_whole),
        act=_remove_entered,
    )
    yield Chore(
        one="ended session of the board",
        many="ended sessions of the board",
        table=board_sessions,
        is_due=board_sessions.c.ends_at <= now,
        act=_deleting(board_sessions),
    )


def _of_cases(reference_before: datetime, case_before: datetime, now: datetime) -> Iterator[Chore]:
    is_over = and_(
        cases.c.state != State.WAITING.value,
        cases.c.next_due_at.is_(None),
        cases.c.changed_at.is_(None),
    )

    def erase(book: Book, keys: Sequence[bytes]) -> None:
        of_them = update(cases).where(among(book.connection, cases.c.case_key, keys))
        book.connection.execute(of_them.values(sealed_ref=b""))

    yield Chore(
        one="police reference",
        many="police references",
        table=cases,
        is_due=and_(is_over, cases.c.started_at < reference_before, cases.c.sealed_ref != b""),
        act=_by_groups(reference_before, erase),
        count=_by_groups(reference_before),
    )
    yield Chore(
        one="case with all that was told, rung and sent about it",
        many="cases with all that was told, rung and sent about them",
        table=cases,
        is_due=and_(is_over, cases.c.started_at < case_before),
        act=_by_groups(case_before, lambda book, keys: remove_cases(book, keys, now)),
        count=_by_groups(case_before),
    )


def _of_years_ago(before: datetime) -> Iterator[Chore]:
    of_no_case = and_(alerts.c.case_key.is_(None), alerts.c.raised_at < before)
    yield Chore(
        one="alert about feeds or messages",
        many="alerts about feeds or messages",
        table=alerts,
        is_due=and_(of_no_case, ~_is_being_sent(alerts.c.alert_id)),
        act=_remove_feed_alerts,
    )
    yield Chore(
        one="list that went out",
        many="lists that went out",
        table=lists,
        is_due=and_(lists.c.made_at < before, ~_is_being_sent(lists.c.list_id)),
        act=_remove_lists,
    )
    yield Chore(
        one="row of a file that no file has told again",
        many="rows of files that no file has told again",
        table=snapshot_rows,
        is_due=snapshot_rows.c.told_at < before,
        act=_deleting(snapshot_rows),
    )
    is_settled = quarantine.c.state != Standing.OPEN.value
    yield Chore(
        one="note of a message in quarantine that was dealt with",
        many="notes of messages in quarantine that were dealt with",
        table=quarantine,
        is_due=and_(quarantine.c.at < before, is_settled),
        act=_remove_quarantined,
    )


def _of_messages(database: Database, before: datetime) -> Chore:
    held = of_held_cases(database, before)
    return Chore(
        one="mark of a message that was seen and belongs to no case held",
        many="marks of messages that were seen and belong to no case held",
        table=messages,
        is_due=messages.c.handled_at < before,
        act=lambda connection, keys: forget(connection, [k for k in keys if k not in held]),
        count=lambda _, keys: sum(key not in held for key in keys),
    )


def _is_being_sent(alert_id: ColumnElement[str]) -> ColumnElement[bool]:
    return exists(select(outbox.c.outbox_id).where(outbox.c.alert_id == alert_id, IS_OPEN))


def _erasing(table: Table, **values: Any) -> Act:
    def erase(connection: Connection, keys: Sequence[Any]) -> int:
        these = among(connection, key_of(table), keys)
        return connection.execute(update(table).where(these).values(**values)).rowcount

    return erase


def _deleting(table: Table) -> Act:
    def remove(connection: Connection, keys: Sequence[Any]) -> int:
        return connection.execute(
            delete(table).where(among(connection, key_of(table), keys))
        ).rowcount

    return remove


def _by_groups(
    before: datetime, then: Callable[[Book, Sequence[bytes]], None] | None = None
) -> Act:
    """Return what does something to the cases that are over with all that is joined to them."""

    def act(connection: Connection, keys: Sequence[bytes]) -> int:
        book = Book(connection, shard="")
        chosen = [key for group in groups_over(book, keys, before) for key in group]
        if then is not None and chosen:
            then(book, chosen)
        return len(chosen)

    return act


def _remove_entered(connection: Connection, keys: Sequence[int]) -> int:
    """Remove rows, and of the newest what it holds: its number must not be given again.

    The audit names rows by their numbers.
    """
    these = among(connection, entered.c.entered_id, keys)
    newest = connection.scalar(select(func.max(entered.c.entered_id)))
    connection.execute(delete(entered).where(these, entered.c.entered_id < newest))
    connection.execute(update(entered).where(these).values(actor="", sealed=b""))
    return len(keys)


def _remove_feed_alerts(connection: Connection, keys: Sequence[str]) -> int:
    hold_edges(connection)
    told = remove_alerts(connection, keys)
    note_purged(connection, told)
    return told.total()


def _remove_lists(connection: Connection, keys: Sequence[str]) -> int:
    remove_sent(connection, keys)
    connection.execute(delete(list_alerts).where(among(connection, list_alerts.c.list_id, keys)))
    return _deleting(lists)(connection, keys)


def _remove_quarantined(connection: Connection, keys: Sequence[str]) -> int:
    of_them = delete(quarantine).where(among(connection, quarantine.c.quarantine_id, keys))
    counted_as = func.coalesce(quarantine.c.counted_as, quarantine.c.reason)
    gone = list(connection.scalars(of_them.returning(counted_as)))
    hold_edges(connection)
    note_purged(connection, Counter((QUARANTINED, labels(reason)) for reason in gone))
    return len(gone)
