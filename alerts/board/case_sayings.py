"""What the page of a case explains: its flags, and what to do now. Pure."""

from collections.abc import Iterator

from alerts.board.case_facts import CaseFacts
from alerts.sayings import ASK_POLICE, PICKUPS, WAITS
from schemas.policy import Policy
from schemas.words import ChildrenKnown, Flag, Role, Rung, State

FLAG_SENTENCES = {
    Flag.UNREPORTED: "The police report itself has not come yet: we know of this case from "
    "something else.",
    Flag.START_UNKNOWN: "Nobody has told us when the police knew, so nobody can tell how long it "
    "took from there.",
    Flag.TIMES_DISAGREE: "Two times of this case cannot both be right, such as a receipt from "
    "before the police knew. A wait that such a receipt would end goes on until that is mended.",
    Flag.CLOCK_SKEW: "The clocks of two systems differ by a few minutes; the time between counts "
    "as none.",
    Flag.RECEIPT_INFERRED: "No receipt was sent. That the front door has it is taken from the "
    "contact that it recorded.",
    Flag.ENTERED_BY_HAND: "People said that the front door has it. The front door's own system has "
    "not said so yet.",
}
"""What each flag means, in a sentence."""

NAME_CHILDREN = (
    "Ask the police desk which children live there. Until they say so, no alarm rings for this "
    "case."
)
NOTHING = "Nothing is to be done about the wait: it is over."
NO_NUMBER = "Ring: no number is set up here. Use your own list."


def what_to_do(facts: CaseFacts, policy: Policy) -> Iterator[str]:
    """Yield what to do now, and whom to ring."""
    case = facts.case
    council = policy.councils.get(case.local_authority or "")
    front_door = council.front_door_name if council else "the front door"
    if not case.is_waiting:
        is_received = case.state is State.RECEIVED
        yield PICKUPS[Rung.WARN].to_do if is_received else NOTHING
        return
    if case.children_known is ChildrenKnown.NOT_YET:
        yield NAME_CHILDREN
    else:
        told = facts.rung if facts.rung in WAITS else None
        yield (ASK_POLICE if told is None else WAITS[told].to_do).format(front_door=front_door)
    yield from _ring(facts, policy)


def _ring(facts: CaseFacts, policy: Policy) -> Iterator[str]:
    case, found = facts.case, False
    force = policy.forces.get(case.force or "")
    if force is not None and force.police_desk_phone:
        found = True
        yield f"Ring: police desk of {force.name}, {force.police_desk_phone}"
    council = policy.councils.get(case.local_authority or "")
    if council is not None:
        is_open = council.hours.is_open(facts.now)
        phone = council.phones.get(Role.MASH_DUTY if is_open else Role.EDT)
        whom = council.front_door_name if is_open else "emergency duty team (EDT)"
        if phone:
            found = True
            yield f"Ring: {whom}, {council.name}, {phone}"
    if not found:
        yield NO_NUMBER
