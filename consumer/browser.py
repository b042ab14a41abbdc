"""Opens a page in the browser of whoever sits at this terminal."""

import sys
import webbrowser
from threading import Thread


def is_a_person_here() -> bool:
    """Whether somebody sits at the terminal: neither a test, nor a pipe, nor a service."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def open_in_browser(url: str) -> None:
    """Open a page beside what runs here; where no browser can, the printed address must do."""
    try:
        browser = webbrowser.get()
    except webbrowser.Error:
        return
    # Just this class, of all that derive from it, takes the terminal over and waits for its end.
    if type(browser) is not webbrowser.GenericBrowser:
        Thread(target=browser.open, args=(url,), name="browser", daemon=True).start()
