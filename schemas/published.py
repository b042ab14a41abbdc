"""The contract for machines: a JSON Schema of every message, and the topics as AsyncAPI. Pure."""

import json
from typing import Any

from schemas.envelope import ENVELOPES, FEED_TYPES
from schemas.fields import Schema
from schemas.messages import DATA_OF
from schemas.words import MessageType

POLICE_TOPIC = "police.da-incidents.v1"
FRONT_DOOR_TOPIC = "frontdoor.contacts.v1"

TOPICS: dict[str, tuple[MessageType, ...]] = {
    POLICE_TOPIC: tuple(
        message_type
        for message_type in MessageType
        if message_type.startswith("danm.incident.") or message_type in FEED_TYPES
    ),
    FRONT_DOOR_TOPIC: tuple(
        message_type
        for message_type in MessageType
        if message_type.startswith(("danm.notification.", "danm.contact."))
        or message_type is MessageType.HEARTBEAT
    ),
}
"""Which message goes to which topic. Source: contract section 1."""

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def documents() -> dict[str, str]:
    """Return every document by its file name, the same text for the same contract."""
    schemas = {_file_of(message_type): _schema_of(message_type) for message_type in MessageType}
    return {
        name: json.dumps(document, indent=2, ensure_ascii=False) + "\n"
        for name, document in {**schemas, "asyncapi.json": _asyncapi()}.items()
    }


def _schema_of(message_type: MessageType) -> Schema:
    schema: Schema = _as_sent(ENVELOPES[message_type].model_json_schema())
    schema["properties"]["type"] = {"const": message_type.value}
    schema["$defs"].pop("MessageType")
    return {
        "$schema": _DIALECT,
        "$id": f"urn:danm:schema:{message_type.value}",
        "title": message_type.value,
        **schema,
        "description": _said_by(message_type),
    }


def _as_sent(schema: Any) -> Any:
    """Leave out what describes our classes: titles, words on enums, None for a field left out."""
    if isinstance(schema, list):
        return [_as_sent(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    ours = {"title", "description"} if "enum" in schema else {"title"}
    return {
        name: _as_sent(part)
        for name, part in schema.items()
        if name not in ours and (name, part) != ("default", None)
    }


def _said_by(message_type: MessageType) -> str:
    words: str = DATA_OF[message_type].__doc__
    return words.splitlines()[0]


def _file_of(message_type: MessageType) -> str:
    return f"{message_type.value}.json"


def _asyncapi() -> Schema:
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Domestic abuse notifications: from police know to front door told",
            "version": "1.0.0",
            "description": "One CloudEvents 1.0 object in structured mode per record, at most "
            "256 KiB of UTF-8. Anything outside these schemas is refused, with its reason.",
        },
        "defaultContentType": "application/cloudevents+json",
        "channels": {topic: _channel(topic) for topic in TOPICS},
        "operations": {f"read.{topic}": _operation(topic) for topic in TOPICS},
        "components": {
            "messages": {message_type.value: _message(message_type) for message_type in MessageType}
        },
    }


def _channel(topic: str) -> Schema:
    return {
        "address": topic,
        "messages": {
            message_type.value: {"$ref": f"#/components/messages/{message_type.value}"}
            for message_type in TOPICS[topic]
        },
    }


def _operation(topic: str) -> Schema:
    return {"action": "receive", "channel": {"$ref": f"#/channels/{topic}"}}


def _message(message_type: MessageType) -> Schema:
    about_a_feed = message_type in FEED_TYPES
    key = "Any or none." if about_a_feed else "The same text as `subject`."
    return {
        "name": message_type.value,
        "title": _said_by(message_type),
        "payload": {
            "schemaFormat": "application/schema+json;version=draft-2020-12",
            "schema": {"$ref": f"./{_file_of(message_type)}"},
        },
        "bindings": {"kafka": {"key": {"type": "string", "description": key}}},
    }
