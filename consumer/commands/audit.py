"""`danm audit verify`: whether the audit still says what it said."""

import sys
from typing import TYPE_CHECKING

import typer

from consumer.commands.options import Shared, with_places

if TYPE_CHECKING:
    from schemas.audit_seals import Proof

group = typer.Typer(name="audit", no_args_is_help=True, help="Who did what, and when.")


def verify(where: Shared) -> int:
    """Prove that no row of the audit was changed or removed since it was sealed, and seal the rest.

    Run it once a day (danm-audit.timer): what came since the last time is only proven from then on.
    Ends with 1 where a row is not what it was; nothing is sealed then, and the metrics say so.
    """
    from consumer import wall_clock
    from schemas.audit_seals import Prover
    from schemas.last_done import LastDone, note_done

    opened, now = where.opened(must_exist=True), wall_clock.now()
    proof = Prover(database=opened.database, keys=opened.keys).prove(now)
    with opened.database.write() as connection:
        found = LastDone.AUDIT_CHANGED if proof.changed else LastDone.AUDIT_VERIFIED
        note_done(connection, found, now)
    for one in proof.changed:
        sys.stderr.write(f"danm: {one}\n")
    if not proof.changed:
        _say(proof)
    return 1 if proof.changed else 0


def _say(proof: "Proof") -> None:
    from schemas.moments import zulu

    since = "never before" if proof.sealed_at is None else f"last {zulu(proof.sealed_at)}"
    sys.stdout.write(
        f"{proof.proven:,} rows of the audit are what they were (sealed {since}); "
        f"{proof.new:,} new ones sealed now.\n"
    )


def add_to(app: typer.Typer) -> None:
    """Add this subject's commands."""
    group.command()(with_places(verify))
    app.add_typer(group)
