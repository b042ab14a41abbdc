import os
from pathlib import Path

import pytest

from consumer.sources.disposal import Disposal, dispose, finish_shredding


@pytest.fixture
def night(tmp_path: Path) -> Path:
    path = tmp_path / "night.csv"
    path.write_text("a child\n")
    (tmp_path / "night.csv.done").touch()
    return path


def left(folder: Path) -> set[str]:
    return {str(one.relative_to(folder)) for one in folder.rglob("*") if one.is_file()}


def test_what_is_kept_stays_as_it_is(night: Path) -> None:
    dispose(night, Disposal.KEEP)

    assert left(night.parent) == {"night.csv", "night.csv.done"}


def test_what_is_moved_lies_in_a_folder_of_its_own_that_others_cannot_open(night: Path) -> None:
    dispose(night, Disposal.MOVE)

    assert left(night.parent) == {"taken/night.csv"}
    assert (night.parent / "taken").stat().st_mode & 0o077 == 0


def test_what_is_moved_never_replaces_an_earlier_night(night: Path) -> None:
    for text in ("one", "two", "three"):
        night.write_text(text)
        dispose(night, Disposal.MOVE)

    assert left(night.parent) == {"taken/night.csv", "taken/night-2.csv", "taken/night-3.csv"}
    assert (night.parent / "taken/night.csv").read_text() == "one"


def test_what_is_shredded_is_overwritten_before_it_is_removed(night: Path) -> None:
    other_name = night.with_name("other")
    os.link(night, other_name)

    dispose(night, Disposal.SHRED)

    assert left(night.parent) == {"other"}
    assert len(other_name.read_bytes()) == 8
    assert b"child" not in other_name.read_bytes()


def test_what_was_left_half_shredded_is_shredded_to_its_end(night: Path) -> None:
    other_name = night.with_name("other")
    night.rename(night.with_name(".danm-0f.shredding"))
    os.link(night.with_name(".danm-0f.shredding"), other_name)

    finish_shredding(night.parent)

    assert left(night.parent) == {"other", "night.csv.done"}
    assert b"child" not in other_name.read_bytes()


def test_what_a_link_points_to_is_never_overwritten(tmp_path: Path, night: Path) -> None:
    link = tmp_path / "link.csv"
    link.symlink_to(night)

    with pytest.raises(OSError, match="symbolic links"):
        dispose(link, Disposal.SHRED)

    assert night.read_text() == "a child\n"


@pytest.mark.parametrize("how", [Disposal.MOVE, Disposal.SHRED])
def test_a_file_that_is_gone_already_is_no_error(night: Path, how: Disposal) -> None:
    night.unlink()

    dispose(night, how)

    assert left(night.parent) == set()
