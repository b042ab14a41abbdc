"""Between an alarm, its digest and the post no crash loses one: design, laws 2 and 5."""

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from schemas.list_tables import list_alerts, lists
from schemas.policy import PolicyBook
from schemas.tables import alerts, outbox
from schemas.telling import Interruption
from schemas.words import Role, Rung
from tests.contract.a_site import ASite
from tests.contract.post_room import Recorder, routed_house
from tests.model.sentences import children, report
from tests.replays.both import emptied
from tests.replays.live import Crash, Live, crashing
from tests.spec.made_cases import at

KNEW, LATE = at("06-13 14:10"), at("06-13 22:10")
SECOND = timedelta(seconds=1)
INSTANTS = [LATE + n * SECOND for n in (0, 1, 10, 30, 31, 40, 120, 330, 360, 2_760, 2_880)]
"""Before and behind the digest of a storm, the one after it, and the end of what a file holds."""

STATEMENTS = 20
"""Beyond the statements of one transaction, so that the commit itself fails too."""

_HOUSE = routed_house()
_POLICY = _HOUSE.policies.versions[-1]
_EVERY = Interruption(rungs=frozenset({Rung.BREACH}))
HOUSE = replace(
    _HOUSE,
    policies=PolicyBook(
        [
            replace(
                _POLICY,
                telling=replace(_POLICY.telling, at_once=(*_POLICY.telling.at_once, _EVERY)),
            )
        ]
    ),
)
"""Every limit passed interrupts, so that what a file gives rise to is held back too."""


@dataclass(frozen=True)
class Death:
    """At which instant, in which loop, and before how many more statements the process dies."""

    instant: int
    loop: int
    after: int


DEATHS = st.builds(
    Death,
    st.integers(0, len(INSTANTS) - 1),
    st.integers(0, 2),
    st.integers(0, STATEMENTS),
)


def turns(site: ASite) -> tuple[Callable[[], None], ...]:
    return site.look, site.make_lists, site.hand_over


def dies(live: Live, site: ASite, death: Death) -> None:
    with suppress(Crash), crashing(death.after):
        turns(site)[death.loop]()
        event("a loop came to its end")
    live.restart()
    site.database = live.database


def lives_through(live: Live, site: ASite, deaths: list[Death]) -> None:
    """Turn every loop at every instant, dying where that is drawn."""
    for number, instant in enumerate(INSTANTS):
        site.now = instant
        if number == 1:
            site.take_in(late_in_a_file(), in_file=True)
        for loop in range(3):
            for death in (one for one in deaths if (one.instant, one.loop) == (number, loop)):
                dies(live, site, death)
            turns(site)[loop]()


def late_at_once() -> list[dict[str, object]]:
    return [
        report("06-13 14:10", f"N-{n}", risk="high", children=children("8-11", of=f"N{n}"))
        for n in range(14)
    ]


def late_in_a_file() -> list[dict[str, object]]:
    return [
        report("06-13 22:10", f"F-{n}", knew="06-12 20:00", risk="medium",
               children=children("8-11", of=f"F{n}"))
        for n in range(3)
    ]  # fmt: skip


Told = Counter[tuple[str, Role]]


def to_be_told(site: ASite) -> Told:
    return Counter(
        (one.alert_id, role) for one in site.raised().values() for role in one.told_at_once
    )


def accepted(site: ASite) -> Told:
    """Return how often each alarm was told to each role that it interrupts, alone or by digest."""
    told: Told = Counter()
    alone = select(outbox.c.alert_id, outbox.c.roles).where(
        outbox.c.accepted_at.is_not(None), outbox.c.alert_id.in_(select(alerts.c.alert_id))
    )
    named = (
        select(list_alerts.c.alert_id, lists.c.role)
        .join(lists, lists.c.list_id == list_alerts.c.list_id)
        .join(outbox, outbox.c.alert_id == lists.c.list_id)
        .where(outbox.c.accepted_at.is_not(None))
    )
    with site.database.read() as connection:
        for alert_id, roles in connection.execute(alone):
            told.update((alert_id, Role(role)) for role in roles.split())
        told.update((alert_id, Role(role)) for alert_id, role in connection.execute(named))
    return told


def handed_over(site: ASite) -> set[str]:
    return {one.alert.alert_id for one in (*site.mail.accepted, *site.hook.accepted)}


@settings(
    deadline=None,
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(DEATHS, max_size=6))
def test_every_alarm_reaches_each_role_once_alone_or_by_a_digest(
    live: Live, deaths: list[Death]
) -> None:
    emptied(live.database)
    site = ASite(database=live.database, now=KNEW, house=HOUSE, mail=Recorder("mail"))
    site.make_lists()
    site.take_in(late_at_once())
    site.look()

    lives_through(live, site, deaths)

    assert accepted(site) == to_be_told(site)
    with site.database.read() as connection:
        sent = set(connection.scalars(select(outbox.c.alert_id)))
        unmade = connection.scalars(select(lists.c.list_id).where(lists.c.made_at.is_(None))).all()
    assert unmade == []
    assert sent <= handed_over(site)
    assert len(site.raised()) >= 17
