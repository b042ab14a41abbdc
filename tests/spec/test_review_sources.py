"""How good is what each source tells: precision, rounding against chance, and what was wrong."""

from datetime import date, timedelta

import pytest

from reviews.pack.source_quality import exactness_words, source_sentences, source_tables
from reviews.pack.sources import Count, Sources, Times, chance_of_so_many
from schemas.facts import Fact
from schemas.moments import Moment, whole_day
from schemas.own_sources import ENTERED
from schemas.records import Case
from schemas.words import Flag, MessageType, Milestone, Notice
from tests.spec.made_cases import at, received, waiting

NICHE, DOOR = "/police/niche", "/council/mosaic"
LATER = at("06-30 10:00")
MINUTE = timedelta(minutes=1)


def told(source: str, kind: MessageType, moment: Moment | None = None, **more: object) -> Fact:
    return Fact(
        time=at("06-17 12:00"),
        source=source,
        id=f"{kind}{moment}",
        type=kind,
        at=moment,
        **more,  # type: ignore[arg-type]
    )


def receipt(moment: Moment, source: str = DOOR, **more: object) -> Fact:
    return told(source, MessageType.NOTIFICATION_RECEIVED, moment, **more)


REPORT = told(NICHE, MessageType.INCIDENT_REPORTED)
AT_NOON = receipt(Moment.exact(at("06-17 12:00")))


def counted(case: Case, *facts: Fact) -> Sources:
    sources = Sources()
    sources.add(case, facts, LATER)
    return sources


@pytest.mark.parametrize(
    ("moment", "found"),
    [
        pytest.param(Moment.exact(at("06-17 12:07")), Times(told=1), id="exact"),
        pytest.param(Moment.exact(at("06-17 12:00")), Times(told=1, full_hours=1), id="full-hour"),
        pytest.param(
            Moment.exact(at("06-16 23:00")),
            Times(told=1, full_hours=1, midnights=1),
            id="midnight-in-london-is-23-utc-in-summer",
        ),
        pytest.param(whole_day(date(2026, 6, 17)), Times(told=1, dates=1), id="only-a-date"),
        pytest.param(
            Moment(earliest=at("06-17 12:00"), latest=at("06-17 13:00")),
            Times(told=1, ranges=1),
            id="a-range",
        ),
    ],
)
def test_each_time_is_counted_by_how_exactly_its_source_told_it(
    moment: Moment, found: Times
) -> None:
    sources = counted(received("06-17 16:00"), receipt(moment))

    assert sources.times == {(DOOR, Milestone.RECEIVED): found}


def test_the_chance_of_full_hours_is_that_of_the_binomial() -> None:
    # At least 2 of 3 at one in sixty: 3 x 59/216,000 + 1/216,000.
    assert chance_of_so_many(2, 3, 1 / 60) == pytest.approx((3 * 59 + 1) / 216_000)
    assert chance_of_so_many(0, 0, 1 / 60) == 1.0
    assert chance_of_so_many(75_000, 75_000, 1 / 60) == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize(
    ("full_hours", "is_rounded"),
    [
        pytest.param(2, False, id="as-many-as-chance-gives"),
        pytest.param(7, False, id="a-few-more-are-still-chance"),
        pytest.param(8, True, id="once-in-a-thousand"),
    ],
)
def test_rounding_is_more_full_hours_than_chance_gives(full_hours: int, is_rounded: bool) -> None:
    assert Times(told=120, full_hours=full_hours).is_rounded is is_rounded


def test_what_is_wrong_with_a_receipt_counts_at_its_source() -> None:
    case = received("06-17 16:00", flags=frozenset({Flag.UNREPORTED}))

    found = counted(case, AT_NOON).counts

    assert found == {
        DOOR: {
            **dict.fromkeys((Count.MESSAGES, Count.RECEIPTS, Count.NO_CONTACT), 1),
            Count.UNMATCHED: 1,
            **dict.fromkeys((Count.CORRECTIONS, Count.RESENDS, Count.DISAGREE, Count.SKEW), 0),
        }
    }


def test_times_that_disagree_count_at_both_sources() -> None:
    case = waiting(flags=frozenset({Flag.TIMES_DISAGREE}))

    found = counted(case, REPORT, AT_NOON).counts

    assert {source: one[Count.DISAGREE] for source, one in found.items()} == {NICHE: 1, DOOR: 1}


@pytest.mark.parametrize(
    ("case", "missing"),
    [
        pytest.param(waiting(), 1, id="nobody-told-a-sending"),
        pytest.param(waiting(is_closed=True), 0, id="none-is-expected"),
    ],
)
def test_a_sending_that_nobody_told_counts_at_the_source_of_the_report(
    case: Case, missing: int
) -> None:
    found = counted(case, REPORT, REPORT).counts[NICHE]

    assert (found[Count.INCIDENTS], found[Count.NEVER_SENT]) == (1, missing)


def test_corrections_and_what_was_sent_again_are_counted_and_make_no_times() -> None:
    corrected = told(
        ENTERED,
        MessageType.INCIDENT_CORRECTED,
        Moment.exact(at("06-17 12:00")),
        milestone=Milestone.RECEIVED,
    )
    again = receipt(Moment.exact(at("06-17 13:30")), notice=Notice.RESEND)

    sources = counted(received("06-17 16:00"), corrected, again)

    assert sources.counts[ENTERED][Count.CORRECTIONS] == 1
    assert sources.counts[DOOR][Count.RESENDS] == 1
    assert set(sources.times) == {(DOOR, Milestone.RECEIVED)}


def test_what_was_sent_after_the_instant_we_look_from_is_not_known_yet() -> None:
    sources = Sources()

    sources.add(waiting(), [REPORT], REPORT.time - MINUTE)

    assert sources.counts == {}


def test_a_source_that_rounds_or_tells_only_dates_is_named_in_a_sentence() -> None:
    sources = Sources()
    for _ in range(40):
        sources.add(waiting(), [AT_NOON], LATER)
    sources.add(waiting(), [receipt(whole_day(date(2026, 6, 17)))], LATER)
    sources.counts[DOOR][Count.QUARANTINED] = 2

    said = list(source_sentences(sources))

    assert exactness_words(sources) == (
        "1 of 41 times told are known only as a date or a range (2 of every 100)."
    )
    assert said == [
        f"{DOOR}, front door told: 1 of 41 times are not exact (1 only a date, 0 a range).",
        f"{DOOR}, front door told: 40 of 40 exact times lie on the full hour, where chance gives "
        "about 1, and 0 at midnight.",
        f"{DOOR}: 41 receipts without a contact, 2 messages that could not be taken.",
    ]


def test_every_count_has_a_column_and_sources_stand_in_order_of_their_names() -> None:
    sources = counted(received("06-17 16:00"), REPORT, AT_NOON)

    told, wrong, _ = source_tables(sources)

    columns = {column.name for table in (told, wrong) for column in table.columns}
    assert columns == {"source", *Count}
    assert [row[0] for row in told.rows] == [row[0] for row in wrong.rows] == [DOOR, NICHE]
