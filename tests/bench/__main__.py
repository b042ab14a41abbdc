"""`python -m tests.bench COMMAND`: measures on this machine, and prints what it found."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from consumer.garbage import collect_seldom

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)


@app.callback()
def _commands() -> None:
    """Measure; the numbers are printed and kept nowhere."""
    collect_seldom()  # for every contender, as the program itself does


@app.command()
def speed(
    incidents: Annotated[int, typer.Option(help="Three messages each.")] = 20_000,
    rounds: Annotated[int, typer.Option(help="How often each contender reads.")] = 3,
    quix: Annotated[
        bool, typer.Option("--quix/--without-quix", help="It is fetched the first time.")
    ] = True,
) -> None:
    """Messages a second: raw poll, hand-written loop, Quix Streams, ours."""
    from tests.bench.speed import ENTRANTS, QUIX, compare

    compare(incidents, rounds, [one for one in ENTRANTS if quix or one.name != QUIX])


@app.command()
def waiting(
    cases: Annotated[int, typer.Option(help="How many wait.")] = 1_000_000,
    seconds: Annotated[int, typer.Option(help="How long deadlines fall due.")] = 60,
    a_second: Annotated[float, typer.Option(help="Deadlines a second.")] = 20,
    lead: Annotated[int, typer.Option(help="Seconds before the first; danm run starts.")] = 20,
    database: Annotated[list[str] | None, typer.Option(help="PostgreSQL or SQLite.")] = None,
) -> None:
    """A million waiting: due to outbox, a scrape, memory, start."""
    from tests.bench.waiting import Load, very_many

    load = Load(number=cases, seconds=seconds, a_second=a_second, lead=timedelta(seconds=lead))
    very_many(load, database or ["PostgreSQL", "SQLite"])


@app.command()
def latency(
    seconds: Annotated[int, typer.Option(help="How long deadlines fall due.")] = 150,
    a_second: Annotated[float, typer.Option(help="Deadlines a second.")] = 2,
    messages: Annotated[int, typer.Option(help="Messages a second through Kafka.")] = 50,
    sqlite: Annotated[bool, typer.Option("--sqlite", help="Not PostgreSQL.")] = False,
) -> None:
    """From a deadline until the mail server has accepted its alert, in the midst of traffic."""
    from tests.bench.alerts import Traffic, in_traffic

    asked = Traffic(seconds=seconds, a_second=a_second, messages=messages, is_sqlite=sqlite)
    in_traffic(asked)


@app.command()
def burst(
    deadlines: Annotated[int, typer.Option(help="How many pass at once.")] = 10_000,
    sqlite: Annotated[bool, typer.Option("--sqlite", help="Not PostgreSQL.")] = False,
) -> None:
    """Ten thousand deadlines in one second: the order in which they leave, and how soon."""
    from tests.bench.burst import all_at_once

    all_at_once(deadlines, is_sqlite=sqlite)


@app.command()
def pages(
    cases: Annotated[int, typer.Option(help="How many wait.")] = 10_000,
    rounds: Annotated[int, typer.Option(help="How often each page is opened.")] = 20,
    database: Annotated[list[str] | None, typer.Option(help="PostgreSQL or SQLite.")] = None,
) -> None:
    """Ten thousand waiting: the first page of the board after a start, and those that follow."""
    from tests.bench.pages import with_many_waiting

    with_many_waiting(cases, rounds, database or ["PostgreSQL", "SQLite"])


@app.command()
def figures(
    cases: Annotated[int, typer.Option(help="How many in half a year.")] = 75_000,
    database: Annotated[list[str] | None, typer.Option(help="PostgreSQL or SQLite.")] = None,
) -> None:
    """The hourly figures of half a year: all steps, and the longest."""
    from tests.bench.figures import of_very_many

    of_very_many(cases, database or ["PostgreSQL", "SQLite"])


@app.command()
def together(
    incidents: Annotated[int, typer.Option(help="Three messages each.")] = 20_000,
    rounds: Annotated[int, typer.Option(help="How often each number of consumers reads.")] = 3,
) -> None:
    """One consumer and two on the same PostgreSQL."""
    from tests.bench.together import one_and_two

    one_and_two(incidents, rounds)


@app.command("ten-years")
def ten_years(
    years: Annotated[int, typer.Option(help="75,000 incidents in ten.")] = 10,
    keep: Annotated[
        Path | None, typer.Option(help="Keep the database here, and use it again.")
    ] = None,
) -> None:
    """The joint-review pack of ten years: seconds and memory."""
    from tests.bench.ten_years import of_ten_years

    of_ten_years(years, keep)


if __name__ == "__main__":
    app()
