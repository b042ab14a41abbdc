"""The web endpoints of one process: metrics for Prometheus, and whether it lives and is ready.

Pages for people are mounted beside them by the app. Nothing here asks who is there: the address it
listens on (this machine only, unless told otherwise) or what stands before it does.
"""

import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from threading import Thread
from typing import TYPE_CHECKING

from sqlalchemy import Connection, select
from sqlalchemy.exc import SQLAlchemyError

from consumer.loops import LONGEST_TURN, Beat
from consumer.outages import AWAY
from consumer.wall_clock import steady_seconds
from schemas.database import Database
from schemas.tables import instants
from schemas.trouble import Trouble

if TYPE_CHECKING:
    import uvicorn
    from fastapi import FastAPI
    from prometheus_client.registry import Collector
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

OK, UNAVAILABLE = 200, 503

GRACE_SECONDS = 5
"""How long a stopping server lets requests end. Source: assumption; a scrape takes under 1 s."""

SECURITY_HEADERS = (
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cache-control", b"no-store"),
)
"""On every answer that does not say otherwise itself: figures are exact and not for a cache."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """What the process knows of itself. Both are empty where all is well."""

    stuck: tuple[str, ...] = ()
    """Names of the loops that do not turn: restarting the process may help."""
    reasons: tuple[str, ...] = ()
    """Why it cannot do its work yet, in plain words: a restart would not help."""
    remarks: tuple[str, ...] = ()
    """What people should know though it does its work: it is ready all the same."""


AddPages = Callable[["FastAPI"], None]
"""Adds pages for people to the app."""


def no_pages(_app: "FastAPI") -> None:
    """Add none: a process that tells nothing of the database."""


LookDeeper = Callable[[Connection], Iterable[str]]
"""Yields why what is served cannot be trusted, by what the database holds, in plain words."""


def web_app(
    database: Database,
    figures: "Collector",
    ready: Callable[[], Readiness],
    look: LookDeeper = lambda _: (),
    add_pages: AddPages = no_pages,
) -> "FastAPI":
    """Return the app with `/metrics`, `/healthz` and `/readyz`, and no page that describes it.

    ``add_pages`` puts the pages for people beside them; none where it is not given.
    """
    from fastapi import FastAPI
    from prometheus_client.exposition import choose_encoder
    from starlette.requests import Request
    from starlette.responses import PlainTextResponse, Response

    app = FastAPI(title="da-notification-monitor", docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(SecurityHeaders)

    def metrics(request: Request) -> Response:
        encode, content_type = choose_encoder(request.headers.get("accept", ""))
        return Response(encode(figures), headers={"content-type": content_type})

    def healthz() -> Response:
        return _plain(stuck_loops(ready()), "alive")

    def readyz() -> Response:
        known = ready()
        reasons = [*stuck_loops(known), *known.reasons, *_database_troubles(database, look)]
        return _plain(list(dict.fromkeys(reasons)), "ready", known.remarks)

    def _plain(reasons: list[str], otherwise: str, remarks: Iterable[str] = ()) -> Response:
        status = UNAVAILABLE if reasons else OK
        lines = [*(reasons or [otherwise]), *(f"remark: {one}" for one in remarks)]
        return PlainTextResponse("".join(f"{line}\n" for line in lines), status)

    for endpoint in (metrics, healthz, readyz):
        app.add_api_route(f"/{endpoint.__name__}", endpoint, methods=["GET", "HEAD"])
    add_pages(app)
    return app


def stuck_loops(known: Readiness) -> list[str]:
    """Return a line for each loop that does not turn."""
    return [f"the {loop} loop does not turn" for loop in known.stuck]


def _database_troubles(database: Database, look: LookDeeper) -> list[str]:
    try:
        with database.read() as connection:
            connection.execute(select(instants.c.name).limit(1))
            return list(look(connection))
    except SQLAlchemyError:
        # Not its words: they may name servers and files to whoever asks.
        return [AWAY]


class SecurityHeaders:
    """Adds what every answer must say, where the page itself has not said it."""

    def __init__(self, app: "ASGIApp") -> None:
        """Take the app that answers."""
        self._app = app

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Answer with the headers added."""

        async def send_guarded(message: "Message") -> None:
            if message["type"] == "http.response.start":
                said = {name.lower() for name, _ in message["headers"]}
                added = [(name, value) for name, value in SECURITY_HEADERS if name not in said]
                message["headers"] = [*message["headers"], *added]
            await send(message)

        await self._app(scope, receive, send_guarded)


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """A server that runs in a thread of its own."""

    host: str
    port: int
    """The real one, also where any free one was asked for."""
    _server: "uvicorn.Server"
    _thread: Thread
    _beat: Beat

    @property
    def url(self) -> str:
        """Where it can be reached."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"

    @property
    def is_turning(self) -> bool:
        """Whether it can still answer; False ends the process as any dead loop does."""
        return self._thread.is_alive() and not self._beat.is_late(LONGEST_TURN)

    def stop(self) -> None:
        """Let the requests under way end, and stop."""
        self._server.should_exit = True
        self._thread.join(GRACE_SECONDS + 1)


def serve(app: "FastAPI", host: str, port: int) -> Serving:
    """Start answering on an address; port 0 takes any free one.

    The port is open when this returns: whoever asks from now on is answered.

    Raises:
        Trouble: The address cannot be listened on.
    """
    import uvicorn

    listening = _listen(host, port)
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="off",
        ws="none",
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    config.load()
    beat = Beat()

    class Server(uvicorn.Server):
        async def on_tick(self, counter: int) -> bool:
            # Ten times a second, on the very loop that answers.
            beat.since = steady_seconds()
            return await super().on_tick(counter)

    server = Server(config)
    thread = Thread(target=server.run, args=([listening],), name="web", daemon=True)
    thread.start()
    real_port: int = listening.getsockname()[1]
    return Serving(host=host, port=real_port, _server=server, _thread=thread, _beat=beat)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise Trouble(
            f"{host}, port {port} cannot be listened on ({error.strerror})",
            "end what uses it, or choose another: DANM_HTTP__PORT",
        ) from None
