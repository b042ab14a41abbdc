"""Cells of a CSV file that a spreadsheet will open: text stays text. Pure."""

BOM = "\ufeff"
"""Without it a spreadsheet reads UTF-8 as an old code page."""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""With what a spreadsheet begins to calculate, or to call out."""


def safe_cell(value: object) -> str:
    """Return a cell's text: empty where unknown, and with a `'` before what would be a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
