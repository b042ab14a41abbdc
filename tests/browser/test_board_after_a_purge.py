"""The board after a purge: every page opens, and a case that is gone is no case."""

import pytest

from alerts.board.board import HOME
from schemas.database import Database
from tests.browser.board_room import BoardRoom
from tests.contract.old_years import (
    GO,
    MONTHS_LATER,
    STAY,
    YEARS_LATER,
    codes,
    heartbeat,
    old_years,
)

MOST = 200
"""Pages opened at most: some lead on to older and older days."""


@pytest.fixture
def purged(database: Database) -> BoardRoom:
    """A board on a database from which references went, and two years later cases."""
    years = old_years(database)
    years.purge(MONTHS_LATER)
    years.come([heartbeat(YEARS_LATER)], YEARS_LATER)
    years.purge()
    return BoardRoom(database, YEARS_LATER)


def test_every_page_opens_and_every_link_on_it(purged: BoardRoom) -> None:
    opened: dict[str, int] = {}
    ahead = [HOME]
    while ahead and len(opened) < MOST:
        page = purged.visitor.get(ahead.pop(0))
        opened[page.path] = page.status
        ahead += sorted(page.links() - set(opened) - set(ahead))

    assert {path: status for path, status in opened.items() if status not in {200, 303}} == {}
    assert any(f"/case/{code}" in opened for code in codes(STAY))


def test_a_case_that_stayed_is_shown_and_one_that_went_is_no_case(purged: BoardRoom) -> None:
    stayed = {purged.visitor.get(f"/case/{code}").status for code in codes(STAY)}
    went = [purged.visitor.get(f"/case/{code}") for code in codes(GO)]

    assert stayed == {200}
    assert {page.status for page in went} == {404}
    assert all("No case has the code" in page.text for page in went)
