"""Policy files for tests: the one that ships, with some of its text replaced."""

from pathlib import Path

from schemas.policy import Policy
from schemas.policy_file import DEFAULT_POLICY, load_policy

DEFAULT = DEFAULT_POLICY.read_text(encoding="utf-8")
"""The text of the policy that ships with the program."""

STOKE, STAFFORDSHIRE = "E06000021", "E10000028"
"""The two councils it names."""


def written(folder: Path, text: str, name: str = "policy.toml") -> Path:
    """Return the path of a policy file with that text."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def replaced(folder: Path, *changes: tuple[str, str], name: str = "policy.toml") -> Path:
    """Return the path of the default policy with some of its text replaced."""
    text = DEFAULT
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return written(folder, text, name)


def changed(folder: Path, *changes: tuple[str, str]) -> Policy:
    """Return the default policy with some of its text replaced."""
    return load_policy(replaced(folder, *changes))
