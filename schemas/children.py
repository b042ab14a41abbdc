"""Whether the children a message lists agree with what it says is known of them. Pure."""

from collections.abc import Sized

from pydantic.config import JsonDict

from schemas.fields import refused
from schemas.refusals import Reason
from schemas.words import ChildrenKnown

CHILDREN_AGREE: JsonDict = {
    "if": {
        "properties": {"children_known": {"enum": ["none", "not_yet"]}},
        "required": ["children_known"],
    },
    "then": {"properties": {"children": {"maxItems": 0}}},
    "else": {"properties": {"children": {"minItems": 1}}},
}
"""As a JSON Schema: at least one child, or the empty list and the word why."""


def agree_on_children(children: Sized, known: ChildrenKnown | None) -> None:
    """Check that at least one child is listed, or none and the word why.

    Raises:
        PydanticCustomError: Neither is so.
    """
    none_expected = known in (ChildrenKnown.NONE, ChildrenKnown.NOT_YET)
    if len(children) > 0 and none_expected:
        raise refused(Reason.CHILDREN_CONTRADICTED, "children are listed and said to be unknown")
    if len(children) == 0 and not none_expected:
        raise refused(Reason.CHILDREN_MISSING, "at least one child")
