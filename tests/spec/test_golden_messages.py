"""Messages of version 1 as they were sent: every later version must read them as it did then."""

import json
from pathlib import Path
from typing import Any

import pytest

from consumer.decode import decode
from schemas.messages import Message
from schemas.moments import zulu
from schemas.words import MessageType

GOLDEN = Path(__file__).parents[1] / "golden"
SENT = sorted((GOLDEN / "v1").glob("*.json"))
PINNED: dict[str, Any] = {
    line["file"]: line
    for line in map(json.loads, (GOLDEN / "decoded-v1.ndjson").read_text("utf-8").splitlines())
}


def read(file: Path) -> Message:
    message = decode(file.read_bytes())
    assert isinstance(message, Message), message
    return message


def as_pinned(file: str, message: Message) -> dict[str, Any]:
    """What was read, compactly; what is None is left out, so that later fields change nothing."""
    return {
        "file": file,
        "digest": message.digest.hex(),
        "key": message.key.hex(),
        "type": message.type,
        "time": zulu(message.time),
        "subject": message.subject,
        "sequence": message.sequence,
        "data": message.data.model_dump(mode="json", exclude_none=True),
    }


@pytest.mark.parametrize("file", SENT, ids=lambda file: file.stem)
def test_a_message_of_version_1_is_read_as_it_always_was(file: Path) -> None:
    assert as_pinned(file.name, read(file)) == PINNED[file.name]


def test_every_pinned_message_is_still_there() -> None:
    assert {file.name for file in SENT} == set(PINNED)


@pytest.mark.parametrize("kind", ["full", "least"])
def test_every_type_has_a_golden_message(kind: str) -> None:
    types = {read(file).type for file in SENT if file.stem.endswith(kind)}

    assert types == set(MessageType)


@pytest.mark.parametrize(
    "file", [file for file in SENT if file.stem.endswith("full")], ids=lambda file: file.stem
)
def test_a_full_golden_message_leaves_nothing_out(file: Path) -> None:
    data = read(file).data

    left_out = set(type(data).model_fields) - data.model_fields_set
    assert left_out <= ({"force"} if "heartbeat" in file.stem else set())
