"""What comes after a purge, also one that died: old messages, a new policy, questions."""

from contextlib import closing
from datetime import timedelta
from itertools import count

import pytest
from sqlalchemy import event, select
from sqlalchemy.engine import Engine

from consumer.auditor import LOOK_EVERY, Auditor
from consumer.recount import recount_edges
from consumer.retention import doing
from consumer.subject.answering import AccessRequest
from consumer.subject.rows import answer_rows
from consumer.subject.search import Search
from consumer.subject.words import answer_words
from schemas.audits import last_audit
from schemas.database import open_database
from schemas.purge_tables import purged_cases
from schemas.tables import (
    alerts,
)
from tests.contract.old_years import (
    BY,
    GO,
    OLD,
    STAY,
    YEARS_LATER,
    OldYears,
    codes,
    heartbeat,
    old_years,
)
from tests.model.sentences import receipt, report
from tests.replays.both import a_database
from tests.replays.live import Crash, everything
from tests.replays.ours import KEYS
from tests.scraped import scraped


def test_an_old_message_sent_again_opens_no_case_and_rings_nothing(later: OldYears) -> None:
    later.purge()
    before = about_cases(later)

    later.come([*OLD, report("06-15 09:00", "FIRST", id="another-id")], YEARS_LATER)
    later.site.now += timedelta(days=4)
    later.site.turn()

    assert set(later.references()) == codes(STAY)
    assert about_cases(later) == before
    said = scraped(later.metrics())
    assert said.value("danm_dropped_total", reason="case no longer kept") == 1 + len(
        [one for one in OLD if one["subject"] in GO]
    )


def about_cases(years: OldYears) -> list[str]:
    with years.database.read() as connection:
        return sorted(
            connection.scalars(select(alerts.c.alert_id).where(alerts.c.case_key.is_not(None)))
        )


def test_a_topic_read_again_after_a_purge_changes_nothing(later: OldYears) -> None:
    topic = [
        report("06-15 09:00", "RECENT") | {"time": "2028-08-25T09:00:00Z"},
        heartbeat(YEARS_LATER - timedelta(days=3)),
        receipt("06-15 12:00", "LONE", notice="resend") | {"time": "2028-08-25T10:00:00Z"},
    ]
    later.come(topic, YEARS_LATER)
    later.purge()
    later.come(topic, YEARS_LATER)
    before = everything(later.database)

    later.come(topic, YEARS_LATER)

    assert everything(later.database) == before


def test_the_audit_of_deadlines_finds_nothing(later: OldYears) -> None:
    later.purge()

    auditor = Auditor(database=later.database, house=later.site.house)
    while auditor.turn(YEARS_LATER) != LOOK_EVERY:
        pass
    with later.database.read() as connection:
        found = last_audit(connection)
    assert found is not None
    assert found.has_passed


def lives_through(years: OldYears, steps: int) -> bool:
    """Purge, and die before one more statement or commit than these."""
    left = count(steps, -1)

    def step(*_: object) -> None:
        if next(left) <= 0:
            raise Crash

    for what in ("before_cursor_execute", "commit"):
        event.listen(Engine, what, step)
    try:
        years.purge()
    except Crash:
        return False
    finally:
        for what in ("before_cursor_execute", "commit"):
            event.remove(Engine, what, step)
    return True


def test_a_purge_that_dies_anywhere_leaves_all_figures_whole_and_is_ended_by_the_next(
    later: OldYears, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doing, "AT_ONCE", 2)
    figures, deaths = later.metrics(), 0

    while not lives_through(later, deaths):
        deaths += 1
        later.site.database.close()
        later.site.database = open_database(database_url)
        assert later.differences() == []
        assert later.metrics() == figures

    assert deaths > 50
    assert later.purge() == []
    assert set(later.references()) == codes(STAY)
    assert later.rows(purged_cases) == len(GO)
    assert later.differences() == []
    assert later.metrics() == figures
    later.database.close()


def test_an_access_request_says_that_a_case_was_removed_and_what_is_left_of_it(
    later: OldYears,
) -> None:
    later.purge()

    request = AccessRequest(
        search=Search(database=later.database, keys=KEYS, spellings=("LONE",)), by=BY
    )
    answer = request.answer()
    said = "\n".join(answer_words(answer, later.site.house.policies))

    assert (answer.cases, answer.purged_at, answer.is_empty) == ((), YEARS_LATER, False)
    assert "A case of this reference was removed by age on Fri 1 September 03:30, 2028." in said
    assert "`danm purge`, last run Fri 1 September 03:30, 2028." in said
    assert {"row": "purged_case", "at": "2028-09-01T02:30:00Z"} in list(answer_rows(answer))


def test_no_figure_changes_where_a_new_policy_moves_the_edges_afterwards(later: OldYears) -> None:
    later.purge()
    with later.database.write() as connection:
        recount_edges(connection, later.site.house.policies.versions[-1])

    assert later.differences() == []


def test_what_was_deleted_is_not_left_in_a_free_page_of_the_file(sqlite_url: str) -> None:
    with closing(a_database(sqlite_url)) as database:
        later = old_years(database)
        later.come([heartbeat(YEARS_LATER)], YEARS_LATER)
        (mark,) = (
            one["id"] for one in OLD if one["subject"] == "WITHDRAWN" and "risk" in one["data"]
        )
        file = database.path
        assert file is not None
        assert str(mark).encode() in file.read_bytes()

        later.purge()

        assert str(mark).encode() not in file.read_bytes()
