"""Ringing for deliveries: an overdue file is a silence, a thin one a drop in volume.

Both are stored with the instant at which they are due to be told, and marked as told in the
transaction of their alert, so that a restart or a second sweeper repeats nothing.
"""

from dataclasses import replace
from datetime import datetime

from alerts.deliveries import is_new_silence
from alerts.plain_words import london_words
from alerts.raising import about_messages, raise_alert
from schemas.book import Book
from schemas.deliveries import (
    Delivery,
    ThinFile,
    delivery_before,
    mark_thin_told,
    mark_told,
    untold_deliveries,
    untold_thin_files,
)
from schemas.house import House
from schemas.moments import zulu
from schemas.words import Kind


class DeliverySweep:
    """Looks at the deliveries and files of one transaction; read only when somebody asks."""

    def __init__(self, book: Book, house: House) -> None:
        """Take the open book, and what does not change while the program runs."""
        self._book = book
        self._house = house
        self._read: tuple[list[Delivery], list[ThinFile]] | None = None

    def next_due(self) -> datetime | None:
        """Return the next instant at which something must be told, if any."""
        missed, thin = self._untold()
        dues = [one.due_at for one in missed] + [one.thin_at for one in thin]
        return min(dues, default=None)

    def turn(self, now: datetime) -> None:
        """Tell of everything due by now, each once."""
        missed, thin = self._untold()
        for delivery in [one for one in missed if one.due_at <= now]:
            self._tell_missed(delivery, now)
            missed.remove(delivery)
        for file in [one for one in thin if one.thin_at <= now]:
            self._tell_thin(file, now)
            thin.remove(file)

    def _untold(self) -> tuple[list[Delivery], list[ThinFile]]:
        if self._read is None:
            connection = self._book.connection
            self._read = untold_deliveries(connection), untold_thin_files(connection)
        return self._read

    def _tell_missed(self, missed: Delivery, now: datetime) -> None:
        before = delivery_before(self._book.connection, missed.source, missed.expected_at)
        if is_new_silence(before):
            reason = (
                f"no file of {missed.source} came for {london_words(missed.expected_at)}; "
                f"it was overdue from {london_words(missed.due_at)}"
            )
            self._raise(
                Kind.SILENCE,
                f"{missed.source} {zulu(missed.expected_at)}",
                now,
                reason,
                due_at=missed.due_at,
            )
        mark_told(self._book.connection, missed, now)

    def _tell_thin(self, thin: ThinFile, now: datetime) -> None:
        reason = (
            f"{thin.name} of {thin.source} has {_rows(thin.rows)}; "
            f"such a file usually has about {thin.usual_rows}"
        )
        self._raise(Kind.VOLUME, f"{thin.source} {thin.file_key.hex()}", now, reason)
        mark_thin_told(self._book.connection, thin, now)

    def _raise(
        self, kind: Kind, name: str, now: datetime, reason: str, due_at: datetime | None = None
    ) -> None:
        alert = about_messages(kind, name, now, reason, self._house.policies.at(now))
        alert = alert if due_at is None else replace(alert, due_at=due_at)
        raise_alert(self._book, alert, self._house)


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count or 'no'} rows"
