"""What arrived late today: found as the lists find it, of the children somebody may see."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from alerts.board.feed_owners import is_front_door, owned_feeds, unheard_front_doors
from alerts.board.scene import seen_scene
from alerts.board.scope import councils_of, sees
from alerts.board.visit import Visit
from alerts.feeds import is_trusted
from alerts.list_ends import ended_rows, find_ends
from alerts.list_gathering import without_cases
from alerts.list_scene import Scene
from alerts.lists import ListFacts
from schemas.feeds import Feed
from schemas.pictures import load_case
from schemas.policy import Council
from schemas.records import Case
from schemas.words import Role

READER = Role.EDT
"""Whose list the page is like: it begins with what arrived late today, and names no pickups."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LateToday:
    """The facts of such a list, and whether every front door that somebody sees can be heard."""

    facts: ListFacts
    hears_front_doors: bool
    unheard: tuple[Council, ...] = ()
    """Councils whose front door's feed was never heard, or never under their name."""
    held: Mapping[str, Case] = field(default_factory=dict)
    """By case code: what is known of each, and of others that are over."""

    @property
    def can_tell(self) -> bool:
        """Whether no case on the page means that none arrived late."""
        return self.facts.can_tell and self.hears_front_doors and not self.unheard


def late_today(visit: Visit) -> LateToday:
    """Return what arrived late since midnight in London, and how far anybody can know.

    Raises:
        UnknownVersion: A case keeps a policy version that is not among those loaded.
    """
    with visit.board.database.read() as connection:
        scene = seen_scene(connection, visit, READER)
        facts, ends = without_cases(scene), find_ends(scene)
        heard = owned_feeds(connection, visit.board.house.owners)
    # A list also names what is another council's by now, which is not for everybody here.
    mine = [row for row in ends.ended if sees(visit.person, load_case(row.picture), scene.policy)]
    arrived, _ = ended_rows(scene, replace(ends, ended=mine), ())
    return LateToday(
        facts=replace(facts, arrived_late=arrived),
        hears_front_doors=_hears_front_doors(heard, visit, scene),
        unheard=_unheard(heard, visit, scene),
        held={row.handle: load_case(row.picture) for row in mine},
    )


def _hears_front_doors(heard: list[Feed], visit: Visit, scene: Scene) -> bool:
    """Whether each front door's feed is trusted: a receipt that has not come is on no page.

    One that never said whose it is may be anybody's. Where none was heard nobody can tell.
    """
    councils = {None, *councils_of(visit.person, scene.policy)}
    fronts = [feed for feed in heard if is_front_door(feed) and feed.local_authority in councils]
    return bool(fronts) and all(is_trusted(feed, visit.now) for feed in fronts)


def _unheard(heard: list[Feed], visit: Visit, scene: Scene) -> tuple[Council, ...]:
    theirs = councils_of(visit.person, scene.policy)
    return tuple(one for one in unheard_front_doors(heard, scene.policy) if one.code in theirs)
