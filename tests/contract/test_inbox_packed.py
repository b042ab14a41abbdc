"""Packed files in a folder: unpacked as they are read, and one that breaks off is told like any."""

import gzip
from pathlib import Path

import pytest

from consumer.sources.disposal import Disposal
from consumer.sources.file_memory import FileState
from schemas.file_tables import files
from schemas.tables import feeds, quarantine
from schemas.words import Kind
from tests.command_line import REPOSITORY, danm
from tests.inboxes import BoxOf, Inboxes, police, rows

PACKED = 'files = "*.csv.gz"'


def packed(count: int = 600, level: int = 0) -> bytes:
    """Return a packed extract; at level 0 the letters stand in it as they are."""
    return gzip.compress(police(rows(count)).encode(), level, mtime=0)


def a_night(box: Inboxes, name: str, content: bytes) -> None:
    box.put(name, content)
    box.settle()


def test_a_packed_file_is_taken_like_any(box_of: BoxOf) -> None:
    box = box_of(delivery=PACKED, disposal=Disposal.MOVE)

    a_night(box, "niche.csv.gz", packed(3, level=9))

    assert box.states() == [("niche.csv.gz", FileState.TAKEN)]
    assert set(box.cases()) == {"A-0", "A-1", "A-2"}
    assert box.told() == []
    assert [one.name for one in (box.folder / "taken").iterdir()] == ["niche.csv.gz"]


def test_what_stands_before_a_break_is_taken_and_the_break_is_told(box_of: BoxOf) -> None:
    box = box_of(delivery=PACKED)
    whole = packed()

    a_night(box, "niche.csv.gz", whole[: len(whole) // 2])

    (held,) = box.rows(quarantine)
    (alert,) = box.alerts(Kind.QUARANTINE)
    assert box.states() == [("niche.csv.gz", FileState.CUT_OFF)]
    assert held.reason == "cut_off"
    assert held.coordinates.startswith("niche.csv.gz:")
    assert "niche.csv.gz breaks off" in alert.reason
    assert "cannot be unpacked to its end; send it again whole" in alert.reason
    assert 250 < len(box.cases()) < 350
    assert box.rows(feeds)[0].complete_to is None


@pytest.mark.parametrize("missing", [1, 8, 400], ids=lambda count: f"{count}-bytes-missing")
def test_the_same_file_sent_again_whole_is_taken_whole(box_of: BoxOf, missing: int) -> None:
    box = box_of(delivery=PACKED)
    a_night(box, "niche.csv.gz", packed()[:-missing])
    before = box.states()

    a_night(box, "niche-again.csv.gz", packed())

    assert before == [("niche.csv.gz", FileState.CUT_OFF)]
    assert box.states()[1:] == [("niche-again.csv.gz", FileState.TAKEN)]
    assert len(box.cases()) == 600
    assert box.rows(feeds)[0].complete_to is not None


@pytest.mark.parametrize("content", [b"", b"\x1f\x8b", b"Ref,Reported\n"], ids=repr)
def test_a_file_of_which_nothing_can_be_unpacked_is_told(box_of: BoxOf, content: bytes) -> None:
    box = box_of(delivery=PACKED)

    a_night(box, "niche.csv.gz", content)

    assert box.states() == [("niche.csv.gz", FileState.CUT_OFF)]
    assert [one.reason for one in box.rows(quarantine)] == ["cut_off"]
    assert len(box.alerts(Kind.QUARANTINE)) == 1


def test_the_same_content_packed_otherwise_is_the_same_file_sent_again(box_of: BoxOf) -> None:
    box = box_of(delivery=PACKED)
    a_night(box, "niche.csv.gz", packed(3, level=0))

    a_night(box, "again.csv.gz", packed(3, level=9))

    assert [row.times_sent for row in box.rows(files)] == [2]


def test_an_import_of_a_packed_file_that_breaks_off_writes_nothing(tmp_path: Path) -> None:
    content = (REPOSITORY / "tests" / "data" / "niche_extract.csv").read_bytes()
    (tmp_path / "night.csv.gz").write_bytes(gzip.compress(content)[:-20])
    mapping = REPOSITORY / "deploy" / "mappings" / "niche.toml"

    ended = danm(
        "import-csv", "night.csv.gz", "--mapping", mapping, "--to", "out.ndjson", at=tmp_path
    )

    assert (ended.code, ended.err.count("\n")) == (2, 1)
    assert "night.csv.gz: it cannot be unpacked to its end; send it again whole" in ended.err
    assert not (tmp_path / "out.ndjson").exists()
