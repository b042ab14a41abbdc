"""Case codes of one pack, which say nothing beside another pack. Pure."""

import hashlib
import hmac
from datetime import UTC, date, datetime

from schemas.keys import KeyRing, Subject, handle


def pack_key(ring: KeyRing, first: date, last: date, as_of: datetime) -> bytes:
    """Return the key of a pack's case codes, from the newest key and the pack's own dates.

    The same dates and key ring give the same key. Of two packs with other dates nobody without the
    ring can tell which cases are the same; a new key in the ring gives new codes.
    """
    dates = f"{first.isoformat()}/{last.isoformat()}/{as_of.astimezone(UTC).isoformat()}"
    return ring.key(Subject.PACK, dates)


def pack_code(code: str, key: bytes) -> str:
    """Return what stands in a pack instead of a case code, in the same form.

    Two of 1,000 cases share one with a chance of 1 in 9,000; it opens nothing on the board.
    """
    return handle(hmac.digest(key, code.encode(), hashlib.sha256))
