"""The folders that this process reads: those of the settings, then those of the command line."""

import logging
import os
from collections import Counter
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from consumer.inbox_settings import InboxTable
from consumer.sources.disposal import Disposal
from consumer.sources.extract_faults import AnyMapping
from consumer.sources.file_reading import owner_of
from consumer.sources.folder import Inbox
from consumer.sources.mapping import WrongMapping, load_mapping
from consumer.sources.mapping_delivery import WEEKDAYS
from schemas.schedules import GRACE, Schedule
from schemas.trouble import Trouble

logger = logging.getLogger(__name__)


def paired(folders: Sequence[Path], mappings: Sequence[Path]) -> list[InboxTable]:
    """Return the inboxes of a command line, the first folder with the first mapping, and so on.

    Raises:
        Trouble: There are not as many of one as of the other.
    """
    if len(folders) != len(mappings):
        raise Trouble(
            f"--inbox stands here {len(folders)} times, --mapping {len(mappings)} times",
            "give each folder its mapping: --inbox FOLDER --mapping FILE.toml",
        )
    pairs = zip(folders, mappings, strict=True)
    return [InboxTable(folder=folder, mapping=mapping) for folder, mapping in pairs]


def inboxes_of(tables: Sequence[InboxTable]) -> list[Inbox]:
    """Return the inboxes, each once, with their mappings read.

    Raises:
        Trouble: A folder is not there or may not be used, a mapping cannot be used, or two inboxes
            are one source or one folder.
    """
    by_place = {(table.folder.resolve(), table.mapping.resolve()): table for table in tables[::-1]}
    found = [_inbox(table) for table in list(by_place.values())[::-1]]
    for source, times in Counter(inbox.mapping.source for inbox in found).items():
        if times > 1:
            raise Trouble(
                f"{times} inboxes are the source {source}",
                "give each mapping a source of its own",
            )
    for folder, times in Counter(inbox.folder.resolve() for inbox in found).items():
        if times > 1:
            raise Trouble(
                f"{times} inboxes read the folder {folder}",
                "give each mapping a folder of its own",
            )
    return found


def schedules_of(tables: Sequence[InboxTable]) -> dict[str, Schedule | None]:
    """Return when the files of each inbox are expected, by source; the folders may be elsewhere.

    Raises:
        Trouble: A mapping cannot be used.
    """
    found = ((table, _mapping(table)) for table in tables)
    return {mapping.source: _schedule(table, mapping) for table, mapping in found}


def _inbox(table: InboxTable) -> Inbox:
    if not table.folder.is_dir():
        raise Trouble(f"there is no folder {table.folder}", f"make it: mkdir -p {table.folder}")
    _require_rights(table)
    mapping = _mapping(table)
    owner_of(mapping)
    schedule = _schedule(table, mapping)
    if schedule is None:
        logger.warning("an inbox has no schedule", extra={"feed": mapping.source})
    return Inbox(
        folder=table.folder,
        mapping_path=table.mapping,
        mapping=mapping,
        schedule=schedule,
        stable_for=table.stable_for,
        disposal=Disposal(table.disposal),
    )


def _mapping(table: InboxTable) -> AnyMapping:
    try:
        return load_mapping(table.mapping)
    except WrongMapping as error:
        fact, _, mend = str(error).rpartition("; ")
        raise Trouble(fact or str(error), mend) from error


def _require_rights(table: InboxTable) -> None:
    """Pass only where this account may do in the folder what the inbox says.

    Raises:
        Trouble: It may not.
    """
    folder, has = table.folder, partial(os.access, table.folder, effective_ids=True)
    if not has(os.R_OK | os.X_OK):
        raise Trouble(
            f"the folder {folder} cannot be read by this account",
            f"let the account that runs danm in: chmod g+rx {folder}",
        )
    if Disposal(table.disposal) is not Disposal.KEEP and not has(os.W_OK):
        raise Trouble(
            f"files are to leave the folder {folder}, which this account cannot change",
            f'chmod g+w {folder}, or set disposal = "keep"',
        )


def _schedule(table: InboxTable, mapping: AnyMapping) -> Schedule | None:
    """Return when files are expected: as the settings say, else as the mapping does."""
    told = mapping.delivery
    expected = told.expected if table.expected is None else table.expected
    if not expected:
        return None
    days = table.days or told.days
    return Schedule(
        expected=expected,
        days=frozenset(WEEKDAYS.index(day) for day in days),
        grace=table.grace or told.grace or GRACE,
    )
