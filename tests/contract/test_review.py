"""`danm review` on both databases: the pack that police and council sit over together."""

import csv
import json
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import select

from reviews.render.paper import find_browser
from schemas.database import open_database
from schemas.review_tables import board_packs
from schemas.tables import audit
from tests.command_line import REPOSITORY, Ended, danm

EXAMPLES = REPOSITORY / "tests" / "examples"
CLOCKS = (
    "clock,force,local_authority,risk,n,open,share_met,share_met_low,share_met_high,"
    "p50_hours,p75_hours,p90_hours,p95_hours,max_hours"
)
LEGS = "leg,owner,n,hours,share"


@pytest.fixture
def lived(database_url: str, tmp_path: Path) -> str:
    """The URL of a database that lived through the Saturday night."""
    example = EXAMPLES / "saturday-night" / "in.ndjson"
    assert danm("replay", example, "--database", database_url, at=tmp_path).code == 0
    return database_url


def reviewed(url: str, at: Path, *more: str, out: str = "pack") -> Ended:
    days = ("--from", "2026-06-01", "--to", "2026-06-30")
    return danm("review", *days, "--out", out, "--database", url, *more, at=at)


def table(file: Path) -> list[dict[str, str]]:
    with file.open(newline="") as lines:
        return list(csv.DictReader(lines))


def files(folder: Path) -> dict[str, bytes]:
    found = (file for file in folder.rglob("*") if file.is_file())
    return {str(file.relative_to(folder)): file.read_bytes() for file in found}


def test_the_files_and_their_columns_are_those_of_the_contract(lived: str, tmp_path: Path) -> None:
    ended = reviewed(lived, tmp_path)

    assert (ended.code, ended.out) == (0, "")
    written = files(tmp_path / "pack")
    assert {"review.html", "review.xlsx", "manifest.json"} <= set(written)
    assert ("review.pdf" in written) is (find_browser() is not None)
    assert written["tables/clocks.csv"].decode().splitlines()[0] == CLOCKS
    assert written["tables/legs.csv"].decode().splitlines()[0] == LEGS


def test_the_same_database_gives_the_same_bytes(lived: str, tmp_path: Path) -> None:
    reviewed(lived, tmp_path, out="one")
    reviewed(lived, tmp_path, out="other")

    assert files(tmp_path / "one") == files(tmp_path / "other")


def test_the_manifest_says_what_the_pack_was_made_from(lived: str, tmp_path: Path) -> None:
    reviewed(lived, tmp_path, "--as-of", "2026-06-20T12:00:00Z")

    written = files(tmp_path / "pack")
    told = json.loads(written.pop("manifest.json"))
    assert (told["from"], told["to"], told["as_of"], told["audience"]) == (
        *("2026-06-01", "2026-06-30"),
        *("2026-06-20T12:00:00Z", "operational"),
    )
    assert told["policies"]
    assert {name: one["sha256"] for name, one in told["files"].items()} == {
        name: sha256(content).hexdigest() for name, content in written.items()
    }


def test_the_figures_are_those_of_the_incidents(lived: str, tmp_path: Path) -> None:
    reviewed(lived, tmp_path)

    incidents = danm("incidents", "--database", lived, "--format", "json", at=tmp_path).lines
    duty = [one["clocks"]["duty"] for one in incidents if "duty" in one["clocks"]]
    met = sum(clock.get("verdict") == "met" for clock in duty)
    everyone = next(
        row
        for row in table(tmp_path / "pack" / "tables" / "clocks.csv")
        if row["clock"] == "duty"
        and (row["force"], row["local_authority"], row["risk"]) == ("all", "all", "all")
    )
    assert int(everyone["n"]) - int(everyone["open"]) == len(duty)
    assert float(everyone["share_met"]) == pytest.approx(met / int(everyone["n"]), abs=1e-4)
    assert everyone["p50_hours"] == ""


