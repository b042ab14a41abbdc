"""`danm export` on both databases: files that analysts can take as they are."""

import csv
import json
import re
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from time import perf_counter
from typing import Any

import pytest
from sqlalchemy import select

from alerts.flat import TABLES, Asked
from consumer.backtest.copying import quiet_copy
from consumer.exporting import DICTIONARY, EXPORTED, FILES, Export
from schemas.database import Database, open_database
from schemas.tables import audit, cases
from tests.command_line import REPOSITORY, Ended, danm
from tests.contract.a_weekend import MONDAY, WEEKEND, codes
from tests.model.sentences import utc
from tests.replays.both import a_database
from tests.replays.ours import replay_ours

MANY = 10_000
EXAMPLE = REPOSITORY / "tests" / "examples" / "saturday-night" / "in.ndjson"
REFERENCES = sorted(
    {json.loads(line)["subject"] for line in EXAMPLE.read_text().splitlines() if "subject" in line}
)


@pytest.fixture
def lived(database_url: str, tmp_path: Path) -> str:
    """The URL of a database that `danm replay` wrote."""
    assert danm("replay", EXAMPLE, "--database", database_url, at=tmp_path).code == 0
    return database_url


def exported(url: str, at: Path, *more: str) -> Ended:
    return danm("export", "--to", "out", "--database", url, *more, at=at)


def table(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def audited(url: str) -> list[tuple[str, str]]:
    with closing(open_database(url)) as database, database.read() as connection:
        rows = connection.execute(select(audit).order_by(audit.c.audit_id))
        return [(row.action, row.detail) for row in rows if "command line" in row.actor]


def test_the_files_say_what_the_lists_say(lived: str, tmp_path: Path) -> None:
    ended = exported(lived, tmp_path)

    listed: list[dict[str, Any]] = danm(
        "incidents", "--database", lived, "--format", "json", at=tmp_path
    ).lines
    assert (ended.code, ended.out) == (0, "")
    assert sorted(file.name for file in (tmp_path / "out").iterdir()) == sorted(FILES)
    rows = table(tmp_path / "out" / "incidents.csv")
    assert [row["case_code"] for row in rows] == [one["handle"] for one in listed]
    for row, one in zip(rows, listed, strict=True):
        duty = one["clocks"].get("duty", {})
        assert row["duty_result"] == duty.get("verdict", "")
        assert row["children"] == str(one["children"])
        if "seconds" in duty:
            assert round(float(row["duty_hours_at_most"]) * 3600) == duty["seconds"]
    assert f"incidents.csv ({len(rows)} rows)" in ended.err


def test_each_file_has_the_columns_of_its_table_and_the_mark_of_utf_8(
    lived: str, tmp_path: Path
) -> None:
    exported(lived, tmp_path)

    for name in EXPORTED:
        first = (tmp_path / "out" / f"{name}.csv").read_bytes().split(b"\r\n")[0]
        assert first == b"\xef\xbb\xbf" + ",".join(TABLES[name].names).encode()
        assert table(tmp_path / "out" / f"{name}.csv")
    told = {(row["table"], row["column"]) for row in table(tmp_path / "out" / DICTIONARY)}
    assert told == {(t.name, column) for t in TABLES.values() for column in t.names}


def test_no_reference_is_in_a_file_unless_asked_for_and_who_asked_is_kept(
    lived: str, tmp_path: Path
) -> None:
    exported(lived, tmp_path)
    hidden = b"".join((tmp_path / "out" / name).read_bytes() for name in FILES)
    exported(lived, tmp_path, "--reveal")
    shown = (tmp_path / "out" / "incidents.csv").read_text()

    assert REFERENCES
    assert not [one for one in REFERENCES if one.encode() in hidden]
    assert all(one in shown for one in REFERENCES)
    (first, asked, second) = audited(lived)
    assert first[0] == second[0] == "exported"
    assert first[1] == ("rows: incidents 2, legs 3, receipts 1, alerts 2; references left out")
    assert second[1].endswith("; references shown")
    assert asked == ("references shown", "export")


def test_the_same_database_gives_the_same_bytes(lived: str, tmp_path: Path) -> None:
    exported(lived, tmp_path)
    first = {name: (tmp_path / "out" / name).read_bytes() for name in FILES}
    exported(lived, tmp_path)

    assert {name: (tmp_path / "out" / name).read_bytes() for name in FILES} == first


def test_what_no_export_wrote_is_never_overwritten(sqlite_url: str, tmp_path: Path) -> None:
    danm("replay", EXAMPLE, "--database", sqlite_url, at=tmp_path)
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "notes.txt").write_text("mine")
    (folder / "alerts.csv").write_text("mine too")

    refused = exported(sqlite_url, tmp_path)
    (folder / "alerts.csv").unlink()
    allowed = exported(sqlite_url, tmp_path)

    assert refused.code == 2
    assert refused.err == (
        "danm: out holds alerts.csv, which no export wrote; name another folder, or move that "
        "away\n"
    )
    assert allowed.code == 0
    assert (folder / "notes.txt").read_text() == "mine"


