"""Whoever has every file of a board pack and linear programming finds no withheld count."""

import csv
import re
from collections.abc import Iterator, Mapping
from datetime import date
from io import StringIO
from random import Random

import pytest

from reviews.disclosure import may_show_share
from reviews.pack import Held, Period, board_counts
from reviews.pack.board_grid import Named, key_of
from tests.board_packs import AUTUMN, COUNCILS, a_notification, board_files, held_of
from tests.servers.required import require_package

NAMES = dict(zip(("Stoke-on-Trent", "Staffordshire", "All councils"), (*COUNCILS, ""), strict=True))
RISKS = {"High": "high", "Medium": "medium", "Standard": "standard"} | {
    "Not assessed": "not_assessed",
    "All risks": "",
}
OCTOBER = Period.of(date(2026, 10, 1), date(2026, 10, 31), None)
MONTHS = {"October 2026": "2026-10", "November 2026": "2026-11"}
STEPS = ((500, 0.01), (250, 0.02), (100, 0.05), (0, 0.1))

Cell = tuple[tuple[str, str], ...]


def cell(**named: str) -> Cell:
    return tuple(sorted((place, name) for place, name in named.items() if name))


def rows(files: Mapping[str, bytes], name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(files[f"tables/{name}.csv"].decode("utf-8-sig"))))


