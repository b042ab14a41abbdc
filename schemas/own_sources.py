"""Names of the sources that are the monitor's own: they vouch for no partner. Pure."""

OWN_SOURCES = "/danm/"
"""How they begin: its canary, and what people enter by hand."""

ENTERED = f"{OWN_SOURCES}entered"
"""What people enter here: a receipt that was phoned through, two references that are one case."""


def is_own(source: str) -> bool:
    """Whether a source is the monitor's own."""
    return source.startswith(OWN_SOURCES)
