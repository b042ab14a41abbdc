"""The answer to an access request for programs: one object for each thing that is held. Pure."""

from collections.abc import Iterator
from typing import Any

from alerts.board.told import Handover
from consumer.quarantined import quarantined_json
from consumer.subject.answer import NOT_HELD, Answer, kept
from consumer.subject.held import Entered, HeldCase, InDigest, Judged, Noted
from consumer.subject.messages import message_row
from schemas.alert import alert_json
from schemas.listing import Listed, incident_json
from schemas.moments import zulu

Told = dict[str, Any]


def answer_rows(answer: Answer) -> Iterator[Told]:
    """Yield what was asked, each case, each message in quarantine; ``row`` says what a row is."""
    yield {
        "row": "asked",
        "at": zulu(answer.asked_at),
        "by": answer.asked_by,
        "cases": len(answer.cases),
        "quarantined": len(answer.quarantine.naming),
        "quarantine_unreadable": answer.quarantine.unreadable,
        "not_held": list(NOT_HELD),
        "kept": dict(kept(answer.retention)),
    }
    if answer.purged_at is not None:
        yield {"row": "purged_case", "at": zulu(answer.purged_at)}
    for held in answer.cases:
        yield {"row": "case"} | _case(held)
    for one in answer.quarantine.naming:
        yield {"row": "quarantine"} | quarantined_json(one)
    for digests in answer.file_digests:
        told = {"source": digests.source, "told_at": zulu(digests.told_at)}
        yield {"row": "file_digests"} | told


def _case(held: HeldCase) -> Told:
    facts = held.facts
    listed = Listed(handle=facts.code, case=facts.case, rung=facts.rung)
    return incident_json(listed) | {
        "found_as": [found_as.value for found_as in held.found_as],
        "has_reference": held.has_reference,
        "grades": [
            {"since": zulu(grade.since), "risk": grade.risk.value} for grade in facts.case.grades
        ],
        "hashes_of_home": len(facts.case.kin),
        "joined": list(held.joined),
        "same_home": list(held.same_home),
        "messages": [message_row(one) for one in held.messages],
        "contact_told": [zulu(at) for at in held.contact_told],
        "results": [_judged(one) for one in held.judged],
        "alerts": [
            alert_json(alert, facts.code)
            | {"sent": [_sent(way) for way in facts.handovers.get(alert.alert_id, ())]}
            for alert in facts.alerts
        ],
        "used_in_silence": [
            {"rung": one.rung, "clock": one.clock.value, "at": zulu(one.raised_at)}
            for one in facts.marks.claims
            if one.is_silent
        ],
        "digests": [_digest(one) for one in held.digests],
        "in_hand": list(_holds(held)),
        "entered": [_entered(one) for one in held.entered],
        "audit": [_noted(one) for one in held.audit],
    }


def _judged(one: Judged) -> Told:
    return {
        "measure": one.measure,
        "first": one.outcome,
        "judged_at": zulu(one.judged_at),
        "revisions": one.revisions,
    }


def _sent(way: Handover) -> Told:
    told = {
        "channel": way.channel,
        "route": way.route,
        "roles": sorted(way.roles),
        "accepted_at": None if way.accepted_at is None else zulu(way.accepted_at),
        "delivered_at": None if way.delivered_at is None else zulu(way.delivered_at),
    }
    return {name: value for name, value in told.items() if value is not None}


def _digest(one: InDigest) -> Told:
    told = {"alert_id": one.alert_id, "role": one.role.value}
    return told if one.made_at is None else told | {"made_at": zulu(one.made_at)}


def _holds(held: HeldCase) -> Iterator[Told]:
    for past in held.facts.holds:
        told = {
            "at": zulu(past.hold.at),
            "name": past.hold.name,
            "reason": past.hold.reason.value,
            "check_at": zulu(past.hold.check_at),
            "ended_at": None if past.ended_at is None else zulu(past.ended_at),
        }
        yield {name: value for name, value in told.items() if value is not None}


def _entered(one: Entered) -> Told:
    told = {"action": one.action, "at": zulu(one.at), "said_by": one.said_by}
    return told if one.taken_at is None else told | {"taken_at": zulu(one.taken_at)}


def _noted(one: Noted) -> Told:
    told = {"at": zulu(one.at), "actor": one.actor, "action": one.action, "detail": one.detail}
    return {name: value for name, value in told.items() if value}
