from datetime import time, timedelta
from pathlib import Path

import pytest

from consumer.inbox_settings import InboxTable
from consumer.inboxes import inboxes_of, paired
from consumer.load_settings import WrongSettings, load_settings
from consumer.sources.disposal import Disposal
from schemas.schedules import EVERY_DAY, Schedule
from schemas.trouble import Trouble
from tests.file_modes import held_to_file_modes
from tests.inboxes import COUNCIL_MAPPING, POLICE_MAPPING


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with a mapping for each partner, and a drop for each."""
    for name, mapping in (("police", POLICE_MAPPING), ("council", COUNCIL_MAPPING)):
        text = mapping.format(by="times", extra="", delivery='expected = ["07:00"]')
        (tmp_path / f"{name}.toml").write_text(text)
        (tmp_path / name).mkdir()
    return tmp_path


def table(place: Path, name: str = "police", **changed: object) -> InboxTable:
    told = {"folder": place / name, "mapping": place / f"{name}.toml"} | changed
    return InboxTable.model_validate(told)


def test_settings_say_when_files_come_and_what_becomes_of_them(place: Path) -> None:
    config = place / "danm.toml"
    config.write_text(
        f"""
        [[inboxes]]
        folder = "{place / "police"}"
        mapping = "{place / "police.toml"}"
        expected = ["06:30", "18:30"]
        days = ["mon", "fri"]
        grace = "2 h"
        stable_for = "45 s"
        disposal = "shred"
        """
    )

    (inbox,) = inboxes_of(load_settings(config).inboxes)

    assert inbox.schedule == Schedule(
        expected=(time(6, 30), time(18, 30)), days=frozenset({0, 4}), grace=timedelta(hours=2)
    )
    assert (inbox.stable_for, inbox.disposal) == (timedelta(seconds=45), Disposal.SHRED)


def test_what_the_settings_leave_out_stands_in_the_mapping(place: Path) -> None:
    (inbox,) = inboxes_of([table(place)])

    assert inbox.schedule == Schedule(expected=(time(7),), days=EVERY_DAY)
    assert (inbox.stable_for, inbox.disposal) == (timedelta(seconds=30), Disposal.KEEP)


def test_an_empty_list_in_the_settings_takes_the_schedule_of_the_mapping_away(place: Path) -> None:
    (inbox,) = inboxes_of([table(place, expected=())])

    assert inbox.schedule is None


def test_each_folder_of_the_command_line_has_the_mapping_in_its_place(place: Path) -> None:
    folders = [place / "police", place / "council"]

    tables = paired(folders, [place / "police.toml", place / "council.toml"])

    assert [one.mapping.source for one in inboxes_of(tables)] == [
        "/police/staffordshire/niche",
        "/council/stoke/liquidlogic",
    ]


def test_an_inbox_named_twice_is_read_once_as_the_settings_say(place: Path) -> None:
    (inbox,) = inboxes_of([table(place, disposal="move"), table(place)])

    assert inbox.disposal is Disposal.MOVE


@pytest.mark.parametrize(
    ("line", "said"),
    [
        pytest.param('expected = ["25:00"]', "expected", id="no-such-hour"),
        pytest.param('expected = ["seven"]', "'seven' is no time of day", id="no-clock-time"),
        pytest.param('days = ["Monday"]', "days", id="no-such-day"),
        pytest.param('grace = "soon"', "grace", id="no-length-of-time"),
        pytest.param("grace = 60", "grace", id="a-number-without-its-unit"),
        pytest.param('disposal = "burn"', "disposal", id="no-such-disposal"),
        pytest.param('grase = "1 h"', "did you mean grace", id="a-slip-of-the-pen"),
    ],
)
def test_a_wrong_inbox_is_named_with_its_mend(place: Path, line: str, said: str) -> None:
    config = place / "danm.toml"
    config.write_text(f'[[inboxes]]\nfolder = "police"\nmapping = "police.toml"\n{line}\n')

    with pytest.raises(WrongSettings, match=said):
        load_settings(config)


def test_a_folder_without_its_mapping_is_refused(place: Path) -> None:
    with pytest.raises(Trouble, match="--inbox stands here 1 times, --mapping 0 times"):
        paired([place / "police"], [])


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        pytest.param({"folder": "nowhere"}, "there is no folder nowhere; make it", id="folder"),
        pytest.param({"mapping": "no.toml"}, "give a mapping that can be read", id="mapping"),
    ],
)
def test_an_inbox_that_is_not_there_is_refused(
    place: Path, changed: dict[str, object], said: str
) -> None:
    with pytest.raises(Trouble, match=said):
        inboxes_of([table(place, "police", **changed)])


def test_two_inboxes_are_two_sources(place: Path) -> None:
    same = table(place, folder=place / "council")

    with pytest.raises(Trouble, match="2 inboxes are the source /police/staffordshire/niche"):
        inboxes_of([table(place), same])


def test_two_inboxes_are_two_folders(place: Path) -> None:
    same = table(place, mapping=place / "council.toml")

    with pytest.raises(Trouble, match=r"2 inboxes read the folder .*/police; give each mapping a"):
        inboxes_of([table(place), same])


def test_a_folder_named_by_two_paths_is_one(place: Path) -> None:
    (place / "link").symlink_to(place / "police")
    same = table(place, folder=place / "link", mapping=place / "council.toml")

    with pytest.raises(Trouble, match="2 inboxes read the folder"):
        inboxes_of([table(place), same])


@pytest.mark.parametrize(
    ("mode", "disposal", "said"),
    [
        pytest.param(0o300, "keep", "cannot be read by this account; let", id="not-to-be-read"),
        pytest.param(0o600, "keep", "cannot be read by this account", id="not-to-be-entered"),
        pytest.param(0o500, "move", r'this account cannot change.*disposal = "keep"', id="move"),
        pytest.param(0o500, "shred", "this account cannot change", id="shred"),
    ],
)
def test_a_folder_closed_to_this_account_is_told_in_words(
    mode: int, disposal: str, said: str
) -> None:
    with held_to_file_modes() as folder:
        drop = folder / "police"
        drop.mkdir()
        mapping = POLICE_MAPPING.format(by="times", extra="", delivery="")
        (folder / "police.toml").write_text(mapping)
        drop.chmod(mode)

        with pytest.raises(Trouble, match=said):
            inboxes_of([table(folder, disposal=disposal)])

        drop.chmod(0o700)


def test_a_folder_that_can_be_read_is_enough_for_files_that_are_kept() -> None:
    with held_to_file_modes() as folder:
        drop = folder / "police"
        drop.mkdir()
        mapping = POLICE_MAPPING.format(by="times", extra="", delivery="")
        (folder / "police.toml").write_text(mapping)
        drop.chmod(0o500)

        assert len(inboxes_of([table(folder)])) == 1

        drop.chmod(0o700)


def test_a_mapping_that_does_not_say_for_whom_it_speaks_is_refused(place: Path) -> None:
    path = place / "police.toml"
    told = path.read_text()
    path.write_text(told.replace('force = "staffordshire"', 'force = { column = "Force" }'))

    with pytest.raises(Trouble, match=r"for which force a file speaks; add force"):
        inboxes_of([table(place)])

    path.write_text(path.read_text().replace("[delivery]", '[delivery]\nforce = "staffordshire"'))
    assert len(inboxes_of([table(place)])) == 1
