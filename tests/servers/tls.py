"""Certificates for servers of the tests, by an authority of their own."""

import ssl
from dataclasses import dataclass
from pathlib import Path

import trustme


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """An authority; ``file`` is what a client must be given to believe it."""

    issuer: trustme.CA
    file: Path

    def serving(self, *names: str) -> ssl.SSLContext:
        """Return TLS for a server that is called so."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.issuer.issue_cert(*names).configure_cert(context)
        return context


def new_authority(folder: Path) -> Authority:
    """Return a new authority, with its certificate in a folder."""
    issuer = trustme.CA()
    file = folder / "authority.pem"
    issuer.cert_pem.write_to_path(str(file))
    return Authority(issuer=issuer, file=file)