def test_children_sources_and_what_could_not_be_read_have_their_own_rows(
    lived: str, tmp_path: Path
) -> None:
    night = (EXAMPLES / "saturday-night" / "in.ndjson").read_text().splitlines()
    unreadable = json.loads(night[1]) | {"id": "bad", "time": "2026-06-15T08:00:00Z"}
    unreadable["data"]["unheard_of"] = 1
    (tmp_path / "bad.ndjson").write_text(f"{json.dumps(unreadable)}\n")
    assert danm("replay", "bad.ndjson", "--database", lived, at=tmp_path).code == 0

    reviewed(lived, tmp_path)

    tables = tmp_path / "pack" / "tables"
    police, front_door = "/police/staffordshire/niche", "/council/stoke/liquidlogic"
    told, wrong = table(tables / "sources.csv"), table(tables / "source_troubles.csv")
    names = ("source", "messages", "incidents", "receipts")
    assert [[row[name] for name in names] for row in told] == [
        [front_door, "1", "0", "1"],
        [police, "4", "2", "0"],
    ]
    troubles = ("source", "quarantined", "quarantine_open")
    assert [[row[name] for name in troubles] for row in wrong] == [
        [front_door, "0", "0"],
        [police, "1", "1"],
    ]
    everyone = [row for row in table(tables / "children.csv") if row["risk"] == "All risks"]
    assert [(row["counted"], row["n"]) for row in everyone] == [
        ("notifications", "2"),
        ("children", "3"),
    ]
    by_age = [row for row in table(tables / "equity.csv") if row["by"] == "Youngest child"]
    assert [(row["group"], row["n"], row["share_met"]) for row in by_age] == [
        ("4 to 7 years", "1", ""),
        ("12 to 15 years", "1", ""),
        ("Not known", "0", ""),
    ]
    assert [row["n"] for row in table(tables / "by_hand.csv")] == ["2", "2", "0", "0"]
    ways = [(row["way"], row["n"], row["open"]) for row in table(tables / "first_full.csv")]
    assert ways == [
        ("Police knew to any notice", "2", "1"),
        ("Police knew to first notice", "2", "1"),
        ("Police knew to full notice", "2", "2"),
        ("First notice to full notice", "1", "1"),
    ]


def test_every_hour_is_counted_once_and_the_shares_make_the_whole(
    lived: str, tmp_path: Path
) -> None:
    reviewed(lived, tmp_path)

    rows = table(tmp_path / "pack" / "tables" / "legs.csv")
    assert rows
    assert {row["owner"] for row in rows} <= {"police", "transit", "council", "not_separable"}
    assert sum(float(row["share"]) for row in rows) == pytest.approx(1, abs=1e-9)


def test_a_pack_for_a_board_has_the_same_columns_and_shows_none_of_two_cases(
    lived: str, tmp_path: Path
) -> None:
    ended = reviewed(lived, tmp_path, "--audience", "board")

    assert (ended.code, ended.out) == (0, "")
    written = files(tmp_path / "pack")
    assert written["tables/clocks.csv"].decode().splitlines()[0] == CLOCKS
    assert written["tables/legs.csv"].decode().splitlines()[0] == LEGS
    assert {row["n"] for row in table(tmp_path / "pack" / "tables" / "clocks.csv")} <= {"", "0"}
    assert json.loads(written["manifest.json"])["audience"] == "board"
    assert ("review.pdf" in written) is (find_browser() is not None)


def test_the_audit_says_for_whom_a_pack_was_written(lived: str, tmp_path: Path) -> None:
    reviewed(lived, tmp_path)
    reviewed(lived, tmp_path, "--audience", "board")

    with closing(open_database(lived)) as database, database.read() as connection:
        told = connection.execute(
            select(audit.c.detail).where(audit.c.action == "review written")
        ).scalars()
        assert list(told) == [
            "operational, 2026-06-01 to 2026-06-30",
            "board, 2026-06-01 to 2026-06-30",
        ]


def test_whoever_writes_two_board_packs_with_one_case_between_them_is_warned_and_no_reader_is(
    lived: str, tmp_path: Path
) -> None:
    board = ("--audience", "board")
    first = reviewed(lived, tmp_path, *board)
    again = reviewed(lived, tmp_path, *board)

    other = reviewed(lived, tmp_path, *board, "--to", "2026-06-13", out="other")

    assert "warning" not in first.err + again.err
    assert other.code == 0
    assert "laid beside the board pack of 1 June 2026 to 30 June 2026" in other.err
    assert "all councils, all notifications" in other.err
    written = files(tmp_path / "other")
    assert not [name for name, content in written.items() if b"laid beside the" in content]
    with closing(open_database(lived)) as database, database.read() as connection:
        assert len(connection.execute(select(board_packs)).all()) == 2


