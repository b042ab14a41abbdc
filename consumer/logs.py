"""What the program says of itself on standard error: for people, or one JSON object a line."""

import json
import logging
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from traceback import extract_tb
from typing import TextIO

from consumer.settings import LogFormat
from schemas.moments import zulu
from schemas.trouble import Trouble

OWN_LOGGERS = ("consumer", "schemas", "alerts", "reviews")
"""Heard from INFO on; libraries only from WARNING on, since they may speak of what they carry."""

_OF_EVERY_RECORD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


def set_up_logs(log_format: LogFormat, stream: TextIO | None = None) -> None:
    """Send the log to standard error (or ``stream``), in place of whatever was set up before."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(_JsonLine() if log_format is LogFormat.JSON else _PlainLine())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    for name in OWN_LOGGERS:
        logging.getLogger(name).setLevel(logging.INFO)
    logging.captureWarnings(capture=True)


class _PlainLine(logging.Formatter):
    """``2026-11-20T23:52:10Z WARNING consumer.app: what happened, name="value"``."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as one line of text."""
        values = "".join(f", {name}={_json(value)}" for name, value in _values(record).items())
        # As JSON without its quotes: a line break in a library's words must not look like a line.
        said = _json(record.getMessage())[1:-1]
        return f"{_told_at(record)} {record.levelname} {record.name}: {said}{values}"


class _JsonLine(logging.Formatter):
    """One JSON object: at, level, logger, message, then the values."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as one line of JSON."""
        head = {
            "at": _told_at(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        # The head comes first to the eye, and no value may stand in for it.
        return _json(head | _values(record) | head)


def _told_at(record: logging.LogRecord) -> str:
    return zulu(datetime.fromtimestamp(record.created, UTC))


def _json(value: object) -> str:
    return json.dumps(value, default=str)


def _values(record: logging.LogRecord) -> dict[str, object]:
    """Return what stood in ``extra``, and the error without its own words."""
    values = {name: value for name, value in vars(record).items() if name not in _OF_EVERY_RECORD}
    if record.exc_info and record.exc_info[1]:
        values["error"] = list(_chain(record.exc_info[1]))
    return values


def _chain(error: BaseException | None) -> Iterator[str]:
    """Name an error and what led to it, the first cause last.

    Their own words are left out, since a library's may hold a value of a message; only those of
    ``Trouble`` are known not to.
    """
    while error is not None:
        words = f": {error}" if isinstance(error, Trouble) else ""
        yield f"{type(error).__qualname__}{_place(error)}{words}"
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _place(error: BaseException) -> str:
    frames = extract_tb(error.__traceback__)
    if not frames:
        return ""
    return f" at {Path(frames[-1].filename).name}:{frames[-1].lineno} in {frames[-1].name}"
