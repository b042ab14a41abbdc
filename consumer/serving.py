"""What one process shows on the web: its health, and with the role to serve all that is known."""

from collections.abc import Iterator, Mapping

from sqlalchemy import Connection

from consumer.app import Monitor, Parts
from consumer.boarding import Fittings, board_pages
from consumer.roles import MonitorRole, work_of_others
from consumer.signs import silences
from consumer.web import Serving, no_pages, serve, web_app
from schemas.canaries import failed, recent


def serve_metrics(monitor: Monitor, parts: Parts, host: str, port: int) -> Serving:
    """Serve health and metrics of a monitor, and of the whole database where that is its role.

    With that role go the board and the API. A process that serves alone also says where nobody
    does the work of the other roles. One of the others tells nothing of the database: scraped
    beside, every child would count twice.

    Raises:
        Trouble: The address cannot be listened on.
    """
    from consumer.metrics.collecting import GROUPS, Metrics

    serves_all = MonitorRole.SERVE in monitor.roles
    groups = GROUPS if serves_all else {}
    figures = Metrics(parts.database, parts.house, monitor.loops.now, groups, parts.machine)
    fitted = Fittings(reader=parts.reader, sign_in=parts.sign_in, tokens=parts.tokens, is_warm=True)
    pages = board_pages(parts.database, parts.house, monitor.loops.now, host, fitted)
    others = work_of_others(parts.house) if monitor.roles == {MonitorRole.SERVE} else {}
    app = web_app(
        parts.database,
        figures,
        monitor.readiness,
        lambda connection: _looked_at_deeper(connection, others, monitor),
        pages if serves_all else no_pages,
    )
    monitor.serving = serve(app, host, port)
    return monitor.serving


def _looked_at_deeper(
    connection: Connection, others: Mapping[str, str], monitor: Monitor
) -> Iterator[str]:
    """Yield why what is served cannot be trusted; who only takes messages in serves nothing."""
    now = monitor.loops.now()
    yield from silences(connection, others, now)
    if monitor.roles != {MonitorRole.CONSUME}:
        yield from (canary.says() for canary in failed(recent(connection, now), now))
