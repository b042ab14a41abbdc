"""The files that a back-test leaves in a folder: a picture with its words, and flat tables."""

import csv
from collections.abc import Iterable, Mapping
from io import StringIO
from pathlib import Path
from typing import Any

from consumer.backtest.rows import alarm_rows, period_row, team_rows, wait_row
from consumer.backtest.running import Outcome
from consumer.backtest.words import Compared
from consumer.whole_file import write_whole
from schemas.trouble import Trouble

PICTURE, PICTURE_WORDS = "back-test.svg", "back-test.txt"
"""The picture, and beside it what it shows in words, for whoever cannot see it."""


def make_folder(folder: Path) -> None:
    """Make the folder for the files, before any work is done.

    Raises:
        Trouble: It cannot be made or written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / PICTURE).touch(mode=0o600)
    except OSError as error:
        raise Trouble(
            f"--out {folder} cannot be written ({error.strerror})", "name another folder"
        ) from error


def write_files(outcome: Outcome, compared: Compared, folder: Path) -> list[Path]:
    """Write everything a back-test found, and return the files; those of an earlier one go.

    Raises:
        OSError: A file cannot be written.
    """
    # Only here: the library takes seconds to load.
    from consumer.backtest.picture import in_words, picture

    texts = {
        PICTURE: [picture(outcome, compared)],
        PICTURE_WORDS: [f"{line}\n" for line in in_words(outcome, compared)],
        "period.csv": _csv([period_row(outcome, compared)]),
        "alarms.csv": _csv(alarm_rows(outcome)),
        "interruptions.csv": _csv(team_rows(outcome)),
        "waits.csv": _csv(map(wait_row, outcome.waits)),
    }
    for name, lines in texts.items():
        write_whole(lines, folder / name)
    return [folder / name for name in texts]


def _csv(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return rows as CSV, the header first; an empty table is an empty file."""
    told = list(rows)
    out = StringIO()
    if told:
        writer = csv.DictWriter(out, fieldnames=list(told[0]))
        writer.writeheader()
        writer.writerows(told)
    return [out.getvalue()]
