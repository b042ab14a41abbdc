"""Variables that look like a setting and are none: a slip that would otherwise go unseen."""

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from consumer.settings_reference import variables

_PREFIX = "DANM_"

_OF_A_SERVICE = re.compile(
    r"(_SERVICE_HOST|_SERVICE_PORT(_\w+)?|_PORT_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)$"
)
"""What Kubernetes sets in every container of a namespace that has a service called danm-…."""

_OF_A_SERVICE_ADDRESS = re.compile(r"(tcp|udp|sctp)://")
"""What such a variable holds that ends in _PORT alone, as a setting might."""

_CLOSE = 0.75
"""How alike two names must be. Source: assumption; DANM_HTTP_PORT and DANM_HTTP__PORT are 0.97."""


def mistyped(environment: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield each variable that is no setting but looks like one, and the setting it looks like."""
    known = variables()
    for name, value in sorted(environment.items()):
        upper = name.upper()
        if not upper.startswith(_PREFIX) or _is_known(upper, known) or _is_a_service(upper, value):
            continue
        for close in get_close_matches(upper, known, n=1, cutoff=_CLOSE):
            yield name, close


def _is_known(name: str, known: frozenset[str]) -> bool:
    """Whether it is a setting, or one inside a table: those are checked as they are read."""
    return name in known or name.partition("__")[0] in known


def _is_a_service(name: str, value: str) -> bool:
    return bool(_OF_A_SERVICE.search(name) or _OF_A_SERVICE_ADDRESS.match(value))
