"""`danm import-csv`: a police extract or a council export into messages, in the order of `time`."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from consumer.sources.extract_files import open_extract
from consumer.sources.extract_rows import BadRow, Tally, WrongExtract
from consumer.sources.extracts import Message, messages_from_csv
from consumer.sources.in_time_order import lines_in_time_order
from consumer.sources.mapping import load_mapping
from consumer.whole_file import write_whole

_MANY = 20
"""How many lines are listed by number before the rest is only counted."""


class TakesLines(Protocol):
    """Whatever lines can be written to: standard output, a broker."""

    def writelines(self, lines: Iterable[str], /) -> object:
        """Write each line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportSummary:
    """What became of a file: counts, and each row that could not be read."""

    file_name: str
    tally: Tally
    messages: dict[str, int]
    """How many of each message type."""

    bad_rows: tuple[BadRow, ...]

    @property
    def is_clean(self) -> bool:
        """Whether every row was read."""
        return not self.bad_rows

    def words(self) -> Iterator[str]:
        """Yield the lines that a person is told, without any value or reference of the file."""
        tally, total = self.tally, sum(self.messages.values())
        yield (
            f"{self.file_name}: {tally.rows} rows, {tally.rows_used} used, "
            f"{tally.rows_left_out} left out by the mapping; {tally.incidents} incidents; "
            f"{total} messages"
        )
        yield from (f"  {count} {name}" for name, count in sorted(self.messages.items()))
        if tally.unreported:
            yield (
                f"{self.file_name}: {len(tally.unreported)} incidents have no row that says when "
                f"the police knew; they begin on lines {_listed(tally.unreported)}"
            )
        if tally.new_columns:
            names = ", ".join(f"'{name}'" for name in tally.new_columns)
            yield f"{self.file_name}: {len(tally.new_columns)} columns new to the mapping: {names}"
        for bad in self.bad_rows:
            yield f"{self.file_name}: {bad}{_outcome(bad)}"


def import_csv(
    path: Path,
    mapping_path: Path,
    *,
    to: Path | TakesLines | None,
    sent_at: datetime | None = None,
    keep: Callable[[BadRow], None] | None = None,
) -> ImportSummary:
    """Read a file by its mapping and write its messages as NDJSON, in the order of `time`.

    Args:
        path: The extract.
        mapping_path: Its mapping.
        to: Where to; a file is written whole or not at all, readable by its owner only. None to
            only try the mapping.
        sent_at: When the file was sent, UTC; see `messages_from_csv`.
        keep: Called with each bad row as it is met, to keep it encrypted.

    Raises:
        WrongMapping: The mapping cannot be used.
        WrongExtract: The file does not fit the mapping.
        OSError: A file cannot be read or written.
    """
    found = _Import(keep=keep)
    mapping = load_mapping(mapping_path)
    with open_extract(path, mapping) as lines:
        messages = found.messages_of(
            messages_from_csv(
                lines, mapping, file_name=path.name, sent_at=sent_at, tally=found.tally
            )
        )
        try:
            _write(lines_in_time_order(messages), to)
        except UnicodeError as error:
            raise WrongExtract(
                f"{path.name}: not {mapping.file.encoding}; mend file.encoding of the mapping"
            ) from error
    return ImportSummary(
        file_name=path.name,
        tally=found.tally,
        messages=dict(found.counts),
        bad_rows=tuple(found.bad_rows),
    )


@dataclass(slots=True, kw_only=True)
class _Import:
    keep: Callable[[BadRow], None] | None
    tally: Tally = field(default_factory=Tally)
    counts: Counter[str] = field(default_factory=Counter)
    bad_rows: list[BadRow] = field(default_factory=list)

    def messages_of(self, found: Iterator[Message | BadRow]) -> Iterator[Message]:
        """Yield the messages, and put the bad rows aside."""
        for one in found:
            if isinstance(one, BadRow):
                self.bad_rows.append(one)
                if self.keep is not None:
                    self.keep(one)
            else:
                self.counts[one["type"]] += 1
                yield one


def _write(lines: Iterator[str], to: Path | TakesLines | None) -> None:
    if to is None:
        for _ in lines:
            pass
    elif isinstance(to, Path):
        write_whole(lines, to)
    else:
        to.writelines(lines)


def _outcome(bad: BadRow) -> str:
    return " (told without it)" if bad.is_told_without_it else " (a possible child: look it up)"


def _listed(numbers: list[int]) -> str:
    more = len(numbers) - _MANY
    shown = ", ".join(str(number) for number in numbers[:_MANY])
    return f"{shown} and {more} more" if more > 0 else shown
