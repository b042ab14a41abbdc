"""Tables as CSV: what spreadsheets open as it is, text staying text. Pure."""

import csv
from io import StringIO

from alerts.flat.columns import cell_text
from reviews.pack.parts import Table
from schemas.csv_cells import BOM


def csv_of(table: Table) -> bytes:
    """Return a table as a CSV file, names first; an empty cell is what cannot be said."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow([column.name for column in table.columns])
    writer.writerows([cell_text(value) for value in row] for row in table.rows)
    text = out.getvalue()
    # A program that does not expect the mark would take it for part of the first column's name.
    return (text if text.isascii() else f"{BOM}{text}").encode()
