"""Flat rows for analysts, spreadsheets and programs: every column described once.

``TABLES["incidents"].columns`` say what is in a table; `rows` and `page` read it.
"""

from alerts.flat.columns import Column, Sort, Table, Value, cell_text
from alerts.flat.dictionary import DICTIONARY_COLUMNS, dictionary_page, dictionary_rows
from alerts.flat.places import NoSuchPlace
from alerts.flat.reading import Asked, Page, page, rows
from alerts.flat.tables import TABLES
from alerts.flat.waiting_reading import waiting_rows

__all__ = [
    "DICTIONARY_COLUMNS",
    "TABLES",
    "Asked",
    "Column",
    "NoSuchPlace",
    "Page",
    "Sort",
    "Table",
    "Value",
    "cell_text",
    "dictionary_page",
    "dictionary_rows",
    "page",
    "rows",
    "waiting_rows",
]
