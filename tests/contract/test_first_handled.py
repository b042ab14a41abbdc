"""When we first heard of a case, by our own clock: from what every database keeps."""

import pytest
from sqlalchemy import select

from schemas import first_handled as looking
from schemas.database import Database
from schemas.entries import NO_FACTS
from schemas.first_handled import first_handled
from schemas.tables import cases
from tests.contract.a_site import ASite
from tests.contract.a_weekend import at, codes
from tests.model.sentences import grade, report


def facts(database: Database) -> dict[str, bytes]:
    with database.read() as connection:
        rows = connection.execute(select(cases.c.handle, cases.c.facts))
        return {row.handle: row.facts for row in rows}


@pytest.mark.parametrize("page", [1, 2, 1000])
def test_the_first_message_that_came_counts_whenever_it_was_sent(
    database: Database, page: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking, "PAGE", page)
    site = ASite(database=database, now=at("06-15 08:00"))
    site.take_in([grade("06-15 07:50", "high", "GRADED"), report("06-15 07:55", "B")])
    site.now = at("06-15 09:00")
    site.take_in([report("06-15 07:00", "GRADED"), report("06-15 07:10", "C")])

    heard = first_handled(database, facts(database))

    name = codes(database)
    assert {name[code]: when for code, when in heard.items()} == {
        "GRADED": at("06-15 08:00"),
        "B": at("06-15 08:00"),
        "C": at("06-15 09:00"),
    }


def test_of_a_case_whose_message_nobody_kept_nothing_is_said(database: Database) -> None:
    site = ASite(database=database, now=at("06-15 08:00"))
    site.take_in([report("06-15 07:55", "A")])
    stored = b'[{"t":1,"s":"/police/other","i":"never-kept"}]'

    assert first_handled(database, {"one": stored, "other": NO_FACTS}) == {}
