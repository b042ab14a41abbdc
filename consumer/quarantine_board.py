"""The desk of the quarantine as the board meets it: one message at a time, told in sentences."""

from collections.abc import Mapping
from dataclasses import dataclass

from alerts.board.desk import Fate
from alerts.revealing import RevealReason
from consumer.arrivals import Reader
from consumer.quarantine_desk import QuarantineDesk
from consumer.quarantine_outcomes import Dismissal, Outcome, Tried
from schemas.auditing import Signature
from schemas.database import Database
from schemas.refusal_words import REASON_WORDS

DISMISSALS = {
    Dismissal.SENT_AGAIN: "The sender sent it again, and that message was read",
    Dismissal.KNOWN_OTHERWISE: "What it says is known in another way, such as by telephone",
    Dismissal.CORRECTED: "A correction message has put it right",
    Dismissal.NO_NOTIFICATION: "It is not about a child who waits",
    Dismissal.TEST_MESSAGE: "It was a test",
}
"""What people choose from, on the page."""

_FIRST_COUNTS = (
    "the first counts. Have a correction message sent, then say here that nothing more is needed"
)

FATES = {
    Outcome.ENTERED: "It was entered",
    Outcome.DISMISSED: "It needs nothing more",
    Outcome.STILL_REFUSED: "It still cannot be read",
    Outcome.IS_CONFLICT: f"Another message has the same id, and {_FIRST_COUNTS}",
    Outcome.WOULD_CONFLICT: f"Another message of the same id has come since, and {_FIRST_COUNTS}",
    Outcome.OF_A_FILE: "It is about a file, not a message. Mend the file or its mapping and put "
    "the file in again, or put the message itself in below",
    Outcome.NOTHING_HELD: "Nothing of it is held. Have it sent again, or put it in below",
    Outcome.DEALT_WITH: "It was dealt with before. Open this page again",
    Outcome.NO_LONGER_HELD: "It is no longer held. Have it sent again where it is missed",
}
"""What became of a message, as the board says it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardDesk:
    """What `alerts.board.desk.Desk` asks for, with the reader that only the consumer has."""

    database: Database
    reader: Reader

    @property
    def dismissals(self) -> Mapping[str, str]:
        """Return why a message may need nothing more."""
        return {why.value: words for why, words in DISMISSALS.items()}

    def retry(self, quarantine_id: str, by: Signature) -> Fate:
        """Try the message held with the program and settings of today."""
        (tried,) = self._desk(by).retry([quarantine_id])
        return _fate(tried)

    def mend(self, quarantine_id: str, raw: bytes, by: Signature) -> Fate:
        """Enter a mended message in place of the one held."""
        return _fate(self._desk(by).mend(quarantine_id, raw))

    def dismiss(self, quarantine_id: str, why: str, by: Signature) -> Fate:
        """Say that a message needs nothing more."""
        (tried,) = self._desk(by).dismiss([quarantine_id], Dismissal(why))
        return _fate(tried)

    def show(self, quarantine_id: str, why: RevealReason, by: Signature) -> bytes | None:
        """Return the message as it came; None where nothing of it is held."""
        return self._desk(by).show(quarantine_id, why)

    def _desk(self, by: Signature) -> QuarantineDesk:
        return QuarantineDesk(database=self.database, reader=self.reader, by=by)


def _fate(tried: Tried) -> Fate:
    words = FATES[tried.outcome]
    if tried.reason is not None:
        where = f" (at {tried.place})" if tried.place else ""
        words = f"{words}: {REASON_WORDS[tried.reason]}{where}"
    return Fate(is_done=tried.is_done, words=f"{words}.")
