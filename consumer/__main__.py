"""The command `danm`: exit codes, and one line for what a person can mend.

0 done, 1 found problems, 2 wrong usage or configuration, 70 internal (contract section 4).
"""

import logging
import os
import sys
from collections.abc import Sequence

import typer

from consumer.commands import app
from consumer.commands.plain_help import in_plain_words
from consumer.garbage import collect_seldom
from schemas.trouble import Trouble

WRONG_USAGE = 2
INTERNAL = 70
INTERRUPTED = 130
"""Ended by Ctrl-C, as shells say it: neither done nor wrong."""

logger = logging.getLogger(__name__)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and end the process with the contract's exit code."""
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    try:
        code = _run(sys.argv[1:] if arguments is None else arguments)
        sys.stdout.flush()
    except typer.TyperException as error:
        return _say(_usage_line(error), WRONG_USAGE)
    except Trouble as trouble:
        return _say(str(trouble), WRONG_USAGE)
    except BrokenPipeError:
        # The reader of our output went away (`| head`): nothing is wrong. What is left in the
        # buffer must go somewhere, or Python complains at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (KeyboardInterrupt, typer.Abort):
        return _say("interrupted; what was stored so far stays", INTERRUPTED)
    except Exception as error:  # noqa: BLE001 - the last place: its words may hold a message's values
        return _internal(error)
    return code


def _run(arguments: Sequence[str]) -> int:
    """Run one command without the library's own handling of errors: ours is the contract's."""
    collect_seldom()
    command = in_plain_words(app)
    try:
        with command.make_context("danm", list(arguments)) as context:
            outcome = command.invoke(context)
    except typer.Exit as ended:
        return ended.exit_code
    except SystemExit:
        # Nobody here raises it: tables and help do, where the reader of our output went away.
        raise BrokenPipeError from None
    return outcome if isinstance(outcome, int) else 0


def _internal(error: Exception) -> int:
    """Log class and place of what nobody foresaw, never its words, and say so in one line."""
    from consumer.logs import set_up_logs
    from consumer.settings import LogFormat

    if not logging.getLogger().handlers:
        set_up_logs(LogFormat.PLAIN)
    logger.error("stopped by an error of the program itself", exc_info=error)
    return _say("an error of the program itself; please report the line above", INTERNAL)


def _usage_line(error: typer.TyperException) -> str:
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "danm"
    said = " ".join(error.format_message().split()) or "give a command."
    return f"{said} See: {command} --help"


def _say(line: str, code: int) -> int:
    sys.stderr.write(f"danm: {line}\n")
    return code


if __name__ == "__main__":
    main()
