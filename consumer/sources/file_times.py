"""When a file was made, and how its name is shown. Pure."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from consumer.sources.mapping import Mapping

_LONGEST_NAME = 200


def time_in_name(name: str, mapping: Mapping) -> datetime | None:
    """Return when a file was made by its name, UTC; None where the name does not tell.

    In the hour that comes twice in autumn the earlier reading counts: a file is never said to be
    complete to a later instant than it is.
    """
    told = mapping.delivery
    if told.name_format is None:
        return None
    try:
        written = datetime.strptime(name, told.name_format)  # noqa: DTZ007 - a local clock's time
    except ValueError:
        return None
    if told.made_at is not None:
        written = datetime.combine(written.date(), told.made_at)
    local = written.replace(tzinfo=ZoneInfo(mapping.file.zone))
    return min(local.astimezone(UTC), local.replace(fold=1).astimezone(UTC))


def shown_name(name: str) -> str:
    """Return a file's name as it may be shown: on one line, and no longer than a column holds."""
    plain = "".join(sign if sign.isprintable() else "?" for sign in name)
    return plain[-_LONGEST_NAME:]
