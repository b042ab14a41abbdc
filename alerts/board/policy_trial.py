"""The back-test that was kept last, as the page of the policy shows it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from alerts.plain_words import london_words
from schemas.board_tables import back_tests


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialView:
    """What it says, a sentence each, and what its picture shows, for who cannot see it."""

    made: str
    says: Sequence[str]
    shows: Sequence[str]


def kept_trial(connection: Connection) -> TrialView | None:
    """Return the back-test that was kept; None where none was."""
    columns = (back_tests.c.made_at, back_tests.c.says, back_tests.c.shows)
    row = connection.execute(select(*columns)).first()
    if row is None:
        return None
    return TrialView(
        made=f"{london_words(row.made_at)} {row.made_at.year}",
        says=row.says.splitlines(),
        shows=row.shows.splitlines(),
    )


def kept_picture(connection: Connection) -> str | None:
    """Return its picture (SVG); None where none was kept."""
    picture: str | None = connection.execute(select(back_tests.c.picture)).scalar()
    return picture
