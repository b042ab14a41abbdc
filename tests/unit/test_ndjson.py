"""Messages from NDJSON files: what is skipped, what is cut, what is damaged."""

import gzip
import tracemalloc
from pathlib import Path

import pytest

from consumer.sources import Record
from consumer.sources.ndjson import NdjsonFile, read_lines
from consumer.sources.ndjson_trouble import FileDamaged, FileUnreadable, NoSuchFile
from consumer.strict_json import LARGEST_MESSAGE

MEBIBYTE = 1024 * 1024


def test_a_line_is_found_by_its_number(tmp_path: Path) -> None:
    path = _file(tmp_path, b"one\ntwo\n")

    records = list(read_lines(path))

    assert records == [
        Record(raw=b"one", coordinates=f"{path}:1"),
        Record(raw=b"two", coordinates=f"{path}:2"),
    ]


def test_blank_lines_are_skipped_but_counted(tmp_path: Path) -> None:
    path = _file(tmp_path, b"\none\n   \t\n\r\ntwo\n")

    assert [(record.raw, _line(record)) for record in read_lines(path)] == [
        (b"one", 2),
        (b"two", 5),
    ]


@pytest.mark.parametrize(
    ("content", "raws"),
    [
        pytest.param(b"one\r\ntwo\r\n", [b"one", b"two"], id="line-ends-of-windows"),
        pytest.param(b"one\ntwo", [b"one", b"two"], id="no-line-end-at-the-end"),
        pytest.param(b"", [], id="empty-file"),
        pytest.param(b"\xff\xfe\n", [b"\xff\xfe"], id="not-utf-8-is-for-decoding-to-refuse"),
    ],
)
def test_a_line_is_what_stands_between_line_ends(
    tmp_path: Path, content: bytes, raws: list[bytes]
) -> None:
    assert [record.raw for record in read_lines(_file(tmp_path, content))] == raws


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"])
def test_a_message_of_exactly_the_limit_is_whole(tmp_path: Path, line_end: bytes) -> None:
    path = _file(tmp_path, b"x" * LARGEST_MESSAGE + line_end + b"next")

    assert [len(record.raw) for record in read_lines(path)] == [LARGEST_MESSAGE, 4]


@pytest.mark.parametrize("beyond", [1, 2, 3, MEBIBYTE, 3 * MEBIBYTE])
def test_a_line_over_the_limit_is_cut_and_the_next_one_is_whole(
    tmp_path: Path, beyond: int
) -> None:
    path = _file(tmp_path, b"x" * (LARGEST_MESSAGE + beyond) + b"\nnext\n")

    too_long, following = read_lines(path)

    assert len(too_long.raw) == LARGEST_MESSAGE + 1
    assert (following.raw, _line(following)) == (b"next", 2)


def test_a_message_behind_a_wall_of_blanks_is_not_skipped(tmp_path: Path) -> None:
    path = _file(tmp_path, b" " * (LARGEST_MESSAGE + 10) + b"{}\n")

    assert len(list(read_lines(path))) == 1


def test_an_endless_line_is_never_held_in_memory(tmp_path: Path) -> None:
    path = tmp_path / "in.ndjson"
    with path.open("wb") as file:
        file.truncate(64 * MEBIBYTE)

    tracemalloc.start()
    records = list(read_lines(path))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert [len(record.raw) for record in records] == [LARGEST_MESSAGE + 1]
    assert peak < 8 * MEBIBYTE


def test_a_missing_file_is_named_before_anything_is_read(tmp_path: Path) -> None:
    present = _file(tmp_path, b"one\n")

    with pytest.raises(NoSuchFile, match=r"missing\.ndjson: there is no such file"):
        NdjsonFile([present, tmp_path / "missing.ndjson"])


def test_a_folder_is_no_file_of_messages(tmp_path: Path) -> None:
    with pytest.raises(NoSuchFile):
        read_lines(tmp_path)


def test_what_stands_before_the_break_of_a_truncated_file_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "in.ndjson.gz"
    whole = gzip.compress(b"".join(b'{"number":%d}\n' % number for number in range(2_000)))
    path.write_bytes(whole[: len(whole) // 2])
    source = NdjsonFile([path])

    kept, damage = _read_until_damage(source)

    assert kept[:2] == [b'{"number":0}', b'{"number":1}']
    assert f"breaks off after line {len(kept)} " in str(damage)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b'{"not":"gzip"}\n', id="not-gzip-at-all"),
        pytest.param(gzip.compress(b"{}\n")[:-1] + b"\x01", id="wrong-length-at-the-end"),
    ],
)
def test_a_file_that_is_not_sound_gzip_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "in.ndjson.gz"
    path.write_bytes(content)

    with pytest.raises(FileDamaged, match=r"in\.ndjson\.gz: breaks off"):
        list(read_lines(path))


def test_a_damaged_file_does_not_hide_the_next_one(tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.ndjson.gz"
    damaged.write_bytes(b"not gzip")
    source = NdjsonFile([damaged, _file(tmp_path, b"next\n")])
    with pytest.raises(FileUnreadable):
        source.poll()

    batch = source.poll()

    assert [record.raw for record in batch.records] == [b"next"]


def test_several_files_are_read_one_after_the_other(tmp_path: Path) -> None:
    one = _file(tmp_path, b"one\n")
    two = _file(tmp_path, b"two\n", name="two.ndjson")

    batch = NdjsonFile([one, two]).poll()

    assert [record.raw for record in batch.records] == [b"one", b"two"]


def test_a_file_is_finished_once_its_last_batch_is_stored(tmp_path: Path) -> None:
    source = NdjsonFile([_file(tmp_path, b"one\n")])
    batch = source.poll()
    assert not source.is_finished

    source.accepted(batch)

    assert source.is_finished


def _file(folder: Path, content: bytes, name: str = "in.ndjson") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def _line(record: Record) -> int:
    return int(record.coordinates.rsplit(":", 1)[1])


def _read_until_damage(source: NdjsonFile) -> tuple[list[bytes], FileUnreadable]:
    kept: list[bytes] = []
    while True:
        try:
            batch = source.poll()
        except FileUnreadable as damage:
            return kept, damage
        kept.extend(record.raw for record in batch.records)
        source.accepted(batch)
