"""Every file of a pack by its name. The same pack gives the same bytes."""

from reviews.pack.parts import Pack
from reviews.render.about import About
from reviews.render.csv_tables import csv_of
from reviews.render.manifest import manifest_of
from reviews.render.page import page_of
from reviews.render.paper import pdf_of
from reviews.render.workbook import workbook_of

PAGE, MANIFEST, TABLES = "review.html", "manifest.json", "tables"
WORKBOOK, PAPER = "review.xlsx", "review.pdf"
"""Names. Source: contract section 4."""


def files_of(pack: Pack, about: About, browser: str | None) -> dict[str, bytes]:
    """Return the content of every file by its path in the folder, the manifest last.

    ``browser`` prints the page; without one there is no PDF.

    Raises:
        NotPrinted: The browser gave no PDF.
    """
    files = {f"{TABLES}/{table.name}.csv": csv_of(table) for table in pack.tables}
    files |= {PAGE: page_of(pack, about), WORKBOOK: workbook_of(pack, about)}
    if browser is not None:
        files[PAPER] = pdf_of(files[PAGE], browser, pack.period.as_of)
    return {**files, MANIFEST: manifest_of(pack, about, files)}
