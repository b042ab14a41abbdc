"""What a page that is like a list is made from: one list's scene, of whom somebody may see."""

from dataclasses import replace

from sqlalchemy import Connection, and_

from alerts.board.scope import forces_seen, in_scope
from alerts.board.visit import Visit
from alerts.list_scene import Scene, scene_of
from schemas.lists import RoleList
from schemas.words import ListSort, Role


def seen_scene(
    connection: Connection, visit: Visit, reader: Role, council: str | None = None
) -> Scene:
    """Return the scene of a list made for this visit, as if no list had gone out before.

    What is new is a matter of each role's own last list. ``reader`` is whose list the page is
    like; ``council`` narrows it further.
    """
    now = visit.now
    about = RoleList(
        sort=ListSort.SHIFT, role=reader, local_authority=council, opened_at=now, due_at=now
    )
    scene = scene_of(connection, about, visit.board.house, now)
    seen = and_(scene.in_scope, in_scope(visit.person, scene.policy))
    forces = tuple(
        one for one in scene.forces if one.code in forces_seen(visit.person, scene.policy)
    )
    return replace(scene, last_list_at=None, in_scope=seen, forces=forces)
