"""What the board's pages say, from facts alone: bars, feeds, forms, ways, milestones."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from alerts.board.case_sayings import FLAG_SENTENCES
from alerts.board.forms import CHANNELS, NEXT_LOOKS, REASONS, TEAMS, on_the_wall
from alerts.board.milestone_view import OWNERS, milestone_groups
from alerts.board.told import Handover
from alerts.board.told_view import FATES, way_words
from alerts.board.waiting_filter import RISK_CHOICES, RUNG_CHOICES, WaitingFilter
from alerts.board.waiting_view import ROWS_ON_A_PAGE, Bar, bar_of, waiting_view
from alerts.channels import Fate
from alerts.holding import LONGEST_HOLD
from alerts.next_checks import read_next_check
from schemas.moments import Moment, parse_instant, whole_day
from schemas.words import Channel, Flag, HoldReason, Milestone, ReceivedBy, Risk, Rung
from tests.replays.ours import HOUSE
from tests.spec.list_facts import FULL, MONDAY, NOBODY, UNTRUSTED, waiting
from tests.spec.made_cases import received

POLICY = HOUSE.policies.at(MONDAY)
ALL = WaitingFilter()


def test_every_word_that_a_form_or_a_page_offers_has_its_words() -> None:
    assert set(REASONS) == {one.value for one in HoldReason}
    assert set(CHANNELS) == {one.value for one in Channel}
    assert set(TEAMS) == {one.value for one in ReceivedBy}
    assert set(FLAG_SENTENCES) == set(Flag)
    assert set(FATES) == set(Fate)
    assert {name for names in OWNERS.values() for name in names} == set(Milestone)
    assert set(RISK_CHOICES) == {one.value for one in Risk}
    assert set(RUNG_CHOICES) >= {one.value for one in Rung if one is not Rung.NOTICE}


def test_the_longest_look_ahead_that_is_offered_is_the_longest_there_is() -> None:
    longest = max(read_next_check(words, MONDAY) for words in NEXT_LOOKS)

    assert longest - MONDAY == LONGEST_HOLD


@pytest.mark.parametrize(
    ("waited", "limit", "expected"),
    [
        pytest.param(0, 24, Bar(percent=0, is_late=False), id="just-begun"),
        pytest.param(12, 24, Bar(percent=50, is_late=False), id="half-way"),
        pytest.param(23.999, 24, Bar(percent=99, is_late=False), id="never-full-before-it-is-late"),
        pytest.param(24, 24, Bar(percent=100, is_late=True), id="late-at-the-very-instant"),
        pytest.param(96, 24, Bar(percent=25, is_late=True), id="the-most-of-it-too-long"),
        pytest.param(-1, 24, Bar(percent=0, is_late=False), id="begins-ahead"),
    ],
)
def test_the_bar_says_how_far_a_wait_has_come(waited: float, limit: float, expected: Bar) -> None:
    assert bar_of(waiting("HH2-4HPM", waited, limit), MONDAY) == expected


def test_where_no_limit_is_known_there_is_no_bar() -> None:
    assert bar_of(replace(waiting("HH2-4HPM", 1, 2), late_at=None), MONDAY) is None


def test_the_page_shows_the_rows_of_the_list_in_their_order() -> None:
    view = waiting_view(FULL, ALL, POLICY)

    shown = [row.code for group in view.groups for row in group.rows]
    assert shown == [row.about.case_code for row in (*FULL.waiting, *FULL.unnamed)]
    assert view.groups[0].is_late


def test_every_row_is_on_one_page_and_one_alone() -> None:
    many = tuple(waiting(f"CASE-{number}", 50, 24) for number in range(2 * ROWS_ON_A_PAGE + 1))
    facts = replace(NOBODY, waiting=many)

    pages = [waiting_view(facts, WaitingFilter(page=page), POLICY) for page in (1, 2, 3)]

    shown = [row.code for view in pages for group in view.groups for row in group.rows]
    assert shown == [row.about.case_code for row in many]
    assert [view.after for view in pages] == ["?page=2", "?page=3", None]
    assert [view.before for view in pages] == [None, "", "?page=2"]
    assert {view.groups[0].heading for view in pages} == {
        "Past the limit: 201 children, 201 notifications"
    }


def test_a_page_past_the_last_is_the_last() -> None:
    assert waiting_view(FULL, WaitingFilter(page=99), POLICY).page == 1


def test_nobody_on_the_list_is_never_called_good_news() -> None:
    trusted = waiting_view(NOBODY, ALL, POLICY)
    untrusted = waiting_view(replace(NOBODY, police=UNTRUSTED), ALL, POLICY)

    assert trusted.nobody == "No case is on the list."
    assert "does not mean that nobody waits" in untrusted.nobody
    assert not untrusted.can_tell


@pytest.mark.parametrize(
    ("day", "clock", "expected"),
    [
        pytest.param("2026-06-15", "11:30", ("2026-06-15T10:30:00Z",) * 2, id="summer"),
        pytest.param("2026-12-15", "11:30", ("2026-12-15T11:30:00Z",) * 2, id="winter"),
        pytest.param("2026-03-29", "01:30", None, id="the-hour-that-is-left-out"),
        pytest.param(
            "2026-10-25",
            "01:30",
            ("2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"),
            id="the-hour-that-comes-twice",
        ),
    ],
)
def test_a_time_typed_is_by_the_clock_on_the_wall(
    day: str, clock: str, expected: tuple[str, str] | None
) -> None:
    at = on_the_wall(date.fromisoformat(day), time.fromisoformat(clock))

    if expected is None:
        assert at is None
    else:
        first, last = expected
        assert at == Moment(earliest=parse_instant(first), latest=parse_instant(last))


def a_way(**changed: object) -> Handover:
    told: dict[str, object] = {
        "alert_id": "x",
        "channel": "smtp",
        "route": "edt-mail",
        "roles": frozenset(),
        "instead": None,
        "failures": 0,
        "accepted_at": None,
        "given_up_at": None,
        "delivered_at": None,
        "fate": None,
    }
    return Handover(**(told | changed))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        pytest.param({}, "smtp edt-mail: not accepted yet", id="on-its-way"),
        pytest.param(
            {"failures": 3}, "smtp edt-mail: NOT ACCEPTED YET, tried 3 times", id="in-trouble"
        ),
        pytest.param(
            {"given_up_at": MONDAY}, "smtp edt-mail: NOT ACCEPTED, given up 08:30", id="given-up"
        ),
        pytest.param({"accepted_at": MONDAY}, "smtp edt-mail: accepted 08:30", id="accepted"),
        pytest.param(
            {"accepted_at": MONDAY, "fate": Fate.DELIVERED, "delivered_at": MONDAY},
            "smtp edt-mail: accepted 08:30, delivered 08:30",
            id="delivered",
        ),
        pytest.param(
            {"accepted_at": MONDAY, "fate": Fate.PERMANENT_FAILURE},
            "smtp edt-mail: accepted 08:30, NOT DELIVERED: nobody is at that address",
            id="never-arrived",
        ),
        pytest.param(
            {"accepted_at": MONDAY, "instead": "no_route"},
            "smtp edt-mail, to the data manager in their place: accepted 08:30",
            id="to-another",
        ),
    ],
)
def test_nothing_that_was_not_accepted_or_delivered_looks_so(
    changed: dict[str, object], said: str
) -> None:
    assert way_words(a_way(**changed), MONDAY) == said


def test_milestones_stand_with_their_bounds_and_what_nobody_told_says_so() -> None:
    knew = parse_instant("2026-06-17T09:00:00Z")
    came = whole_day(date(2026, 6, 17))
    case = received(
        "06-17 11:00",
        milestones={Milestone.REPORTED: Moment.exact(knew), Milestone.RECEIVED: came},
    )

    groups = milestone_groups(case, knew + timedelta(days=1))

    views = {one.name: one for group in groups for one in group.milestones}
    assert views["Police knew"].when == "Wed 17 June 10:00"
    assert views["Front door told"].when == "Wed 17 June 00:00 to Thu 18 June 00:00"
    assert views["Front door told"].after == "up to 14 h later"
    assert (views["Sent"].when, views["Sent"].is_known) == ("nobody has told us", False)
