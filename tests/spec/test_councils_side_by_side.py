"""Two councils beside each other, never ranked."""

import re

from reviews.pack.councils import councils_section
from schemas.moments import Moment
from tests.a_notification import seen
from tests.spec.test_review_cases import FIRST, HOUR

NAMES = {"E06000021": "Stoke-on-Trent", "E10000028": "Staffordshire"}
RANKED = re.compile(r"\b(best|worst|better|worse|faster|slower|rank\w*|ahead|behind|top)\b", re.I)


def test_councils_stand_in_the_order_of_their_codes_and_no_word_ranks_them() -> None:
    those = [
        seen(
            f"{council}-{number}",
            reported=FIRST + number * HOUR,
            received=Moment.exact(FIRST + (number + wait) * HOUR),
            council=council,
        )
        for council, wait in (("E10000028", 2), ("E06000021", 30))
        for number in range(25)
    ]
    fates = {one.code: one.code for one in those}

    section = councils_section(those, NAMES, fates)

    rows = section.tables[0].rows
    assert [row[:2] for row in rows[-2:]] == [
        ("All risks", "Stoke-on-Trent"),
        ("All risks", "Staffordshire"),
    ]
    assert [(row[4], row[7], row[10]) for row in rows[-2:]] == [(0.0, 30.0, 30.0), (1.0, 2.0, 2.0)]
    texts = (*section.sentences, *section.notes, *(one.words for one in section.pictures))
    assert not RANKED.search(" ".join(texts))


def test_a_grade_with_few_cases_is_refused_and_not_left_out() -> None:
    few = [
        seen(f"C{number}", reported=FIRST, received=None, council=council)
        for number, council in enumerate(NAMES)
    ]

    section = councils_section(few, NAMES, {one.code: one.code for one in few})

    medium = section.tables[0].rows[2:4]
    assert [(row[1], *row[2:5]) for row in medium] == [
        ("Stoke-on-Trent", 1, 1, None),
        ("Staffordshire", 1, 1, None),
    ]


def test_one_council_alone_stands_beside_nobody() -> None:
    one = seen("A", reported=FIRST, received=None)

    assert councils_section([one], NAMES, {"A": "A"}).tables == ()
