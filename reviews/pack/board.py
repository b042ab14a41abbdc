"""The pack that a safeguarding board or an inspection may keep. Pure.

Its sections are its own, made only of protected figures: nothing of the operational pack is passed
through, so that what is added there never gets in here unseen.
"""

from alerts.plain_words import begun
from reviews.pack.board_clocks import board_clock_table
from reviews.pack.board_counts import board_counts
from reviews.pack.board_hours import hours_section
from reviews.pack.board_in_time import in_time_section, months_section
from reviews.pack.board_numbers import numbers_section
from reviews.pack.board_rest import closures_section, reconciliation_section, repeats_section
from reviews.pack.board_shown import shown_of
from reviews.pack.board_words import DEFINITIONS, HOW_PROTECTED, LEFT_OUT, Places
from reviews.pack.making import Held
from reviews.pack.parts import Audience, Pack, Period


def make_board_pack(held: Held, period: Period) -> Pack:
    """Return the pack of what is held."""
    seen, places = held.seen, Places(names=held.councils)
    shown = shown_of(board_counts(seen, held.days, period), seen)
    return Pack(
        period=period,
        audience=Audience.BOARD,
        counted=f"{begun(shown.about({}))} notifications",
        sections=(
            in_time_section(shown, places),
            hours_section(shown, seen),
            months_section(shown, places),
            numbers_section(shown, places),
            repeats_section(shown),
            reconciliation_section(shown, places, has_counts=bool(held.days)),
            closures_section(shown),
            LEFT_OUT,
            HOW_PROTECTED,
            DEFINITIONS,
        ),
        files=(board_clock_table(shown, seen),),
    )
