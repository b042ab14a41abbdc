"""Repeats, what never came, and what was closed: protected numbers only. Pure."""

from alerts.case_words import DISPOSITIONS
from alerts.plain_words import begun
from reviews.pack.board_grid import FORCE_COUNT, NO, REASONS, YES, Named
from reviews.pack.board_shown import Shown
from reviews.pack.board_words import Places
from reviews.pack.parts import Column, Form, Section, Table
from schemas.words import Disposition

_FORCE_COLUMNS = (
    Column(name="local_authority", heading="Council"),
    Column(name="told", heading="The force counted", form=Form.COUNT),
    Column(name="missing", heading="Of those never came", form=Form.COUNT),
)
_CLOSED_COLUMNS = (
    Column(name="disposition", heading="Why"),
    Column(name="n", heading="Notifications", form=Form.COUNT),
)
_REPEAT_COLUMNS = (
    Column(name="repeat", heading="A repeat while an earlier one waited"),
    Column(name="n", heading="Notifications", form=Form.COUNT),
)


def repeats_section(shown: Shown) -> Section:
    """Return how many incidents came in a home of which the front door had not been told."""
    number = shown.count({"repeat": YES})
    first = (
        "No incident is known that came in a home while an earlier one still waited."
        if number == 0
        else f"Incidents in a home while the front door had not been told of an earlier one: "
        f"{shown.about_or_why({'repeat': YES})}. It is the strongest sign of harm there is."
    )
    rows = [(words, shown.count({"repeat": one})) for words, one in (("Yes", YES), ("No", NO))]
    return Section(
        name="repeats",
        question="Did it happen again while the front door had not been told?",
        sentences=(first,),
        tables=(Table(name="repeats", title="Repeats", columns=_REPEAT_COLUMNS, rows=rows),),
        notes=(
            "Police and council look at every one of them, case by case. Homes are known by the "
            "household and the children that the messages name; where they name neither, a repeat "
            "cannot be seen.",
        ),
    )


def reconciliation_section(shown: Shown, places: Places, *, has_counts: bool) -> Section:
    """Return how many incidents the force counted by itself, and how many never came."""
    rows = [
        (words, shown.count(area | FORCE_COUNT), shown.count(_missing(area)))
        for words, area in places.councils(shown.grid)
    ]
    table = Table(
        name="reconciliation",
        title="The force's own count by council",
        columns=_FORCE_COLUMNS,
        rows=rows,
    )
    return Section(
        name="reconciliation",
        question="Did every incident reach the monitor?",
        sentences=(_sentence(shown, has_counts=has_counts),),
        tables=(table,) if has_counts else (),
        notes=(
            "The force counts its incidents with children from another system than the one that "
            "sends them. Only days on which it told its count are in it.",
        ),
    )


def _missing(area: Named) -> Named:
    return area | FORCE_COUNT | {"arrived": NO}


def _sentence(shown: Shown, *, has_counts: bool) -> str:
    if not has_counts:
        return (
            "Nobody can tell: the force has sent no count of its own for these days, so an "
            "incident that never came would not be seen."
        )
    if shown.count(_missing({})) == 0:
        return f"None is missing of {shown.about(FORCE_COUNT)} incidents that the force counted."
    return (
        f"The force counted {shown.about(FORCE_COUNT)} incidents with children; never came: "
        f"{shown.about_or_why(_missing({}))}."
    )


def closures_section(shown: Shown) -> Section:
    """Return how many stand closed, by reason."""
    rows = [
        *((begun(DISPOSITIONS[Disposition(why)]), shown.count({"closed": why})) for why in REASONS),
        ("Not closed", shown.count({"closed": NO})),
    ]
    return Section(
        name="closures",
        question="What was closed without waiting any longer?",
        sentences=(
            f"Of {shown.about({})} notifications {shown.about({'closed': NO})} were not closed; "
            "why the others were stands in the table.",
        ),
        tables=(
            Table(name="closures", title="Closed, and why", columns=_CLOSED_COLUMNS, rows=rows),
        ),
    )
