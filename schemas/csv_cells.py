"""Cells of a CSV file that a spreadsheet will open: text stays text. Pure."""

BOM = "\ufeff"
"""Without it a spreadsheet reads UTF-8 as an old code page."""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""With what a spreadsheet begins to calculate, or to call out; the last are the wide forms.

Source: OWASP, CSV Injection, read in November 2026.
"""


def safe_cell(value: object) -> str:
    """Return a cell's text: empty where unknown, and with a `'` before what would be a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
