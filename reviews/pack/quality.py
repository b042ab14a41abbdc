"""How good are the times? What is missing or doubtful, by council and by source. Pure."""

from collections.abc import Callable, Mapping, Sequence

from reviews.pack.parts import Column, Form, Row, Section, Table
from reviews.pack.seen import Seen
from reviews.pack.source_quality import NOTES, exactness_words, source_sentences, source_tables
from reviews.pack.sources import Sources
from reviews.pack.words import number_words
from schemas.words import Flag, Milestone


def _is_date_only(name: Milestone) -> Callable[[Seen], bool]:
    def is_so(one: Seen) -> bool:
        at = one.milestones.get(name)
        return at is not None and not at.is_exact

    return is_so


def _has(flag: Flag) -> Callable[[Seen], bool]:
    return lambda one: flag in one.flags


_CHECKS: tuple[tuple[str, str, Callable[[Seen], bool]], ...] = (
    ("reported_not_exact", "Police knew: no exact time", _is_date_only(Milestone.REPORTED)),
    ("received_not_exact", "Front door told: no exact time", _is_date_only(Milestone.RECEIVED)),
    ("never_sent", "No time of sending", lambda one: Milestone.SENT not in one.milestones),
    ("unreported", "Only the front door told of it", _has(Flag.UNREPORTED)),
    ("start_unknown", "Nobody said when police knew", _has(Flag.START_UNKNOWN)),
    ("times_disagree", "The times disagree", _has(Flag.TIMES_DISAGREE)),
    ("receipt_inferred", "Receipt inferred from a contact", _has(Flag.RECEIPT_INFERRED)),
    ("entered_by_hand", "Receipt entered by hand", _has(Flag.ENTERED_BY_HAND)),
)
_COLUMNS = (
    Column(name="force", heading="Police force"),
    Column(name="local_authority", heading="Council"),
    Column(name="n", heading="Notifications", form=Form.COUNT),
    *(Column(name=name, heading=heading, form=Form.COUNT) for name, heading, _ in _CHECKS),
)


def quality_section(seen: Sequence[Seen], councils: Mapping[str, str], sources: Sources) -> Section:
    """Return how often each doubt holds, by council and source; ``councils`` are names by code."""
    places = sorted({(one.force, one.local_authority) for one in seen})
    rows: list[Row] = []
    for force, code in places:
        those = [one for one in seen if (one.force, one.local_authority) == (force, code)]
        found = (sum(map(is_so, those)) for _, _, is_so in _CHECKS)
        rows.append((force, councils.get(code, code), len(those), *found))
    doubtful = sum(any(is_so(one) for _, _, is_so in _CHECKS[3:6]) for one in seen)
    return Section(
        name="quality",
        question="How good are the times?",
        sentences=(
            f"{exactness_words(sources)} {_doubts(doubtful, len(seen))}",
            *source_sentences(sources),
        ),
        tables=(
            Table(
                name="quality",
                title="Doubts, by council",
                columns=_COLUMNS,
                rows=rows,
                is_turned=True,
            ),
            *source_tables(sources),
        ),
        notes=("A time known only as a date cannot show whether eight hours were kept.", *NOTES),
    )


def _doubts(doubtful: int, number: int) -> str:
    if not doubtful:
        return (
            "No notification is known without a start, with times that disagree, or from the front "
            "door alone."
        )
    return (
        f"Of {number_words(doubtful, 'notification')} in {number:,} the start is not known, the "
        "times disagree, or only the front door has told of it."
    )
