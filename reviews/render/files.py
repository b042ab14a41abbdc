"""Every file of a pack by its name. The same pack gives the same bytes."""

from reviews.pack.parts import Pack
from reviews.render.about import About
from reviews.render.csv_tables import csv_of
from reviews.render.manifest import manifest_of
from reviews.render.page import page_of

PAGE, MANIFEST, TABLES = "review.html", "manifest.json", "tables"
"""Names. Source: contract section 4."""


def files_of(pack: Pack, about: About) -> dict[str, bytes]:
    """Return the content of every file by its path in the folder, the manifest last."""
    files = {f"{TABLES}/{table.name}.csv": csv_of(table) for table in pack.tables}
    files[PAGE] = page_of(pack, about)
    return {**files, MANIFEST: manifest_of(pack, about, files)}
