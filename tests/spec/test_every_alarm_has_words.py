"""Every alarm of the contract has a text, and every text keeps to plain and safe words."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from alerts.alarm import Reason
from alerts.bare_words import bare_text
from alerts.plain_words import AGES, RISKS, RUNGS
from alerts.sayings import NOTICES, PICKUPS, REGRADES, WAITS, Saying
from alerts.wording import (
    FEED_KINDS,
    WAIT_NOTICES,
    AlarmFacts,
    NoTextFor,
    age_words,
    alarm_text,
    children_words,
    duration_words,
    london_words,
    risk_words,
)
from schemas.words import AgeBand, Clock, Kind, Risk, Rung
from tests.spec.alarm_facts import ABOUT_FEEDS, HOUR, LATE

LADDER = (Rung.WARN, Rung.BREACH, Rung.ESCALATE, Rung.CEILING)
IN_CONTRACT = {
    *((Kind.WAIT, rung) for rung in Rung),
    *((Kind.REGRADE, rung) for rung in LADDER),
    *((kind, Rung.NOTICE) for kind in Kind if kind not in (Kind.WAIT, Kind.REGRADE)),
}
"""Kind and rung of every alarm. Source: contract section 3, "Alarms"."""


def facts_of(kind: Kind, rung: Rung) -> AlarmFacts:
    plain = ABOUT_FEEDS if kind in FEED_KINDS else LATE
    return replace(plain, kind=kind, rung=rung, reason=Reason.LATE_RECEIPT)


def has_text(facts: AlarmFacts) -> bool:
    try:
        return bool(alarm_text(facts).body)
    except NoTextFor:
        return False


def sayings() -> Iterator[Saying]:
    for table in (WAITS, REGRADES, PICKUPS, NOTICES, WAIT_NOTICES):
        yield from table.values()


def reading_grade(text: str) -> float:
    """The Flesch-Kincaid school grade, syllables counted as groups of vowels."""
    words = re.findall(r"[A-Za-z']+", text)
    sentences = max(len(re.findall(r"[.?!]", text)), 1)
    syllables = sum(
        max(len(re.findall(r"[aeiouy]+", re.sub(r"(?<=[^aeiouyl])e(?:d)?$", "", w.lower()))), 1)
        for w in words
    )
    return 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59


def test_exactly_the_alarms_of_the_contract_have_a_text() -> None:
    written = {(kind, rung) for kind, rung in product(Kind, Rung) if has_text(facts_of(kind, rung))}

    assert written == IN_CONTRACT


def test_only_the_clocks_with_a_ladder_have_rungs_in_words() -> None:
    written = {
        (clock, rung)
        for clock, rung in product((None, *Clock), LADDER)
        if has_text(replace(LATE, clock=clock, rung=rung))
    }

    duty = {(Clock.DUTY, rung) for rung in LADDER}
    assert written == duty | {(Clock.PICKUP, Rung.WARN), (Clock.PICKUP, Rung.BREACH)}


@pytest.mark.parametrize("reason", list(WAIT_NOTICES))
def test_each_notice_about_a_wait_has_its_own_text(reason: Reason) -> None:
    text = alarm_text(replace(LATE, rung=Rung.NOTICE, reason=reason))

    others = {saying.subject for saying in sayings()} - {WAIT_NOTICES[reason].subject}
    assert text.subject == f"{WAIT_NOTICES[reason].subject} (case code KD7F-2M)"
    assert WAIT_NOTICES[reason].subject not in others


def test_a_notice_for_no_known_reason_has_no_text() -> None:
    with pytest.raises(NoTextFor, match="wait, notice, duty: full moon"):
        alarm_text(replace(LATE, rung=Rung.NOTICE, reason="full moon"))


@pytest.mark.parametrize("saying", list(sayings()), ids=lambda saying: saying.subject)
def test_an_eleven_year_old_can_read_it(saying: Saying) -> None:
    text = re.sub(r"{\w+}", "it", f"{saying.lead} {saying.to_do}")

    longest = max(len(sentence.split()) for sentence in re.split(r"[.?!:]", text))
    assert reading_grade(text) <= 6
    assert longest <= 25


@pytest.mark.parametrize("saying", list(sayings()), ids=lambda saying: saying.subject)
def test_the_words_of_pages_are_used(saying: Saying) -> None:
    text = f"{saying.subject} {saying.lead} {saying.to_do}".lower()

    assert not re.search(r"breach|escalat|handle|verdict|duty|mash|overdue", text)
    assert not re.search(r"{(?!force|front_door|who|risk|other_case)", text)


def test_a_subject_is_one_line_and_tells_neither_risk_nor_age() -> None:
    for kind, rung in sorted(IN_CONTRACT):
        subject = alarm_text(facts_of(kind, rung)).subject

        assert "\n" not in subject
        assert not re.search(r"medium|4 to 7|2 children|STF", subject)


def test_the_reason_of_a_case_alarm_is_not_repeated_word_by_word() -> None:
    text = alarm_text(replace(LATE, reason="known late: warn, breach"))

    assert "This system heard of it only by Mon 15 June 00:10, after the limit." not in text.body
    assert "heard of it only by Sun 14 June 23:10, after the limit" in text.body
    assert "breach" not in text.body


def test_a_baby_brings_the_limit_of_the_next_grade() -> None:
    text = alarm_text(replace(LATE, grade_for_targets=Risk.HIGH, youngest=AgeBand.UNBORN))

    assert "Risk: medium; the limit for high holds, for the youngest is under 4\n" in text.body
    assert "Youngest: not born yet\n" in text.body


def test_a_late_receipt_names_the_limit_missed_and_no_length_without_an_end() -> None:
    text = alarm_text(replace(LATE, rung=Rung.NOTICE, reason=Reason.LATE_RECEIPT, late_at=None))

    assert "Wait" not in text.body
    assert "Limit was: Sun 14 June 23:10\n" in text.body


def test_a_wait_that_is_over_says_nothing_of_a_limit_nobody_gave() -> None:
    facts = replace(LATE, kind=Kind.CLEARED, rung=Rung.NOTICE, reason=Reason.WAIT_OVER)

    assert "Limit was: Sun 14 June 23:10\n" in alarm_text(facts).body
    assert "Limit" not in alarm_text(replace(facts, late_at=None)).body


def test_children_not_known_yet_have_no_limit() -> None:
    facts = replace(LATE, rung=Rung.NOTICE, reason=Reason.CHILDREN_NOT_KNOWN, children=None)
    text = alarm_text(facts)

    assert "Late since" not in text.body
    assert "Children: number not known\n" in text.body


def test_a_wait_with_no_known_start_says_so() -> None:
    text = alarm_text(replace(LATE, waiting_since=None, late_at=None))

    assert "Police knew: not known when\nLimit: not known\n" in text.body


def test_the_risk_is_named_where_it_changed() -> None:
    text = alarm_text(replace(LATE, kind=Kind.REGRADE, risk=Risk.HIGH, grade_for_targets=Risk.HIGH))

    assert text.body.startswith("The police changed the risk to high. They know about 2 children,")


def test_the_bare_text_takes_whatever_it_is_given() -> None:
    known = bare_text(kind="wait", rung="breach", case_code="KD7F-2M")
    unknown = bare_text(kind="{}%s", rung="", case_code=None)

    assert known.subject == "Alarm: wait, late (case code KD7F-2M)"
    assert "Open the list of waiting children" in known.body
    assert unknown.subject == "Alarm: {}%s,  (no case code)"


@pytest.mark.parametrize(
    ("length", "words"),
    [
        pytest.param(timedelta(hours=31, minutes=20, seconds=59), "31 h 20 min", id="rounded-down"),
        pytest.param(8 * HOUR, "8 h", id="whole-hours"),
        pytest.param(timedelta(minutes=20), "20 min", id="no-hours"),
        pytest.param(timedelta(seconds=59), "less than 1 min", id="under-a-minute"),
        pytest.param(timedelta(minutes=-5), "less than 1 min", id="rounded-by-an-officer"),
        pytest.param(
            timedelta(minutes=-6), "not known (the times disagree)", id="never-negative-never-zero"
        ),
        pytest.param(timedelta(hours=71, minutes=59), "71 h 59 min", id="still-in-hours"),
        pytest.param(72 * HOUR, "3 days", id="whole-days"),
        pytest.param(timedelta(days=4, hours=3, minutes=50), "4 days 3 h", id="in-days"),
        pytest.param(timedelta(days=4, minutes=50), "4 days", id="days-and-minutes"),
    ],
)
def test_lengths_of_time_in_words(length: timedelta, words: str) -> None:
    assert duration_words(length) == words


@pytest.mark.parametrize(
    ("at", "words"),
    [
        pytest.param(datetime(2026, 6, 13, 22, 10, tzinfo=UTC), "Sat 13 June 23:10", id="summer"),
        pytest.param(datetime(2026, 1, 5, 0, 0, tzinfo=UTC), "Mon 5 January 00:00", id="winter"),
        pytest.param(
            datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "Sun 25 October 01:30 (BST)", id="first-time"
        ),
        pytest.param(
            datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
            "Sun 25 October 01:30 (GMT)",
            id="second-time",
        ),
        pytest.param(
            datetime(2026, 3, 29, 1, 0, tzinfo=UTC), "Sun 29 March 02:00", id="after-the-lost-hour"
        ),
    ],
)
def test_instants_by_the_clock_on_the_wall(at: datetime, words: str) -> None:
    assert london_words(at) == words


def test_every_age_grade_and_rung_has_words() -> None:
    assert set(AGES) == set(AgeBand)
    assert set(RISKS) == set(Risk)
    assert set(RUNGS) == set(Rung)


def test_what_is_not_known_is_never_a_number_or_a_low_grade() -> None:
    assert children_words(None) == "number not known"
    assert [children_words(1), children_words(3)] == ["1 child", "3 children"]
    assert age_words(None) == age_words(AgeBand.UNKNOWN) == "age not known"
    assert risk_words(None) == "not known"
    assert risk_words(Risk.NOT_ASSESSED) == "not assessed (this does not mean low)"
