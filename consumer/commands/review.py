"""`danm review`: the joint-review pack."""

import sys
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from consumer.commands.options import Shared, instant, with_places

if TYPE_CHECKING:
    from consumer.opening import Opened
    from reviews.pack import Audience, Held, Pack, Period


_MOST_WARNINGS = 3
"""So many earlier packs are named, the newest first: one is enough to think again."""


def review(
    where: Shared,
    since: Annotated[
        str,
        typer.Option(
            "--from", metavar="DATE", help="The first day, such as 2026-11-01.", show_default=False
        ),
    ],
    until: Annotated[
        str, typer.Option("--to", metavar="DATE", help="The last day.", show_default=False)
    ],
    out: Annotated[
        Path,
        typer.Option(
            "--out",
            metavar="FOLDER",
            help="Where the files go; it is made where there is none.",
            show_default=False,
        ),
    ],
    as_of: Annotated[
        str | None,
        typer.Option(
            "--as-of",
            metavar="INSTANT",
            help=r"Look at it from here. \[default: the end of the last day]",
            show_default=False,
        ),
    ] = None,
    changes: Annotated[
        Path | None,
        typer.Option(
            "--changes",
            metavar="FILE",
            help="What changed, actions and limits agreed; deploy/review/agreed.toml shows how.",
            show_default=False,
        ),
    ] = None,
    audience: Annotated[
        str,
        typer.Option(
            "--audience",
            metavar="WHO",
            help="operational: exact, with case codes; board: protected, no case named.",
        ),
    ] = "operational",
) -> int:
    """Write the pack for a joint review of police and council.

    One page that opens anywhere (and as PDF where Chromium is present), an Excel workbook, flat
    tables, and a manifest. Notifications belong to the day on
    which the police knew. What was not over counts as still waiting. A pack written there before
    is replaced. For a board or an inspection numbers are rounded, small ones and whatever gives
    them away withheld, and no case is named.
    """
    period = _period(since, until, as_of)
    readers = _audience(audience, changes)
    opened = where.opened(must_exist=True)
    names = _write(opened, Asked(period=period, audience=readers, changes=changes), out)
    sys.stderr.write(f"danm: in {out}: {', '.join(names)}\n")
    return 0


def _period(since: str, until: str, as_of: str | None) -> "Period":
    from reviews.pack import Period

    first, last = _day(since, "--from"), _day(until, "--to")
    if last < first:
        raise typer.BadParameter(f"--from {first} is after --to {last}.")
    return Period.of(first, last, instant(as_of))


def _day(text: str, option: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"{option} {text!r} is no day; write it as 2026-11-20.") from error


def _audience(audience: str, changes: Path | None) -> "Audience":
    from reviews.pack import Audience

    if audience not in set(Audience):
        known = " or ".join(Audience)
        raise typer.BadParameter(f"--audience {audience!r} cannot be made; write {known}.")
    if audience == Audience.BOARD and changes is not None:
        raise typer.BadParameter("--changes is not in a pack for a board; leave it out.")
    return Audience(audience)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which pack, for whom."""

    period: "Period"
    audience: "Audience"
    changes: Path | None


def _write(opened: "Opened", asked: Asked, out: Path) -> list[str]:
    from consumer.agreed_file import read_agreed
    from consumer.backtest.copying import quiet_copy
    from consumer.holdings import last_instant, made_up
    from consumer.progress import progress
    from consumer.review_files import prepare_folder, put_files
    from consumer.reviewing import Reviewing
    from reviews.pack import Held
    from reviews.render.about import About
    from reviews.render.files import files_of
    from reviews.render.paper import NotPrinted, find_browser

    policies = opened.policies()
    newest = policies.versions[-1]
    agreed = read_agreed(asked.changes, newest)
    prepare_folder(out)
    with quiet_copy(opened.database) as connection:
        known_to = last_instant(connection)
        mark = made_up(connection)
        reviewing = Reviewing(connection=connection, policies=policies, period=asked.period)
        with progress("Review", reviewing.count(), "cases") as bar:

            def read(number: int) -> None:
                bar.items_read(number)
                bar.show()

            told = reviewing.read(read)
        days = reviewing.days()
    held = Held(
        seen=told.seen,
        days=days,
        councils={code: one.name for code, one in newest.councils.items()},
        forces={code: one.name for code, one in newest.forces.items()},
        agreed=agreed.agreed,
        sources=told.sources,
        known_to=known_to,
    )
    pack = _made(held, asked)
    about = About(
        code_version=version("da-notification-monitor"),
        policies=sorted(told.versions),
        known_to=known_to,
        made_up=mark,
        agreed_sha256=agreed.sha256,
    )
    _note(opened, asked, held)
    # Ten years of notifications need not stand in memory beside the files made of them.
    del held, told
    try:
        files = files_of(pack, about, find_browser())
    except NotPrinted as error:
        sys.stderr.write(f"danm: no review.pdf: {error}; print review.html from a browser\n")
        files = files_of(pack, about, None)
    put_files(files, out)
    if mark is not None:
        sys.stderr.write(f"danm: {mark}\n")
    return list(files)


def _made(held: "Held", asked: Asked) -> "Pack":
    from reviews.pack import Audience, make_board_pack, make_pack

    if asked.audience is Audience.BOARD:
        return make_board_pack(held, asked.period)
    return make_pack(held, asked.period, asked.audience)


def _note(opened: "Opened", asked: Asked, held: "Held") -> None:
    """Note that a pack was written; warn where one for a board and another show a case.

    The warning stands in no file: it would tell the reader where to look.
    """
    from consumer.board_packs import earlier_packs, keep_pack
    from reviews.pack import Audience, board_counts
    from reviews.pack.board_beside import by_place, one_case_between

    period = asked.period
    detail = f"{asked.audience}, {period.first} to {period.last}"
    if asked.audience is not Audience.BOARD:
        opened.note("review written", detail)
        return
    counts = by_place(board_counts(held.seen, held.days, period))
    earlier = earlier_packs(opened.database, period)
    told = [one_case_between(one, counts, held.councils) for one in earlier]
    warnings = [one for one in told if one is not None]
    for warning in warnings[:_MOST_WARNINGS]:
        sys.stderr.write(f"danm: warning: {warning}\n")
    keep_pack(opened.database, period, counts, opened.signed(), detail)


def add_to(app: typer.Typer) -> None:
    """Add this subject's command."""
    app.command()(with_places(review))
