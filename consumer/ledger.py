"""The ledger: what each case was first judged to be, counted once, and how often that changed.

Written in the transaction of the facts, so that a crash, a replay, a repeat or a restart never
changes a figure. Later judgements change the row and `danm_verdicts_revised_total`, not the counts.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, select

from schemas.among import among
from schemas.auditing import MONITOR, Signature, audit_row
from schemas.book import Book
from schemas.counts import (
    CLOCK,
    CLOSED,
    LEG,
    RECEIPTS,
    REVISED,
    UNMEASURED,
    WAITING,
    WAITING_CHILDREN,
    label_values,
    labels,
    observed,
)
from schemas.entries import Entry
from schemas.inserts import Replacing, put_rows
from schemas.legs import legs_of
from schemas.policy import Policy
from schemas.records import Case, Reading
from schemas.tables import audit, judgements
from schemas.words import Clock

OTHER = "other"
"""Label of a force or council that is unknown or not configured. Source: design."""

_FINE_EDGES = (900, 3_600, 7_200, 21_600, 43_200, 86_400, 172_800, 259_200, 604_800)
"""15 minutes to 7 days, beside the policy's own targets. Source: assumption, to read a curve."""


def clock_edges(policy: Policy) -> tuple[int, ...]:
    """Return the histogram edges in seconds, rising: every target of the policy is one."""
    targets = [*policy.duty.values(), *policy.pickup.values()]
    told = {span for target in targets for span in (target.warn, target.late)}
    told |= {policy.ceiling, policy.decision_high}
    return tuple(sorted({int(span.total_seconds()) for span in told} | set(_FINE_EDGES)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What one measure of one case says now. ``seconds`` is None where it is not exact."""

    measure: str
    labels: tuple[str, ...]
    outcome: str
    seconds: int | None = None

    @property
    def fingerprint(self) -> str:
        """What changes when the judgement does."""
        return f"{self.outcome} {self.seconds}"


def place_labels(case: Case, policy: Policy) -> tuple[str, str]:
    """Return force and council as labels: `other` where unknown or not configured."""
    force, council = case.force or OTHER, case.local_authority or OTHER
    return (
        force if force in policy.forces else OTHER,
        council if council in policy.councils else OTHER,
    )


def judge_case(case: Case, policy: Policy) -> Iterator[Judgement]:
    """Yield every judgement that a case's times and dispositions allow now."""
    force, council = place_labels(case, policy)
    for clock, reading in case.clocks.items():
        risk = (reading.risk or case.risk).value
        yield Judgement(
            measure=f"clock:{clock}",
            labels=(clock, force, council, risk),
            outcome=reading.verdict or "none",
            seconds=_exact_seconds(reading),
        )
    for leg in legs_of(case):
        yield Judgement(
            measure=f"leg:{leg.name}",
            labels=(leg.name, leg.owner, force, council),
            outcome="none",
            seconds=int(leg.length.total_seconds()),
        )
    if case.is_closed and case.disposition is not None:
        yield Judgement(
            measure=f"closed:{case.disposition}",
            labels=(force, council, case.risk, case.disposition),
            outcome=case.disposition,
        )


def _exact_seconds(reading: Reading) -> int | None:
    if reading.lower is None or not reading.is_exact:
        return None
    return int(reading.lower / timedelta(seconds=1))


class Ledger:
    """The judgements of the cases one transaction holds."""

    def __init__(self, book: Book, policy: Policy) -> None:
        """Take the book, and the policy that names the labels and the histogram edges."""
        self._book = book
        self._policy = policy
        self._edges = clock_edges(policy)
        self._held: dict[tuple[bytes, str], dict[str, Any]] = {}
        self._new: list[dict[str, Any]] = []
        self._revised: dict[tuple[bytes, str], dict[str, Any]] = {}
        self._read: set[bytes] = set()

    def load(self) -> None:
        """Read the judgements of every case the book holds."""
        keys = set(self._book.entries) - self._read
        self._read |= keys
        of_these = among(self._book.connection, judgements.c.case_key, keys)
        rows = select(judgements).where(of_these)
        for row in self._book.connection.execute(rows) if keys else ():
            self._held[row.case_key, row.measure] = dict(row._mapping)

    def judge(self, entry: Entry, now: datetime) -> None:
        """Count what is judged for the first time, and note what is judged otherwise."""
        for judgement in judge_case(entry.picture, self._policy):
            place = (entry.key, judgement.measure)
            held = self._held.get(place)
            if held is None:
                row = self._held[place] = _row(entry.key, judgement, now)
                self._new.append(row)
                self._count(judgement)
            elif held["latest"] != judgement.fingerprint:
                self._revise(entry, held, judgement, now)
                self._revised[place] = held

    def _revise(
        self, entry: Entry, held: dict[str, Any], judgement: Judgement, now: datetime
    ) -> None:
        earlier = held["latest"]
        held["latest"] = judgement.fingerprint
        if earlier.split(" ")[0] == judgement.outcome:
            return
        held["revisions"] += 1
        self._book.count(REVISED, labels())
        detail = f"{judgement.measure}: {earlier.split(' ')[0]} before, {judgement.outcome} now"
        by = Signature(actor=MONITOR, at=now)
        row = audit_row(by, "verdict revised", handle=entry.handle, detail=detail)
        self._book.add(audit, row)

    def _count(self, judgement: Judgement) -> None:
        for metric, values, by in counted(judgement, self._edges):
            self._book.count(metric, labels(*values), by)

    def flush(self) -> None:
        """Write what changed, in this transaction."""
        put_rows(self._book.connection, judgements, self._new, is_new=True)
        rows = [self._revised[place] for place in sorted(self._revised)]
        put_rows(self._book.connection, judgements, rows, replacing=_WHAT_IS_REVISED)


_WHAT_IS_REVISED = Replacing(("case_key", "measure"), ("latest", "revisions"))


def _row(case_key: bytes, judgement: Judgement, now: datetime) -> dict[str, Any]:
    return {
        "case_key": case_key,
        "measure": judgement.measure,
        "labels": labels(*judgement.labels),
        "outcome": judgement.outcome,
        "seconds": judgement.seconds,
        "judged_at": now,
        "latest": judgement.fingerprint,
        "revisions": 0,
    }


def counted(
    judgement: Judgement, edges: tuple[int, ...]
) -> Iterator[tuple[str, tuple[str, ...], int]]:
    """Yield the counts to which one first judgement adds: metric, labels, by how much."""
    sort = judgement.measure.partition(":")[0]
    if sort == "closed":
        yield CLOSED, judgement.labels, 1
        return
    metric = LEG if sort == "leg" else CLOCK
    if sort == "clock" and judgement.labels[0] == Clock.DUTY:
        yield RECEIPTS, (*judgement.labels[1:], judgement.outcome), 1
    if judgement.seconds is None:
        yield UNMEASURED, judgement.labels, 1
        return
    for values, by in observed(judgement.labels, judgement.seconds, edges):
        yield metric, values, by


def counted_row(
    row: Row[Any], edges: tuple[int, ...]
) -> Iterator[tuple[str, tuple[str, ...], int]]:
    """Yield the counts to which a stored first judgement has added: metric, labels, by how much."""
    judgement = Judgement(
        measure=row.measure,
        labels=label_values(row.labels),
        outcome=row.outcome,
        seconds=row.seconds,
    )
    return counted(judgement, edges)


NO_RUNG = "none"
"""Label of a case that waits and has rung nothing yet."""


def count_waiting(book: Book, policy: Policy) -> None:
    """Move every changed case to where the waiting gauges count it now."""
    for entry in book.changed():
        case = entry.picture
        now = ""
        if case.rings:
            rung = entry.marks.highest() or NO_RUNG
            keyed = labels(*place_labels(case, policy), case.risk, rung)
            now = f"{case.children or 0} {keyed}"
        if now != entry.counted:
            _move(book, entry.counted, -1)
            _move(book, now, 1)
            entry.counted = now


def _move(book: Book, counted_as: str, by: int) -> None:
    if counted_as:
        children, keyed = counted_as.split(" ", 1)
        book.count(WAITING, keyed, by)
        book.count(WAITING_CHILDREN, keyed, by * int(children))
