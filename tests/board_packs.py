"""Made-up notifications for board packs, and every count that may stand in no file of one."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from random import Random

from reviews.delays import LeftOut, Observation
from reviews.pack import DayHeld, Held, Period, Seen, make_board_pack
from reviews.render.about import About
from reviews.render.files import files_of
from schemas.control_totals import ControlTotal
from schemas.legs import POLICE, TRANSIT, Leg
from schemas.moments import Moment
from schemas.words import Clock, Disposition, Milestone, Risk

AUTUMN = Period.of(date(2026, 10, 1), date(2026, 11, 30), None)
HOUR = timedelta(hours=1)
LIMITS = {Risk.HIGH: 8, Risk.MEDIUM: 24, Risk.STANDARD: 48, Risk.NOT_ASSESSED: 24}
LEGS = (("reported_to_sent", POLICE), ("sent_to_received", TRANSIT))
COUNCILS = ("E06000021", "E10000028")


def a_notification(number: int, random: Random) -> Seen:
    """A made-up notification; many are told late, some wait, few are closed or repeated."""
    risk = random.choice(list(Risk))
    day = AUTUMN.first + timedelta(days=random.randrange(61))
    reported = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    waits, told = random.choice((2, 5, 12, 30, 60)) * HOUR, random.random() > 0.08
    limit = LIMITS[risk] * HOUR
    timed = random.random() > 0.03
    duty = Observation(at_least=waits, at_most=waits if told else None, risk=risk, target=limit)
    closed = random.random() < 0.03
    return Seen(
        code=f"C{number:05}",
        force="staffordshire",
        local_authority=COUNCILS[random.random() < 0.3],
        day=day,
        risk=risk,
        children=random.choice((1, 1, 2, 3, None)),
        clocks=dict.fromkeys(Clock, LeftOut.LATER)
        | ({Clock.DUTY: duty} if timed else {})
        | ({Clock.TRANSPORT: duty} if told else {}),
        legs=tuple(
            Leg(name=name, owner=owner, length=waits / 2) for name, owner in LEGS if told and timed
        ),
        milestones={Milestone.REPORTED: Moment.exact(reported)},
        kin=frozenset({f"home{number // 2}"} if random.random() < 0.05 else ()),
        flags=frozenset(),
        disposition=random.choice(list(Disposition)[:4]) if closed else None,
    )


def held_of(seen: Sequence[Seen], random: Random) -> Held:
    """What a database would hold of them, with a force's count for each council and some days."""
    days = [
        DayHeld(
            total=ControlTotal(
                force="staffordshire",
                local_authority=council,
                day=AUTUMN.first + timedelta(days=day),
                incidents_with_children=random.randrange(5),
            ),
            held=random.randrange(5),
        )
        for council in COUNCILS
        for day in range(0, 60, 7)
    ]
    names = {"E06000021": "Stoke-on-Trent", "E10000028": "Staffordshire"}
    return Held(seen=seen, days=days, councils=names)


def board_files(held: Held, period: Period = AUTUMN) -> dict[str, bytes]:
    """Return every file of the board pack of these."""
    about = About(code_version="1", policies=("one",), known_to=period.as_of)
    return files_of(make_board_pack(held, period), about, None)
