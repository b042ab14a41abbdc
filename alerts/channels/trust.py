"""Whom a channel believes to be who they say: TLS with the authorities of the system or a file."""

import ssl
from pathlib import Path

from schemas.trouble import Trouble


def trusting(ca_file: Path | None) -> ssl.SSLContext:
    """Return TLS that checks certificate and host name, by these authorities only where given.

    Raises:
        Trouble: The file cannot be read, or holds no certificate.
    """
    try:
        return ssl.create_default_context(cafile=None if ca_file is None else str(ca_file))
    except OSError as error:
        what = error.strerror or "no certificate in it"
        raise Trouble(
            f"{ca_file} cannot be used as a list of authorities ({what})",
            "name a file of certificates in PEM form",
        ) from None
