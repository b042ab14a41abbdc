"""`danm import-csv` and `danm files`: an extract into messages, and what came into the folders."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from consumer.commands.options import Format, FormatOption, Shared, instant, with_places

if TYPE_CHECKING:
    from datetime import datetime

    from consumer.importing import ImportSummary

STANDARD_OUTPUT, KAFKA = "-", "kafka"


def import_csv(
    where: Shared,
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="The extract, as CSV.", show_default=False),
    ],
    mapping: Annotated[
        Path,
        typer.Option(
            metavar="M.toml",
            help="Which column means what, for this sort of file.",
            show_default=False,
        ),
    ],
    to: Annotated[
        str,
        typer.Option(
            metavar="OUT",
            help="Where to: a file of messages, one a line; kafka for the broker in the settings; "
            r"- for standard output. \[default: -]",
            show_default=False,
        ),
    ] = STANDARD_OUTPUT,
    sent_at: Annotated[
        str | None,
        typer.Option(
            metavar="INSTANT",
            help="When the file was sent, such as 2026-11-20T07:00:00Z, where its rows do not "
            "tell. It counts as known from then.",
            show_default=False,
        ),
    ] = None,
) -> int:
    """Turn an extract into messages, in the order of time: for danm replay, run, or the broker.

    Rows that cannot be read are named on standard error and kept, encrypted, in the quarantine of
    the database: each may be a child. The output is written whole or not at all.
    """
    from consumer.sources.extract_rows import WrongExtract
    from consumer.sources.mapping import WrongMapping
    from schemas.trouble import Trouble

    try:
        summary = _imported(where, (file, mapping), to, instant(sent_at))
    except (WrongMapping, WrongExtract) as error:
        raise Trouble(str(error), "nothing was written") from error
    except OSError as error:
        name = error.filename or to
        raise Trouble(f"{name}: {error.strerror}", "check the name and the folder") from None
    for line in summary.words():
        sys.stderr.write(f"{line}\n")
    if summary.bad_rows:
        _keep(where, mapping, summary)
    return 0


def _imported(
    where: Shared, files: tuple[Path, Path], to: str, sent_at: "datetime | None"
) -> "ImportSummary":
    from consumer.importing import import_csv as import_file
    from consumer.whole_file import require_writable

    if to == KAFKA:
        from consumer.kafka_output import KafkaOutput

        broker = KafkaOutput(where.settings().kafka)
        summary = import_file(*files, to=broker, sent_at=sent_at)
        broker.finish()
        return summary
    if to == STANDARD_OUTPUT:
        return import_file(*files, to=sys.stdout, sent_at=sent_at)
    require_writable(Path(to), "--to", kept=files)
    return import_file(*files, to=Path(to), sent_at=sent_at)


def _keep(where: Shared, mapping: Path, summary: "ImportSummary") -> None:
    """Put the rows that could not be read into quarantine."""
    from consumer import wall_clock
    from consumer.bad_rows import keep_bad_rows
    from consumer.sources.bad_row_records import bad_row_record
    from consumer.sources.mapping import load_mapping

    source = load_mapping(mapping).source
    opened = where.opened()
    rows = (
        bad_row_record(bad, source=source, file_name=summary.file_name) for bad in summary.bad_rows
    )
    keep_bad_rows(opened.database, opened.house(), rows, wall_clock.now())
    sys.stderr.write(
        f"{len(summary.bad_rows)} kept in quarantine of {opened.database.name}; "
        "see: danm quarantine\n"
    )


def files(
    where: Shared,
    days: Annotated[
        int, typer.Option(metavar="DAYS", min=1, help="How far back.", show_default=True)
    ] = 28,
    as_format: FormatOption = Format.TABLE,
    reveal: Annotated[  # noqa: ARG001 - every list takes it; this one has nothing to show
        bool,
        typer.Option("--reveal", help="As on other lists; no value of a file is shown here."),
    ] = False,
) -> int:
    """List the files that came into the folders, what became of each, and what is overdue.

    Rows that could not be read are in the quarantine, one by one: danm quarantine.
    """
    from datetime import timedelta

    from consumer import file_lists, list_output, wall_clock

    now = wall_clock.now()
    opened = where.opened(must_exist=True)
    with opened.database.read() as connection:
        lines = file_lists.file_lines(connection, now - timedelta(days=days), now)
    if as_format is Format.JSON:
        list_output.print_json(map(file_lists.file_json, lines))
    elif as_format is Format.CSV:
        list_output.print_csv(file_lists.COLUMNS, map(file_lists.file_cells, lines))
    else:
        if lines:
            list_output.terminal().print(file_lists.file_table(lines), markup=False)
        sys.stderr.write(f"{file_lists.file_summary(lines, days)}\n")
    return 0


def add_to(app: typer.Typer) -> None:
    """Add this subject's commands."""
    for command in (import_csv, files):
        app.command()(with_places(command))