def test_nothing_that_no_pack_wrote_is_overwritten(lived: str, tmp_path: Path) -> None:
    (tmp_path / "pack").mkdir()
    (tmp_path / "pack" / "review.html").write_text("minutes of our own")

    ended = reviewed(lived, tmp_path)

    assert ended.code == 2
    assert "review.html, which no pack wrote" in ended.err
    assert files(tmp_path / "pack") == {"review.html": b"minutes of our own"}


def test_a_pack_before_is_replaced_whole(lived: str, tmp_path: Path) -> None:
    reviewed(lived, tmp_path)
    stale = tmp_path / "pack" / "tables" / "left-over.csv"
    manifest = tmp_path / "pack" / "manifest.json"
    told = json.loads(manifest.read_text())
    told["files"]["tables/left-over.csv"] = {}
    manifest.write_text(json.dumps(told))
    stale.write_text("of a pack before")

    assert reviewed(lived, tmp_path).code == 0

    assert not stale.exists()


@pytest.mark.parametrize(
    ("more", "says"),
    [
        pytest.param(("--to", "2026-05-01"), "is after", id="backwards"),
        pytest.param(("--to", "soon"), "is no day", id="no-day"),
        pytest.param(("--as-of", "2026-06-20"), "is not a time", id="a-day-is-no-instant"),
        pytest.param(("--audience", "press"), "operational or board", id="no-such-audience"),
        pytest.param(
            ("--audience", "board", "--changes", "agreed.toml"),
            "not in a pack for a board",
            id="no-changes-for-a-board",
        ),
    ],
)
def test_what_cannot_be_made_is_said_in_a_line(
    more: tuple[str, ...], says: str, lived: str, tmp_path: Path
) -> None:
    ended = reviewed(lived, tmp_path, *more)

    assert ended.code == 2
    assert says in " ".join(ended.err.replace("│", " ").split())
    assert not (tmp_path / "pack").exists()


def test_a_month_without_notifications_says_so_and_never_all_in_time(
    lived: str, tmp_path: Path
) -> None:
    ended = reviewed(lived, tmp_path, "--from", "2026-01-01", "--to", "2026-01-31")

    assert ended.code == 0
    page = (tmp_path / "pack" / "review.html").read_text()
    assert "cannot be said: there are none" in page
    assert table(tmp_path / "pack" / "tables" / "clocks.csv") == []


def test_what_was_agreed_begins_the_pack_and_its_digest_stands_in_the_manifest(
    lived: str, tmp_path: Path
) -> None:
    agreed = tmp_path / "agreed.toml"
    agreed.write_text(
        '[[action]]\ndate = 2026-06-01\nwhat = "Read the mailbox hourly"\nby = 2026-06-20\n'
        'agreed_by = ["director"]\nowner = "mash_manager"\nconcerns = "E06000021"\n'
        'figure = "told_in_time"\n'
    )

    ended = reviewed(lived, tmp_path, "--changes", str(agreed))

    assert ended.code == 0
    (action,) = table(tmp_path / "pack" / "tables" / "actions.csv")
    assert (action["what"], action["state"]) == (
        "Read the mailbox hourly",
        "PAST ITS DAY, not done",
    )
    page = (tmp_path / "pack" / "review.html").read_text()
    assert page.index('<h2 id="changed">') < page.index('<h2 id="in-time">')
    manifest = json.loads((tmp_path / "pack" / "manifest.json").read_text())
    assert manifest["changes_sha256"] == sha256(agreed.read_bytes()).hexdigest()

    agreed.write_text("[[change]]\n")
    wrong = reviewed(lived, tmp_path, "--changes", str(agreed), out="other")

    assert (wrong.code, len(wrong.err.strip().splitlines())) == (2, 1)
    assert "agreed.toml: change.entry 1.what: is missing" in wrong.err
    assert not (tmp_path / "other").exists()
