"""`danm incidents` and `danm waiting`: what is stored, as lists."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from consumer.commands.options import (
    Format,
    FormatOption,
    PolicyOption,
    RevealOption,
    Shared,
    case_code,
    instant,
    with_places,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from consumer.listings import Reveal
    from consumer.opening import Opened
    from schemas.in_hand import Hold
    from schemas.listing import Listed, Waiting
    from schemas.policy import PolicyBook


def waiting(
    where: Shared,
    as_of: Annotated[
        str | None,
        typer.Option(
            metavar="INSTANT",
            help="The list as it stood at this instant, such as 2026-11-20T23:52:10Z. "
            r"\[default: now]",
            show_default=False,
        ),
    ] = None,
    policy: PolicyOption = None,
    as_format: FormatOption = Format.TABLE,
    reveal: RevealOption = False,
) -> int:
    """List who waits: police know, and the front door has not been told.

    Those past their limit come first, and within each group babies and the unborn; then whoever is
    late next. Where police have not yet said which children there are, the table says how many.
    """
    from consumer import wall_clock
    from consumer.as_of import waiting_at
    from schemas.policy import UnknownVersion
    from schemas.trouble import Trouble

    at = instant(as_of) or wall_clock.now()
    opened = where.opened(must_exist=True)
    policies = opened.policies(policy)
    show = opened.reveal(asked=reveal, what="list of who waits")
    try:
        with opened.database.read() as connection:
            found = waiting_at(connection, policies, at, reveal=show)
    except UnknownVersion as error:
        raise Trouble(str(error), "name its file too: --policy FILE") from error
    if as_format is Format.TABLE:
        _show_waiting(opened, found, policies, at)
    else:
        _print_waiting(found, as_format)
    return 0


def _print_waiting(found: "list[Waiting]", as_format: Format) -> None:
    from consumer.list_output import print_csv, print_json
    from schemas.listing import waiting_json
    from schemas.listing_csv import WAITING_COLUMNS, waiting_cells

    if as_format is Format.JSON:
        print_json(waiting_json(one) for one in found)
    else:
        print_csv(WAITING_COLUMNS, (waiting_cells(one) for one in found))


def _show_waiting(
    opened: "Opened", found: "list[Waiting]", policies: "PolicyBook", at: "datetime"
) -> None:
    from alerts.plain_words import london_words
    from consumer.holdings import last_instant, not_on_the_list
    from consumer.list_output import terminal
    from consumer.screen import hold_lines, waiting_table, waiting_words

    said = terminal()
    title = f"Waiting at {london_words(at)}, {at.year} (UK time)"
    if found:
        said.print(
            waiting_table(found, policies.versions[-1], title=title, width=said.width),
            "* a baby or unborn",
        )
        # No markup: a name is written by people.
        for line in hold_lines(found):
            said.print(line, markup=False, soft_wrap=True)
    words = waiting_words(found) if found else f"{title}: nobody is known to wait."
    sys.stderr.write(f"{words}\n")
    with opened.database.read() as connection:
        last = last_instant(connection)
        if last is None or last <= at:  # how many there were earlier is not kept
            for line in not_on_the_list(connection).words():
                sys.stderr.write(f"{line}\n")


def incidents(
    where: Shared,
    handle: Annotated[
        str | None,
        typer.Option(
            metavar="CODE",
            help="Only the one with this case code; k7m4qxr finds K7M-4QXR.",
            show_default=False,
        ),
    ] = None,
    as_format: FormatOption = Format.TABLE,
    reveal: RevealOption = False,
) -> int:
    """List every incident held: where it stands, how long it took, and with what result.

    With a case code, all that is known of that one.
    """
    from consumer.listings import every_incident

    code = None if handle is None else case_code(handle)
    opened = where.opened(must_exist=True)
    show = opened.reveal(asked=reveal, what=f"incident {code}" if code else "list of incidents")
    if code is None:
        found: Iterable[Listed] = every_incident(opened.database, reveal=show)
    else:
        found = _found(opened, code, show)
    if as_format is Format.TABLE:
        _show_incidents(opened, list(found), code)
    else:
        _print_incidents(found, as_format)
    return 0


def _found(opened: "Opened", code: str, show: "Reveal") -> "list[Listed]":
    from consumer.listings import incidents as incidents_of

    with opened.database.read() as connection:
        return incidents_of(connection, handle=code, reveal=show)


def _print_incidents(found: "Iterable[Listed]", as_format: Format) -> None:
    from consumer.list_output import print_csv, print_json
    from schemas.listing import incident_json
    from schemas.listing_csv import INCIDENT_COLUMNS, incident_cells

    if as_format is Format.JSON:
        print_json(incident_json(one) for one in found)
    else:
        print_csv(INCIDENT_COLUMNS, (incident_cells(one) for one in found))


def _show_incidents(opened: "Opened", found: "list[Listed]", code: str | None) -> None:
    from consumer.incident_screen import incident_sheet, incident_table
    from consumer.list_output import terminal

    if not found:
        of_it = "No incident is held." if code is None else f"No incident has the case code {code}."
        sys.stderr.write(f"{of_it} Looked in {opened.database.name}\n")
    elif code is None:
        terminal().print(incident_table(found))
    else:
        policy = opened.policies().versions[-1]
        terminal().print(incident_sheet(found[0], policy, _hold_on(opened, found[0])))


def _hold_on(opened: "Opened", one: "Listed") -> "Hold | None":
    from consumer import wall_clock
    from schemas.holds import standing_holds

    if not one.case.is_waiting:
        return None
    with opened.database.read() as connection:
        return standing_holds(connection, wall_clock.now()).get(one.handle)


def add_to(app: typer.Typer) -> None:
    """Add this subject's commands."""
    app.command()(with_places(waiting))
    app.command()(with_places(incidents))
