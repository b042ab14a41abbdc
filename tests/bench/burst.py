"""Ten thousand deadlines in one second: in which order they leave, and when the last has left."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from datetime import datetime, timedelta
from itertools import accumulate
from pathlib import Path
from time import sleep

from consumer import wall_clock
from schemas.database import open_database
from schemas.migrating import upgrade
from tests.bench.deadlines import LATE_AFTER, Due, take_in
from tests.bench.measure import middle, processor_seconds
from tests.bench.post import Accepted, accepted_breaches, post, told_so_far
from tests.bench.showing import bar, show
from tests.bench.site import INTERRUPTS_FOR_EVERY_GRADE, Site
from tests.servers.postgresql import PostgreSQL

LEAD = timedelta(seconds=25)
WITHIN = 60.0
"""Source: design, "Numbers"."""

PATIENCE = 600.0

HOW = (
    "A third each is graded high, medium and standard, taken in lowest first; the limits of all "
    "pass in the same second, and the policy here interrupts for every grade. `danm run` hands the "
    "first over as an e-mail each, and the others on digests, to a real mail server on this "
    "machine, which uses the same cores. Counted is an alert when EDT, the manager and the police "
    "desk have all been told.",
    "Out of order: how many had been accepted although one of a stricter grade about the same "
    "council was still to come. A digest names the strictest first.",
)


def all_at_once(number: int, *, is_sqlite: bool) -> None:
    """Let so many deadlines pass in one second, and print when and in which order they left."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        noted, port = stack.enter_context(post())
        url = f"sqlite:///{folder}/danm.sqlite"
        if not is_sqlite:
            url = stack.enter_context(PostgreSQL()).fresh_database()
        site = Site(folder=folder / "site", database_url=url)
        site.mail_to(port, more_policy=INTERRUPTS_FOR_EVERY_GRADE)
        site.prepare()
        at = _opened(site, number)
        used = _run(site, number, at)
        with site.database() as database:
            told = accepted_breaches(database, noted)
    columns = ("", "alerts", "first", "median", "last", "gate")
    title = f"{number:,} deadlines in one second, {'SQLite' if is_sqlite else 'PostgreSQL'}"
    rows = [
        *_rows(told, number),
        ("mails", f"{len(noted.accepted):,}"),
        ("processor of each", f"{used * 1_000:.1f} ms"),
    ]
    show(title, columns, rows, HOW)


def _opened(site: Site, number: int) -> datetime:
    with closing(open_database(site.database_url)) as database:
        upgrade(database)
        # Making them takes as long as the pipeline needs for so many reports.
        at = wall_clock.now() + LEAD + timedelta(seconds=number / 300)
        due = (Due(reference=f"DUE-{n}", at=at, risk=_grade(n, number)) for n in range(number))
        take_in(database, (one.report() for one in due))
    return at


def _grade(place: int, number: int) -> str:
    """Return the grade of one of them: the lowest come first, as the worst case for the order."""
    grades = list(reversed(LATE_AFTER))
    return grades[place * len(grades) // number]


def _run(site: Site, number: int, at: datetime) -> float:
    """Run until all are accepted or time is up; return its processor seconds for each."""
    give_up = at + timedelta(seconds=PATIENCE)
    with site.running() as running, site.database() as database, bar("alerts", number) as progress:
        before = processor_seconds(running.pid)
        while (told := told_so_far(database)) < number and wall_clock.now() < give_up:
            sleep(1)
            progress.update(progress.task_ids[0], completed=told)
        return (processor_seconds(running.pid) - before) / max(told, 1)


def _rows(told: Sequence[Accepted], number: int) -> Iterator[tuple[str, ...]]:
    for risk in LATE_AFTER:
        yield _row(risk, [one for one in told if one.risk == risk])
    *_, last = (one.late for one in told)
    gate = "within" if last <= WITHIN and len(told) == number else "OVER"
    yield (*_row("all", told), f"{gate} {WITHIN:.0f} s")
    yield "out of order", f"{_out_of_order(told):,}"


def _row(name: str, told: Sequence[Accepted]) -> tuple[str, ...]:
    late = [one.late for one in told]
    return (name, f"{len(told):,}", *(f"{one:.1f} s" for one in (late[0], middle(late), late[-1])))


def _out_of_order(told: Sequence[Accepted]) -> int:
    """Return how many left before one of a stricter grade about the same council did."""
    by_council: dict[str, list[tuple[datetime, int]]] = {}
    for one in told:
        place = one.at, list(LATE_AFTER).index(one.risk)
        by_council.setdefault(one.local_authority, []).append(place)
    return sum(_before_a_stricter(sorted(places)) for places in by_council.values())


def _before_a_stricter(places: Sequence[tuple[datetime, int]]) -> int:
    """Return how many ranks have a lower one behind them; those of one mail are in its order."""
    ranks = [rank for _, rank in places]
    strictest_to_come = list(accumulate(reversed(ranks), min))[::-1]
    return sum(rank > to_come for rank, to_come in zip(ranks, strictest_to_come, strict=True))
