"""`danm subject`: all that is held about one reference, for a subject access request."""

import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from consumer.commands.options import PolicyOption, Shared, with_places

if TYPE_CHECKING:
    from consumer.opening import Opened
    from consumer.subject.answer import Answer


class SubjectFormat(StrEnum):
    """How the answer is printed."""

    TEXT = "text"
    JSON = "json"


def subject(
    where: Shared,
    reference: Annotated[
        str,
        typer.Argument(
            metavar="REF",
            help="The police reference of an incident, or a child's or household's. - reads it "
            "from standard input, so that it is in no history of commands.",
            show_default=False,
        ),
    ],
    policy: PolicyOption = None,
    as_format: Annotated[
        SubjectFormat,
        typer.Option("--format", help="Plain English for people, JSON for programs."),
    ] = SubjectFormat.TEXT,
) -> int:
    """Say everything that is held about a reference, what is not held, and how long it is kept.

    For a subject access request. Who asked, and about which case, goes into the audit; the
    reference goes nowhere. Ends with 1 where nothing is held.
    """
    from consumer.subject.words import NOTHING, unreadable_words

    text = sys.stdin.readline() if reference == "-" else reference
    opened = where.opened(must_exist=True)
    answer = _answer(opened, text)
    if answer.is_empty:
        said = (f"{NOTHING} Looked in {opened.database.name}", *unreadable_words(answer))
        sys.stderr.write("".join(f"{line}\n" for line in said))
        return 1
    if as_format is SubjectFormat.JSON:
        from consumer.list_output import print_json
        from consumer.subject.rows import answer_rows

        print_json(answer_rows(answer))
    else:
        _say(opened, answer, policy)
    return 0


def _answer(opened: "Opened", text: str) -> "Answer":
    from consumer.subject.answering import AccessRequest
    from consumer.subject.search import Search, spellings
    from consumer.taking_in import sign_here

    every = spellings(text, opened.settings.reference_rules)
    if not every:
        # Never with the text: it may be a reference with a slip in it.
        raise typer.BadParameter("that can be no reference: it has 1 to 64 of A-Z 0-9 . _ : / -")
    search = Search(database=opened.database, keys=opened.keys, spellings=every)
    retention = opened.settings.retention.retention()
    by = sign_here(opened.database)
    return AccessRequest(search=search, by=by, retention=retention).answer()


def _say(opened: "Opened", answer: "Answer", policy: PolicyOption) -> None:
    from consumer.subject.words import answer_words
    from schemas.policy import UnknownVersion
    from schemas.trouble import Trouble

    try:
        lines = list(answer_words(answer, opened.policies(policy)))
    except UnknownVersion as error:
        raise Trouble(str(error), "name its file too: --policy FILE") from error
    sys.stdout.write("".join(f"{line}\n" for line in lines))


def add_to(app: typer.Typer) -> None:
    """Add this subject's command."""
    app.command()(with_places(subject))
