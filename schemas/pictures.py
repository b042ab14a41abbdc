"""Cases and their marks as compact JSON, for the row and back. Pure.

Instants are whole seconds since 1970, lengths of time are seconds, absent keys are unknown.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any

from pydantic_core import from_json, to_json

from schemas.moments import Moment, from_stamp, stamp
from schemas.records import Case, Claim, Grade, Marks, Reading
from schemas.words import (
    AgeBand,
    ChildrenKnown,
    Clock,
    Disposition,
    Flag,
    Milestone,
    Notice,
    ReceivedBy,
    Risk,
    Role,
    State,
    Verdict,
)

Row = Mapping[str, Any]


def dump_case(case: Case) -> bytes:
    """Return a case as JSON bytes."""
    return to_json(
        {
            "f": case.force,
            "l": case.local_authority,
            "m": {name.value: at.as_stamps() for name, at in case.milestones.items()},
            "g": [[stamp(g.since), g.risk.value, g.message] for g in case.grades],
            "y": case.youngest.value,
            "n": case.children,
            "k": case.children_known.value,
            "a": None if case.armed_from is None else stamp(case.armed_from),
            "h": stamp(case.first_heard),
            "w": case.is_waiting,
            "s": case.state.value,
            "d": _word(case.disposition),
            "x": case.is_closed,
            "i": _words(case.flags),
            "c": {clock.value: _reading_row(r) for clock, r in case.clocks.items()},
            "p": case.policy,
            "r": sorted(case.kin),
            "o": case.duplicate_of,
            "e": case.is_graded_only,
            "t": {notice.value: at.as_stamps() for notice, at in case.notices.items()},
            "b": _word(case.received_by),
        }
    )


def load_case(text: bytes) -> Case:
    """Return the case that `dump_case` wrote, also before it kept who took which notice."""
    row: Row = from_json(text)
    return Case(
        force=row["f"],
        local_authority=row["l"],
        milestones={
            Milestone(name): Moment.from_stamps(bounds) for name, bounds in row["m"].items()
        },
        grades=tuple(
            Grade(since=from_stamp(since), risk=Risk(risk), message=message)
            for since, risk, message in row["g"]
        ),
        youngest=AgeBand(row["y"]),
        children=row["n"],
        children_known=ChildrenKnown(row["k"]),
        armed_from=None if row["a"] is None else from_stamp(row["a"]),
        first_heard=from_stamp(row["h"]),
        is_waiting=row["w"],
        state=State(row["s"]),
        disposition=None if row["d"] is None else Disposition(row["d"]),
        is_closed=row["x"],
        flags=frozenset(Flag(flag) for flag in row["i"]),
        clocks={Clock(name): _reading(reading) for name, reading in row["c"].items()},
        policy=row["p"],
        kin=frozenset(row["r"]),
        duplicate_of=row["o"],
        is_graded_only=row["e"],
        notices={
            Notice(name): Moment.from_stamps(bounds) for name, bounds in row.get("t", {}).items()
        },
        received_by=ReceivedBy(row["b"]) if row.get("b") else None,
    )


def dump_marks(marks: Marks) -> bytes:
    """Return a case's marks as JSON bytes."""
    return to_json(
        {
            "c": [
                [c.clock.value, str(c.rung), stamp(c.raised_at), c.is_silent, _words(c.roles)]
                for c in marks.claims
            ],
            "u": marks.is_uncleared,
            "t": marks.times_cleared,
            "h": marks.is_changed,
            "n": sorted(marks.new_grades),
        }
    )


def load_marks(text: bytes) -> Marks:
    """Return the marks that `dump_marks` wrote."""
    row: Row = from_json(text)
    return Marks(
        claims=tuple(
            Claim(
                clock=Clock(clock),
                rung=rung,
                raised_at=from_stamp(raised_at),
                is_silent=is_silent,
                roles=frozenset(Role(role) for role in roles),
            )
            for clock, rung, raised_at, is_silent, roles in row["c"]
        ),
        is_uncleared=row["u"],
        times_cleared=row["t"],
        is_changed=row["h"],
        new_grades=frozenset(row["n"]),
    )


def _reading_row(reading: Reading) -> dict[str, Any]:
    row = {
        "l": _seconds(reading.lower),
        "u": _seconds(reading.upper),
        "x": reading.is_exact,
        "w": _seconds(reading.working),
        "t": _seconds(reading.target),
        "v": _word(reading.verdict),
        "b": _seconds(reading.late_by),
        "r": _word(reading.risk),
    }
    return {name: value for name, value in row.items() if value is not None}


def _reading(row: Row) -> Reading:
    return Reading(
        lower=_span(row.get("l")),
        upper=_span(row.get("u")),
        is_exact=row["x"],
        working=_span(row.get("w")),
        target=_span(row.get("t")),
        verdict=Verdict(row["v"]) if "v" in row else None,
        late_by=_span(row.get("b")),
        risk=Risk(row["r"]) if "r" in row else None,
    )


def _word(word: StrEnum | None) -> str | None:
    # Plain text: the encoder takes ten times as long over a member.
    return None if word is None else word.value


def _words(words: Iterable[StrEnum]) -> list[str]:
    return sorted(word.value for word in words)


def _seconds(span: timedelta | None) -> int | None:
    return None if span is None else int(span.total_seconds())


@lru_cache(maxsize=1_000)
def _span(seconds: int | None) -> timedelta | None:
    # Both bounds of an exact length, and every limit, are one object: ten years of cases are read.
    return None if seconds is None else timedelta(seconds=seconds)
