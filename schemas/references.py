"""References and ids: what they may look like, and how a source's habits are evened out. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from schemas.own_sources import ENTERED

REFERENCE = re.compile(r"[A-Za-z0-9._:/-]{1,64}", re.ASCII)
"""Form of every id, and of every reference after normalising. Source: contract section 1."""

SOURCE = re.compile(r"[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]{1,255}", re.ASCII)
"""Form of a `source`: the characters of a URI reference (RFC 3986), as CloudEvents 1.0 asks.

The length is an assumption: a source names a feed on pages and in metrics.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceRules:
    """How one source writes its references, so that one case is not taken for two."""

    upper_case: bool = True
    remove_spaces: bool = True

    def normalised(self, reference: str) -> str:
        """Return the reference as it is compared, hashed and shown.

        Only ASCII is raised to upper case: elsewhere two different characters can become one
        (a long s becomes S), and two cases with them.
        """
        text = "".join(reference.split()) if self.remove_spaces else reference
        return text.upper() if self.upper_case and text.isascii() else text


DEFAULT_RULES = ReferenceRules()
"""Upper case, spaces removed. Source: contract section 1."""

AS_IT_STANDS = ReferenceRules(upper_case=False, remove_spaces=False)
"""What people enter names a case that we hold, by its reference as its own source's rules left it:
by any other rules it could become another case.
"""

ReferenceRulesBySource = Mapping[str, ReferenceRules]
"""Rules by exact `source`; a source not named follows the default."""


def rules_of(source: str, by_source: ReferenceRulesBySource) -> ReferenceRules:
    """Return how a source writes its references."""
    return AS_IT_STANDS if source == ENTERED else by_source.get(source, DEFAULT_RULES)
