"""The log: one line a record, values beside a constant message, never a value of a message."""

import io
import json
import logging
import re
import warnings

import pytest

from consumer.logs import set_up_logs
from consumer.settings import LogFormat
from schemas.trouble import Trouble


@pytest.fixture
def written() -> io.StringIO:
    return io.StringIO()


log = logging.getLogger("consumer.ingest")


def test_a_plain_line_says_when_who_what_and_the_values(written: io.StringIO) -> None:
    set_up_logs(LogFormat.PLAIN, written)

    log.warning("message refused", extra={"reason": "bad_time", "line": 7})

    assert re.fullmatch(
        r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ WARNING consumer\.ingest: "
        r'message refused, reason="bad_time", line=7\n',
        written.getvalue(),
    )


def test_a_json_line_is_one_object(written: io.StringIO) -> None:
    set_up_logs(LogFormat.JSON, written)

    log.info("message refused", extra={"reason": "bad_time", "at": "forged"})

    line = json.loads(written.getvalue())
    assert line.pop("at").endswith("Z")
    assert line == {
        "level": "info",
        "logger": "consumer.ingest",
        "message": "message refused",
        "reason": "bad_time",
    }


@pytest.mark.parametrize("log_format", list(LogFormat))
def test_a_line_break_does_not_make_a_second_line(
    written: io.StringIO, log_format: LogFormat
) -> None:
    set_up_logs(log_format, written)

    log.info("two\nlines", extra={"source": "/police\n2026 ERROR forged"})

    assert written.getvalue().count("\n") == 1


@pytest.mark.parametrize("log_format", list(LogFormat))
def test_an_error_is_named_with_its_place_and_without_its_words(
    written: io.StringIO, log_format: LogFormat
) -> None:
    set_up_logs(log_format, written)

    try:
        try:
            int("STF-26-0012345")
        except ValueError as error:
            raise LookupError("STF-26-0012345") from error
    except LookupError:
        log.exception("turn failed")

    assert re.search(r"LookupError at test_logs\.py:\d+ in test_an_error", written.getvalue())
    assert "ValueError" in written.getvalue()
    assert "0012345" not in written.getvalue()


def test_the_words_of_a_trouble_are_kept(written: io.StringIO) -> None:
    set_up_logs(LogFormat.PLAIN, written)

    log.error("cannot start", exc_info=Trouble("no folder x", "make it"))

    assert "Trouble: no folder x; make it" in written.getvalue()


def test_libraries_are_heard_only_when_they_warn(written: io.StringIO) -> None:
    set_up_logs(LogFormat.PLAIN, written)

    logging.getLogger("a.library").info("fetched a record")
    logging.getLogger("a.library").warning("broker is gone")
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn("old option", UserWarning, stacklevel=1)

    assert "fetched" not in written.getvalue()
    assert "broker is gone" in written.getvalue()
    assert "old option" in written.getvalue()


def test_setting_up_twice_writes_once(written: io.StringIO) -> None:
    set_up_logs(LogFormat.PLAIN, written)
    set_up_logs(LogFormat.PLAIN, written)

    log.info("started")

    assert written.getvalue().count("started") == 1
