"""What a running monitor has beside its database: keys, policies, and by what alerts leave."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from schemas.backlog import Reads
from schemas.entries import Entry
from schemas.keys import KeyRing
from schemas.owners import Owner
from schemas.policy import PolicyBook
from schemas.routes import Route
from schemas.schedules import Schedule


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """Fixed while the program runs. ``channels`` is empty where nothing is to be sent (replay)."""

    keys: KeyRing
    policies: PolicyBook
    channels: tuple[str, ...] = ()
    routes: Mapping[str, Route] = field(default_factory=dict)
    """Routes by name; where there are none, every channel takes every alert."""
    reads: Reads | None = None
    """What is read from a broker, whose backlog would be a delay of our own; None for nothing."""
    schedules: Mapping[str, Schedule] = field(default_factory=dict)
    """When sources are expected to deliver; those of folders are kept by the folder itself."""
    owners: Mapping[str, Owner] = field(default_factory=dict)
    """Whose feed each source is that the configuration names, by its name."""
    is_simulated: bool = False
    """Everything shown says that no child is meant (the demo)."""
    is_shadow: bool = False
    """A trial run: everything is raised and recorded, and every text says so."""
    live_since: datetime | None = None
    """What was due before it is history: used up in silence. None: nothing here is."""

    def reference(self, entry: Entry) -> str:
        """Return the police reference of a case, for ordering; showing it needs an audit row.

        Empty where it is no longer kept.
        """
        return self.keys.reference(entry.sealed_ref, entry.key) or ""
