"""Settings of the board: under which name it answers, and who signs in."""

from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, model_validator

from alerts.board.people import BoardRole
from consumer.channel_settings import Networks
from consumer.setting_kinds import SecretFile, Section
from schemas.fields import LONGEST_LABEL, Authority


def is_this_machine(url: str) -> bool:
    """Whether a URL stays inside this machine."""
    host = str(urlsplit(url).hostname)
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _url(text: str) -> str:
    if not text.isascii() or not text.isprintable() or any(sign in text for sign in "@?# \\"):
        raise ValueError("give https:// and a name, without a user or a query")
    url = urlsplit(text)
    # Reading the port is what finds one that is none.
    if not url.hostname or url.port == 0:
        raise ValueError("give https:// and a name")
    if url.scheme != "https" and not (url.scheme == "http" and is_this_machine(text)):
        raise ValueError("give an https:// URL; http only inside this machine")
    return text


def _own_url(text: str) -> str:
    if urlsplit(_url(text)).path not in {"", "/"}:
        raise ValueError("give the URL without a path: the board has the whole name")
    return text.rstrip("/").lower()


ForceCode = Annotated[str, Field(min_length=1, max_length=LONGEST_LABEL, pattern=r"^\S+$")]


class People(Section):
    """What being in one group of the provider gives on the board."""

    group: str = Field(min_length=1)
    """Its name, or its id, exactly as the provider tells it."""
    roles: tuple[BoardRole, ...] = Field(min_length=1)
    """What its members are on the board."""
    councils: tuple[Authority, ...] | Literal["all"]
    """ONS codes of those whose children they see; or "all"."""
    forces: tuple[ForceCode, ...] | Literal["all"] | None = None
    """For police: codes of the policy of those whose incidents they see; or "all"."""

    @model_validator(mode="after")
    def _is_police_of_a_force(self) -> Self:
        if (BoardRole.POLICE in self.roles) != (self.forces is not None):
            raise ValueError('give a group with the role police its forces, or "all"; no other')
        return self


class Board(Section):
    """Sign-in by OpenID Connect; without it the board answers on this machine only."""

    public_url: Annotated[str, AfterValidator(_own_url)] | None = None
    """Where browsers reach the board, such as https://board.example.gov.uk, and the only name under
    which it answers; https, which a server before it ends. The provider is told the same with
    `/board/sign-in/back` after it."""
    issuer: Annotated[str, AfterValidator(_url)] | None = None
    """The provider, exactly as it names itself; the board looks up all else there."""
    client_id: str | None = Field(default=None, min_length=1)
    """What the provider calls the board."""
    client_secret_file: SecretFile | None = None
    """Holds the secret that the provider gave the board, and nothing else."""
    groups_claim: str = Field(default="groups", min_length=1)
    """Under which name the ID token tells somebody's groups."""
    people: tuple[People, ...] = ()
    """Who may what, by group (`[[board.people]]`). Of somebody in several, the first here says
    which councils; others count with it where they give the very same. `councils` may be "all"."""
    networks: Networks = ()
    """Private networks in which the provider may stand; all else is public."""
    ca_file: Path | None = None
    """Certificates of the authorities to believe; None: those of this machine."""

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        needed = (self.public_url, self.issuer, self.client_id, self.client_secret_file)
        given = [one is not None for one in needed] + [bool(self.people)]
        if any(given) and not all(given):
            raise ValueError(
                "give public_url, issuer, client_id, client_secret_file and people, or none of them"
            )
        return self
