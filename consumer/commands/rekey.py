"""`danm rekey`: seal anew, with the newest key, what is kept encrypted."""

import sys
from typing import TYPE_CHECKING

import typer

from consumer.commands.options import Shared, with_places

if TYPE_CHECKING:
    from consumer.retention.rekey import Rekeyed


def rekey(where: Shared) -> int:
    """Seal anew, with the newest of the seal keys, what is kept encrypted.

    First name the new key before the older ones, and restart whatever runs on this database: it
    could not open what is sealed anew. Case codes stay. Ends with 1 where something is still
    sealed with an older key.

    Of older HMAC keys it says what stands under them: each case moves to the newest by itself,
    with the message that next names it and its children. Until then the older key is needed.
    """
    from consumer import wall_clock
    from consumer.actors import who_sits_here
    from consumer.key_standing import older_words, standing
    from consumer.progress import progress
    from consumer.retention.doing import Doing
    from consumer.retention.rekey import Rekey
    from schemas.auditing import Signature

    opened = where.opened(must_exist=True)
    with progress("Rekey", None, "rows") as shown:

        def read(rows: int) -> None:
            shown.items_read(rows)
            shown.show()

        rekeyed = Rekey(
            doing=Doing(database=opened.database, on_read=read),
            keys=opened.keys,
            by=Signature(actor=who_sits_here(), at=wall_clock.now()),
        ).run()
    with opened.database.read() as connection:
        for words in older_words(standing(connection, opened.keys), opened.keys):
            sys.stdout.write(f"{words}\n")
    return _told(rekeyed)


def _told(rekeyed: "Rekeyed") -> int:
    for one in rekeyed.done:
        sys.stdout.write(f"{one} sealed anew\n")
    if not rekeyed.left:
        sys.stdout.write(
            "All is sealed with the newest key. Keep the older ones while a backup needs them.\n"
        )
        return 0
    closed = rekeyed.unopened
    mend = f"; {closed} of them cannot be opened: name the file of their key too" if closed else ""
    sys.stderr.write(
        f"danm: {rekeyed.left} are still sealed with an older key{mend}; restart what runs on this "
        "database, then run it again\n"
    )
    return 1


def add_to(app: typer.Typer) -> None:
    """Add this subject's command."""
    app.command()(with_places(rekey))
