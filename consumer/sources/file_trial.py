"""Whether anything at all can be read of a file: else its mapping is wrong, not its rows."""

from typing import TextIO

from consumer.sources.extract_faults import AnyMapping
from consumer.sources.extract_rows import BadRow
from consumer.sources.extracts import messages_from_csv
from consumer.sources.file_memory import FileRow
from consumer.sources.file_survey import body

NONE_READ = 10
"""How many rows must be bad, and none good, before a file is set aside whole.

Below that each row goes to quarantine by itself. A file that was set aside is taken once the
mapping is mended; rows in quarantine must be entered one by one. Source: assumption.
"""


def unreadable(file: TextIO, mapping: AnyMapping, row: FileRow) -> str | None:
    """Return why nothing can be read of a file, naming column and line; None where something can.

    It stops at the first message, so that a sound file costs little.
    """
    first, count = None, 0
    file.seek(0)
    lines = body(file, mapping)
    for found in messages_from_csv(lines, mapping, file_name=row.name, sent_at=row.sent_at):
        if not isinstance(found, BadRow):
            return None
        first, count = first or found, count + 1
    if first is None or count < NONE_READ:
        return None
    return f"none of its {row.rows} rows can be read; {first}"
