"""Settings of the programs that may fetch figures: `[api]`."""

import re
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from alerts.board.api_tokens import Token, digest_of
from consumer.setting_kinds import SecretFile, Section
from schemas.key_files import read_private
from schemas.trouble import Trouble

SHORTEST_TOKEN, LONGEST_TOKEN = 32, 512
"""Characters. Source: assumption; 32 hexadecimal digits are 128 bits, which nobody guesses."""

_NAME = re.compile(r"[A-Za-z0-9_-]{1,40}", re.ASCII)
_WRITTEN = re.compile(rb"[\x21-\x7e]+")


class ApiToken(Section):
    """One program that may fetch figures."""

    file: SecretFile
    """Holds its token and nothing else; the audit calls it by the file's name."""
    councils: Annotated[tuple[str, ...], Field(min_length=1)] | Literal["all"]
    """Codes of the councils whose children it sees."""

    @property
    def name(self) -> str:
        """What the audit calls it: the name of the file, without its ending."""
        return self.file.stem

    def read(self) -> Token:
        """Return the token, with a digest for what the file holds.

        Raises:
            Trouble: The file cannot be read, is open to others, or holds no token.
        """
        secret = read_private(self.file, "the token of api.tokens,", LONGEST_TOKEN + 1)
        if not SHORTEST_TOKEN <= len(secret) <= LONGEST_TOKEN or not _WRITTEN.fullmatch(secret):
            raise Trouble(f"{self.file} holds no token", _make(self.file))
        councils = None if self.councils == "all" else frozenset(self.councils)
        return Token(name=self.name, digest=digest_of(secret), councils=councils)


def _make(path: Path) -> str:
    return f"make one: (umask 077; openssl rand -hex {SHORTEST_TOKEN} > {path})"


def _told_apart(tokens: tuple[ApiToken, ...]) -> tuple[ApiToken, ...]:
    names = [token.name for token in tokens]
    if len(set(names)) < len(names):
        raise ValueError("name the files differently: the audit calls tokens by them")
    if not all(_NAME.fullmatch(name) for name in names):
        raise ValueError("name the files with at most 40 letters, digits, - and _")
    return tokens


class Api(Section):
    """Programs that fetch figures from `/api/v1`; without tokens it answers as the board does."""

    tokens: Annotated[tuple[ApiToken, ...], AfterValidator(_told_apart)] = ()
    """Each with `file` (mode 600: the token, 32 to 512 characters) and `councils` (a list of codes,
    or "all"). With a token it answers on any address: put https before it.
    """

    def read(self) -> tuple[Token, ...]:
        """Return all tokens.

        Raises:
            Trouble: One cannot be read, or two files hold the same.
        """
        tokens = tuple(token.read() for token in self.tokens)
        if len({token.digest for token in tokens}) < len(tokens):
            raise Trouble("two files of api.tokens hold the same token", "give each its own")
        return tokens
