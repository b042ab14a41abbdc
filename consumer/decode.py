"""Bytes to a message, or to a refusal that says why. Pure: never raises, never shows a value."""

from collections.abc import Iterable
from datetime import datetime
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel, ValidationError

from consumer.salvage import Bounds, refusal
from consumer.strict_json import Refused, content_digest, parse
from schemas.envelope import ENVELOPES, AnyEnvelope
from schemas.messages import DATA_OF, Child, IncidentBlock, Message
from schemas.references import (
    DEFAULT_RULES,
    ReferenceRules,
    ReferenceRulesBySource,
    rules_of,
)
from schemas.refusals import Reason, Refusal
from schemas.told import EARLIEST
from schemas.words import MessageType

__all__ = ["Reason", "Refusal", "decode"]

NO_OTHER_RULES: ReferenceRulesBySource = MappingProxyType({})
"""Every source follows the default."""


def decode(
    raw: bytes,
    rules: ReferenceRulesBySource = NO_OTHER_RULES,
    latest: datetime | None = None,
) -> Message | Refusal:
    """Return the message that the bytes hold, or why they were refused.

    Args:
        raw: One record, or one line without its end.
        rules: How sources write their references, where not as the default says.
        latest: The last instant at which it may say it was sent: live, 24 hours from now; None,
            in a replay, for no limit.
    """
    try:
        text, value = parse(raw)
        envelope = _envelope(text, value, rules)
        _check_times(envelope, latest)
        return _message(envelope, content_digest(value))
    except Refused as refused:
        return refusal(raw, refused, Bounds(rules=rules, latest=latest))


def _envelope(text: str, value: dict[str, Any], rules: ReferenceRulesBySource) -> AnyEnvelope:
    model = ENVELOPES[_type_of(value)]
    try:
        return model.model_validate_json(text, context=_rules_of(value, rules))
    except ValidationError as error:
        raise _first_refusal(error) from error


def _type_of(value: dict[str, Any]) -> MessageType:
    if "type" not in value:
        raise Refused(Reason.MISSING_FIELD, "type")
    if not isinstance(value["type"], str):
        raise Refused(Reason.WRONG_TYPE, "type")
    try:
        return MessageType(value["type"])
    except ValueError as error:
        raise Refused(Reason.UNKNOWN_MESSAGE, "type") from error


def _rules_of(value: dict[str, Any], rules: ReferenceRulesBySource) -> ReferenceRules:
    source = value.get("source")
    return rules_of(source, rules) if isinstance(source, str) else DEFAULT_RULES


def _check_times(envelope: AnyEnvelope, latest: datetime | None) -> None:
    time = envelope.time
    if time < EARLIEST or (latest is not None and time > latest):
        raise Refused(Reason.TIME_OUT_OF_BOUNDS, "time")
    for told in envelope.data.times():
        if not told.is_believable(time):
            raise Refused(Reason.TIME_OUT_OF_BOUNDS, f"data.{told.place}")


def _message(envelope: AnyEnvelope, digest: bytes) -> Message:
    return Message(
        source=envelope.source,
        id=envelope.id,
        type=envelope.type,
        time=envelope.time,
        subject=envelope.subject,
        sequence=None if envelope.sequence is None else int(envelope.sequence),
        data=envelope.data,
        digest=digest,
    )


_REASONS = {
    "missing": Reason.MISSING_FIELD,
    "extra_forbidden": Reason.UNKNOWN_FIELD,
    "enum": Reason.UNKNOWN_WORD,
    "literal_error": Reason.UNKNOWN_WORD,
    "none_required": Reason.SUBJECT_NOT_ALLOWED,
}
"""What pydantic's own error types mean here; all others say that the type is wrong."""

_OWN_REASONS = {reason.value: reason for reason in Reason}


def _first_refusal(error: ValidationError) -> Refused:
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    kind = first["type"]
    reason = _OWN_REASONS.get(kind) or _REASONS.get(kind, Reason.WRONG_TYPE)
    return Refused(reason, _place(first["loc"]))


def _place(path: Iterable[str | int]) -> str:
    """Return the path of names we know, as far as we know them."""
    place = ""
    for step in path:
        if isinstance(step, int):
            place += f"[{step}]"
        elif step in KNOWN_NAMES:
            place += f".{step}"
        else:
            break
    return place.removeprefix(".")


def _known_names() -> frozenset[str]:
    models: list[type[BaseModel]] = [*ENVELOPES.values(), *DATA_OF.values(), IncidentBlock, Child]
    return frozenset(name for model in models for name in model.model_fields)


KNOWN_NAMES = _known_names()
"""Every field name of the contract: all that a refusal's place may be made of."""
