"""How many notifications and children, and how many wait: protected, by council. Pure."""

from alerts.plain_words import begun
from reviews.pack.board_grid import CHILDREN, OPEN, TIMED, Named
from reviews.pack.board_shown import Shown
from reviews.pack.board_words import Places
from reviews.pack.parts import Column, Form, Headline, Row, Section, Table

_COLUMNS = (
    Column(name="local_authority", heading="Council"),
    Column(name="notifications", heading="Notifications", form=Form.COUNT),
    Column(name="children", heading="Children in them", form=Form.COUNT),
    Column(name="waiting", heading="Front door not yet told", form=Form.COUNT),
    Column(name="children_waiting", heading="Children in those", form=Form.COUNT),
)
_WAITING: Named = {"state": OPEN}


def numbers_section(shown: Shown, places: Places) -> Section:
    """Return how many there are, and of how many the front door had not been told."""
    areas = places.councils(shown.grid)
    rows = [(words, *_row(shown, named)) for words, named in areas]
    lead = (
        f"{begun(shown.about({}))} notifications in all. Of {shown.about(TIMED)} the wait can be "
        f"told; in them are {_children(shown, CHILDREN)}."
    )
    waiting = (
        f"Of {shown.about(TIMED | _WAITING)} the front door had not been told when this was made: "
        f"{_children(shown, CHILDREN | _WAITING)}."
    )
    return Section(
        name="numbers",
        question="How many notifications, and how many children?",
        sentences=(lead, waiting),
        headlines=_headlines(shown),
        tables=(
            Table(
                name="numbers",
                title="Notifications and children by council",
                columns=_COLUMNS,
                rows=rows,
            ),
        ),
        notes=(
            "The table is about notifications whose wait can be told. Children are those of them "
            "whose number is known.",
        ),
    )


def _headlines(shown: Shown) -> tuple[Headline, ...]:
    """Return what is shown of all: children, and how many the front door is not told of."""
    told = (
        (shown.count(CHILDREN), "children in notifications"),
        (shown.count(TIMED | _WAITING), "notifications of which the front door was not yet told"),
    )
    return tuple(
        Headline(figure=f"about {number:,}", words=words)
        for number, words in told
        if number is not None
    )


def _row(shown: Shown, named: Named) -> Row:
    cells = (TIMED, CHILDREN, TIMED | _WAITING, CHILDREN | _WAITING)
    return [shown.count(named | one) for one in cells]


def _children(shown: Shown, named: Named) -> str:
    number = shown.count(named)
    return "children whose number is not shown" if number is None else f"about {number:,} children"
