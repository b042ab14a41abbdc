"""Which notifications are not expected any more, and why. Pure."""

from collections import Counter
from collections.abc import Sequence

from alerts.case_words import DISPOSITIONS
from alerts.plain_words import begun
from reviews.pack.parts import Column, Form, Row, Section, Table
from reviews.pack.seen import Seen
from reviews.pack.words import RISKS, number_words

_COLUMNS = (
    Column(name="disposition", heading="Why"),
    *(Column(name=risk, heading=words, form=Form.COUNT) for risk, words in RISKS.items()),
    Column(name="n", heading="All risks", form=Form.COUNT),
)


def closures_section(seen: Sequence[Seen]) -> Section:
    """Return how many were closed and why, by risk."""
    closed = [(one.disposition, one.risk) for one in seen if one.disposition is not None]
    number = Counter(closed)
    whys = Counter(why for why, _ in closed)
    rows: list[Row] = [
        (begun(words), *(number[why, risk] for risk in RISKS), whys[why])
        for why, words in DISPOSITIONS.items()
        if whys[why]
    ]
    return Section(
        name="closures",
        question="What was closed without waiting any longer?",
        sentences=(
            f"{number_words(len(closed), 'notification')} of {len(seen):,} stand closed."
            if closed
            else "No notification stands closed.",
        ),
        tables=(Table(name="closures", title="Closed, and why", columns=_COLUMNS, rows=rows),),
        notes=(
            "A closed notification is in the figures of this pack only where the front door had "
            "been told. Not shared, of a high or medium risk, deserves a look at each case.",
        ),
    )
