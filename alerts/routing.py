"""Which ways an alert leaves, to reach the roles it is for. Pure.

Nobody is left out in silence: where a role has no route, the data manager is told in its place.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from alerts.standing_in import Instead
from schemas.alert import Alert
from schemas.lists import RoleList
from schemas.policy import Council, Policy, PolicyBook
from schemas.routes import Route
from schemas.telling import POLICE_ROLES
from schemas.words import Role

SECOND_AFTER = timedelta(seconds=60)
"""How long a route has until its second is tried beside it. Source: the plan for channels, an
assumption.
"""


class Addressing(Protocol):
    """What of a house its alerts are addressed by."""

    @property
    def policies(self) -> PolicyBook:
        """The policies, which name routes."""

    @property
    def channels(self) -> tuple[str, ...]:
        """The names of the channels; none where nothing is sent."""

    @property
    def routes(self) -> Mapping[str, Route]:
        """The routes that are set up, by name."""

    @property
    def is_shadow(self) -> bool:
        """Whether the data manager alone is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One row of the outbox: by what an alert goes, and for whom.

    ``route`` is empty for a channel that needs none. ``second`` is the route tried beside it.
    """

    channel: str
    route: str = ""
    roles: frozenset[Role]
    instead: Instead | None = None
    second: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Routes by name, each with the roles it reaches, and the roles that some route is missing."""

    by_route: Mapping[str, frozenset[Role]]
    missing: frozenset[Role]


Told = Alert | RoleList
"""What goes through the outbox: one alarm, or a list."""


def ways_of(
    alert: Told, house: Addressing, roles: frozenset[Role] | None = None
) -> tuple[Way, ...]:
    """Return the ways by which an alert or a list leaves at once: none in a replay.

    ``roles`` are those who are told so; None: all whom it interrupts. The others find it on their
    next list. Where no routes are set up, each channel takes everything: a screen interrupts
    nobody. In shadow only the data manager is told. A role without a route, or with one that is
    not set up, is told through the data manager.
    """
    at_once = alert.told_at_once if roles is None else roles
    if not house.routes:
        return tuple(Way(channel=name, roles=alert.recipients) for name in house.channels)
    if not at_once:
        return ()
    told = frozenset({Role.DATA_MANAGER}) if house.is_shadow else at_once
    found = routes_for(
        alert.local_authority, told, house.policies.at(alert.raised_at), house.routes
    )
    own = tuple(_way(house, name, roles) for name, roles in found.by_route.items())
    if not found.missing:
        return own
    instead = ways_instead(alert, found.missing, Instead.NO_ROUTE, house)
    return own + (instead or _last_resort(house, found.missing))


def ways_instead(
    alert: Told, roles: frozenset[Role], why: Instead, house: Addressing
) -> tuple[Way, ...]:
    """Return the ways to the data manager, in place of others; none where there are none."""
    policy = house.policies.at(alert.raised_at)
    managers = frozenset({Role.DATA_MANAGER})
    found = routes_for(alert.local_authority, managers, policy, house.routes)
    return tuple(_way(house, name, roles, why) for name in found.by_route)


def second_way(route: str, roles: frozenset[Role], routes: Mapping[str, Route]) -> Way | None:
    """Return the way tried beside a route; None where it is no longer set up."""
    first = routes.get(route)
    second = None if first is None else routes.get(first.second or "")
    if second is None:
        return None
    return Way(channel=second.channel, route=second.name, roles=roles)


def routes_for(
    local_authority: str | None,
    roles: Iterable[Role],
    policy: Policy,
    routes: Mapping[str, Route],
) -> Found:
    """Return the routes to some roles about one council; about no single one, to those of each."""
    own = policy.councils.get(local_authority or "")
    councils = [own] if own else list(policy.councils.values())
    by_route: dict[str, frozenset[Role]] = {}
    missing: set[Role] = set()
    for role in sorted(roles):
        for council in councils:
            names = tuple(_names(policy, council, role))
            if not names or any(name not in routes for name in names):
                missing.add(role)
            for name in (name for name in names if name in routes):
                by_route[name] = by_route.get(name, frozenset()) | {role}
    return Found(by_route=by_route, missing=frozenset(missing))


def _names(policy: Policy, council: Council, role: Role) -> Iterator[str]:
    """Yield the names of a role's routes; a police role's are those of its force."""
    if role in POLICE_ROLES:
        forces = (one for one in policy.forces.values() if council.code in one.councils)
        of_forces = [name for force in forces for name in force.routes.get(role, ())]
        yield from of_forces or council.routes.get(role, ())
    else:
        yield from council.routes.get(role, ())


def _way(
    house: Addressing, name: str, roles: frozenset[Role], instead: Instead | None = None
) -> Way:
    route = house.routes[name]
    second = route.second if route.second in house.routes else None
    return Way(channel=route.channel, route=route.name, roles=roles, instead=instead, second=second)


def _last_resort(house: Addressing, roles: frozenset[Role]) -> tuple[Way, ...]:
    """Return a way that stays in sight although nobody may be there to take it."""
    return tuple(
        Way(channel=name, roles=roles, instead=Instead.NO_ROUTE) for name in house.channels[:1]
    )
