"""A joint-review pack: what police and council sit over together, as tables and plain sentences."""

from reviews.pack.board import make_board_pack
from reviews.pack.board_counts import BoardCounts, board_counts
from reviews.pack.making import Held, make_pack
from reviews.pack.parts import Audience, Pack, Period
from reviews.pack.reconciliation import DayHeld
from reviews.pack.seen import Named, Seen, counts, see
from reviews.pack.sources import Count, Sources

__all__ = [
    "Audience",
    "BoardCounts",
    "Count",
    "DayHeld",
    "Held",
    "Named",
    "Pack",
    "Period",
    "Seen",
    "Sources",
    "board_counts",
    "counts",
    "make_board_pack",
    "make_pack",
    "see",
]
