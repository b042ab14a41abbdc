"""The line to GOV.UK Notify: its official client, over calls that end in time.

The client makes addresses, tokens and JSON; its own calls would follow redirects and proxies, and
a server that sends a byte now and then would keep them for ever.
"""

import re
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from alerts.channels import TIME_OUT, TemporaryFailure
from alerts.channels.calls import Answer, Call, Caller, Network, Reach

if TYPE_CHECKING:
    from notifications_python_client.notifications import NotificationsAPIClient
    from requests import PreparedRequest, Response

CALLED = "GOV.UK Notify"
LIVE_URL = "https://api.notifications.service.gov.uk"

A_MINUTE_SECONDS = 60.0
PER_MINUTE = 3_000
"""Messages in any minute. Source: GOV.UK Notify, "Rate limits", for one sort of key."""

LARGEST_ANSWER = 1_048_576
"""Bytes read of an answer. Source: assumption; a page of 250 notifications is far under it."""

_UUID = r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}"
_KEY = re.compile(rf".*{_UUID}-{_UUID}")

OURS_TO_MEND = frozenset({401, 403})
"""Our key or our clock: no alert is lost for it, as with the login of a mail server."""


def is_api_key(text: str) -> bool:
    """Whether a text has the form of a key: a name, the service and the secret."""
    return _KEY.fullmatch(text) is not None


@dataclass(slots=True)
class Pace:
    """Lets so many messages through in any minute; shared by all that use one key."""

    per_minute: int = PER_MINUTE
    steady_seconds: Callable[[], float] = monotonic
    _sent: deque[float] = field(default_factory=deque)
    _lock: Lock = field(default_factory=Lock)

    def take(self) -> None:
        """Count one message.

        Raises:
            TemporaryFailure: There were too many; it says how long to wait.
        """
        with self._lock:
            now = self.steady_seconds()
            while self._sent and now - self._sent[0] >= A_MINUTE_SECONDS:
                self._sent.popleft()
            if len(self._sent) >= self.per_minute:
                wait = timedelta(seconds=A_MINUTE_SECONDS - (now - self._sent[0]))
                raise TemporaryFailure(f"{CALLED} takes no more in this minute", retry_after=wait)
            self._sent.append(now)


@dataclass(frozen=True, kw_only=True)
class NotifyLine:
    """Where GOV.UK Notify is, and who asks. ``ca_file`` replaces the system's authorities."""

    api_key: str = field(repr=False)
    url: str = LIVE_URL
    networks: tuple[Network, ...] = ()
    ca_file: Path | None = None
    time_out: timedelta = TIME_OUT
    pace: Pace = field(default_factory=Pace)

    @cached_property
    def caller(self) -> Caller:
        """What makes the calls: to this host alone.

        Raises:
            Trouble: The file of authorities cannot be used.
        """
        return Caller(
            Reach(
                called=CALLED,
                hosts=frozenset({urlsplit(self.url).netloc}),
                networks=self.networks,
                ca_file=self.ca_file,
                time_out=self.time_out,
            )
        )

    def client(self) -> "NotificationsAPIClient":
        """Return a client for calls that end, all together, within the time-out.

        The client is not safe between threads, so each piece of work has its own.
        """
        from notifications_python_client.notifications import NotificationsAPIClient
        from requests import Session

        session = Session()
        # No proxy, and no login from a file in somebody's home, in place of ours.
        session.trust_env = False
        session.adapters.clear()
        session.mount("https://", _adapter(self))
        client: NotificationsAPIClient = NotificationsAPIClient(  # type: ignore[no-untyped-call]
            self.api_key, base_url=self.url
        )
        client.request_session = session
        return client

    def try_out(self) -> None:
        """See that it answers and takes our key; send nothing.

        Raises:
            TemporaryFailure: It does not.
        """
        asked(self.client().get_all_templates)


def asked(call: Callable[[], Any]) -> Mapping[str, Any]:
    """Return what a client was told: a JSON object.

    Raises:
        TemporaryFailure: No answer in time, 5xx, 408, 429, a key that is not taken, or no JSON.
        PermanentFailure: It refuses what was asked.
    """
    from notifications_python_client.errors import APIError

    try:
        told = call()
    except APIError:
        told = None
    if not isinstance(told, dict):
        raise TemporaryFailure(f"{CALLED} does not answer in JSON")
    return told


def _adapter(line: NotifyLine) -> Any:
    """Return what carries the requests of the client over our own calls."""
    from requests.adapters import BaseAdapter

    ends = monotonic() + line.time_out.total_seconds()

    class Carrier(BaseAdapter):
        def send(self, request: "PreparedRequest", *_: Any, **__: Any) -> "Response":
            left = timedelta(seconds=ends - monotonic())
            return _carried(line, request, left)

        def close(self) -> None:
            """Nothing stays open."""

    return Carrier()


def _carried(line: NotifyLine, request: "PreparedRequest", left: timedelta) -> "Response":
    if left <= timedelta(0):
        raise TemporaryFailure(f"{CALLED} took over {line.time_out.total_seconds():g} s")
    body = request.body or ""
    own = {"Connection": "close", "Accept-Encoding": "identity"}
    call = Call(
        method=str(request.method),
        url=urlsplit(str(request.url)),
        headers={name: str(value) for name, value in request.headers.items()} | own,
        body=body if isinstance(body, bytes) else str(body).encode(),
    )
    answer = line.caller.call(call, keep=LARGEST_ANSWER, within=left)
    _require_yes(line.caller, answer)
    return _response(request, answer)


def _require_yes(caller: Caller, answer: Answer) -> None:
    if answer.status in OURS_TO_MEND:
        raise TemporaryFailure(f"{CALLED} refuses our key or our clock: {answer.status}")
    if 300 <= answer.status < 400:
        raise TemporaryFailure(f"{CALLED} answers {answer.status}: no redirect is followed")
    caller.require_yes(answer)


def _response(request: "PreparedRequest", answer: Answer) -> "Response":
    from requests import Response

    response = Response()
    response.status_code = answer.status
    response.url = str(request.url)
    response.request = request
    response._content = answer.body
    return response
