"""Receipts of which police have no report, and reports of which there is no receipt.

Each names those of the other side it may belong to, by case code: a data manager joins them.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from consumer.feed_lists import Line, known
from consumer.listings import every_incident
from consumer.near_references import near
from schemas.database import Database
from schemas.listing import Listed
from schemas.words import Flag, Milestone

Reference = Callable[[bytes, bytes], str | None]
"""Opens a reference, to compare it; it is shown only where asked for. None: no longer kept."""

_ByCouncil = dict[str | None, dict[str, str]]
"""By council, None where it is not known: references by case code."""


@dataclass(slots=True, kw_only=True)
class _Apart:
    """The cases of which one side has told and the other has not."""

    receipts: list[Listed] = field(default_factory=list)
    reports: list[Listed] = field(default_factory=list)


def unmatched_lines(database: Database, reference: Reference, *, reveal: bool) -> Iterator[Line]:
    """Yield each receipt whose incident the police never reported, with those it may belong to.

    One that was joined to a case is matched.
    """
    apart = _apart(database, reference)
    waiting = _by_council(apart.reports)
    for one in apart.receipts:
        told = {"received_at": one.case.received and one.case.received.latest}
        yield known(_line(one, reveal=reveal) | told | {"near": _near(one, waiting)})


def unreceived_lines(database: Database, reference: Reference, *, reveal: bool) -> Iterator[Line]:
    """Yield each incident that police reported, and of which the front door has no receipt yet.

    The longest known to the police comes first, with the receipts that may belong to it.
    """
    apart = _apart(database, reference)
    receipts = _by_council(apart.receipts)
    for one in apart.reports:
        if Flag.UNREPORTED in one.case.flags:
            continue
        reported = one.case.milestones.get(Milestone.REPORTED)
        told = {"reported_at": reported and reported.earliest}
        yield known(_line(one, reveal=reveal) | told | {"near": _near(one, receipts)})


def _apart(database: Database, reference: Reference) -> _Apart:
    apart = _Apart()
    for one in every_incident(database, reveal=reference):
        if one.case.is_waiting:
            apart.reports.append(one)
        elif one.case.is_unmatched_receipt:
            apart.receipts.append(one)
    return apart


def _by_council(listed: list[Listed]) -> _ByCouncil:
    found: _ByCouncil = {}
    for one in listed:
        found.setdefault(one.case.local_authority, {})[one.handle] = one.reference or ""
    return found


def _near(one: Listed, others: Mapping[str | None, dict[str, str]]) -> list[str]:
    """Return the codes of those alike that may be of the same council."""
    council = one.case.local_authority
    of_these = others if council is None else {council, None}
    alike = {code: ref for place in of_these for code, ref in others.get(place, {}).items()}
    return near(one.reference or "", alike)


def _line(one: Listed, *, reveal: bool) -> Line:
    return {
        "handle": one.handle,
        "incident_ref": one.reference if reveal else None,
        "local_authority": one.case.local_authority,
    }
