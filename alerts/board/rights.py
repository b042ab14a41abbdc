"""What each role may see and do on the board: the whole matrix, on one screen. Pure.

Source: the roles of the people in domain.md; to agree by both partners before going live.
"""

from enum import StrEnum

from alerts.board.people import BoardRole, Person

_MASH, _EDT, _POLICE = BoardRole.MASH, BoardRole.EDT, BoardRole.POLICE
_DATA, _REVIEWER, _VIEWER = BoardRole.DATA_MANAGER, BoardRole.REVIEWER, BoardRole.VIEWER
_EVERYBODY = frozenset(BoardRole)


class Right(StrEnum):
    """One thing that somebody may see or do."""

    SEE_CASES = "see who waits, and each case"
    SEE_COUNCIL_NOTES = "see who has a case in hand, and what the council decided"
    SEE_FEEDS = "see the feeds"
    SEE_ALERTS = "see what was told to whom"
    SEE_POLICY = "see the policy in force"
    COUNT_QUARANTINE = "see how much could not be read"
    SEE_QUARANTINE = "see what could not be read"
    TAKE_IN_HAND = "take a case in hand"
    ENTER_RECEIPT = "say that the front door has it already"
    REVEAL = "see a police reference"
    CORRECT = "correct a time, or open a case again"
    MEND_QUARANTINE = "deal with what could not be read"
    TRY_LIMITS = "try other limits"


ALLOWED: dict[Right, frozenset[BoardRole]] = {
    Right.SEE_CASES: _EVERYBODY,
    Right.SEE_COUNCIL_NOTES: _EVERYBODY - {_POLICE},
    Right.SEE_FEEDS: _EVERYBODY,
    Right.SEE_ALERTS: _EVERYBODY - {_POLICE},
    Right.SEE_POLICY: _EVERYBODY,
    Right.COUNT_QUARANTINE: frozenset({_DATA, _MASH, _EDT}),
    # Its recipients. Source: contract section 3 (data_manager, mash_manager); EDT needs the number.
    Right.SEE_QUARANTINE: frozenset({_DATA, _MASH}),
    Right.TAKE_IN_HAND: frozenset({_MASH, _EDT}),
    Right.ENTER_RECEIPT: frozenset({_MASH, _EDT}),
    Right.REVEAL: frozenset({_MASH, _EDT, _POLICE, _DATA}),
    Right.CORRECT: frozenset({_MASH, _DATA}),
    Right.MEND_QUARANTINE: frozenset({_DATA}),
    Right.TRY_LIMITS: frozenset({_MASH, _DATA, _REVIEWER}),
}
"""Nobody is ranked by it: it says who may, never who did."""


def may(person: Person, right: Right) -> bool:
    """Whether one of somebody's roles allows it."""
    return not person.roles.isdisjoint(ALLOWED[right])
