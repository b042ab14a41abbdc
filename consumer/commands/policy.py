"""`danm policy`: the limits and who is told, in plain words; and what is wrong with a file."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from consumer.commands import backtest
from consumer.commands.interruptions import show_interruptions
from consumer.commands.options import PolicyOption, Shared, with_places

group = typer.Typer(
    name="policy",
    no_args_is_help=True,
    help="The limits, who is told and when: in plain words, or checked.",
)


def show(where: Shared, policy: PolicyOption = None) -> int:
    """Print the policy in plain words: every limit with its source, who is told, whose hours.

    Without a file: the one in the settings, else the one that comes with the program. At the end
    stands how soon the monitor notices that fewer incidents come than usual.
    """
    from alerts.volume_power import power_words
    from consumer.opening import read_policies
    from schemas.policy_words import render

    versions = read_policies(policy or where.settings().policy_files).versions
    sys.stdout.write("\n\n".join(render(version) for version in versions))
    sys.stdout.write("".join(f"{line}\n" for line in ("", *power_words())))
    return 0


def check(
    where: Shared,
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="FILE",
            help="Policy files. Without one: those in the settings, else the one that ships.",
            show_default=False,
        ),
    ] = None,
) -> int:
    """Say everything that is wrong with a policy file, and what it probably does not mean.

    Ends with 1 where a file cannot be used. What is only doubtful is a warning. Where this
    installation has a history, it also says how often people were interrupted in the last 28 days,
    or would have been under the files named here.
    """
    from schemas.policy_file import DEFAULT_POLICY

    for file in files or ():
        _require(file)
    named = files or where.settings().policy_files or (DEFAULT_POLICY,)
    usable = [_check(file) for file in named]
    if not (all(usable) and _fit_together(named, usable)):
        return 1
    show_interruptions(where, files)
    return 0


def _require(file: Path) -> None:
    from schemas.trouble import Trouble

    if not file.is_file():
        raise Trouble(f"{file}: there is no such file", "check the name and the folder")


def _check(file: Path) -> bool:
    """Name what is wrong or doubtful in one file; return whether it can be used."""
    from schemas.policy_doubts import doubts
    from schemas.policy_file import load_policy, problems

    wrong = problems(file)
    for problem in wrong:
        sys.stderr.write(f"problem: {problem}\n")
    if wrong:
        return False
    policy = load_policy(file)
    for doubt in doubts(str(file), policy):
        sys.stderr.write(f"warning: {doubt}\n")
    sys.stdout.write(f"{file}: can be used (version {policy.version})\n")
    return True


def _fit_together(files: "list[Path] | tuple[Path, ...]", usable: list[bool]) -> bool:
    """Say whether files that can be used singly can be used together, as versions of one policy."""
    from schemas.policy_file import WrongPolicy, load_policies

    if not all(usable):
        return False
    try:
        load_policies(files)
    except WrongPolicy as error:
        sys.stderr.write(f"problem: {error}\n")
        return False
    return True


def add_to(app: typer.Typer) -> None:
    """Add this subject's commands."""
    group.command()(with_places(show))
    group.command()(with_places(check))
    backtest.add_to(group)
    app.add_typer(group)
