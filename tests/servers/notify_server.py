"""A server that speaks as GOV.UK Notify does, and keeps what it was given."""

import json
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import jwt
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

SERVICE = "26785a09-ab16-4eb0-8407-a37497a57506"
SECRET = "3d844edf-8d35-48ac-975b-e847b4f122b0"
API_KEY = f"danm_test-{SERVICE}-{SECRET}"
MAIL_TEMPLATE = "f33517ff-2a88-4f6e-b855-c550268ce08a"
TEXT_TEMPLATE = "d9f2e0a5-8d6e-4ae4-9d9c-7c1f4f2b3a11"

TEMPLATES = {"email": MAIL_TEMPLATE, "sms": TEXT_TEMPLATE}
FIELDS = {"email": "email_address", "sms": "phone_number"}


@dataclass(slots=True)
class NotifyService:
    """What Notify knows: every message it took, each with its state."""

    messages: list[dict[str, Any]] = field(default_factory=list)
    refusing: dict[str, tuple[int, str]] = field(default_factory=dict)
    """By address: the status and the error with which it is refused."""
    loses_answers: int = 0
    """How many messages it still takes without letting the sender know."""
    asked: list[str] = field(default_factory=list)
    """References that were looked up."""

    def become(self, status: str) -> None:
        """Let every message reach a state."""
        for message in self.messages:
            message["status"] = status

    def texts(self) -> list[str]:
        """Return each message as people read it."""
        return [f"{one['subject']}\n{one['body']}" for one in self.messages]

    def answer(self, request: Request) -> Response:
        """Answer one request."""
        if not _is_ours(request):
            return _error(403, "AuthError", "Invalid token: signature, api token not found")
        if request.path == "/v2/templates":
            return _told({"templates": []})
        if request.method == "GET":
            return self._list(request)
        sort = request.path.rpartition("/")[2]
        return self._take(sort, json.loads(request.data))

    def _list(self, request: Request) -> Response:
        reference = request.args["reference"]
        self.asked.append(reference)
        sort = request.args.get("template_type")
        found = [
            {name: value for name, value in one.items() if name not in ("subject", "body")}
            for one in self.messages
            if one["reference"] == reference and one["type"] == sort
        ]
        return _told({"notifications": found, "links": {"current": request.url}})

    def _take(self, sort: str, told: dict[str, Any]) -> Response:
        address = told[FIELDS[sort]]
        if address in self.refusing:
            return _error(*self.refusing[address], f"{address} cannot be used")
        if told["template_id"] != TEMPLATES[sort]:
            return _error(400, "BadRequestError", "Template not found")
        message = {
            "id": str(UUID(int=len(self.messages) + 1)),
            "type": sort,
            "reference": told["reference"],
            "status": "created",
            "created_at": f"2026-06-13T22:10:{len(self.messages):02}.000000Z",
            FIELDS[sort]: address,
            **told["personalisation"],
        }
        self.messages.append(message)
        if self.loses_answers:
            self.loses_answers -= 1
            return _error(504, "TimeoutError", "the answer was lost on the way")
        return _told({"id": message["id"], "reference": message["reference"]}, 201)


@contextmanager
def notify_server(service: NotifyService, tls: ssl.SSLContext) -> Iterator[HTTPServer]:
    """Run a Notify of our own on this machine."""
    with HTTPServer("localhost", 0, ssl_context=tls) as server:
        server.expect_request(re.compile("/v2/.*")).respond_with_handler(service.answer)
        yield server


def _is_ours(request: Request) -> bool:
    token = request.headers.get("Authorization", "").removeprefix("Bearer ")
    try:
        claims = jwt.decode(token, SECRET, algorithms=["HS256"])
    except jwt.InvalidTokenError:
        return False
    return bool(claims["iss"] == SERVICE)


def _told(told: dict[str, Any], status: int = 200) -> Response:
    return Response(json.dumps(told), status=status, content_type="application/json")


def _error(status: int, error: str, message: str) -> Response:
    told = {"status_code": status, "errors": [{"error": error, "message": message}]}
    return _told(told, status)