def test_where_a_file_or_nothing_can_be_a_folder_is_said(sqlite_url: str, tmp_path: Path) -> None:
    danm("replay", EXAMPLE, "--database", sqlite_url, at=tmp_path)
    (tmp_path / "out").write_text("a file")

    ended = exported(sqlite_url, tmp_path)

    assert ended.code == 2
    assert ended.err == "danm: --to out cannot be used (File exists); name another folder\n"


def test_an_export_that_cannot_be_audited_leaves_no_file(weekend: Database, tmp_path: Path) -> None:
    class NoAudit(Exception):
        pass

    def refuse(_rows: object) -> None:
        assert not [name for name in FILES if (tmp_path / "out" / name).exists()]
        raise NoAudit

    (tmp_path / "out").mkdir()
    with quiet_copy(weekend) as connection, pytest.raises(NoAudit):
        Export(connection=connection, asked=Asked()).write(tmp_path / "out", refuse)

    assert list((tmp_path / "out").iterdir()) == []


def test_who_looks_on_is_told_of_every_incident_and_alert(
    weekend: Database, tmp_path: Path
) -> None:
    read: list[int] = []
    rows: dict[str, int] = {}

    with quiet_copy(weekend) as connection:
        Export(connection=connection, asked=Asked(at_most=3), on_read=read.append).write(
            tmp_path, rows.update
        )

    assert rows["incidents"] == len(codes(weekend))
    assert sum(read) == rows["incidents"] + rows["alerts"]
    assert len(table(tmp_path / "alerts.csv")) == rows["alerts"]


@pytest.mark.integration
def test_both_databases_give_the_same_bytes(
    sqlite_url: str, postgresql_url: str, tmp_path: Path
) -> None:
    for url, name in ((sqlite_url, _NAMES[0]), (postgresql_url, _NAMES[1])):
        (tmp_path / name).mkdir()
        with closing(a_database(url)) as database:
            replay_ours(database, WEEKEND, until=utc(MONDAY))
            with quiet_copy(database) as connection:
                Export(connection=connection, asked=Asked()).write(tmp_path / name, _no_audit)

    both = [[(tmp_path / name / file).read_bytes() for file in FILES] for name in _NAMES]
    assert both[0] == both[1]


def _no_audit(_rows: object) -> None:
    """Pass: what is audited is another test's."""


_NAMES = ("sqlite", "postgresql")


def test_ten_thousand_incidents_are_written_and_nothing_is_left_behind(
    weekend: Database, tmp_path: Path, say: Callable[[str], None]
) -> None:
    _multiply(weekend)
    rows: dict[str, int] = {}
    (tmp_path / "out").mkdir()
    began = perf_counter()

    with quiet_copy(weekend) as connection:
        Export(connection=connection, asked=Asked()).write(tmp_path / "out", rows.update)

    took = perf_counter() - began
    size = sum(file.stat().st_size for file in (tmp_path / "out").iterdir()) / 1e6
    most = getrusage(RUSAGE_SELF).ru_maxrss / 1024
    say(f"{MANY:,} incidents: {took:.1f} s, {size:.0f} MB; this process at most {most:.0f} MB")
    assert rows["incidents"] == len(table(tmp_path / "out" / "incidents.csv")) == MANY
    assert sorted(file.name for file in (tmp_path / "out").iterdir()) == sorted(FILES)
    assert not list(tmp_path.glob(".danm-copy-*"))


def _multiply(database: Database) -> None:
    """Put the cases of the weekend in again and again, as many as make ten thousand."""
    with database.read() as connection:
        known = [dict(row._mapping) for row in connection.execute(select(cases))]
    more = [
        known[number % len(known)]
        | {"case_key": number.to_bytes(32), "handle": f"M{number:06}", "named_duplicate_of": None}
        for number in range(MANY - len(known))
    ]
    with database.write() as connection:
        connection.execute(cases.insert(), more)


def test_an_export_of_made_up_data_says_so(database_url: str, tmp_path: Path) -> None:
    made_up = tmp_path / "made-up.ndjson"
    made_up.write_text(re.sub(r'("source": *")/', r"\1/made-up/", EXAMPLE.read_text()))
    assert danm("replay", made_up, "--database", database_url, at=tmp_path).code == 0

    ended = exported(database_url, tmp_path)

    assert "Made-up data" in ended.err
    assert "**Made-up data" in (tmp_path / "out" / "data-dictionary.md").read_text()
    assert exported(database_url, tmp_path).code == 0
