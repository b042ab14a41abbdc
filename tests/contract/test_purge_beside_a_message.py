"""A message that comes while its case is being removed: it waits, and opens no second case."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta

from sqlalchemy import text

from consumer.retention.gone_cases import remove_cases
from schemas.book import Book
from schemas.database import Database, open_database
from tests.contract.old_years import STAY, YEARS_LATER, codes, heartbeat, old_years
from tests.model.sentences import report
from tests.replays.both import a_database
from tests.replays.ours import KEYS
from tests.scraped import scraped


def test_it_is_counted_and_not_kept(postgresql_url: str) -> None:
    with closing(a_database(postgresql_url)) as database:
        later = old_years(database)
        later.come([heartbeat(YEARS_LATER)], YEARS_LATER)
        later.purge()
        later.come([report("06-15 10:00", "LATE-COMER")], YEARS_LATER - timedelta(days=800))
        again = report("06-15 10:00", "LATE-COMER", id="another-id")
        key = KEYS.reference_key("LATE-COMER")

        with ThreadPoolExecutor(1) as threads:
            with closing(open_database(postgresql_url)) as other, other.write() as connection:
                book = Book(connection, shard="")
                book.load([key])
                remove_cases(book, [key], YEARS_LATER)
                coming = threads.submit(later.come, [again], YEARS_LATER)
                wait_for_a_lock(database)
            coming.result(30)

        assert set(later.references()) == codes(STAY)
        said = scraped(later.metrics())
        assert said.value("danm_dropped_total", reason="case no longer kept") == 1


def wait_for_a_lock(database: Database) -> None:
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    for _ in range(1_000):
        with database.read() as connection:
            if connection.scalar(text(waiting)):
                return
            connection.execute(text("SELECT pg_sleep(0.02)"))
    raise AssertionError("nobody waits")
