from typing import Any

import pytest

from consumer.decode import Reason, Refusal, decode
from schemas.refusals import OF_FILES
from tests.spec.refused_bytes import BYTES
from tests.spec.refused_data import ITS_DATA
from tests.spec.refused_envelopes import ENVELOPE
from tests.wire import wire


def refused(raw: bytes, **kwargs: Any) -> Refusal:
    refusal = decode(raw, **kwargs)
    assert isinstance(refusal, Refusal), refusal
    return refusal


@pytest.mark.parametrize(("raw", "reason", "place"), BYTES)
def test_bytes_that_are_no_strict_json_object_are_refused(
    raw: bytes, reason: str, place: str
) -> None:
    refusal = refused(raw)

    assert (refusal.reason, refusal.place) == (reason, place)


@pytest.mark.parametrize(("message", "reason", "place"), ENVELOPE + ITS_DATA)
def test_a_message_outside_the_contract_is_refused_with_reason_and_place(
    message: dict[str, Any], reason: str, place: str
) -> None:
    refusal = refused(wire(message))

    assert (refusal.reason, refusal.place) == (reason, place)


def test_every_reason_that_bytes_can_have_has_a_row() -> None:
    shown = {row.values[1] for row in BYTES + ENVELOPE + ITS_DATA}

    assert shown == set(Reason) - OF_FILES - {Reason.CONFLICT, Reason.DAMAGED}
