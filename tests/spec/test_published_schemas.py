import json
from pathlib import Path
from typing import Any

import pytest

import schemas
from schemas.published import FRONT_DOOR_TOPIC, POLICE_TOPIC, TOPICS, documents
from schemas.words import MessageType

COMMITTED = Path(schemas.__file__).parent / "json"
ASYNCAPI = json.loads(documents()["asyncapi.json"])


def test_the_committed_documents_are_those_of_the_code() -> None:
    committed = {file.name: file.read_text("utf-8") for file in COMMITTED.iterdir()}

    assert committed == documents(), "stale: write schemas.published.documents() to schemas/json"


def test_every_message_has_a_schema_and_goes_to_a_topic() -> None:
    assert {f"{message_type}.json" for message_type in MessageType} < set(documents())
    assert {*TOPICS[POLICE_TOPIC], *TOPICS[FRONT_DOOR_TOPIC]} == set(MessageType)
    assert set(TOPICS[POLICE_TOPIC]) & set(TOPICS[FRONT_DOOR_TOPIC]) == {MessageType.HEARTBEAT}


@pytest.mark.parametrize("message_type", MessageType)
def test_a_schema_says_what_is_sent_and_nothing_of_our_classes(message_type: MessageType) -> None:
    text = documents()[f"{message_type}.json"]
    schema = json.loads(text)

    assert schema["properties"]["type"] == {"const": message_type.value}
    assert schema["additionalProperties"] is False
    assert ("subject" in schema["required"]) is not message_type.startswith("danm.feed.")
    assert "None" not in text
    assert "``" not in text


def test_every_time_is_described_in_its_three_forms() -> None:
    schema = json.loads(documents()["danm.incident.reported.v1.json"])
    data = schema["$defs"]["IncidentReported"]["properties"]

    for name in ("reported", "occurred"):
        forms = data[name]["oneOf"]
        assert [form.get("format", form["type"]) for form in forms] == [
            "date-time",
            "date",
            "object",
        ]


def references(part: Any) -> list[str]:
    if isinstance(part, list):
        return [found for item in part for found in references(item)]
    if not isinstance(part, dict):
        return []
    here = [part["$ref"]] if "$ref" in part else []
    return here + [found for item in part.values() for found in references(item)]


@pytest.mark.parametrize("reference", sorted(set(references(ASYNCAPI))))
def test_every_reference_of_the_topics_leads_somewhere(reference: str) -> None:
    file, _, path = reference.partition("#/")
    found = json.loads(documents()[file.removeprefix("./")]) if file else ASYNCAPI

    for step in path.split("/") if path else []:
        found = found[step]

    assert found
