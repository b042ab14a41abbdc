"""A row of an extract that could not be read, as a record on its way to quarantine. Pure."""

from hashlib import blake2b

from consumer.sources import Record
from consumer.sources.extract_fields import is_reference
from consumer.sources.extract_rows import BadRow
from schemas.refusals import Reason, Refusal

_LONGEST_PLACE = 128
"""Characters that the quarantine's column holds."""


def bad_row_record(bad: BadRow, *, source: str, file_name: str) -> Record:
    """Return a row or cell that could not be read, as it goes to quarantine, sealed there."""
    raw = bad.raw.encode(errors="surrogateescape")
    told = "" if bad.reference is None else bad.reference
    refusal = Refusal(
        reason=Reason.BAD_ROW,
        place="" if bad.column is None else f"column {bad.column}"[:_LONGEST_PLACE],
        digest=blake2b(raw, digest_size=16).digest(),
        source=source,
        subject=told if is_reference(told) else None,
        clock_from=bad.clock_from,
    )
    return Record(raw=raw, coordinates=f"{file_name}:{bad.line_number}", refused=refusal)
