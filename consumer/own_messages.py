"""Messages under our own names: only what was entered here may bear one, and a canary. Pure."""

from dataclasses import replace
from datetime import datetime

from consumer.salvage import Bounds, refusal
from consumer.sources import Record
from consumer.strict_json import Refused
from schemas.canaries import SOURCE as CANARY
from schemas.messages import Message
from schemas.own_sources import is_own
from schemas.references import ReferenceRulesBySource
from schemas.refusals import Reason, Refusal
from schemas.words import MessageType


def is_of_a_canary(message: Message) -> bool:
    """Whether a message may be a canary: a heartbeat of its source, which names no child."""
    return message.source == CANARY and message.type is MessageType.HEARTBEAT


def not_ours(
    record: Record, told: Message, rules: ReferenceRulesBySource, latest: datetime | None
) -> Refusal | None:
    """Return why a message may not bear our name, None where it may or bears another's.

    Whoever sends a child's incident under it would otherwise be heard by nobody, and a receipt
    under it would count as entered by a person. The refusal names where it came from, not us: that
    is where it is mended.
    """
    if not is_own(told.source) or is_of_a_canary(told):
        return None
    if record.entered is not None and told.source != CANARY:
        return None
    why = Refused(Reason.BAD_SOURCE, "source")
    told_still = refusal(record.raw, why, Bounds(rules=rules, latest=latest))
    return replace(told_still, source=None, sequence=None)
