"""Cases that the made-up county always has, so that a demo shows every sort of trouble. Pure.

Times are counted back from the end of the history; each scene's first line says what it shows.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from consumer.sources.synthetic_cases import (
    A_MOMENT,
    COUNCILS,
    COUNTY,
    STOKE,
    Case,
    Course,
    Receipt,
    closed,
    corrected,
    drafts_of,
    graded,
    reported,
)
from consumer.sources.synthetic_course import (
    HOUR,
    MINUTE,
    draw_contact,
    draw_receipt,
    local_instant,
    when_open,
)
from consumer.sources.synthetic_hand import Hand
from schemas.moments import local_day
from schemas.words import (
    AgeBand,
    ChildrenKnown,
    CorrectionReason,
    Disposition,
    Milestone,
    ReceivedBy,
    Risk,
)

FRIDAY = 4
ONE_DAY = timedelta(days=1)

STILL_WAITING = (
    (Risk.HIGH, 2.6, (AgeBand.FROM_8,)),
    (Risk.HIGH, 11.2, (AgeBand.FROM_4, AgeBand.FROM_12)),
    (Risk.MEDIUM, 31.3, (AgeBand.UNDER_4, AgeBand.FROM_4)),
    (Risk.MEDIUM, 15.5, (AgeBand.FROM_12,)),
    (Risk.STANDARD, 50.4, (AgeBand.FROM_16,)),
    (Risk.STANDARD, 9.7, (AgeBand.FROM_4, AgeBand.FROM_8, AgeBand.FROM_8)),
    (Risk.NOT_ASSESSED, 5.2, (AgeBand.UNKNOWN,)),
)
"""Risk, hours waited at the end of the history, ages: in each council."""


def scenes(hand: Hand, end: datetime) -> list[Case]:
    """Return the cases of every scene, for a history that ends at ``end``."""
    return [
        *_still_waiting(hand, end),
        _unborn_still_waiting(hand, end),
        _friday_evening(hand, end),
        _regraded_upward(hand, end),
        *_repeat_while_waiting(hand, end),
        *_corrections(hand, end),
        *_dispositions(hand, end),
        _children_known_later(hand, end),
        *_never_received(hand, end),
        _sent_twice(hand, end),
    ]


def taken_over_by(case: Case) -> str:
    """Return the council for which the force counts a case: the last one it was given to."""
    for draft in case.further:
        if draft.data.get("disposition") == Disposition.OTHER_AUTHORITY:
            return str(draft.data["to"])
    return case.council.code


def _on_day(end: datetime, days_before: int, hour: int, minute: int = 0) -> datetime:
    return local_instant(local_day(end) - timedelta(days=days_before), hour, minute)


def _received(hand: Hand, case: Case, sent_at: datetime) -> Case:
    """Return the case with the rest of its course, sent at that time."""
    receipt = draw_receipt(hand.draw, case.council, case.risk, sent_at)
    contact = draw_contact(hand.draw, case.risk, receipt.at)
    return replace(case, course=Course(sent_at=sent_at, receipt=receipt, contact=contact))


def _still_waiting(hand: Hand, end: datetime) -> Iterator[Case]:
    """Children of every grade wait at the end in both councils; they are told some hours later."""
    for council in COUNCILS:
        for risk, hours, bands in STILL_WAITING:
            case = hand.unsent_case(council, end - hours * HOUR, risk, bands)
            yield _received(hand, case, end + hand.draw.uniform(1, 20) * HOUR)


def _unborn_still_waiting(hand: Hand, end: datetime) -> Case:
    """A baby not yet born waits at the end, sent but not received."""
    case = hand.unsent_case(STOKE, end - 13.4 * HOUR, Risk.STANDARD, (AgeBand.UNBORN,))
    receipt = Receipt(at=when_open(end + 30 * HOUR), by=ReceivedBy.MASH, is_by_hand=True)
    return replace(case, course=Course(sent_at=end - 4 * HOUR, receipt=receipt))


def _friday_evening(hand: Hand, end: datetime) -> Case:
    """A medium case of a Friday evening waits until Monday's batch."""
    friday = local_day(end) - 4 * ONE_DAY
    while friday.weekday() != FRIDAY:
        friday -= ONE_DAY
    bands = (AgeBand.FROM_4, AgeBand.FROM_8)
    case = hand.unsent_case(STOKE, local_instant(friday, 19, 40), Risk.MEDIUM, bands)
    monday_at = local_instant(friday + 3 * ONE_DAY, 7, 50)
    received_at = when_open(monday_at) + 40 * MINUTE
    contact = draw_contact(hand.draw, Risk.MEDIUM, received_at)
    receipt = Receipt(at=received_at, by=ReceivedBy.MASH)
    return replace(case, course=Course(sent_at=monday_at, receipt=receipt, contact=contact))


def _regraded_upward(hand: Hand, end: datetime) -> Case:
    """A standard case becomes high after a day of waiting, and so is late at once."""
    bands = (AgeBand.FROM_8, AgeBand.FROM_12)
    case = hand.unsent_case(STOKE, _on_day(end, 6, 16, 10), Risk.STANDARD, bands)
    raised_at = case.reported_at + 22 * HOUR
    case = _received(hand, case, raised_at + 90 * MINUTE)
    return replace(case, further=(graded(case, Risk.HIGH, raised_at),))


