"""A time that was told wrongly is put right by a person's word, or taken back.

It is the contract's own correction: it outlasts every plain message, and the result that follows
from it is given anew, with the earlier one kept in the audit.
"""

from dataclasses import dataclass
from datetime import datetime

from alerts.hand_entries import CannotEnter, FoundCase, HandEntry, find_case, put_entry
from alerts.hand_receipts import moment_words
from alerts.person_names import read_name
from schemas.auditing import Signature
from schemas.database import Database, retrying
from schemas.facts import BEHIND_EVERY_ID, load_facts
from schemas.keys import KeyRing
from schemas.moments import Moment
from schemas.own_sources import ENTERED
from schemas.told import EARLIEST, EARLIEST_OCCURRED
from schemas.words import CorrectionReason, MessageType, Milestone


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What somebody says is right; ``at`` None where it did not happen, or nobody knows when."""

    milestone: Milestone
    at: Moment | None
    reason: CorrectionReason
    name: str


def correct(
    database: Database, keys: KeyRing, code: str, correction: Correction, by: Signature
) -> None:
    """Enter a correction of one time, audited with its reason; the name stays with the message.

    Raises:
        CannotEnter: No such case, the time cannot be, or there is none to take back.
        UnusableName: The name cannot be kept.
        CommitUnknown: The connection was lost during COMMIT; to say it again is safe.
    """
    name = read_name(correction.name)

    def enter() -> None:
        with database.write() as connection:
            found = find_case(connection, keys, code)
            check_correction(found, correction, by.at)
            entry = HandEntry(
                about=found,
                type=MessageType.INCIDENT_CORRECTED,
                data=_data(correction),
                said_by=name,
                action="time corrected",
                detail=f"{correction.milestone.value}, {correction.reason.value}",
            )
            put_entry(connection, keys, entry, by)

    retrying(enter)


def _data(correction: Correction) -> dict[str, object]:
    at = None if correction.at is None else correction.at.as_json()
    return {
        "milestone": correction.milestone.value,
        "at": at if at is None else at.get("at", at),
        "reason": correction.reason.value,
    }


def _check_order(found: FoundCase, milestone: Milestone, now: datetime) -> None:
    """Check that no correction of the same time was sent later, by its sender's clock: it wins."""
    ours = (now.replace(microsecond=0), ENTERED, BEHIND_EVERY_ID)
    for fact in load_facts(found.facts):
        is_rival = fact.type is MessageType.INCIDENT_CORRECTED and fact.milestone is milestone
        if is_rival and fact.place > ours:
            sent = moment_words(Moment(earliest=fact.time, latest=fact.time))
            raise CannotEnter(
                f"another correction of that time is dated later than now ({sent}), and would "
                "still count",
                "ask whoever sent it to put it right, or correct it again after that time",
            )


def check_correction(found: FoundCase, correction: Correction, now: datetime) -> None:
    """Check what somebody says against what is known of the case. Pure.

    Raises:
        CannotEnter: It would have no effect, or its time cannot be.
    """
    at, milestone = correction.at, correction.milestone
    _check_order(found, milestone, now)
    if at is None:
        if milestone not in found.case.milestones:
            raise CannotEnter(
                f"nobody told such a time of {found.code}", "choose one that the page shows"
            )
        return
    if at.earliest > now:
        raise CannotEnter(
            f"the time ({moment_words(at)}) lies in the future",
            "give when it happened, or the day alone",
        )
    if at.earliest < (EARLIEST_OCCURRED if milestone is Milestone.OCCURRED else EARLIEST):
        raise CannotEnter(f"the time ({moment_words(at)}) lies too long ago", "check the year")
