"""The name that a person gives with what they do: whether it can be kept and shown. Pure."""

import unicodedata

from schemas.trouble import Trouble

LONGEST_NAME = 128
"""Characters of a name. Source: assumption; so many a column holds."""


class UnusableName(Trouble):
    """The name cannot be kept as it is."""


def read_name(text: str) -> str:
    """Return a name as it is kept, without spaces around it.

    Raises:
        UnusableName: It is empty, too long, or has signs that nobody sees: control characters, and
            those that turn or hide the text beside them.
    """
    name = text.strip()
    if not name:
        raise UnusableName("no name is given", "say who you are, such as --name 'A. Smith, EDT'")
    if len(name) > LONGEST_NAME:
        raise UnusableName(f"the name has {len(name)} signs", f"give {LONGEST_NAME} at most")
    if any(unicodedata.category(sign).startswith("C") for sign in name):
        raise UnusableName("the name has signs that cannot be seen", "type it anew")
    return name
