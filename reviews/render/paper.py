"""The page of a pack as PDF, where Chromium is present; the same bytes for the same page."""

import os
import re
import subprocess
from datetime import datetime
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
"""By what names Chromium is found. Source: Debian, Ubuntu and Google's own packages."""

PATIENCE_SECONDS = 120
"""How long a browser may take. Source: assumption; a usual pack takes a few seconds."""

_NODES = re.compile(rb"(?<=\(node)\d{8}(?=\))")
"""By what Chromium names the cells of tables for screen readers."""

_DATES = re.compile(rb"/(?:CreationDate|ModDate) \(D:(\d{14})")


class NotPrinted(Exception):
    """A browser is there and gave no PDF."""


def find_browser() -> str | None:
    """Return the browser that prints, None where there is none."""
    return next((path for name in BROWSERS if (path := which(name)) is not None), None)


def pdf_of(page: bytes, browser: str, as_of: datetime) -> bytes:
    """Return a page as PDF, dated by the instant that the pack is looked at from.

    Raises:
        NotPrinted: The browser failed, or took too long.
    """
    with TemporaryDirectory(prefix="danm-print-") as folder:
        at = Path(folder)
        (at / "review.html").write_bytes(page)
        try:
            subprocess.run(  # noqa: S603 - a browser found on the path, on a page of our own
                [browser, *_options(at), (at / "review.html").as_uri()],
                check=True,
                capture_output=True,
                timeout=PATIENCE_SECONDS,
            )
            printed = (at / "review.pdf").read_bytes()
        except (OSError, subprocess.SubprocessError) as error:
            raise NotPrinted(f"{browser} printed nothing") from error
    return numbered(dated(printed, as_of))


def _options(at: Path) -> list[str]:
    options = [
        "--headless",
        "--disable-gpu",
        "--no-first-run",
        "--no-pdf-header-footer",
        f"--user-data-dir={at / 'profile'}",
        f"--print-to-pdf={at / 'review.pdf'}",
    ]
    # Chromium refuses its own sandbox to the superuser.
    return [*options, "--no-sandbox"] if os.geteuid() == 0 else options


def dated(printed: bytes, at: datetime) -> bytes:
    """Return a PDF with this instant for the ones of its printing: nothing else moves."""
    stamp = f"{at:%Y%m%d%H%M%S}".encode()
    return _DATES.sub(lambda found: found.group().replace(found.group(1), stamp), printed)


def numbered(printed: bytes) -> bytes:
    """Return a PDF whose cells are numbered from nought: nothing else moves.

    Chromium counts on from a number that differs from run to run.
    """
    first = min(map(int, _NODES.findall(printed)), default=0)
    return _NODES.sub(lambda found: b"%08d" % (int(found.group()) - first), printed)
