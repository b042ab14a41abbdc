"""The drill: a backup of the monitor at work comes back whole, in a new place, or says why not."""

import json
import shutil
from itertools import count
from pathlib import Path

import pytest

from schemas.key_files import load_keys
from tests.contract.test_an_older_database_keeps_every_row import EXAMPLES
from tests.deploy.installation import Installation, cases_in, miscounts_in
from tests.integration.test_as_writer import as_account, run
from tests.scraped import scraped
from tests.servers.postgresql import PostgreSQL

pytestmark = pytest.mark.integration

NIGHT = str(EXAMPLES / "saturday-night" / "in.ndjson")
DONE, DIFFERENT, CANNOT = 0, 1, 2
TAKEN = "danm_backup_last_success_timestamp_seconds"


@pytest.fixture
def kept(site: Installation) -> Path:
    """A backup of a database with two cases, one of which waits."""
    assert site.danm("replay", NIGHT, "--until", "2026-06-15T09:00:00Z").code == 0
    assert site.backup("take", "--to", site.backups).returncode == DONE
    return next(one for one in site.backups.iterdir() if one.suffix != ".json")


def test_a_backup_taken_while_messages_arrive_is_one_state_and_comes_back(
    site: Installation, new_place: str
) -> None:
    numbers = count()
    with site.at_work() as monitor:
        site.put("a", 40)
        monitor.until(lambda: cases_in(site.url) == 40, "the first are taken in")
        for _ in range(5):
            site.put(f"b{next(numbers)}", 40)
        taken = site.backup_during(
            lambda: site.put(f"b{next(numbers)}", 40), "take", "--to", site.backups
        )
        arrived = cases_in(site.url)
        expected = 40 * (next(numbers) + 1)
        monitor.until(lambda: cases_in(site.url) == expected, "all are taken in")

    back = site.backup("restore", site.backups, "--database", new_place)

    assert (taken.returncode, taken.stderr) == (DONE, "")
    assert (back.returncode, back.stderr) == (DONE, "")
    assert arrived > 40
    assert 40 <= cases_in(new_place) <= arrived
    assert f"the keys here find and open {cases_in(new_place)} cases" in back.stdout
    assert miscounts_in(new_place) == []


@pytest.mark.usefixtures("kept")
def test_a_backup_that_another_program_took_can_be_noted(site: Installation) -> None:
    by_ours = told_by(site)

    assert site.backup("note").returncode == DONE
    assert told_by(site) > by_ours > 0


def told_by(site: Installation) -> float:
    said = scraped(site.danm("metrics").out.encode())
    (at,) = said.values[TAKEN].values()
    return at


def figures(site: Installation, **where: str) -> list[str]:
    lines = site.danm("metrics", **where).out.splitlines()
    assert len(lines) > 100
    return [line for line in lines if not line.startswith(TAKEN)]


def test_what_was_restored_shows_the_same_figures_and_passes_every_check(
    site: Installation, kept: Path, new_place: str
) -> None:
    back = site.backup("restore", kept, "--database", new_place)

    checked = site.danm("check", url=new_place)
    assert back.returncode == DONE
    assert figures(site, url=new_place) == figures(site)
    assert told_by(site) > 0, "only the place that the backup was taken of knows of it"
    assert site.danm("incidents", "--reveal", "--format", "json", url=new_place).lines
    assert [line for line in checked.out.splitlines() if line.startswith("problem")] == []


def test_without_the_keys_nothing_is_restored_and_none_are_made(
    site: Installation, kept: Path, new_place: str
) -> None:
    shutil.move(site.keys, site.folder / "the safe")

    back = site.backup("restore", kept, "--database", new_place)

    assert back.returncode == CANNOT
    assert "hmac.key is not here: without it no case is found or shown again" in back.stderr
    assert not site.keys.exists()


@pytest.mark.parametrize("other", ["hmac.key", "seal.key"])
def test_with_other_keys_it_says_that_a_child_would_be_two(
    site: Installation, kept: Path, new_place: str, other: str
) -> None:
    load_keys(site.folder / "elsewhere")
    shutil.copy(site.folder / "elsewhere" / "keys" / other, site.keys / other)

    back = site.backup("restore", kept, "--database", new_place)

    assert back.returncode == CANNOT
    assert "not those of this backup: a child would be two" in back.stderr
    if new_place.startswith("sqlite"):
        assert list(site.folder.parent.glob("*restored*")) == []


def test_what_is_there_already_is_never_written_over(site: Installation, kept: Path) -> None:
    back = site.backup("restore", kept)

    assert back.returncode == CANNOT
    assert "is there already" in back.stderr or "name an empty database" in back.stderr
    assert cases_in(site.url) == 2


def test_a_backup_that_changed_on_its_disk_is_refused(
    site: Installation, kept: Path, new_place: str
) -> None:
    with kept.open("r+b") as content:
        content.seek(-1, 2)
        content.write(b"?")

    back = site.backup("restore", kept, "--database", new_place)

    assert back.returncode == CANNOT
    assert "is not as it was taken" in back.stderr


def test_rows_that_are_missing_are_told_by_their_table(
    site: Installation, kept: Path, new_place: str
) -> None:
    manifest = kept.with_name(f"{kept.name}.json")
    told = json.loads(manifest.read_text())
    told["tables"]["cases"] = 3
    manifest.write_text(json.dumps(told))

    back = site.backup("restore", kept, "--database", new_place)

    assert (back.returncode, back.stdout) == (DIFFERENT, "different: cases: 2 rows, not 3\n")


def test_old_backups_go_once_a_new_one_is_whole_and_what_was_cut_off_is_never_taken_for_one(
    sqlite_url: str, tmp_path: Path
) -> None:
    site = Installation(folder=tmp_path / "site", url=sqlite_url)
    assert site.danm("db", "upgrade").code == 0
    for name in ("danm-20260101T010000Z.sqlite", "danm-20260101T010000Z.sqlite.json"):
        (site.backups / name).touch()
    (site.backups / "danm-20260102T010000Z.sqlite.part").touch()

    taken = site.backup("take", "--to", site.backups, "--keep", "14")

    assert (taken.returncode, taken.stderr) == (DONE, "")
    assert len(list(site.backups.glob("danm-*Z.sqlite.json"))) == 1
    assert list(site.backups.glob("danm-20260101*")) == []


def test_the_owner_of_the_tables_can_take_a_backup_and_the_writer_goes_on_with_what_came_back(
    postgresql_url: str, tmp_path: Path, postgresql_server: PostgreSQL
) -> None:
    run(postgresql_url, "roles.sql")
    owners = as_account(postgresql_url, "danm_owner")
    site = Installation(folder=tmp_path / "site", url=owners)
    assert site.danm("db", "upgrade").code == 0
    run(owners, "grants.sql")
    assert site.danm("replay", NIGHT, url=as_account(postgresql_url, "danm_writer")).code == 0
    empty = postgresql_server.fresh_database()
    run(empty, "roles.sql")

    taken = site.backup("take", "--to", site.backups)
    back = site.backup("restore", site.backups, "--database", as_account(empty, "danm_owner"))

    assert (taken.returncode, back.returncode, taken.stderr + back.stderr) == (DONE, DONE, "")
    run(as_account(empty, "danm_owner"), "grants.sql")
    before = figures(site, url=as_account(postgresql_url, "danm_writer"))
    assert figures(site, url=as_account(empty, "danm_writer")) == before
    postgresql_server.drop(empty)
