"""The file of changes and actions that a joint review brings along."""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from reviews.agreed import Agreed, agreed_of
from schemas.policy import Policy
from schemas.trouble import Trouble


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreedFile:
    """What was agreed, and by which digest its file is known; None where there is no file."""

    agreed: Agreed
    sha256: str | None


def read_agreed(path: Path | None, policy: Policy) -> AgreedFile:
    """Return what a file tells; without one nothing was agreed.

    Raises:
        Trouble: The file cannot be read, or something in it is wrong; all of that is named.
    """
    if path is None:
        return AgreedFile(agreed=Agreed(), sha256=None)
    try:
        content = path.read_bytes()
    except OSError as error:
        fact = f"--changes {path} cannot be read ({error.strerror})"
        raise Trouble(fact, "name a file like deploy/review/agreed.toml") from error
    told = agreed_of(
        content, file=str(path), forces=policy.forces.keys(), councils=policy.councils.keys()
    )
    if isinstance(told, Agreed):
        return AgreedFile(agreed=told, sha256=sha256(content).hexdigest())
    raise Trouble("; ".join(map(str, told)), f"mend that in {path}")
