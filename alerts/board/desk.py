"""What the board asks of whoever can read a message anew. Only the consumer can. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from alerts.revealing import RevealReason
from schemas.auditing import Signature


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """What became of one message. ``words`` are a sentence without a value of the message."""

    is_done: bool
    words: str


class Desk(Protocol):
    """Where people deal with messages that could not be read; each deed is audited with it.

    Each method raises `schemas.database.CommitUnknown` where the connection was lost during COMMIT.
    """

    @property
    def dismissals(self) -> Mapping[str, str]:
        """Why a message may need nothing more: the word that is stored, and what people read."""

    def retry(self, quarantine_id: str, by: Signature) -> Fate:
        """Try the message held with the program and settings of today.

        Raises:
            KeyTrouble: The row was changed, or the key it was sealed with is missing.
        """

    def mend(self, quarantine_id: str, raw: bytes, by: Signature) -> Fate:
        """Enter a mended message in place of the one held."""

    def dismiss(self, quarantine_id: str, why: str, by: Signature) -> Fate:
        """Say that a message needs nothing more; ``why`` is a word of ``dismissals``."""

    def show(self, quarantine_id: str, why: RevealReason, by: Signature) -> bytes | None:
        """Return the message as it came, with why in the audit; None where nothing of it is held.

        Raises:
            KeyTrouble: The row was changed, or the key it was sealed with is missing.
        """
