"""Which cases belong together, because what rings about one may depend on another. Pure."""

from collections.abc import Iterable


class Links:
    """Sets of linked cases; only those that are linked to another take memory."""

    def __init__(self) -> None:
        """Begin without any link."""
        self._leads_to: dict[bytes, bytes] = {}
        self._members: dict[bytes, set[bytes]] = {}

    def link(self, one: bytes, other: bytes) -> None:
        """Note that two cases belong together, with all that belong to either."""
        first, second = self._head(one), self._head(other)
        if first == second:
            return
        ours, theirs = (self._members.pop(head, {head}) for head in (first, second))
        if len(ours) < len(theirs):
            first, second, ours, theirs = second, first, theirs, ours
        ours |= theirs
        self._leads_to[second] = first
        self._members[first] = ours

    def of(self, key: bytes) -> Iterable[bytes]:
        """Return the cases that belong together with this one, itself among them."""
        return self._members.get(self._head(key), {key})

    def _head(self, key: bytes) -> bytes:
        while (head := self._leads_to.get(key)) is not None:
            key = head
        return key
