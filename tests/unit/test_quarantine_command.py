"""`danm quarantine` from the outside: what is printed, exit codes, and that it takes in at once."""

import csv
import io
import json
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import typer

from consumer.arrivals import Reader
from consumer.commands import quarantine as command
from consumer.commands.options import ConfigOption, DatabaseOption, DataDirOption, Shared
from consumer.listings import incidents
from consumer.replay import Replay
from consumer.sources import Record
from consumer.sources.entered import EnteredMessages
from schemas.database import Database, LockFile, open_database
from schemas.house import House
from schemas.key_files import load_keys
from schemas.migrating import prepared
from schemas.policy_file import load_policies
from schemas.trouble import Trouble
from tests.wire import SENT_AT, a_message, wire, with_data

SPOILT = wire(with_data(surname="Doe"))
MENDED = wire(a_message())
ID_LENGTH = 36


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder in which a replay has left one line that could not be read."""
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    house = House(keys=load_keys(folder), policies=load_policies(()))
    reader = Reader(keys=house.keys, rules={})
    bad = reader.read(Record(raw=SPOILT, coordinates="in.ndjson:1"), None)
    with database_in(folder) as database:
        prepared(database)
        Replay(database=database, house=house).run([bad])
    return folder


@contextmanager
def database_in(folder: Path) -> Iterator[Database]:
    database = open_database(f"sqlite:///{folder / 'danm.sqlite'}")
    yield database
    database.close()


def danm(*arguments: str | Path) -> int:
    """Run the command as the program does, without what other subjects add."""
    app = typer.Typer()

    @app.callback()
    def before(
        context: typer.Context,
        database: DatabaseOption = None,
        data_dir: DataDirOption = None,
        config: ConfigOption = None,
    ) -> None:
        context.obj = Shared(database=database, data_dir=data_dir, config=config)

    command.add_to(app)
    code = app(args=[str(one) for one in arguments], prog_name="danm", standalone_mode=False)
    assert isinstance(code, int)
    return code


@pytest.fixture
def the_id(folder: Path, capsys: pytest.CaptureFixture[str]) -> str:
    danm("quarantine", "--data-dir", folder, "--format", "json")
    told: str = json.loads(capsys.readouterr().out)["quarantine_id"]
    return told


def test_the_list_is_one_object_a_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert danm("--data-dir", folder, "quarantine", "--format", "json") == 0

    (line,) = capsys.readouterr().out.splitlines()
    told = json.loads(line)
    assert len(told.pop("quarantine_id")) == ID_LENGTH
    assert told == {
        "reason": "unknown_field",
        "source": "/police/staffordshire/niche",
        "coordinates": "in.ndjson:1",
        "at": SENT_AT,
        "state": "open",
        "clock_from": "2026-11-20T23:50:00Z",
    }


def test_the_list_for_excel_has_every_column(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    danm("quarantine", "--data-dir", folder, "--format", "csv")

    (row,) = csv.DictReader(io.StringIO(capsys.readouterr().out))
    assert (row["reason"], row["state"], row["at"]) == ("unknown_field", "open", SENT_AT)


def test_the_list_for_people_says_what_to_do(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    danm("quarantine", "--data-dir", folder)

    told = " ".join(capsys.readouterr().out.split())
    assert "Fri 20 November 23:50" in told
    assert "1 message waits in quarantine" in told
    assert "Doe" not in told


def test_a_mended_message_is_known_at_once_where_no_monitor_runs(
    folder: Path, the_id: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "mended.json"
    file.write_bytes(MENDED)

    code = danm("quarantine", "retry", the_id[:8], "--with", file, "--data-dir", folder)

    assert code == 0
    assert "1 entered" in (out := capsys.readouterr().out)
    assert "taken in" in out
    assert len(cases_in(folder)) == 1


def test_a_running_monitor_is_left_to_take_it_in(
    folder: Path, the_id: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "mended.json"
    file.write_bytes(MENDED)

    with LockFile(folder / "danm.sqlite.lock"):
        code = danm("quarantine", "retry", the_id, "--with", file, "--data-dir", folder)

    assert code == 0
    assert "the running monitor takes them in within seconds" in capsys.readouterr().out
    assert not cases_in(folder)
    assert entered_in(folder) == [MENDED]


def test_what_still_cannot_be_read_ends_with_1_and_its_reason(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert danm("quarantine", "retry", "--all", "--data-dir", folder) == 1

    told = capsys.readouterr()
    assert "still cannot be read" in told.err
    assert "unknown_field" in told.err
    assert told.out == ""


def test_a_dismissed_message_is_shown_only_among_all(
    folder: Path, the_id: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (
        danm("quarantine", "dismiss", the_id, "--reason", "sent_again", "--data-dir", folder) == 0
    )

    capsys.readouterr()
    danm("quarantine", "--data-dir", folder, "--format", "json")
    assert capsys.readouterr().out == ""
    danm("quarantine", "--data-dir", folder, "--format", "json", "--state", "all")
    assert json.loads(capsys.readouterr().out)["state"] == "dismissed"


def test_one_message_is_exported_to_a_file_for_its_owner(
    folder: Path, the_id: str, tmp_path: Path
) -> None:
    to = tmp_path / "out.json"

    assert danm("quarantine", "export", the_id, "--to", to, "--data-dir", folder) == 0

    assert to.read_bytes() == SPOILT
    assert stat.S_IMODE(to.stat().st_mode) == 0o600


def test_all_messages_are_exported_to_a_folder(folder: Path, tmp_path: Path) -> None:
    to = tmp_path / "out"

    assert danm("quarantine", "export", "--all", "--to", to, "--data-dir", folder) == 0

    assert [path.read_bytes() for path in to.iterdir()] == [SPOILT]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(["retry"], "give IDs from the list, or --all", id="neither-id-nor-all"),
        pytest.param(["retry", "abcd", "--all"], "give IDs from the list, or --all", id="both"),
        pytest.param(["retry", "--all", "--with", "f"], "give one ID with --with", id="with-all"),
    ],
)
def test_a_wrong_usage_says_what_to_give(folder: Path, arguments: list[str], said: str) -> None:
    with pytest.raises(typer.TyperException, match=re.escape(said)):
        danm("quarantine", *arguments, "--data-dir", folder)


def test_an_id_that_is_not_there_is_named(folder: Path) -> None:
    with pytest.raises(Trouble, match="nothing in quarantine is ffffffff"):
        danm("quarantine", "retry", "ffffffff", "--data-dir", folder)


def cases_in(folder: Path) -> list[object]:
    with database_in(folder) as database, database.read() as connection:
        return list(incidents(connection))


def entered_in(folder: Path) -> list[bytes]:
    with database_in(folder) as database:
        records = EnteredMessages(database, load_keys(folder)).poll().records
    return [record.raw for record in records]
