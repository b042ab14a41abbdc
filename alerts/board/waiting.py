"""Who waits now: read in a few queries, then worked out with nobody kept waiting."""

from dataclasses import replace

from alerts.board.rights import Right
from alerts.board.scene import seen_scene
from alerts.board.visit import Visit
from alerts.board.waiting_filter import WaitingFilter
from alerts.list_gathering import without_cases
from alerts.list_waits import find_waits, in_rows
from alerts.lists import ListFacts
from schemas.words import Role

READER = Role.MASH_MANAGER
"""Whose list the page is like: it names trouble with feeds and messages too."""


def waiting_facts(visit: Visit, asked: WaitingFilter) -> ListFacts:
    """Return the facts of a list of everybody who waits and whom somebody may see.

    Of one council where that is asked for. The same facts by the same rules as the lists that go
    out; risk and rung are not looked at.

    Raises:
        UnknownVersion: A case keeps a policy version that is not among those loaded.
    """
    board, now = visit.board, visit.now
    with board.database.read() as connection:
        scene = seen_scene(connection, visit, READER, asked.council)
        waits = find_waits(scene)
        if not visit.may(Right.SEE_COUNCIL_NOTES):
            waits = replace(waits, holds={})
        bare = without_cases(scene)
    # Outside: making the rows takes longer than reading them.
    made = board.memory.rows(waits.rows, scene)
    waiting, unnamed = in_rows(made, waits, now)
    return replace(bare, waiting=waiting, unnamed=unnamed)
