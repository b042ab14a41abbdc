"""The policy: every local number, who is told, and whose front door opens when. Pure.

No national number of hours exists, so each one here has an owner and a source. Read from a file by
`schemas.policy_file`; a case keeps the version in force when the police knew.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from itertools import product

from schemas.hours import FrontDoorHours
from schemas.telling import Occasion, Telling
from schemas.words import AgeBand, Clock, Kind, Risk, Role, Rung


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """When a wait is warned of, and from when it is late."""

    warn: timedelta
    late: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Council:
    """A council with a front door. ``routes`` and ``phones`` by role are empty where not given."""

    code: str
    name: str
    front_door_name: str
    hours: FrontDoorHours
    routes: Mapping[Role, tuple[str, ...]]
    """Names of the routes, in the configuration, by which a role is reached."""
    phones: Mapping[Role, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Force:
    """A police force, the councils in its area, its desk in the MASH, and how it is reached."""

    code: str
    name: str
    councils: tuple[str, ...]
    police_desk_phone: str | None
    """None where the policy does not give it."""
    routes: Mapping[Role, tuple[str, ...]] = field(default_factory=dict)
    """Names of the routes, in the configuration, by which a police role is reached."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListTimes:
    """When a role gets its list, by the clock on the wall in Europe/London."""

    at: tuple[time, ...]
    """Rising."""
    is_on_open_days_only: bool
    """Whether there is none on days on which the front door stays closed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Who owns a number of the policy and where it comes from."""

    owner: str
    source: str


class UnknownVersion(LookupError):
    """A case names a version of the policy that is not among those loaded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """One version of the policy. Lengths of time are elapsed unless they say front-door hours."""

    version: str
    owner: str
    source: str
    in_force_from: datetime
    escalate_after: timedelta
    """From when the breach alarm was raised, if nobody acknowledged it."""
    ceiling: timedelta
    """On the duty clock, whatever the grade."""
    decision_high: timedelta
    """For a high risk grade, beside the close of the next working day; from the receipt."""
    contact_feed_live: timedelta
    """A council's contact feed counts as live so long after its last message."""
    not_yet_notice: timedelta
    """When the police desk is asked which children live there, from the start of duty."""
    duty: Mapping[Risk, Target]
    """Targets from police knew to front door told, before the uplift."""
    pickup: Mapping[Risk, Target]
    """Targets from front door told to contact recorded, in front-door hours."""
    uplift: Mapping[Risk, Risk]
    """The grade whose targets hold where the youngest child is in `uplift_for`."""
    uplift_for: frozenset[AgeBand]
    telling: Telling
    lists: Mapping[Role, ListTimes]
    """When each role gets its list, complete."""
    default_hours: FrontDoorHours
    councils: Mapping[str, Council]
    forces: Mapping[str, Force]
    notes: Mapping[str, Note]
    """Owner and source by the place in the file, such as ``duty.medium``."""
    _grades: Mapping[tuple[Risk, AgeBand], Risk] = field(init=False, repr=False, compare=False)
    _duty: Mapping[tuple[Risk, AgeBand], Target] = field(init=False, repr=False, compare=False)
    _hours: Mapping[str | None, FrontDoorHours] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Work the tables out once: they are asked for with every message."""
        grades = {
            (risk, youngest): self.uplift[risk] if youngest in self.uplift_for else risk
            for risk, youngest in product(Risk, AgeBand)
        }
        object.__setattr__(self, "_grades", grades)
        object.__setattr__(self, "_duty", {at: self.duty[grade] for at, grade in grades.items()})
        hours = {code: council.hours for code, council in self.councils.items()}
        object.__setattr__(self, "_hours", hours)

    def __hash__(self) -> int:
        return hash((self.version, self.in_force_from))

    def grade_for_targets(self, risk: Risk, youngest: AgeBand) -> Risk:
        """Return the grade whose targets hold: stricter for an unborn child or a baby."""
        return self._grades[risk, youngest]

    def duty_target(self, risk: Risk, youngest: AgeBand) -> Target:
        """Return the targets of the alarm clock for a grade of the police, uplift included."""
        return self._duty[risk, youngest]

    def pickup_target(self, risk: Risk) -> Target:
        """Return the targets of the council's pickup clock, in front-door hours, no uplift."""
        return self.pickup[risk]

    def recipients(self, clock: Clock | None, kind: Kind, rung: Rung) -> frozenset[Role]:
        """Return who is told, before EDT stands in: see `Telling.recipients`."""
        return self.telling.recipients(clock, kind, rung)

    @property
    def not_yet_recipients(self) -> frozenset[Role]:
        """Who is told that the police still do not say which children live there."""
        return self.telling.told_of[Occasion.NOT_YET]

    @property
    def not_shared_recipients(self) -> frozenset[Role]:
        """Who is told that a notification is not shared, by policy, although the risk is grave."""
        return self.telling.told_of[Occasion.NOT_SHARED]

    def told(self, roles: Iterable[Role], kind: Kind, is_open: bool) -> frozenset[Role]:
        """Return who is told at this hour: see `Telling.told`."""
        return self.telling.told(roles, kind, is_open)

    def interrupted(
        self, kind: Kind, rung: Rung, risk: Risk | None, roles: Iterable[Role]
    ) -> frozenset[Role]:
        """Return who of those told is told at once: see `Telling.interrupted`."""
        return self.telling.interrupted(kind, rung, risk, roles)

    def hours(self, local_authority: str | None) -> FrontDoorHours:
        """Return a council's hours, the default ones where it is unknown or not configured."""
        return self._hours.get(local_authority, self.default_hours)

    def is_configured(self, local_authority: str) -> bool:
        """Tell whether this council uses the monitor; others' messages are not kept."""
        return local_authority in self.councils


class PolicyBook:
    """Versions of the policy in order of coming into force."""

    def __init__(self, policies: Iterable[Policy]) -> None:
        """Take at least one version.

        Raises:
            ValueError: There is none, or two share a version or an instant of coming into force.
        """
        self.versions = tuple(sorted(policies, key=lambda policy: policy.in_force_from))
        self._starts = [policy.in_force_from for policy in self.versions]
        self._by_version = {policy.version: policy for policy in self.versions}
        if not self.versions:
            raise ValueError("no policy given")
        if not len(self.versions) == len(set(self._starts)) == len(self._by_version):
            raise ValueError("two policies share a version or an instant of coming into force")

    def at(self, reported: datetime | None) -> Policy:
        """Return the version in force at an instant; the newest where the instant is unknown.

        The earliest version covers everything before it as well: no wait is without a limit.
        """
        if reported is None:
            return self.versions[-1]
        return self.versions[max(bisect_right(self._starts, reported) - 1, 0)]

    def by_version(self, version: str) -> Policy:
        """Return the version that a case kept.

        Raises:
            UnknownVersion: It is not among those loaded.
        """
        try:
            return self._by_version[version]
        except KeyError:
            raise UnknownVersion(
                f"no policy {version!r} is loaded; keep the files of earlier versions beside it"
            ) from None
