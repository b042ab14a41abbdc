"""Certificates for servers and clients of the tests, by an authority of their own."""

import ssl
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import trustme
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

ORGANISATION, UNIT = "danm", "test"


@dataclass(frozen=True, slots=True, kw_only=True)
class Papers:
    """A certificate and its private key in files, as a client is given them."""

    certificate: Path
    key: Path


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

    def papers(
        self,
        name: str,
        *hosts: str,
        until: datetime | None = None,
        password: str | None = None,
    ) -> Papers:
        """Return papers for a person or server of this name, at these hosts.

        The key is PKCS#8, the only form that Java reads from PEM, closed to others, and encrypted
        where there is a password.
        """
        leaf = self.issuer.issue_cert(
            *(hosts or (f"{name}@danm.test",)),
            common_name=name,
            organization_name=ORGANISATION,
            organization_unit_name=UNIT,
            not_after=until,
        )
        folder = self.file.parent
        stem = f"{name}-{leaf.private_key_pem.bytes().__hash__() & 0xFFFF_FFFF:x}"
        papers = Papers(certificate=folder / f"{stem}.pem", key=folder / f"{stem}.key")
        papers.certificate.write_bytes(b"".join(one.bytes() for one in leaf.cert_chain_pems))
        papers.key.touch(mode=0o600)
        papers.key.write_bytes(_pkcs8(leaf.private_key_pem.bytes(), password))
        return papers


def _pkcs8(pem: bytes, password: str | None) -> bytes:
    sealed: KeySerializationEncryption = NoEncryption()
    if password is not None:
        sealed = BestAvailableEncryption(password.encode())
    key = load_pem_private_key(pem, password=None)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, sealed)


def new_authority(folder: Path) -> Authority:
    """Return a new authority, with its certificate in a folder."""
    issuer = trustme.CA()
    file = folder / "authority.pem"
    issuer.cert_pem.write_to_path(str(file))
    return Authority(issuer=issuer, file=file)
