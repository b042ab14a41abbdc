"""One list for one role: what goes out together instead of many interruptions. Pure."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from schemas.alert import alert_id
from schemas.moments import zulu
from schemas.words import Delivery, ListSort, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleList:
    """A list of waiting children for one role, about one council; None: about all of them.

    Its content is made when it is handed over, from the database, so that one that came late is
    true all the same. ``opened_at`` is since when it gathers alarms, ``due_at`` when it goes out;
    ``source`` is the file whose alarms it holds back, and ``note`` says what else must be said.
    """

    sort: ListSort
    role: Role
    local_authority: str | None
    opened_at: datetime
    due_at: datetime
    source: str = ""
    note: str = ""

    @property
    def alert_id(self) -> str:
        """The id under which it goes through the outbox, as an alert does: the same for ever."""
        about = self.local_authority or "", self.source, zulu(self.opened_at)
        return alert_id("list", self.sort, self.role, *about)

    @property
    def raised_at(self) -> datetime:
        """Since when it should be on its way."""
        return self.due_at

    @property
    def delivery(self) -> Delivery:
        """How urgent it is: a list at its fixed hour interrupts nobody."""
        return Delivery.LIST if self.sort is ListSort.SHIFT else Delivery.NOW

    @property
    def recipients(self) -> frozenset[Role]:
        """Whose it is."""
        return frozenset({self.role})

    @property
    def told_at_once(self) -> frozenset[Role]:
        """Who gets it as soon as it is made."""
        return self.recipients


def list_json(one: RoleList) -> dict[str, Any]:
    """Return what a machine is told of a list beside its text."""
    return {
        "alert_id": one.alert_id,
        "kind": "list",
        "sort": one.sort,
        "due_at": zulu(one.due_at),
        "raised_at": zulu(one.raised_at),
        "delivery": one.delivery,
        "local_authority": one.local_authority,
        "recipients": sorted(one.recipients),
    }