class Attacker:
    """What he reads in the files, as numbers, sums and shares, in his own words."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.read: dict[Cell, str] = {}
        self.shares: dict[Cell, float] = {}
        self._tables(files)
        self._page(files["review.html"].decode())

    def _tables(self, files: Mapping[str, bytes]) -> None:
        for row in rows(files, "told_in_time"):
            at = {"council": NAMES[row["local_authority"]], "risk": RISKS[row["risk"]]}
            self._divided(row, {**at, "timed": "yes"}, ("in_time", "late", "not_yet"))
        for row in rows(files, "months") if "tables/months.csv" in files else ():
            at = {"council": NAMES[row["local_authority"]], "month": MONTHS[row["month"]]}
            self._divided(row, {**at, "timed": "yes"}, ("in_time",))
        for row in rows(files, "numbers"):
            council = NAMES[row["local_authority"]]
            children = {"council": council, "what": "children", "apart": "yes"}
            self._keep(row["notifications"], council=council, timed="yes")
            self._keep(row["waiting"], council=council, timed="yes", state="open")
            self._keep(row["children"], **children)
            self._keep(row["children_waiting"], **children, state="open")
        for row in rows(files, "reconciliation"):
            at = {"council": NAMES[row["local_authority"]], "what": "force_count", "apart": "yes"}
            self._keep(row["told"], **at)
            self._keep(row["missing"], **at, arrived="no")
        for row, name in zip(rows(files, "repeats"), ("yes", "no"), strict=True):
            self._keep(row["n"], repeat=name)
        reasons = ("withdrawn", "duplicate", "not_shared_by_policy", "other_authority")
        for row, name in zip(rows(files, "closures"), (*reasons, "open_case", "no"), strict=True):
            self._keep(row["n"], closed=name)
        for row in rows(files, "clocks"):
            self._clock(row)

    def _divided(self, row: Mapping[str, str], at: Named, results: tuple[str, ...]) -> None:
        self._keep(row["n"], **at)
        for result in results:
            self._keep(row[result], **at, result=result)
        if row["share_met"]:
            self.shares[cell(**at)] = float(row["share_met"])

    def _clock(self, row: Mapping[str, str]) -> None:
        at = {place: "" if row[place] == "all" else row[place] for place in ("risk",)}
        at["council"] = "" if row["local_authority"] == "all" else row["local_authority"]
        if row["clock"] == "duty":
            self._keep(row["n"], **at, timed="yes")
            if row["open"]:
                self._keep(row["open"], **at, timed="yes", state="open")
        else:
            self._keep(row["n"], **at, what=row["clock"], apart="yes")
        assert row["max_hours"] == ""

    def _page(self, page: str) -> None:
        (found,) = re.findall(r"<br>\n(?:About )?(.*?) notifications\. For the safe", page)
        self._keep("" if "not shown" in found else found.replace(",", ""))

    def _keep(self, text: str, **named: str) -> None:
        """Take a figure in, and find that no file says otherwise of the same one."""
        assert self.read.setdefault(cell(**named), text) == text

    def sums(self) -> Iterator[dict[Cell, int]]:
        """Yield each total with its parts: by every word that tells cells of one sort apart."""
        whole = list(self.read)
        for total in whole:
            for place in ("council", "risk", "month", "timed", "result", "closed", "repeat"):
                parts = [one for one in whole if self._is_part(one, total, place)]
                if parts and self._are_all(parts, place):
                    yield {total: -1, **dict.fromkeys(parts, 1)}

    @staticmethod
    def _is_part(one: Cell, total: Cell, place: str) -> bool:
        return place not in dict(total) and [kept for kept in one if kept[0] != place] == list(
            total
        ) != list(one)

    @staticmethod
    def _are_all(parts: list[Cell], place: str) -> bool:
        need = {"council": 2, "risk": 4, "month": 2, "timed": 2, "result": 3, "closed": 6}
        return len(parts) == need.get(place, 2)

    def limits(self) -> Iterator[dict[Cell, float]]:
        """Yield what is never above 0: parts of a total, and what a share says of its parts."""
        for one in self.read:
            for place in ("state", "result", "arrived", "timed"):
                total = tuple(kept for kept in one if kept[0] != place)
                if total != one and total in self.read:
                    yield {one: 1, total: -1}
        for at, share in self.shares.items():
            yield from self._of_share(at, share)

    def _of_share(self, at: Cell, share: float) -> Iterator[dict[Cell, float]]:
        n = int(self.read[at])
        half = 0 if share in (0, 1) else next(step for least, step in STEPS if n >= least) / 2
        met = cell(**dict(at), result="in_time")
        yield {met: 1, at: -share - half}
        undecided = cell(**dict(at), result="not_yet")
        if undecided in self.read:
            yield {met: -1, undecided: -1, at: share - half}


def bounds(text: str, count: int) -> tuple[float, float | None]:
    """Return what a printed number stands for; ``count`` tells on which side of 20 a share lies."""
    if not text:
        return 0, None
    shown = int(text)
    if shown < 10:
        return (0, 0) if shown == 0 else (5, 7)
    if shown == 20:
        return (20, 22) if may_show_share(count) else (18, 19)
    return shown - 2, shown + 2


def recovered(held: Held, period: Period) -> Iterator[tuple[Cell, int, float, float]]:
    """Yield each withheld cell with the least and the most that all files together leave it."""
    linprog = require_package("scipy.optimize", group="oracle").linprog
    exact = board_counts(held.seen, held.days, period).table.counts
    him = Attacker(board_files(held, period))
    cells = list(him.read)
    known = [exact[key_of(dict(one))] for one in cells]
    limits = [[line.get(one, 0) for one in cells] for line in him.limits()]
    sums = [[line.get(one, 0) for one in cells] for line in him.sums()]
    between = [bounds(him.read[one], n) for one, n in zip(cells, known, strict=True)]
    for number, (one, count) in enumerate(zip(cells, known, strict=True)):
        if him.read[one]:
            continue
        ends = []
        for sign in (1, -1):
            goal = [sign * (place == number) for place in range(len(cells))]
            found = linprog(
                goal,
                A_ub=limits,
                b_ub=[0] * len(limits),
                A_eq=sums,
                b_eq=[0] * len(sums),
                bounds=between,
            )
            ends.append(sign * found.fun if found.status == 0 else float("inf"))
        yield one, count, ends[0], ends[1]


@pytest.mark.parametrize("period", [AUTUMN, OCTOBER], ids=["two-months", "one-month"])
@pytest.mark.parametrize("number", [30, 90, 250, 700])
def test_no_withheld_count_is_recovered_from_all_files_of_a_pack(
    number: int, period: Period
) -> None:
    random = Random(number)  # noqa: S311 (made-up notifications)
    made = [a_notification(place, random) for place in range(number)]
    held = held_of([one for one in made if period.first <= one.day <= period.last], random)

    found = list(recovered(held, period))

    assert found
    for one, count, least, most in found:
        assert most - least >= 1 - 1e-6, one
        if 1 <= count <= 4:
            assert least < 1 - 1e-6 or most > 4 + 1e-6, one
            assert min(most, 4) - max(least, 1) >= 1 - 1e-6, one