def _repeat_while_waiting(hand: Hand, end: datetime) -> tuple[Case, Case]:
    """The police come to the same home again before the front door knew of the first time."""
    bands = (AgeBand.UNDER_4, AgeBand.FROM_4)
    first = hand.unsent_case(STOKE, _on_day(end, 8, 20, 30), Risk.MEDIUM, bands)
    second = hand.case_again(first, first.reported_at + 11 * HOUR)
    sent_at = second.reported_at + 9 * HOUR
    return _received(hand, first, sent_at), _received(hand, second, sent_at + 10 * MINUTE)


def _corrections(hand: Hand, end: datetime) -> tuple[Case, Case]:
    """The control room corrects a call's time; a receipt of another case is taken back."""
    moved = hand.unsent_case(COUNTY, _on_day(end, 9, 13, 0), Risk.MEDIUM, (AgeBand.FROM_8,))
    moved = _received(hand, moved, moved.reported_at + 26 * HOUR)
    called_at = moved.reported_at - 45 * MINUTE
    told_at = moved.reported_at + 20 * HOUR
    correction = corrected(
        moved, Milestone.REPORTED, called_at, CorrectionReason.CLOCK_ERROR, told_at
    )
    mistaken = hand.unsent_case(STOKE, _on_day(end, 5, 9, 30), Risk.HIGH, (AgeBand.FROM_4,))
    sent_at = mistaken.reported_at + 2 * HOUR
    receipt = Receipt(at=when_open(sent_at + 20 * MINUTE), by=ReceivedBy.MASH)
    taken_back = corrected(
        mistaken,
        Milestone.RECEIVED,
        None,
        CorrectionReason.WRONG_INCIDENT,
        receipt.at + 5 * HOUR,
    )
    found = Receipt(at=receipt.at + 9 * HOUR, by=ReceivedBy.EDT, is_by_hand=True)
    again = replace(mistaken, course=Course(receipt=found))
    return (
        replace(moved, further=(correction,)),
        replace(
            mistaken,
            course=Course(sent_at=sent_at, receipt=receipt),
            further=(taken_back, *drafts_of(again)[1:]),
        ),
    )


def _dispositions(hand: Hand, end: datetime) -> Iterator[Case]:
    """Cases for which no notification is expected any more, each for its own reason."""
    bands = (AgeBand.FROM_8,)
    gone = hand.unsent_case(STOKE, _on_day(end, 12, 11, 0), Risk.STANDARD, bands)
    withdrawn = closed(gone, Disposition.WITHDRAWN, gone.reported_at + 7 * HOUR)
    yield replace(gone, further=(withdrawn,))

    first = hand.unsent_case(COUNTY, _on_day(end, 11, 18, 0), Risk.MEDIUM, bands)
    yield _received(hand, first, first.reported_at + 17 * HOUR)
    twin = hand.case_again(first, first.reported_at + 35 * MINUTE)
    same = closed(twin, Disposition.DUPLICATE, twin.reported_at + 3 * HOUR, of=first.ref)
    yield replace(twin, further=(same,))

    kept = hand.unsent_case(STOKE, _on_day(end, 7, 14, 0), Risk.MEDIUM, bands)
    unshared = closed(kept, Disposition.NOT_SHARED_BY_POLICY, kept.reported_at + 5 * HOUR)
    yield replace(kept, further=(unshared,))

    moved = hand.unsent_case(COUNTY, _on_day(end, 6, 10, 0), Risk.STANDARD, bands)
    sent_at, to = moved.reported_at + 5 * HOUR, STOKE.code
    given = closed(moved, Disposition.OTHER_AUTHORITY, moved.reported_at + 2 * HOUR, to=to)
    yield replace(moved, course=Course(sent_at=sent_at), further=(given,))


def _children_known_later(hand: Hand, end: datetime) -> Case:
    """The police learn only after a day and more which children live there."""
    case = hand.unsent_case(COUNTY, _on_day(end, 4, 12, 0), Risk.STANDARD, (AgeBand.FROM_4,))
    told_at = case.reported_at + 29 * HOUR
    now_known = reported(case, at=told_at + A_MOMENT)
    case = _received(hand, case, told_at + 6 * HOUR)
    return replace(case, children_known=ChildrenKnown.NOT_YET, further=(now_known,))


def _never_received(hand: Hand, end: datetime) -> Iterator[Case]:
    """Notifications that do not arrive: one never sent, one sent and lost in each council."""
    bands = (AgeBand.FROM_4, AgeBand.FROM_8)
    yield hand.unsent_case(STOKE, _on_day(end, 4, 21, 15), Risk.MEDIUM, bands)
    for council, days in ((STOKE, 9), (COUNTY, 5)):
        case = hand.unsent_case(council, _on_day(end, days, 23, 20), Risk.STANDARD, bands)
        yield replace(case, course=Course(sent_at=case.reported_at + 12 * HOUR))


def _sent_twice(hand: Hand, end: datetime) -> Case:
    """The police's system sends one message a second time, with the same id."""
    case = hand.unsent_case(COUNTY, _on_day(end, 3, 15, 0), Risk.STANDARD, (AgeBand.FROM_12,))
    case = _received(hand, case, case.reported_at + 16 * HOUR)
    risen = graded(case, Risk.MEDIUM, case.reported_at + 4 * HOUR)
    return replace(case, further=(replace(risen, is_sent_twice=True),))
