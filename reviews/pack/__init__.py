"""A joint-review pack: what police and council sit over together, as tables and plain sentences."""

from reviews.pack.making import Held, make_pack
from reviews.pack.parts import Audience, Pack, Period
from reviews.pack.reconciliation import DayHeld
from reviews.pack.seen import Named, Seen, counts, see

__all__ = [
    "Audience",
    "DayHeld",
    "Held",
    "Named",
    "Pack",
    "Period",
    "Seen",
    "counts",
    "make_pack",
    "see",
]
