"""The part of `danm policy check` that counts: how often people are interrupted here."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from consumer.commands.options import Shared

if TYPE_CHECKING:
    from rich.table import Table

    from consumer.backtest.shifts import Interruptions
    from consumer.opening import Opened
    from schemas.policy import Policy

DAYS = 28
"""Over how many days it is counted: four whole weeks. Source: the plan for the policy check."""

NO_HISTORY = "Interruptions: not counted, since nothing has happened here yet.\n"


def show_interruptions(where: Shared, candidates: Sequence[Path] | None) -> None:
    """Print how often each team is interrupted, and warn where that is more than was agreed.

    Without files what really happened is counted; with files what would have, by a back-test. A
    database that cannot be read takes nothing from the check of the files themselves.
    """
    from consumer.opening import open_existing, sqlite_file
    from schemas.trouble import Trouble

    try:
        settings = where.settings()
        path = sqlite_file(settings.database_url)
        if path is not None and not path.is_file():
            sys.stdout.write(NO_HISTORY)
            return
        opened = open_existing(settings)
        if candidates:
            _show_candidates(opened, candidates)
        else:
            _show_stored(opened)
    except Trouble as trouble:
        sys.stderr.write(f"warning: interruptions are not counted: {trouble}\n")


def _show_stored(opened: "Opened") -> None:
    from datetime import timedelta

    from consumer.backtest.period import Period
    from consumer.backtest.tables import one_team_table
    from consumer.backtest.words import period_words
    from consumer.holdings import last_instant
    from consumer.interruptions import first_heard_at, interruptions

    policies = opened.policies()
    with opened.database.read() as connection:
        last, first = last_instant(connection), first_heard_at(connection)
        if last is None or first is None or first >= last:
            sys.stdout.write(NO_HISTORY)
            return
        period = Period(since=max(first, last - timedelta(days=DAYS)), until=last)
        found = interruptions(connection, policies, period.since, period.until)
    title = f"Interruptions, {period_words(period)}, also about feeds"
    policy = policies.versions[-1]
    _print(one_team_table(found, policy, title), found, policy)


def _show_candidates(opened: "Opened", files: Sequence[Path]) -> None:
    from consumer.backtest.period import Asked
    from consumer.backtest.tables import team_table
    from consumer.backtest.words import Compared, left_out, period_words
    from consumer.commands.backtest import back_tested
    from consumer.interruptions import interruptions_about_feeds
    from consumer.opening import read_policies

    compared = Compared(old=opened.policies(), new=read_policies(files))
    with back_tested(opened, compared, Asked(days=DAYS)) as (outcome, connection):
        period = outcome.period
        feeds = interruptions_about_feeds(connection, period.since, period.until)
    sys.stdout.write(f"Back-test on {period_words(period)}, {outcome.cases:,} cases.\n")
    _print(team_table(outcome, compared.newest), outcome.new.shifts, compared.newest)
    sys.stdout.write("".join(f"{line}\n" for line in left_out(outcome, about_feeds=feeds)))


def _print(table: "Table", found: "Interruptions", policy: "Policy") -> None:
    from consumer.backtest.words import load_warnings
    from consumer.list_output import terminal

    if found.total:
        terminal().print(table)
    else:
        sys.stdout.write("Interruptions: nobody was interrupted.\n")
    for line in load_warnings(found, policy):
        sys.stderr.write(f"warning: {line}\n")
