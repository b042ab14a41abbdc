"""A case that was closed is opened again by a person's word: the child's wait goes on.

It is the contract's own way: a closing that says ``reopened``. Only what was closed can be opened;
a receipt that is wrong is put right at the front door, or taken back as `alerts.correcting` does.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from alerts.hand_entries import CannotEnter, FoundCase, HandEntry, find_case, put_entry
from alerts.hand_receipts import moment_words
from alerts.person_names import read_name
from schemas.auditing import Signature
from schemas.database import Database, retrying
from schemas.facts import BEHIND_EVERY_ID, load_facts
from schemas.keys import KeyRing
from schemas.moments import zulu
from schemas.own_sources import ENTERED
from schemas.records import Case
from schemas.words import ChildrenKnown, Disposition, Flag, MessageType


class ReopenReason(StrEnum):
    """Why a case was not to be closed. Closed words: free text would bring names in."""

    CLOSED_BY_MISTAKE = "closed_by_mistake"
    WRONG_CASE = "wrong_case"
    NEW_FACTS = "new_facts"
    AGREED_WITH_PARTNER = "agreed_with_partner"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopening:
    """What somebody says who opens a case again."""

    reason: ReopenReason
    name: str


def reopen(
    database: Database, keys: KeyRing, code: str, reopening: Reopening, by: Signature
) -> None:
    """Enter that a case is open again, audited with its reason; the name stays with the message.

    Raises:
        CannotEnter: No such case, it is not closed, was joined by hand, or is closed as
            from later.
        UnusableName: The name cannot be kept.
        CommitUnknown: The connection was lost during COMMIT; to say it again is safe.
    """
    name = read_name(reopening.name)

    def enter() -> None:
        with database.write() as connection:
            found = find_case(connection, keys, code)
            check_reopening(found)
            entry = reopened(found, "case opened again", name, by, reopening.reason.value)
            put_entry(connection, keys, entry, by)

    retrying(enter)


def reopened(
    about: FoundCase, action: str, name: str, by: Signature, reason: str = ""
) -> HandEntry:
    """Return the message that undoes whatever closed a case.

    Raises:
        CannotEnter: It would have no effect: a closing is dated later.
    """
    _check_dates(about, by.at)
    return HandEntry(
        about=about,
        type=MessageType.INCIDENT_CLOSED,
        data={"disposition": Disposition.REOPENED.value, "at": zulu(by.at)},
        said_by=name,
        action=action,
        detail=reason,
    )


def _check_dates(about: FoundCase, now: datetime) -> None:
    """Check that no closing would stand over an opening again that is dated now.

    The last by when it holds counts, whoever said it later: to enter one behind it would be taken
    for done, and the child's wait would not go on.
    """
    second = now.replace(microsecond=0)
    ours = (second, second, (second, ENTERED, BEHIND_EVERY_ID))
    for fact in load_facts(about.facts):
        if fact.type is not MessageType.INCIDENT_CLOSED or fact.at is None:
            continue
        if fact.disposition is not Disposition.REOPENED and fact.closing_place > ours:
            raise CannotEnter(
                f"the closing of {about.code} is dated later than now "
                f"({moment_words(fact.at)}), and would still stand",
                "ask the police desk to reopen it, or open it again after that time",
            )


def check_reopening(found: FoundCase) -> None:
    """Check that a case can be opened again. Pure.

    Raises:
        CannotEnter: It is not closed, or joining undone is what is meant.
    """
    case = found.case
    if case.duplicate_of is not None and Flag.UNREPORTED in case.flags:
        raise CannotEnter(
            f"{found.code} was joined to another case by hand",
            f"undo that: danm join {found.code} --undo",
        )
    if not is_ended(case):
        raise CannotEnter(
            f"{found.code} was not closed: {_why_not_ended(case)}",
            "check the case code; a wrong receipt is put right in the front door's own system",
        )


def _why_not_ended(case: Case) -> str:
    if case.children_known is ChildrenKnown.NONE:
        return "the police say that there are no children"
    return "the front door was told of it" if case.received else "its wait goes on"


def is_ended(case: Case) -> bool:
    """Whether somebody's closing ended the wait, so that to undo it makes the wait go on.

    Where the police say that there are no children nobody closed it: a message that lists some
    opens it again.
    """
    has_children = case.children_known is not ChildrenKnown.NONE
    return case.is_closed and has_children and case.disposition is not None
