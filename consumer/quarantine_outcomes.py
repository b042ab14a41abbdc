"""What may become of a message in quarantine, and what a person is told of it. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from schemas.refusal_words import refusal_words
from schemas.refusals import Reason


class Outcome(StrEnum):
    """What became of one message that was tried again, mended or dismissed."""

    ENTERED = "entered"
    DISMISSED = "dismissed"
    STILL_REFUSED = "still_refused"
    IS_CONFLICT = "is_conflict"
    WOULD_CONFLICT = "would_conflict"
    OF_A_FILE = "of_a_file"
    NOTHING_HELD = "nothing_held"
    DEALT_WITH = "dealt_with"
    NO_LONGER_HELD = "no_longer_held"


_FIRST_COUNTS = "and the first counts: correct it with a correction message, then dismiss this one"

EXPLANATIONS = {
    Outcome.ENTERED: "entered, to be taken in like any message",
    Outcome.DISMISSED: "dismissed",
    Outcome.STILL_REFUSED: "still cannot be read; give it mended: --with FILE",
    Outcome.IS_CONFLICT: f"another message has the same id {_FIRST_COUNTS}",
    Outcome.WOULD_CONFLICT: f"another message of the same id has come since {_FIRST_COUNTS}",
    Outcome.OF_A_FILE: "it is about a file, not a message; mend the file or its mapping and put "
    "the file in again, or give the message: --with FILE",
    Outcome.NOTHING_HELD: "nothing of it is held; have it sent again, or give it: --with FILE",
    Outcome.DEALT_WITH: "was dealt with before",
    Outcome.NO_LONGER_HELD: "is no longer held; have it sent again where it is missed",
}
"""What a person is told of each outcome, and what to do."""


class Dismissal(StrEnum):
    """Why a message needs nothing more. Closed words: free text would bring names into the audit.

    Source: assumption, to agree with the data manager.
    """

    SENT_AGAIN = "sent_again"
    KNOWN_OTHERWISE = "known_otherwise"
    CORRECTED = "corrected"
    NO_NOTIFICATION = "no_notification"
    TEST_MESSAGE = "test_message"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What became of one message. ``reason`` is why it is refused now, None where it is not."""

    quarantine_id: str
    outcome: Outcome
    reason: Reason | None = None
    place: str = ""

    @property
    def is_done(self) -> bool:
        """Whether it became what was asked."""
        return self.outcome in (Outcome.ENTERED, Outcome.DISMISSED)

    @property
    def words(self) -> str:
        """One line for a person, without a value of the message."""
        why = f"; {refusal_words(self.reason, self.place)}" if self.reason else ""
        return f"{self.quarantine_id}: {EXPLANATIONS[self.outcome]}{why}"
