"""The pack of a period from what its notifications tell. Pure: the same in, the same out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from reviews.agreed import Agreed
from reviews.pack.batches import batches_section, fates_of
from reviews.pack.before_after import before_after_section
from reviews.pack.by_hand import by_hand_section
from reviews.pack.by_hour import by_hour_section
from reviews.pack.by_week import by_week_section
from reviews.pack.cases import longest_section, repeats_section
from reviews.pack.changed import changed_section
from reviews.pack.children import children_section
from reviews.pack.clock_table import clock_table
from reviews.pack.closures import closures_section
from reviews.pack.councils import councils_section
from reviews.pack.definitions import DEFINITIONS
from reviews.pack.dip_sample import dip_sample_section
from reviews.pack.effects import Ground, effects_of
from reviews.pack.equity import equity_section
from reviews.pack.first_full import first_full_section
from reviews.pack.in_time import in_time_section
from reviews.pack.length_tables import clock_weeks_table, leg_lengths_table
from reviews.pack.medians import medians_section
from reviews.pack.parts import Audience, Pack, Period
from reviews.pack.past_limit import past_limit_section
from reviews.pack.quality import quality_section
from reviews.pack.rare import rare_section
from reviews.pack.reconciliation import DayHeld, reconciliation_section, reconciliation_table
from reviews.pack.saved import saved_section
from reviews.pack.seen import Seen
from reviews.pack.sources import Sources
from reviews.pack.untold import alone_of, earlier_tables, untold_sections
from reviews.pack.where_hours import where_hours_section
from reviews.pack.words import number_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What a database holds of a period. ``councils`` are the names of councils by code."""

    seen: Sequence[Seen]
    days: Sequence[DayHeld]
    councils: Mapping[str, str]
    forces: Mapping[str, str] = field(default_factory=dict)
    """Names of police forces by code."""
    agreed: Agreed = field(default_factory=Agreed)
    """What the file of changes and actions tells."""
    sources: Sources = field(default_factory=Sources)
    """What the messages tell, by source."""
    known_to: datetime | None = None
    """Up to when anything was sent; None where that is not told, and all up to ``as_of`` is."""


def make_pack(held: Held, period: Period, audience: Audience) -> Pack:
    """Return the pack of what is held, in the order in which people ask."""
    seen = held.seen
    places = {**held.forces, **held.councils}
    fates = fates_of(seen)
    ground = Ground(seen=seen, period=period, places=places, fates=fates)
    alone = alone_of(seen, period, held.known_to, held.councils)
    effects = effects_of(held.agreed.happened, ground)
    return Pack(
        period=period,
        audience=audience,
        counted=_counted(seen),
        sections=(
            changed_section(held.agreed, effects, period, places),
            in_time_section(seen, fates),
            where_hours_section(seen),
            past_limit_section(seen),
            saved_section(seen, held.agreed.limits),
            by_week_section(seen, period, held.councils, held.agreed),
            medians_section(seen, period, held.councils, held.agreed),
            rare_section(seen, period, held.councils),
            before_after_section(effects),
            councils_section(seen, held.councils, fates),
            by_hour_section(seen),
            batches_section(seen, held.councils, fates),
            first_full_section(seen, period.as_of, fates),
            by_hand_section(seen, fates),
            children_section(seen, fates),
            *untold_sections(alone),
            longest_section(seen),
            repeats_section(seen),
            dip_sample_section(seen, period),
            reconciliation_section(held.days, period, held.councils),
            closures_section(seen),
            quality_section(seen, held.councils, held.sources),
            equity_section(seen, fates),
            DEFINITIONS,
        ),
        files=(
            clock_table(seen, fates),
            clock_weeks_table(seen, period, fates),
            leg_lengths_table(seen),
            reconciliation_table(held.days, held.councils),
            *earlier_tables(alone),
        ),
    )


def _counted(seen: Sequence[Seen]) -> str:
    known = [one.children for one in seen if one.children is not None]
    children = number_words(sum(known), "child", "children")
    words = f"{number_words(len(seen), 'notification')} about {children}"
    unknown = len(seen) - len(known)
    return f"{words}; of {unknown:,} the number of children is not known" if unknown else words
