"""Makes a policy out of the form that was read from its file. Pure."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from schemas.hours import FrontDoorHours
from schemas.policy import Council, Force, ListTimes, Note, Policy, Target
from schemas.policy_form import (
    CouncilForm,
    DeliveryForm,
    ForceForm,
    Form,
    GradesForm,
    HoursForm,
    ListForm,
    PolicyForm,
    SourcedForm,
    UpliftForm,
)
from schemas.policy_texts import read_days
from schemas.telling import Interruption, Occasion, Telling
from schemas.words import Risk, Role


def policy_of(form: PolicyForm) -> Policy:
    """Return the policy that a file's form means."""
    hours = _hours(form.hours)
    return Policy(
        version=form.version,
        owner=form.owner,
        source=form.source,
        in_force_from=form.in_force_from,
        escalate_after=form.escalate.after,
        ceiling=form.ceiling.after,
        decision_high=form.decision.high.within,
        contact_feed_live=form.contact_feed.live_for,
        not_yet_notice=form.not_yet.after,
        duty=_targets(form.duty),
        pickup=_targets(form.pickup),
        uplift=_uplift(form.uplift),
        uplift_for=frozenset(form.uplift.youngest),
        telling=_telling(form),
        lists=MappingProxyType({role: _times(getattr(form.lists, role.value)) for role in Role}),
        default_hours=hours,
        councils=MappingProxyType(
            {code: _council(code, council, hours) for code, council in form.councils.items()}
        ),
        forces=MappingProxyType({code: _force(code, force) for code, force in form.forces.items()}),
        notes=MappingProxyType(dict(_notes(form, form.owner))),
    )


def _targets(grades: GradesForm) -> Mapping[Risk, Target]:
    forms = {risk: getattr(grades, risk.value) for risk in Risk}
    return MappingProxyType(
        {risk: Target(warn=form.warn, late=form.late) for risk, form in forms.items()}
    )


def _uplift(form: UpliftForm) -> Mapping[Risk, Risk]:
    return MappingProxyType(
        {
            Risk.NOT_ASSESSED: form.not_assessed,
            Risk.STANDARD: Risk(form.standard),
            Risk.MEDIUM: Risk(form.medium),
            Risk.HIGH: Risk.HIGH,
        }
    )


def _telling(form: PolicyForm) -> Telling:
    told_of = {
        occasion: frozenset(getattr(form.recipients, occasion.value)) for occasion in Occasion
    }
    return Telling(
        told_of=MappingProxyType(told_of),
        edt_also_for=frozenset(form.out_of_hours.edt_also_for),
        at_once=_interruptions(form.delivery),
        by_role=MappingProxyType(
            {
                (role, rung): delivery
                for role, choices in form.delivery.by_role.items()
                for rung, delivery in choices.items()
            }
        ),
    )


def _interruptions(form: DeliveryForm) -> tuple[Interruption, ...]:
    return tuple(
        Interruption(
            kinds=frozenset(rule.kinds or ()),
            rungs=frozenset(rule.rungs or ()),
            risks=frozenset(rule.risks or ()),
        )
        for rule in form.now
    )


def _times(form: ListForm) -> ListTimes:
    return ListTimes(at=tuple(sorted(form.at)), is_on_open_days_only=form.days == "open")


def _hours(form: HoursForm) -> FrontDoorHours:
    return FrontDoorHours(
        opening={day: span for days, span in form.opening.items() for day in read_days(days)},
        bank_holidays=form.bank_holidays,
        closed_days=frozenset(form.closed_days),
    )


def _council(code: str, form: CouncilForm, default: FrontDoorHours) -> Council:
    return Council(
        code=code,
        name=form.name,
        front_door_name=form.front_door,
        hours=_hours(form.hours) if form.hours else default,
        routes=MappingProxyType({role: tuple(names) for role, names in form.routes.items()}),
        phones=MappingProxyType(dict(form.phones)),
    )


def _force(code: str, form: ForceForm) -> Force:
    return Force(
        code=code,
        name=form.name,
        councils=tuple(form.councils),
        police_desk_phone=form.police_desk_phone,
        routes=MappingProxyType({role: tuple(names) for role, names in form.routes.items()}),
    )


def _notes(table: object, owner: str, place: str = "") -> Iterator[tuple[str, Note]]:
    """Yield owner and source of every table below, by its place in the file."""
    if isinstance(table, SourcedForm):
        yield place, Note(owner=table.owner or owner, source=table.source)
    if isinstance(table, Form):
        table = dict(table)
    if isinstance(table, dict):
        for key, inner in table.items():
            yield from _notes(inner, owner, f"{place}.{key}".lstrip("."))
