"""The fixed sentences of lists keep to plain words, and none is missing."""

import re
from collections.abc import Iterable, Iterator

import pytest

from alerts import list_sayings as say
from schemas.words import Disposition, Flag, HoldReason, Role
from tests.spec.test_every_alarm_has_words import reading_grade


def fixed_sentences() -> Iterator[str]:
    yield from say.TO_DO.values()
    yield from say.EXPLAINED.values()
    yield from say.FLAGS.values()
    yield from (say.NOBODY_TO_DO, say.CANNOT_TELL_TO_DO, say.CANNOT_TELL_TO_DO_POLICE)
    yield from (say.CATCHING_UP_TO_DO, say.NO_COUNCIL, say.BY_HAND)
    yield from (say.RISK_NOTE, say.NEW_NOTE, say.LIMIT_NOTE, say.CODE_NOTE)


def headings() -> Iterable[str]:
    return (
        say.ARRIVED_LATE, say.PAST_THE_LIMIT, say.STILL_IN_TIME, say.UNNAMED, say.PICKUPS,
        say.ENDED, say.ENDED_OF_DIGEST, say.ALARMS, say.TROUBLES,
    )  # fmt: skip


@pytest.mark.parametrize("text", sorted(set(fixed_sentences())))
def test_an_eleven_year_old_can_read_it(text: str) -> None:
    plain = text.format(front_door="it")

    longest = max(len(sentence.split()) for sentence in re.split(r"[.?!:]", plain))
    assert reading_grade(plain) <= 8
    assert longest <= 25


@pytest.mark.parametrize("text", sorted({*fixed_sentences(), *headings()}))
def test_the_words_of_pages_are_used(text: str) -> None:
    assert not re.search(r"breach|escalat|handle|verdict|duty|mash|overdue", text.lower())


def test_every_word_of_the_contract_has_plain_english() -> None:
    assert set(say.TO_DO) == set(Role)
    assert set(say.FLAGS) == {Flag.UNREPORTED, Flag.START_UNKNOWN, Flag.TIMES_DISAGREE}
    assert set(say.HOLDS) == set(HoldReason)
    assert set(say.DISPOSITIONS) == set(Disposition)
