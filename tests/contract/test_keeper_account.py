"""The account that alone may delete: it can do all of a purge, and of a rekey."""

from contextlib import closing

import pytest

from consumer.retention.doing import Doing
from consumer.retention.rekey import Rekey
from schemas.database import open_database
from schemas.keys import KeyRing
from schemas.migrating import upgrade
from tests.contract.old_years import (
    BY,
    STAY,
    YEARS_LATER,
    OldYears,
    codes,
    heartbeat,
    old_years,
)
from tests.integration.test_as_writer import as_account, run

NEWER = KeyRing(hmac_keys=(bytes(32),), seal_keys=(b"t" * 32, b"s" * 32))


@pytest.fixture
def owners_url(postgresql_url: str) -> str:
    """A database in which the monitor has worked for two years as its own account."""
    run(postgresql_url, "roles.sql")
    owner = as_account(postgresql_url, "danm_owner")
    with closing(open_database(owner)) as database:
        upgrade(database)
    run(owner, "grants.sql")
    with closing(open_database(as_account(postgresql_url, "danm_writer"))) as database:
        old_years(database).come([heartbeat(YEARS_LATER)], YEARS_LATER)
    return postgresql_url


def test_the_keeper_can_purge(owners_url: str) -> None:
    with closing(open_database(as_account(owners_url, "danm_keeper"))) as database:
        years = OldYears.of(database)
        would, done = years.purge(is_dry=True), years.purge()

    assert done == would != []
    with closing(open_database(as_account(owners_url, "danm_writer"))) as database:
        assert set(OldYears.of(database).references()) == codes(STAY)


def test_the_keeper_can_seal_anew(owners_url: str) -> None:
    with closing(open_database(as_account(owners_url, "danm_keeper"))) as database:
        doing = Doing(database=database)
        rekeyed = Rekey(doing=doing, keys=NEWER, by=BY).run()

    assert (rekeyed.left, len(rekeyed.done)) == (0, 3)
