"""What a process of the monitor does: all of it, or one role beside others on a server."""

from collections.abc import Mapping
from enum import StrEnum

from consumer.settings import Settings
from schemas.house import House
from schemas.trouble import Trouble

CONSUMING, WATCHING, LISTING, FIGURING = "consume", "watch", "lists", "figures"
"""Names of the loops; there is one more for each channel."""


class MonitorRole(StrEnum):
    """One part of the work; ``danm run`` does all three."""

    CONSUME = "consume"
    WATCH = "watch"
    SERVE = "serve"


EVERY_ROLE = frozenset(MonitorRole)


def dispatching(channel: str) -> str:
    """Return the name of the loop that hands over to a channel."""
    return f"dispatch to {channel}"


def work_of_others(house: House) -> Mapping[str, str]:
    """Return the loops that must turn somewhere for what is served to be true, and what they do."""
    takes_in = {CONSUMING: "taking messages in (danm consume)"}
    watches = {
        WATCHING: "looking at the clock (danm watch)",
        LISTING: "making lists (danm watch)",
    }
    tells = {
        dispatching(channel): f"handing alerts over to {channel} (danm watch)"
        for channel in house.channels
    }
    return takes_in | watches | tells


def require_many(settings: Settings, role: MonitorRole) -> None:
    """Pass only an installation that several processes can share.

    Raises:
        Trouble: Its database is a file, or its keys would be made by whoever starts first.
    """
    from consumer.opening import sqlite_file

    if sqlite_file(settings.database_url) is not None:
        raise Trouble(
            f"danm {role} needs PostgreSQL: only one process may write an SQLite file",
            "use danm run, or name a server: --database postgresql+psycopg://USER@HOST/NAME",
        )
    if not settings.keys.hmac or not settings.keys.seal:
        # On two machines two keys would be made, and one child would be two.
        raise Trouble(
            f"danm {role} makes no keys: all processes must have the same",
            "name the key files in the settings: keys.hmac and keys.seal",
        )
