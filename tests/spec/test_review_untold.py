"""What a joint review says of a council that has only its front door's own list."""

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from reviews.delays import LeftOut, Observation
from reviews.pack import Audience, Held, Pack, Period, Seen, make_pack
from reviews.pack.drawn_days import Arriving
from reviews.pack.parts import Section
from reviews.render.pictures import svg
from schemas.moments import Moment
from schemas.words import Clock, Flag, Milestone, Risk

FIRST = datetime(2026, 5, 31, 23, tzinfo=UTC)
"""Midnight of 1 June 2026 in the United Kingdom."""
DAYS = 90
PERIOD = Period.of(date(2026, 6, 1), date(2026, 8, 29), None)
HOUR = timedelta(hours=1)
COUNCIL = "E06000021"


def receipt(reported: datetime, took: timedelta, *, has_feed: bool = False) -> Seen:
    duty = Observation(at_least=took, at_most=took, risk=Risk.MEDIUM, target=24 * HOUR)
    return Seen(
        code=f"{reported:%d%H%M}",
        force="staffordshire",
        local_authority=COUNCIL,
        day=(reported + HOUR).date(),
        risk=Risk.MEDIUM,
        children=1,
        clocks=dict.fromkeys(Clock, LeftOut.LATER) | {Clock.DUTY: duty},
        legs=(),
        milestones={
            Milestone.REPORTED: Moment.exact(reported),
            Milestone.RECEIVED: Moment.exact(reported + took),
        },
        kin=frozenset(),
        flags=frozenset() if has_feed else frozenset({Flag.UNREPORTED}),
        disposition=None,
    )


def listed(*, days: int = DAYS, has_feed: bool = False) -> list[Seen]:
    """Eight a day, told in half a day or in four; those of the last days are partly not here."""
    chance = Random(4)  # noqa: S311
    end = FIRST + timedelta(days=days)
    return [
        receipt(reported, took, has_feed=has_feed)
        for number in range(days * 8)
        for reported in (FIRST + number * 3 * HOUR,)
        for took in (chance.choice((12, 12, 96)) * HOUR,)
        if reported + took < end
    ]


def packed(seen: list[Seen], known_to: datetime | None = None) -> Pack:
    held = Held(seen=seen, days=[], councils={COUNCIL: "Stoke-on-Trent"}, known_to=known_to)
    return make_pack(held, PERIOD, Audience.OPERATIONAL)


def untold(pack: Pack) -> Section:
    return next(one for one in pack.sections if one.name == "not-yet-told")


def test_about_how_many_are_not_yet_told_is_said_with_its_interval_picture_and_table() -> None:
    section = untold(packed(listed()))

    # In truth 13: a third of the last four days' 32, two thirds of the last half day's 4.
    assert section.sentences[0].startswith(
        "Stoke-on-Trent, not yet told: about 15 notifications (9 to 22)"
    )
    (picture,) = section.pictures
    assert isinstance(picture.drawn, Arriving)
    assert len(picture.drawn.days) == len(section.tables[0].rows) == 21
    assert section.sentences[0] in picture.words
    assert "not yet told, estimated" in svg(picture)


def test_recent_slow_ones_that_have_not_come_do_not_make_the_share_in_time_better() -> None:
    section = untold(packed(listed()))

    (said,) = [one for one in section.sentences if "allowing for them" in one]
    # In truth 67 of 100, of which this draw has 64; of the last days only the fast ones are here.
    assert "69 of every 100 came in time" in said
    assert "about 65 (95 % interval 56 to 72)" in said


@pytest.mark.parametrize(
    ("since", "until", "says"),
    [
        pytest.param(date(2026, 7, 15), date(2026, 8, 29), "takes 61 days", id="begun-lately"),
        pytest.param(date(2026, 6, 1), date(2026, 8, 19), "for a week", id="a-list-that-stopped"),
    ],
)
def test_what_the_list_cannot_bear_is_not_said(since: date, until: date, says: str) -> None:
    section = untold(packed([one for one in listed() if since <= one.day < until]))

    assert "cannot be said" in section.sentences[0]
    assert says in section.sentences[0]
    assert not section.pictures


def test_days_after_the_last_message_are_not_days_without_a_receipt() -> None:
    """Nobody knows of the last ten days: then what is not told is as of ten days ago."""
    then = FIRST + timedelta(days=DAYS - 10)
    here = [one for one in listed() if one.milestones[Milestone.RECEIVED].latest <= then]

    section = untold(packed(here, then))

    assert section.tables[0].rows[-1][1] == "2026-08-19"
    assert "about 14 notifications (7 to 25)" in section.sentences[0]


def test_a_council_whose_police_tell_the_monitor_has_its_waiting_counted_and_not_estimated() -> (
    None
):
    pack = packed(listed(has_feed=True))

    assert "not-yet-told" not in {one.name for one in pack.sections}
    assert "not_yet_told_before" not in {one.name for one in pack.tables}
