"""Keeps what a back-test found where the board's page of the policy shows it."""

from sqlalchemy import delete, insert

from consumer.backtest.running import Outcome
from consumer.backtest.words import Compared, about, headline
from schemas.auditing import Signature, audit_row, write_audit
from schemas.board_tables import back_tests
from schemas.database import Database, retrying


def keep(database: Database, outcome: Outcome, compared: Compared, by: Signature) -> None:
    """Keep one back-test in the place of the one before; to keep the same one twice does no harm.

    Raises:
        CommitUnknown: The connection was lost during COMMIT; to say it again is safe.
    """
    # Only here: the library takes seconds to load.
    from consumer.backtest.picture import in_words, picture

    kept = {
        "made_at": by.at,
        "says": "\n".join((*about(outcome, compared), *headline(outcome))),
        "shows": "\n".join(in_words(outcome, compared)),
        "picture": picture(outcome, compared),
    }
    detail = f"{compared.new_versions} against {compared.old_versions}"

    def store() -> None:
        with database.write() as connection:
            connection.execute(delete(back_tests))
            connection.execute(insert(back_tests), [kept])
            write_audit(connection, [audit_row(by, "back-test kept", detail=detail)])

    retrying(store)
