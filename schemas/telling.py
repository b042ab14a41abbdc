"""Who is told of an alarm, and whether at once or on their next list. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from schemas.words import Clock, Delivery, Kind, Risk, Role, Rung

LADDER = (Rung.WARN, Rung.BREACH, Rung.ESCALATE, Rung.CEILING)
"""The rungs of a wait, rising."""

POLICE_ROLES = frozenset({Role.POLICE_DESK, Role.POLICE_MANAGER})
"""Never told of the council's own clocks. Source: contract section 3, Recipients."""

COUNCIL_CLOCKS = frozenset({Clock.PICKUP, Clock.DECISION})
"""The council's own time after it was told."""


class Occasion(StrEnum):
    """What somebody is told of: a rung of the ladder, or a sort of notice; words of the policy."""

    WARN = "warn"
    BREACH = "breach"
    ESCALATE = "escalate"
    CEILING = "ceiling"
    REPEAT = "repeat"
    LATE_RECEIPT = "late_receipt"
    NOT_YET = "not_yet"
    NOT_SHARED = "not_shared"
    SILENCE = "silence"
    VOLUME = "volume"
    RECONCILIATION = "reconciliation"
    QUARANTINE = "quarantine"
    CONFLICT = "conflict"
    GAP = "gap"


RUNG_OCCASIONS = {rung: Occasion(rung.value) for rung in LADDER}
"""Each rung of the ladder is an occasion of its own."""

NOTICE_OCCASIONS = {
    Kind.WAIT: Occasion.LATE_RECEIPT,
    Kind.REPEAT: Occasion.REPEAT,
    Kind.SILENCE: Occasion.SILENCE,
    Kind.VOLUME: Occasion.VOLUME,
    Kind.RECONCILIATION: Occasion.RECONCILIATION,
    Kind.QUARANTINE: Occasion.QUARANTINE,
    Kind.CONFLICT: Occasion.CONFLICT,
    Kind.GAP: Occasion.GAP,
}
"""What a notice of each kind is about; `cleared` goes to those told before, not to a fixed list."""


class NoSuchAlarm(LookupError):
    """No alarm of this clock, kind and rung exists, so nobody is named for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interruption:
    """Alarms that are told at once. A set that is empty stands for any."""

    kinds: frozenset[Kind] = frozenset()
    rungs: frozenset[Rung] = frozenset()
    risks: frozenset[Risk] = frozenset()

    def covers(self, kind: Kind, rung: Rung, risk: Risk | None) -> bool:
        """Whether an alarm is one of these; a risk that is not known is none of those named."""
        return (
            (not self.kinds or kind in self.kinds)
            and (not self.rungs or rung in self.rungs)
            and (not self.risks or risk in self.risks)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """The part of a policy that says who is told of what, and how."""

    told_of: Mapping[Occasion, frozenset[Role]]
    """Who is told, by occasion, complete. `mash_duty` here; EDT stands in by the hour."""
    edt_also_for: frozenset[Kind]
    """Kinds of alarm for which EDT is added outside front-door hours."""
    at_once: tuple[Interruption, ...]
    """What interrupts; everything else goes on the role's next list."""
    by_role: Mapping[tuple[Role, Rung], Delivery]
    """A role's own choice for a rung, which stands above `at_once`."""
    _council_only: Mapping[Occasion, frozenset[Role]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Take the police out of the council's own clocks once."""
        council = {occasion: roles - POLICE_ROLES for occasion, roles in self.told_of.items()}
        object.__setattr__(self, "_council_only", council)

    def recipients(self, clock: Clock | None, kind: Kind, rung: Rung) -> frozenset[Role]:
        """Return who is told, before EDT stands in.

        Council clocks go to council roles only. A `wait` notice is that of a late receipt; for the
        other two sorts see `told_of`. For `cleared` these are all who may have been told before:
        narrow them to those who were.

        Raises:
            NoSuchAlarm: The contract knows no such alarm.
        """
        told_of = self._council_only if clock in COUNCIL_CLOCKS else self.told_of
        if kind is Kind.CLEARED and rung is Rung.NOTICE:
            return told_of[Occasion.BREACH] | told_of[Occasion.ESCALATE] | told_of[Occasion.CEILING]
        return told_of[_occasion(kind, rung)]

    def told(self, roles: Iterable[Role], kind: Kind, is_open: bool) -> frozenset[Role]:
        """Return who is told at this hour: outside front-door hours EDT stands in for mash_duty.

        Nobody else is replaced. For the kinds in `edt_also_for` EDT is added when closed.
        """
        named = frozenset(roles)
        if is_open:
            return named
        added = Role.MASH_DUTY in named or kind in self.edt_also_for
        return (named - {Role.MASH_DUTY}) | ({Role.EDT} if added else frozenset())

    def interrupted(
        self, kind: Kind, rung: Rung, risk: Risk | None, roles: Iterable[Role]
    ) -> frozenset[Role]:
        """Return who of those told is told at once. ``risk`` is the grade of the police."""
        interrupts = any(rule.covers(kind, rung, risk) for rule in self.at_once)
        usual = Delivery.NOW if interrupts else Delivery.LIST
        chosen = {role: self.by_role.get((role, rung), usual) for role in roles}
        return frozenset(role for role, how in chosen.items() if how is Delivery.NOW)


def _occasion(kind: Kind, rung: Rung) -> Occasion:
    occasion: Occasion | None
    if rung is Rung.NOTICE:
        occasion = NOTICE_OCCASIONS.get(kind)
    else:
        occasion = RUNG_OCCASIONS[rung] if kind in (Kind.WAIT, Kind.REGRADE) else None
    if occasion is None:
        raise NoSuchAlarm(f"no alarm of kind {kind} has the rung {rung}")
    return occasion
